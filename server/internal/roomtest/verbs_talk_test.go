package roomtest_test

import (
	"fmt"
	"slices"

	"pgregory.net/rapid"

	"github.com/teahouse-chat/teahouse/server/internal/roomtest"
)

// text fills in a message.
func (m *model) text(s *step) {
	m.random++
	s.command, s.talk = "send_group_msg", true
	s.body["Random"], s.body["ClientSeq"] = m.random, m.random
	s.body["MsgBody"] = []map[string]any{{"MsgType": "TIMTextElem", "MsgContent": map[string]string{"Text": s.story}}}
}

// silenced tells whether an account may not speak.
func (g *group) silenced(name string) bool {
	return g.muted[name] || g.muteAll && ranks[g.role(name)] < ranks['a']
}

// stored adds a message to the model, and checks its number in the answer.
func (m *model) stored(s *step, from string, quiet bool) int {
	g := s.g
	if !g.traits().live {
		g.messages = append(g.messages, &message{from: from, by: s.who.on, random: m.random, quiet: quiet})
	}
	m.hearMessage(g, s.who.on)
	s.then = func(a roomtest.Answer) error { return m.numbered(g, len(g.messages), a) }
	return 0
}

// numbered checks the number of a message: the next one; in live groups a higher
// one than before.
func (m *model) numbered(g *group, want int, a roomtest.Answer) error {
	got := a.Int("MsgSeq")
	if g.traits().live {
		if got <= g.last {
			return fmt.Errorf("number %d after %d", got, g.last)
		}
		g.last = got
	} else if got != want {
		return fmt.Errorf("number %d, should be %d", got, want)
	}
	return nil
}

func speak(m *model, t *rapid.T) *step {
	s := m.in(t, "speak", true)
	s.story = fmt.Sprintf("speaks in %v", s.g)
	quiet := rapid.IntRange(0, 3).Draw(t, "quiet") == 3
	if quiet {
		s.story, s.body["SendMsgControl"] = s.story+" without being counted", []string{"NoUnread"}
	}
	m.text(s)
	s.expect = func() int {
		code := may("speak", s.g.kind, s.g.roleOf(s.who))
		switch {
		case code != 0:
			return code
		case s.who.on != nil && s.g.silenced(s.who.name):
			return muted
		}
		return m.stored(s, s.who.name, quiet)
	}
	return s
}

// whisper sends to those online only.
func whisper(m *model, t *rapid.T) *step {
	s := m.in(t, "whisper", true)
	s.story, s.body["OnlineOnlyFlag"] = fmt.Sprintf("speaks to those online in %v", s.g), 1
	m.text(s)
	s.expect = func() int {
		code := may("whisper", s.g.kind, s.g.roleOf(s.who))
		switch {
		case code != 0:
			return code
		case s.who.on != nil && s.g.silenced(s.who.name):
			return muted
		}
		m.hearMessage(s.g, s.who.on)
		s.then = func(a roomtest.Answer) error { return m.numbered(s.g, len(s.g.messages)+1, a) }
		return 0
	}
	return s
}

// lendVoice sends over REST in the name of an account, in the group or not.
func lendVoice(m *model, t *rapid.T) *step {
	s := m.in(t, "lend a voice", true)
	s.who = actor{roomtest.Admin, nil}
	from := pick(t, "from", people)
	s.story, s.body["From_Account"] = fmt.Sprintf("speaks as %s in %v", from, s.g), from
	m.text(s)
	s.expect = func() int {
		if s.g.silenced(from) {
			return muted
		}
		return m.stored(s, from, false)
	}
	return s
}

// repeat sends a message again, as a client does that got no answer.
func repeat(m *model, t *rapid.T) *step {
	s := m.in(t, "repeat", false)
	n := m.author(t, s, func(*message) bool { return true })
	who := s.who
	m.text(s)
	s.body["Random"], s.body["ClientSeq"] = s.g.messages[n-1].random, s.g.messages[n-1].random
	s.story = fmt.Sprintf("sends number %d of %v again", n, s.g)
	s.expect = func() int {
		code := may("repeat", s.g.kind, s.g.roleOf(who))
		switch {
		case code != 0:
			return code
		case s.g.silenced(who.name):
			return muted
		}
		s.then = func(a roomtest.Answer) error { return m.numbered(s.g, n, a) }
		return 0
	}
	return s
}

