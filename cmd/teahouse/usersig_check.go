package main

import (
	"fmt"
	"io"
	"time"

	"github.com/teahouse-chat/teahouse/usersig"
)

type usersigCheckCmd struct {
	Sig string `arg:"" help:"The UserSig."`
	signer
	User string `placeholder:"USERID" help:"UserID that it must be of (whoever it names)."`
}

// Run checks a UserSig as the server does.
func (c *usersigCheckCmd) Run(out io.Writer) error {
	user := c.User
	if user == "" {
		claimed, err := usersig.Parse(c.Sig)
		if err != nil {
			return err
		}
		user = claimed.User
	}
	token, err := usersig.Check(c.Sig, c.App, c.Key, user)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "valid: user %q of %d, made %s, valid until %s\n", token.User, token.App,
		token.Made.UTC().Format(time.RFC3339), token.Ends().UTC().Format(time.RFC3339))
	return err
}
