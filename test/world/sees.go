package world

import (
	"errors"
	"fmt"
	"time"

	"github.com/teahouse-chat/teahouse/client"
	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/group"
	"github.com/teahouse-chat/teahouse/wire/openim"
)

// Send sends a text to a user.
func (u *User) Send(to, text string) *openim.SendMsgResponse {
	u.world.t.Helper()
	return Call(u, openim.SendMsg, u.client.NewMessage(u.world.Name(to), wire.NewText(text)))
}

// SendGroup sends a text into a group.
func (u *User) SendGroup(id, text string) *group.SendGroupMsgResponse {
	u.world.t.Helper()
	return Call(u, group.SendGroupMsg, u.client.NewGroupMessage(id, wire.NewText(text)))
}

// CreateGroup makes a group with some first members and returns its GroupId.
func (u *User) CreateGroup(kind string, members ...string) string {
	u.world.t.Helper()
	req := &group.CreateGroupRequest{Type: kind, Name: kind + " of " + u.Name, Owner: u.Name}
	for _, m := range members {
		req.MemberList = append(req.MemberList, group.NewMember{Account: u.world.Name(m)})
	}
	return Call(u, group.CreateGroup, req).GroupID
}

// Join joins a group.
func (u *User) Join(id string) {
	u.world.t.Helper()
	if got := Call(u, group.ApplyJoinGroup, &group.ApplyJoinGroupRequest{GroupID: id, WebPushFlag: 1}); got.JoinedStatus != group.JoinedSuccess {
		u.world.t.Fatalf("%s: join %s: %s", u.Name, id, got.JoinedStatus)
	}
}

// Want narrows down what a user is to see.
type Want func(w *World, e client.Event) bool

// From wants a sender.
func From(name string) Want {
	return func(w *World, e client.Event) bool {
		switch e := e.(type) {
		case client.Message:
			return e.Sender() == w.Name(name)
		case client.GroupMessage:
			return e.From == w.Name(name)
		}
		return false
	}
}

// In wants a group.
func In(id string) Want {
	return func(_ *World, e client.Event) bool {
		switch e := e.(type) {
		case client.GroupMessage:
			return e.ToGroupID == id
		case client.Tip:
			return e.ToGroupID == id
		}
		return false
	}
}

// Direct wants a one-to-one message.
func Direct() Want {
	return func(_ *World, e client.Event) bool { _, is := e.(client.Message); return is }
}

// Sees waits until the user has been told a text, and returns the message. A
// message is taken once: a second Sees wants a second message.
func (u *User) Sees(text string, want ...Want) client.Event {
	u.world.t.Helper()
	return u.Await(fmt.Sprintf("%q", text), func(e client.Event) bool {
		return textOf(e) == text && u.fits(e, want)
	})
}

// SeesTip waits until the user has been told a tip of a kind in a group.
func (u *User) SeesTip(id string, kind int) client.Tip {
	u.world.t.Helper()
	return u.Await(fmt.Sprintf("tip %d of %s", kind, id), func(e client.Event) bool {
		tip, is := e.(client.Tip)
		return is && tip.ToGroupID == id && tip.Tip.OpType == kind
	}).(client.Tip)
}

// Becomes waits for a state of the user's client.
func (u *User) Becomes(state client.State) {
	u.world.t.Helper()
	u.Await(string(state), func(e client.Event) bool { return e == client.StateChanged{State: state} })
}

// IsKicked waits until the user has been kicked, and returns how.
func (u *User) IsKicked() int {
	u.world.t.Helper()
	select {
	case <-u.client.Done():
	case <-time.After(patience):
		u.world.t.Fatalf("%s was not kicked", u.Name)
	}
	var kicked *client.KickedError
	if !errors.As(u.client.Err(), &kicked) {
		u.world.t.Fatalf("%s was not kicked, but is over with %v", u.Name, u.client.Err())
	}
	return kicked.KickType
}

// HasNotSeen fails if the user was told a text so far. To be sure that it was not
// still on its way, wait for something behind it first.
func (u *User) HasNotSeen(text string) {
	u.world.t.Helper()
	u.mu.Lock()
	defer u.mu.Unlock()
	for _, s := range u.seen {
		if textOf(s.event) == text {
			u.world.t.Fatalf("%s saw %q", u.Name, text)
		}
	}
}

// Texts returns all texts that the user was told so far and that fit.
func (u *User) Texts(want ...Want) []string {
	u.mu.Lock()
	defer u.mu.Unlock()
	var texts []string
	for _, s := range u.seen {
		if text := textOf(s.event); text != "" && u.fits(s.event, want) {
			texts = append(texts, text)
		}
	}
	return texts
}

// Await waits for an event that fits and was not taken before.
func (u *User) Await(what string, fits func(client.Event) bool) client.Event {
	u.world.t.Helper()
	deadline := time.After(patience)
	for {
		u.mu.Lock()
		for n := range u.seen {
			if s := &u.seen[n]; !s.used && fits(s.event) {
				s.used = true
				u.mu.Unlock()
				return s.event
			}
		}
		changed, over := u.changed, u.over
		u.mu.Unlock()
		if over {
			u.world.t.Fatalf("%s never saw %s: the client is over, %v", u.Name, what, u.client.Err())
		}
		select {
		case <-changed:
		case <-deadline:
			u.world.t.Fatalf("%s never saw %s", u.Name, what)
		}
	}
}

func (u *User) fits(e client.Event, want []Want) bool {
	for _, fits := range want {
		if !fits(u.world, e) {
			return false
		}
	}
	return true
}

func textOf(e client.Event) string {
	switch e := e.(type) {
	case client.Message:
		return e.Text()
	case client.GroupMessage:
		return e.Text()
	}
	return ""
}

// Seen returns all that the user was told so far.
func (u *User) Seen() []client.Event {
	u.mu.Lock()
	defer u.mu.Unlock()
	events := make([]client.Event, len(u.seen))
	for n, s := range u.seen {
		events[n] = s.event
	}
	return events
}
