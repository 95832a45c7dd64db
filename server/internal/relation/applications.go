package relation

import (
	"github.com/teahouse-chat/teahouse/server/internal/event"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/wire/sns"
)

// application is an open friend application as one of its sides keeps it.
// remark and list are what the applicant wants his friend to have in his list.
type application struct {
	owner           uint64
	incoming        bool // peer applied to owner
	peer            uint64
	num             int64
	source, wording string
	remark, list    string
	added           int64 // seconds
	seen            bool
}

// apply leaves an application of from with to, in place of an older one.
func (ch *change) apply(from, to id.Account, item sns.AddFriendItem) error {
	at := ch.now.Unix()
	sides := []application{
		{owner: to.ID, incoming: true, peer: from.ID},
		{owner: from.ID, peer: to.ID, remark: item.Remark, list: item.GroupName, seen: true},
	}
	for _, a := range sides {
		u, err := ch.user(a.owner)
		if err != nil {
			return err
		}
		u.num++
		u.appliedSeq++
		a.num, a.source, a.wording, a.added = u.num, item.AddSource, item.AddWording, at
		if err := putApplication(ch.tx, ch.app, a); err != nil {
			return err
		}
	}
	ch.tx.Emit(event.FriendApplied{From: from, To: to, Source: item.AddSource, Wording: item.AddWording, At: at})
	return ch.trimSent(from)
}

// trimSent forgets the oldest applications of a user that nobody answered, in his
// own list.
func (ch *change) trimSent(from id.Account) error {
	all, err := applicationsOf(ch.tx, ch.app, from.ID)
	if err != nil {
		return err
	}
	kept := 0
	for _, a := range all {
		if a.incoming {
			continue
		}
		if kept++; kept <= sns.MaxApplications {
			continue
		}
		if _, err := deleteApplication(ch.tx, ch.app, from.ID, false, a.peer); err != nil {
			return err
		}
		ch.tx.Emit(event.ApplicationsClosed{Owner: from, Sent: true, Peers: []id.Account{{App: ch.app, ID: a.peer}}})
	}
	return nil
}

// pendingFull tells whether a target has no room for one more application.
func (ch *change) pendingFull(from, to uint64) (bool, error) {
	if _, err := ch.user(to); err != nil { // locks the list
		return false, err
	}
	all, err := applicationsOf(ch.tx, ch.app, to)
	if err != nil {
		return false, err
	}
	n := 0
	for _, a := range all {
		if a.incoming && a.peer != from {
			n++
		}
	}
	return n >= sns.MaxApplications, nil
}

// closeApplications drops what two users have asked each other.
func (ch *change) closeApplications(a, b id.Account) error {
	gone, err := deleteApplications(ch.tx, ch.app, a.ID, b.ID)
	if err != nil {
		return err
	}
	names := map[uint64]id.Account{a.ID: a, b.ID: b}
	for _, g := range gone {
		u, err := ch.user(g.owner)
		if err != nil {
			return err
		}
		u.appliedSeq++
		ch.tx.Emit(event.ApplicationsClosed{Owner: names[g.owner], Sent: !g.incoming, Peers: []id.Account{names[g.peer]}})
	}
	return nil
}
