package event

import "github.com/teahouse-chat/teahouse/server/internal/id"

// AccountCreated says that an account came into being: by import or at its
// first login.
type AccountCreated struct{ Account id.Account }

// AccountDeleted says that an account is no more. Its number is never used again,
// its name may be.
type AccountDeleted struct{ Account id.Account }

// SessionOpened says that a connection logged in, before its answer is written.
// Who reacts lets the session join the conversations it must hear of.
type SessionOpened struct {
	Account  id.Account
	Instance uint64 // InstId
	// Session is the *deliver.Session.
	Session any
	// Resumed: the same instance was logged in before, on a socket that was cut.
	Resumed bool
}

// SessionClosed says that a session is over.
type SessionClosed struct {
	Account  id.Account
	Instance uint64
	// Cut: the socket went away; the instance may come back. Otherwise it
	// logged out or was kicked.
	Cut bool
}
