package roomtest_test

import (
	"fmt"
	"slices"
	"strings"

	"pgregory.net/rapid"

	"github.com/teahouse-chat/teahouse/server/internal/roomtest"
)

// model is what should be true. It is kept beside a world by applying the same
// commands to both.
type model struct {
	w       *roomtest.World
	kinds   []string // the types, in this world's order: the first ones are drawn more often
	groups  []*group
	devices []*device
	random  int
	later   bool // pushes are still to be looked at
	story   []string
}

// people are the accounts. The last one never logs in.
var people = []string{"olga", "bob", "carol", "dora", "emil"}

// group is a group of any type.
type group struct {
	id, kind      string
	name, owner   string
	size          int
	apply, invite string
	before        bool // new members see what was said before
	muteAll, gone bool
	members       map[string]*member // of stored groups
	muted, banned map[string]bool    // outlive membership
	filed         map[filed]string   // applications and invitations: open, decided or settled
	messages      []*message         // of stored groups: the one with number n is n-1
	inside        map[*device]bool   // of live groups
	last          int                // number of the last live message
}

// filed is an application or, with an inviter, an invitation that needs approval.
type filed struct{ subject, inviter string }

type member struct {
	role, card, flag string
	since            int // sees what has a higher number
	read             int
}

type message struct {
	from              string // "": nobody in the group
	by                *device
	random            int
	tip, quiet, taken bool // quiet: counted for nobody; taken: recalled
}

// device is a client of an account; one that was never logged in has none.
type device struct {
	name, label string
	c           *roomtest.Client
	on, cut     bool
	due         []string // what it was pushed since it was looked at
}

func (d *device) String() string { return d.name + "'s " + d.label }

func (g *group) traits() traits { return typeTraits[g.kind] }
func (g *group) String() string { return g.id }

// actor is who does something: an account on a device, or an App admin over REST.
type actor struct {
	name string
	on   *device
}

func (a actor) String() string {
	if a.on == nil {
		return "REST"
	}
	return a.on.String()
}

// role of an account in a group.
func (g *group) role(name string) byte {
	if g.gone {
		return 'x'
	}
	if g.traits().live {
		switch {
		case name == g.owner:
			return 'o'
		case g.isInside(name):
			return 'm'
		}
		return 'x'
	}
	if m := g.members[name]; m != nil {
		return map[string]byte{"Owner": 'o', "Admin": 'a', "Member": 'm'}[m.role]
	}
	return 'x'
}

func (g *group) roleOf(a actor) byte {
	if a.on == nil {
		return 'r'
	}
	return g.role(a.name)
}

func (g *group) isInside(name string) bool {
	for d := range g.inside {
		if d.name == name {
			return true
		}
	}
	return false
}

// insiders counts the accounts in a live group.
func (g *group) insiders() int {
	n := 0
	for _, name := range people {
		if g.isInside(name) {
			n++
		}
	}
	return n
}

// unread is how much an account has to read: what is neither its own nor recalled
// nor sent as not to be counted. Meetings have no unread counts.
func (g *group) unread(name string) int {
	n := 0
	for _, m := range g.messages[g.members[name].read:] {
		if m.from != name && !m.taken && !m.quiet && g.kind != "ChatRoom" {
			n++
		}
	}
	return n
}

// hear tells all in a group.
func (m *model) hear(g *group, kind string) {
	for _, d := range m.devices {
		if d.on && (g.members[d.name] != nil || g.inside[d]) {
			d.due = append(d.due, g.id+": "+kind)
		}
	}
}

// hearMessage is hear for what those who discard messages are spared.
func (m *model) hearMessage(g *group, but *device) {
	for _, d := range m.devices {
		other := g.members[d.name]
		if d.on && d != but && (other != nil && other.flag != "Discard" || g.inside[d]) {
			d.due = append(d.due, g.id+": message")
		}
	}
}

// tell tells an account on all devices but one.
func (m *model) tell(g *group, name, kind string, but *device) {
	for _, d := range m.devices {
		if d.on && d.name == name && d != but {
			d.due = append(d.due, g.id+": "+kind)
		}
	}
}

// note is a notice by somebody.
func note(number int, by string) string { return fmt.Sprintf("notice %d by %s", number, by) }

