package client

import (
	"context"
	"hash/fnv"
	"strconv"
	"sync"
	"time"

	"github.com/teahouse-chat/teahouse/wire/group"
	"github.com/teahouse-chat/teahouse/wire/notice"
)

// How much a tracker remembers. A one-to-one message that was pushed and is
// fetched as well is known by its key, so fewer may lie behind the cookie than
// are remembered.
const (
	maxSeen   = 4096 // messages, recalls and notices
	maxBehind = 1000 // after so many the cookie is renewed
)

// messageKey tells one-to-one messages apart; for a notice, from is its group.
type messageKey struct {
	from   string
	seq    uint64
	random uint32
}

// groupKey tells the messages of stored groups apart.
type groupKey struct {
	group string
	seq   uint64
}

// sight is what was told of a message.
type sight struct {
	peer    string // of a one-to-one message
	time    uint32
	version uint32
}

// peerPlace is where a one-to-one conversation is, in the server's seconds.
type peerPlace struct {
	told    uint32 // newest message of the peer that counts as unread
	ownRead uint32 // up to which the user has read
	read    uint32 // up to which the peer has read
}

// groupPlace is where a stored group is, in its numbers.
type groupPlace struct {
	told uint64
	read uint64
}

// tracker knows how far the events have come, closes gaps, and leaves out what
// was told before. All but what mu guards belongs to the loop over Events.
type tracker struct {
	c     *Client
	told  []Event // what Events yields next
	steps []step  // what is to be done before the queue is read on
	tries int     // refusals of the first step

	cookie  string    // of the last sync of one-to-one messages and notices
	behind  int       // how many of them were told since
	lost    time.Time // since when pushes may have been lost; zero: none were
	missing uint32    // the same by the server's clock, in seconds

	seen    *memory[messageKey, sight]
	inGroup *memory[groupKey, sight]
	recalls *memory[messageKey, struct{}]
	notices *memory[messageKey, struct{}]

	mu     sync.Mutex
	peers  map[string]*peerPlace
	groups map[string]*groupPlace
	rooms  map[string]bool // live rooms that this client joined
}

func newTracker(c *Client) *tracker {
	return &tracker{c: c, peers: map[string]*peerPlace{}, groups: map[string]*groupPlace{}, rooms: map[string]bool{},
		seen: newMemory[messageKey, sight](maxSeen), inGroup: newMemory[groupKey, sight](maxSeen),
		recalls: newMemory[messageKey, struct{}](maxSeen), notices: newMemory[messageKey, struct{}](maxSeen)}
}

// next makes what is told next; false: nothing more will come.
func (t *tracker) next() bool {
	switch {
	case len(t.steps) > 0:
		t.advance()
	case t.behind >= maxBehind && t.c.ctx.Err() == nil:
		t.steps = []step{t.messages}
	default:
		i, ok := t.c.queue.take()
		if !ok {
			return false
		}
		t.take(i)
	}
	return true
}

func (t *tracker) take(i item) {
	t.told = append(t.told, i.events...)
	events := decodePush(i.command, i.push)
	switch {
	case t.c.opts.NoSync:
		t.told = append(t.told, events...)
	case i.sync:
		if t.lost.IsZero() || i.from.Before(t.lost) {
			t.lost = i.from
		}
		t.steps = []step{t.closeGaps(i.link)}
	default:
		t.steps = t.pushed(events, i.early)
	}
}

// pushed tells events. Those behind a gap in a group wait until it is closed.
func (t *tracker) pushed(events []Event, early bool) []step {
	for n, e := range events {
		id, to := t.gap(e, early)
		if to == 0 {
			if t.news(e, early) {
				t.told = append(t.told, e)
			}
			continue
		}
		return []step{t.fill(id, to), func(context.Context) ([]step, error) {
			t.reached(id, to) // also if it could not be filled
			return t.pushed(events[n:], early), nil
		}}
	}
	return nil
}

// numbered returns the message of an event that has a number in a stored group,
// or nil. Numbers of live rooms jump, and nothing of them can be fetched.
func numbered(e Event) *group.Message {
	var m *group.Message
	switch e := e.(type) {
	case GroupMessage:
		if e.OnlineOnlyFlag == 0 {
			m = &e.Message
		}
	case Tip:
		if e.Stored {
			m = &e.Message
		}
	}
	if m == nil || m.GroupInfo == nil || m.GroupInfo.GroupType == group.AVChatRoom {
		return nil
	}
	return m
}