// author makes somebody who is online and has said something in the group the one
// who acts, and returns the number of it.
func (m *model) author(t *rapid.T, s *step, wanted func(*message) bool) int {
	var who []actor
	var numbers []int
	for i, one := range s.g.messages {
		for _, d := range m.devices {
			if d.on && one.by != nil && one.by.name == d.name && wanted(one) {
				who, numbers = append(who, actor{d.name, d}), append(numbers, i+1)
			}
		}
	}
	if len(who) == 0 {
		t.Skip("nobody said anything")
	}
	i := rapid.IntRange(0, len(who)-1).Draw(t, "message")
	if admin := slices.IndexFunc(who, func(a actor) bool { return s.g.role(a.name) == 'a' }); admin >= 0 && rapid.Bool().Draw(t, "of an admin") {
		i = admin // few are admins
	}
	s.who = who[i]
	return numbers[i]
}

func recallOwn(m *model, t *rapid.T) *step {
	s := m.in(t, "recall another's", false)
	n := m.author(t, s, func(one *message) bool { return !one.taken })
	return m.recall(s, n)
}

func recall(m *model, t *rapid.T) *step {
	s := m.in(t, "recall another's", true)
	return m.recall(s, rapid.IntRange(1, len(s.g.messages)+1).Draw(t, "number"))
}

func (m *model) recall(s *step, n int) *step {
	who, g := s.who, s.g
	one := &message{}
	if n <= len(g.messages) {
		if one = g.messages[n-1]; who.on != nil && one.from == who.name && !one.taken {
			s.verb = "recall one's own"
		}
	}
	s.command, s.body["MsgSeqList"] = "group_msg_recall", []map[string]int{{"MsgSeq": n}}
	s.story, s.talk = fmt.Sprintf("recalls number %d of %v", n, g), true
	s.expect = func() int {
		role := g.roleOf(who)
		code := may(s.verb, g.kind, role)
		switch {
		case role == 'x' || g.traits().live:
			return code
		case n > len(g.messages) || one.taken:
			return noMessage
		case one.tip:
			return notRecallable
		case code != 0:
			return code
		case s.verb == "recall another's" && ranks[role] <= ranks[g.role(one.from)]:
			return notPermitted
		}
		one.taken = true
		m.hear(g, "recall")
		return 0
	}
	if who.on == nil {
		s.code = func(a roomtest.Answer) int { return max(a.Int("ErrorCode"), a.Int("RecallRetList", 0, "RetCode")) }
	}
	return s
}

func readReport(m *model, t *rapid.T) *step {
	s := m.in(t, "report as read", false)
	n := rapid.IntRange(0, len(s.g.messages)+1).Draw(t, "number")
	s.command, s.body["MsgReadedSeq"] = "msg_read_report", n
	s.story, s.talk = fmt.Sprintf("has read up to number %d of %v", n, s.g), true
	s.expect = func() int {
		if code := may("report as read", s.g.kind, s.g.role(s.who.name)); code != 0 {
			return code
		}
		me := s.g.members[s.who.name]
		if n := min(n, len(s.g.messages)); n > me.read {
			me.read = n
			m.tell(s.g, s.who.name, "read", s.who.on)
		}
		return 0
	}
	return s
}

// readHistory pages through all that a member sees.
func readHistory(m *model, t *rapid.T) *step {
	s := m.in(t, "read history", false)
	size := rapid.IntRange(1, 6).Draw(t, "page")
	s.command, s.body["ReqMsgNumber"], s.body["WithRecalledMsg"] = "group_msg_get", size, 1
	s.story, s.talk = fmt.Sprintf("reads the history of %v", s.g), true
	s.expect = func() int { return may("read history", s.g.kind, s.g.role(s.who.name)) }
	s.then = func(a roomtest.Answer) error {
		var want, got []string
		for n := len(s.g.messages); n > s.g.members[s.who.name].since; n-- {
			want = append(want, fmt.Sprintf("%d recalled %v", n, s.g.messages[n-1].taken))
		}
		for range len(s.g.messages) + 2 {
			for i := range a.Len("RspMsgList") {
				got = append(got, fmt.Sprintf("%s recalled %v", a.Text("RspMsgList", i, "MsgSeq"), a.Int("RspMsgList", i, "IsPlaceMsg") == 2))
			}
			next := a.Int("NextReqMsgSeq")
			if a.Int("IsFinished") == 2 || next < 1 {
				break
			}
			a = s.who.on.c.Try("group_msg_get", fmt.Sprintf(`{"GroupId":%q,"ReqMsgNumber":%d,"ReqMsgSeq":%d,"WithRecalledMsg":1}`, s.g.id, size, next))
		}
		if fmt.Sprint(got) != fmt.Sprint(want) {
			return fmt.Errorf("the history is %q, should be %q", got, want)
		}
		return nil
	}
	return s
}
