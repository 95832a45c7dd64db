package main

import (
	"fmt"

	"github.com/teahouse-chat/teahouse/server"
)

// dataFlags say where the data are; the verbs that read or write them share
// these flags. A value comes from the flag, else from the environment, else from the
// file, else it is the default.
type dataFlags struct {
	Config        string `placeholder:"FILE" help:"File of lines NAME = VALUE, named as the flags are."`
	Data          string `placeholder:"DIR" help:"Folder of all stored data (teahouse-data)."`
	Store         string `placeholder:"URL" help:"PostgreSQL database of records and timelines, postgres://... (the data folder)."`
	MasterKeyFile string `placeholder:"FILE" help:"Key that encrypts applications' keys at rest."`
}

// option is a value of the configuration that the command line may give.
type option struct{ name, value string }

// config returns the configuration with all that was given; more are the
// verb's own options.
func (f dataFlags) config(more ...option) (server.Config, error) {
	cfg := server.DefaultConfig()
	cfg.Version = version
	if f.Config != "" {
		if err := cfg.ReadFile(f.Config); err != nil {
			return cfg, err
		}
	}
	all := append([]option{{"data", f.Data}, {"store", f.Store}, {"master-key-file", f.MasterKeyFile}}, more...)
	for _, o := range all {
		if o.value == "" {
			continue
		}
		if err := cfg.Set(o.name, o.value); err != nil {
			return cfg, fmt.Errorf("--%w", err)
		}
	}
	return cfg, cfg.Check()
}