// gap returns up to which number messages of a group are missing before e; 0:
// none are.
func (t *tracker) gap(e Event, early bool) (id string, to uint64) {
	m := numbered(e)
	if m == nil {
		return "", 0
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if p := t.groups[m.ToGroupID]; p != nil && m.MsgSeq > p.told+1 {
		return m.ToGroupID, m.MsgSeq - 1
	}
	return "", 0
}

// news notes an event and reports whether it is to be told. early: see item.
func (t *tracker) news(e Event, early bool) bool {
	if m := numbered(e); m != nil {
		return t.groupNews(m, early)
	}
	switch e := e.(type) {
	case Message:
		return e.MsgLifeTime != nil || t.message(e) // what is online-only is in no history
	case Edit:
		return isNewer(t.seen.get(messageKey{e.From, e.MsgSeq, e.MsgRandom}), e.MsgVersion)
	case GroupEdit:
		return isNewer(t.inGroup.get(groupKey{e.GroupID, e.MsgSeq}), e.MsgVersion)
	case Recall:
		t.behind++
		return t.recalls.add(messageKey{e.From, e.MsgSeq, e.MsgRandom}, struct{}{})
	case GroupRecall:
		return t.recalls.add(messageKey{e.GroupID, e.MsgSeq, e.MsgRandom}, struct{}{})
	case PeerRead:
		return later(t, t.peer(e.Peer), func(p *peerPlace) *uint32 { return &p.read }, e.Time)
	case OwnRead:
		return later(t, t.peer(e.Peer), func(p *peerPlace) *uint32 { return &p.ownRead }, e.Time)
	case GroupOwnRead:
		return t.groupRead(e.GroupID, e.LastReadMsgSeq)
	case Mention:
		t.behind++
		return t.notices.add(messageKey{e.GroupID, e.MsgSeq, mentionOf(e)}, struct{}{})
	case Notice:
		return t.notice(e)
	}
	return true
}

func (t *tracker) message(m Message) bool {
	peer := m.From
	if m.From == t.c.opts.User {
		peer = m.To
	}
	t.behind++
	if !t.seen.add(messageKey{m.Sender(), m.MsgSeq, m.MsgRandom}, sight{peer, m.MsgTimeStamp, m.MsgVersion}) {
		return false
	}
	if m.Sender() == peer && m.SendMsgControl == nil {
		later(t, t.peer(peer), func(p *peerPlace) *uint32 { return &p.told }, m.MsgTimeStamp)
	}
	return true
}

// groupNews notes a numbered message or tip.
func (t *tracker) groupNews(m *group.Message, early bool) bool {
	t.mu.Lock()
	p := t.groups[m.ToGroupID]
	old := p != nil && m.MsgSeq <= p.told
	t.mu.Unlock()
	if old && !early {
		return false
	}
	t.inGroup.add(groupKey{m.ToGroupID, m.MsgSeq}, sight{time: m.MsgTimeStamp, version: m.MsgVersion})
	t.reached(m.ToGroupID, m.MsgSeq)
	return true
}

// notice notes a notice about a group. After some of them a group of that name
// is unknown again.
func (t *tracker) notice(n Notice) bool {
	t.behind++
	id, report := n.ToGroupID, 0
	if n.GroupInfo != nil {
		id = n.GroupInfo.GroupID
	}
	if n.MsgBody != nil {
		report = n.MsgBody.ReportType
	}
	// Not by its number: a server that died while it told may tell again.
	k := messageKey{id, uint64(report), n.MsgRandom}
	if report == notice.ReportDismissed {
		k = dismissal(id) // a push of it has other numbers than what is fetched
	}
	if !t.notices.add(k, struct{}{}) {
		return false
	}
	switch report {
	case notice.ReportKicked, notice.ReportDismissed, notice.ReportQuit, notice.ReportBanned:
		t.forget(id)
	}
	return true
}

func dismissal(id string) messageKey { return messageKey{id, notice.ReportDismissed, 0} }

// mentionOf is the kind of a mention: of the user, or of all.
func mentionOf(m Mention) uint32 {
	if len(m.AtFlagList) == 0 {
		return 0
	}
	return uint32(m.AtFlagList[0])
}

func (t *tracker) forget(id string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.groups, id)
	delete(t.rooms, id)
}

// reached notes that a group was told up to a number.
func (t *tracker) reached(id string, seq uint64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.groups[id] == nil {
		t.groups[id] = &groupPlace{}
		t.notices.drop(dismissal(id)) // one of the same name was made
	}
	t.groups[id].told = max(t.groups[id].told, seq)
}

func (t *tracker) peer(name string) *peerPlace {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.peers[name] == nil {
		t.peers[name] = &peerPlace{}
	}
	return t.peers[name]
}

// later moves a mark; false: it was there already.
func later(t *tracker, p *peerPlace, mark func(*peerPlace) *uint32, to uint32) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if to <= *mark(p) {
		return false
	}
	*mark(p) = to
	return true
}

// groupRead notes how far the user has read a group.
func (t *tracker) groupRead(id string, seq uint64) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	p := t.groups[id]
	if p == nil {
		return true
	}
	if seq <= p.read {
		return false
	}
	p.read = seq
	return true
}

// isNewer notes that a message has a version.
func isNewer(s *sight, version uint32) bool {
	if s == nil {
		return true
	}
	if version <= s.version {
		return false
	}
	s.version = version
	return true
}

// stamp is MsgRandom of this client's message with a number: so it knows its own
// among those that are fetched, however many it sent.
func (c *Client) stamp(seq uint64) uint32 {
	h := fnv.New64a()
	h.Write([]byte(c.opts.InstanceID))
	h.Write(strconv.AppendUint(nil, seq, 10))
	return uint32(h.Sum64() >> 7 % 100_000_000)
}

// own tells whether this very client sent a message.
func (c *Client) own(from string, seq uint64, random uint32) bool {
	return from == c.opts.User && random == c.stamp(seq)
}
