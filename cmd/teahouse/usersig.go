package main

type usersigCmd struct {
	Make  usersigMakeCmd  `cmd:"" help:"Make a UserSig."`
	Check usersigCheckCmd `cmd:"" help:"Check a UserSig and say what it says."`
}

// signer is an application as verbs that sign for it need it.
type signer struct {
	App uint32 `required:"" placeholder:"SDKAPPID" help:"SDKAppID."`
	Key string `required:"" placeholder:"KEY" help:"The application's key."`
}
