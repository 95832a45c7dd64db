package main

import "errors"

type usersigCmd struct {
	Make  usersigMakeCmd  `cmd:"" help:"Make a UserSig."`
	Check usersigCheckCmd `cmd:"" help:"Check a UserSig and say what it says."`
}

// signer is an application as verbs that sign for it need it.
type signer struct {
	App uint32 `required:"" placeholder:"SDKAPPID" help:"SDKAppID."`
	Key string `required:"" placeholder:"KEY" help:"The application's key."`
}

// Validate tells of an empty value, which is mostly a variable that is not set.
func (s signer) Validate() error {
	switch {
	case s.App == 0:
		return errors.New("--app: 0 is no SDKAppID")
	case s.Key == "":
		return errors.New("--key is empty")
	}
	return nil
}
