package roomtest_test

import (
	"fmt"
	"slices"

	"pgregory.net/rapid"

	"github.com/teahouse-chat/teahouse/server/internal/roomtest"
)

func invite(m *model, t *rapid.T) *step {
	s := m.in(t, "invite", true)
	g, whom, silent := s.g, some(t, 3), rapid.IntRange(0, 3).Draw(t, "silent") == 3
	var list []map[string]any
	for _, name := range whom {
		list = append(list, map[string]any{"Member_Account": name})
	}
	s.command, s.body["MemberList"] = "add_group_member", list
	s.story = fmt.Sprintf("brings %s into %v", names(whom), g)
	if silent {
		s.body["Silence"], s.story = 1, s.story+" silently"
	}
	var fresh []string
	s.expect = func() int {
		role := g.roleOf(s.who)
		if code := may("invite", g.kind, role); code != 0 {
			return code
		}
		if role != 'r' && (g.invite == "DisableInvite" || g.invite == "NeedPermission" && ranks[role] < ranks['a']) {
			return notPermitted
		}
		fresh = slices.DeleteFunc(slices.Clone(whom), func(name string) bool { return g.members[name] != nil })
		switch {
		case len(fresh) == 0:
			return 0
		case len(g.members)+len(fresh) > g.size:
			return full
		}
		from := g.from(s.who)
		for _, name := range fresh {
			g.join(name, "Member")
		}
		if silent {
			return 0
		}
		m.say(g, "invited", tipJoined, from, "")
		for _, name := range fresh {
			m.tell(g, name, "notice 7", nil)
		}
		return 0
	}
	s.then = func(a roomtest.Answer) error {
		for i, name := range whom {
			want := 2
			if slices.Contains(fresh, name) {
				want = 1
			}
			if got := a.Int("MemberList", i, "Result"); got != want {
				return fmt.Errorf("result %d of %s, should be %d", got, name, want)
			}
		}
		return nil
	}
	return s
}

func kick(m *model, t *rapid.T) *step {
	s := m.in(t, "kick", true)
	g, whom, silent := s.g, some(t, 2), rapid.IntRange(0, 3).Draw(t, "silent") == 3
	s.command, s.body["MemberToDel_Account"] = "delete_group_member", whom
	s.story = fmt.Sprintf("kicks %s out of %v", names(whom), g)
	if silent {
		s.body["Silence"], s.story = 1, s.story+" silently"
	}
	s.expect = func() int {
		role := g.roleOf(s.who)
		if code := may("kick", g.kind, role); code != 0 {
			return code
		}
		var gone []string
		for _, name := range whom {
			if g.members[name] == nil {
				continue
			}
			if other := g.role(name); other == 'o' || ranks[role] <= ranks[other] {
				return notPermitted
			}
			gone = append(gone, name)
		}
		if len(gone) == 0 {
			return 0
		}
		for _, name := range gone {
			g.leave(name)
			m.tell(g, name, "notice 4", nil)
		}
		if !silent {
			m.say(g, "kicked", tipKicked, g.from(s.who), "")
		}
		return 0
	}
	return s
}

// modify plans a modify_group_member_info. apply is for those whose role allows
// it; it returns a code.
func (s *step) modify(whom, field string, value any, apply func(g *group, role byte) int) *step {
	s.command, s.body["Member_Account"], s.body[field] = "modify_group_member_info", whom, value
	s.story = fmt.Sprintf("sets %s of %s in %v to %v", field, whom, s.g, value)
	s.expect = func() int {
		role := s.g.roleOf(s.who)
		code := may(s.verb, s.g.kind, role)
		switch {
		case code != 0:
			return code
		case s.g.members[whom] == nil && !s.g.traits().live:
			return notPermitted
		}
		return apply(s.g, role)
	}
	return s
}

func appoint(m *model, t *rapid.T) *step {
	s, whom := m.in(t, "appoint", true), pick(t, "whom", people)
	to := pick(t, "role", []string{"Admin", "Member"})
	return s.modify(whom, "Role", to, func(g *group, role byte) int {
		other := g.role(whom)
		if other == 'o' || ranks[role] <= ranks[other] {
			return notPermitted
		}
		if !set(&g.members[whom].role, to) {
			return 0
		}
		tip, report := tipNoAdmin, "notice 10"
		if to == "Admin" {
			tip, report = tipAdmin, "notice 9"
		}
		m.say(g, "admins", tip, g.from(s.who), "")
		m.tell(g, whom, report, nil)
		return 0
	})
}

func mute(m *model, t *rapid.T) *step {
	s, whom := m.in(t, "mute", true), pick(t, "whom", people)
	seconds := pick(t, "seconds", []int{1000, 0})
	return s.modify(whom, "ShutUpTime", seconds, func(g *group, role byte) int {
		if s.who.on != nil && s.who.name == whom || ranks[role] <= ranks[g.role(whom)] {
			return notPermitted
		}
		g.muted[whom] = seconds > 0
		m.say(g, "mutes", tipMuted, g.from(s.who), whom)
		return 0
	})
}

func card(m *model, t *rapid.T) *step {
	s, whom := m.in(t, "give a card", true), pick(t, "whom", people)
	text := pick(t, "card", []string{"Miss T.", "Mr. Q.", ""})
	if s.who.name == whom {
		s.verb = "take a card"
	}
	return s.modify(whom, "NameCard", text, func(g *group, role byte) int {
		if s.verb == "give a card" && ranks[role] <= ranks[g.role(whom)] {
			return notPermitted
		}
		g.members[whom].card = text
		return 0
	})
}

func setFlag(m *model, t *rapid.T) *step {
	s := m.in(t, "set flag", false)
	flag := pick(t, "flag", []string{"Discard", "AcceptAndNotify", "AcceptNotNotify"})
	return s.modify(s.who.name, "MsgFlag", flag, func(g *group, _ byte) int {
		if set(&g.members[s.who.name].flag, flag) {
			m.tell(g, s.who.name, "notice 20", s.who.on)
		}
		return 0
	})
}
