// Package bus carries what one node says to the others by subject: frames for
// the sessions of an account or a conversation. It may lose; the store may not.
//
// The subjects are the routing table: a node subscribes when its first session
// of an account or a conversation arrives, so it never hears of those it does
// not serve.
package bus

// Bus publishes and subscribes by subject.
type Bus interface {
	// Publish hands m to every subscriber of subject, on any node, this one
	// included. It does not wait for other nodes and reports no failure: what
	// must arrive is a row in the store. Of one publisher and subject the order
	// is kept. m must not be changed afterwards.
	Publish(subject Subject, m any)
	// Subscribe calls f for every m published on subject from now on. f must be
	// quick; it may publish, subscribe and cancel. After cancel has returned f
	// may still be running for one last m; cancel may be called twice.
	Subscribe(subject Subject, f func(m any)) (cancel func())
}