// say tells a group of a change, as the table told has it. by is who caused it,
// about whom it concerns.
func (m *model) say(g *group, change string, tip int, by, about string) {
	if g.silent() {
		return
	}
	text := fmt.Sprintf("%d by %s", tip, by)
	if change == "joined" || change == "invited" || change == "quit" || change == "kicked" || change == "banned" && !g.traits().live {
		text += fmt.Sprintf(", now %d", len(g.members)+g.insiders())
	}
	aside := "aside " + text
	if g.traits().live {
		aside = "tip " + text
	}
	switch told[change][column(g.kind)] {
	case 's':
		one := &message{tip: true}
		if g.members[by] != nil || change == "quit" {
			one.from = by
		}
		g.messages = append(g.messages, one)
		m.hear(g, "tip "+text)
	case 'e':
		m.hear(g, aside)
	case '1':
		m.tell(g, about, aside, nil)
	}
}

// silent tells whether the group still waits for its first message.
func (g *group) silent() bool { return g.traits().silentAtFirst && len(g.messages) == 0 }

// file notes an application or invitation and asks owner and admins, unless it is
// open already.
func (m *model) file(g *group, f filed, by string) {
	if g.filed[f] != "open" {
		g.filed[f] = "open"
		for _, name := range people {
			if g.members[name] != nil && ranks[g.role(name)] >= ranks['a'] {
				m.tell(g, name, note(1, by), nil)
			}
		}
	}
}

// settle ends what is open about an account: it needs no decision any more.
func (g *group) settle(name string) {
	for f, state := range g.filed {
		if f.subject == name && state == "open" {
			g.filed[f] = "settled"
		}
	}
}

// leave ends a membership.
func (g *group) leave(name string) {
	delete(g.members, name)
	if g.owner == name {
		g.owner = ""
	}
}

// join makes an account a member, with a fresh place at the end of what was said.
func (g *group) join(name, role string) {
	m := &member{role: role, flag: "AcceptAndNotify", read: len(g.messages), since: len(g.messages)}
	if g.kind == "ChatRoom" {
		m.flag = "AcceptNotNotify"
	}
	if g.before {
		m.since = 0
	}
	g.members[name] = m
	g.settle(name)
}

// standing are the groups that were not dismissed.
func (m *model) standing() []*group {
	var all []*group
	for _, g := range m.groups {
		if !g.gone {
			all = append(all, g)
		}
	}
	return all
}

func (m *model) fail(t *rapid.T, format string, args ...any) {
	t.Helper()
	t.Fatalf("%s\nThe story:\n  %s", fmt.Sprintf(format, args...), strings.Join(m.story, "\n  "))
}

// due tells whether anybody should have been pushed something since it was looked
// at: it is looked at before anybody comes or goes, as it may still be under way.
func (m *model) due() bool {
	return slices.ContainsFunc(m.devices, func(d *device) bool { return len(d.due) > 0 })
}

// look compares what every device was pushed with what it should have been: the
// same events, and those of the conversations in the same order.
func (m *model) look(t *rapid.T) {
	t.Helper()
	m.later = false
	var on []*device
	var clients []*roomtest.Client
	for _, d := range m.devices {
		if d.on {
			on, clients = append(on, d), append(clients, d.c)
		}
	}
	for i, events := range m.w.EventsOf(clients...) {
		got := make([]string, len(events))
		for k, e := range events {
			got[k] = groupOf(e) + ": " + e.Kind() + details(e)
		}
		want := on[i].due
		on[i].due = nil
		if !slices.Equal(slices.Sorted(slices.Values(got)), slices.Sorted(slices.Values(want))) || !slices.Equal(talk(got), talk(want)) {
			m.fail(t, "%v is shown %q, should be %q", on[i], got, want)
		}
	}
}

// groupOf is the group that an event is about.
func groupOf(e roomtest.Answer) string {
	for _, list := range []string{"GroupMsgArray", "GroupTips"} {
		if id := e.Text(list, 0, "GroupInfo", "GroupId"); id != "" {
			return id
		}
	}
	return "?"
}

// details are who caused a tip or notice, and how many members a tip tells.
func details(e roomtest.Answer) string {
	body, text := []any{"GroupTips", 0, "MsgBody"}, ""
	if by := e.Text(append(body, "Operator_Account")...); by != "" {
		text = " by " + by
	}
	if n := e.Int(append(body, "MemberNum")...); n >= 0 {
		text += fmt.Sprintf(", now %d", n)
	}
	return text
}

// talk is what was said and recalled, group by group in its order. Between groups
// there is no order.
func talk(events []string) []string {
	said := slices.DeleteFunc(slices.Clone(events), func(e string) bool {
		return !strings.HasSuffix(e, ": message") && !strings.HasSuffix(e, ": recall")
	})
	slices.SortStableFunc(said, func(a, b string) int {
		return strings.Compare(a[:strings.Index(a, ": ")], b[:strings.Index(b, ": ")])
	})
	return said
}
