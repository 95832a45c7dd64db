package main

import (
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/teahouse-chat/teahouse/usersig"
)

type usersigMakeCmd struct {
	signer
	User   string `required:"" placeholder:"USERID" help:"UserID."`
	Expire int64  `default:"15552000" placeholder:"SECONDS" help:"How long it is valid, in seconds (180 days)."`
}

// Run prints a UserSig.
func (c *usersigMakeCmd) Run(out io.Writer) error {
	switch {
	case c.User == "" || len(c.User) > 32:
		return errors.New("--user: a UserID has 1 to 32 bytes")
	case c.Expire < 1 || c.Expire > int64(usersig.MaxExpire/time.Second):
		return fmt.Errorf("--expire: want 1 to %d seconds", usersig.MaxExpire/time.Second)
	}
	_, err := fmt.Fprintln(out, usersig.Make(c.App, c.Key, c.User, time.Duration(c.Expire)*time.Second))
	return err
}
