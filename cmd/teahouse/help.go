package main

import "github.com/alecthomas/kong"

type helpCmd struct {
	Verb []string `arg:"" optional:"" help:"The verb, such as app create."`
}

// Run shows what --help of the verb shows.
func (c *helpCmd) Run(parser *kong.Kong) error {
	_, err := parser.Parse(append(c.Verb, "--help"))
	return err
}
