package client

import (
	"context"
	"sync"

	"github.com/teahouse-chat/teahouse/wire/group"
)

// maxSeen is how many messages are remembered, so that one which was both pushed
// and fetched is told once, and one that this client sent is not.
const maxSeen = 4096

// messageKey tells messages apart: seq is MsgSeq of a one-to-one message and
// ClientSeq of a group message.
type messageKey struct {
	from   string
	seq    uint64
	random uint32
}

// tracker knows how far the events have come, closes gaps, and leaves out what
// was told before.
type tracker struct {
	c *Client

	since uint32 // all one-to-one messages before were told; server's seconds; Events alone uses it

	mu     sync.Mutex
	peers  map[string]uint32 // peers whose messages were told up to a later time
	groups map[string]uint64 // stored groups, up to which MsgSeq they were told
	seen   map[messageKey]bool
	recent []messageKey // of seen, oldest first
}

func newTracker(c *Client) *tracker {
	return &tracker{c: c, peers: map[string]uint32{}, groups: map[string]uint64{}, seen: map[messageKey]bool{}}
}

// unpack turns an item into events. It may ask the server for what is missing.
func (t *tracker) unpack(i item) []Event {
	events := i.events
	if i.push != nil {
		for _, e := range decodePush(i.command, i.push) {
			events = append(events, t.told(e, i.early)...)
		}
	}
	if !i.sync || t.c.opts.NoSync {
		return events
	}
	select {
	case <-i.link.ready:
	case <-i.link.ctx.Done():
		return events // the next socket brings another sync
	}
	ctx, cancel := context.WithTimeout(t.c.ctx, loginTimeout)
	defer cancel()
	missed, err := t.catchUp(ctx, uint32(i.link.since))
	if events = append(events, missed...); err != nil && t.c.ctx.Err() == nil {
		events = append(events, Missed{err})
	}
	return events
}

// told returns an event that was pushed, behind what was missed before it, or
// nothing if it was told already. early: see item.
func (t *tracker) told(e Event, early bool) []Event {
	if t.c.opts.NoSync {
		return []Event{e}
	}
	switch e := e.(type) {
	case Message:
		return t.message(e)
	case GroupMessage:
		if e.OnlineOnlyFlag == 0 && !early {
			return t.inGroup(&e.Message, e)
		}
	case Tip:
		if e.Stored && !early {
			return t.inGroup(&e.Message, e)
		}
	}
	return []Event{e}
}

func (t *tracker) message(m Message) []Event {
	if m.MsgLifeTime != nil {
		return []Event{m} // not in any history
	}
	peer := m.From
	if m.From == t.c.opts.User {
		peer = m.To
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if !t.note(messageKey{m.Sender(), m.MsgSeq, m.MsgRandom}) {
		return nil
	}
	t.peers[peer] = max(t.peers[peer], m.MsgTimeStamp)
	return []Event{m}
}

// note remembers a message; false: it is known. The caller holds t.mu.
func (t *tracker) note(k messageKey) bool {
	if t.seen[k] {
		return false
	}
	t.seen[k] = true
	t.recent = append(t.recent, k)
	if len(t.recent) > maxSeen {
		delete(t.seen, t.recent[0])
		t.recent = t.recent[1:]
	}
	return true
}

// sent remembers a message that this client sends: a copy that is fetched later
// is no news.
func (t *tracker) sent(k messageKey) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.note(k)
}

// sentGroup notes the number of a group message that this client sent. Where
// others wrote at the same time, it is fetched with their messages and left out.
func (t *tracker) sentGroup(id string, seq uint64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if last, told := t.groups[id]; told && seq == last+1 {
		t.groups[id] = seq
	}
}

// inGroup returns a numbered message or tip behind those that were missed.
func (t *tracker) inGroup(m *group.Message, e Event) (events []Event) {
	if m.GroupInfo == nil || m.GroupInfo.GroupType == group.AVChatRoom {
		return []Event{e} // numbers of live rooms jump, and nothing can be fetched
	}
	t.mu.Lock()
	last, told := t.groups[m.ToGroupID]
	t.mu.Unlock()
	if told && m.MsgSeq <= last {
		return nil
	}
	if told && m.MsgSeq > last+1 {
		ctx, cancel := context.WithTimeout(t.c.ctx, loginTimeout)
		defer cancel()
		missed, err := t.fill(ctx, m.ToGroupID, last, m.MsgSeq-1)
		if events = missed; err != nil && t.c.ctx.Err() == nil {
			events = append(events, Missed{err})
		}
	}
	t.reached(m.ToGroupID, m.MsgSeq)
	return append(events, e)
}

// reached notes that a group was told up to a number.
func (t *tracker) reached(id string, seq uint64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.groups[id] = max(t.groups[id], seq)
}
