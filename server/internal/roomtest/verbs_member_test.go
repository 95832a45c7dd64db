package roomtest_test

import (
	"fmt"

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
	results := map[string]int{}
	s.expect = func() int {
		role := g.roleOf(s.who)
		if code := may("invite", g.kind, role); code != 0 {
			return code
		}
		if role != 'r' && g.invite == "DisableInvite" {
			return notPermitted
		}
		asks := g.invite == "NeedPermission" && ranks[role] < ranks['a']
		return m.invite(s, whom, results, asks, silent)
	}
	s.then = func(a roomtest.Answer) error {
		for i, name := range whom {
			if got := a.Int("MemberList", i, "Result"); got != results[name] {
				return fmt.Errorf("result %d of %s, should be %d", got, name, results[name])
			}
		}
		return nil
	}
	return s
}

// Results of invitations.
const (
	failed  = 0
	joined  = 1
	inside  = 2
	waiting = 3
)

func (m *model) invite(s *step, whom []string, results map[string]int, asks, silent bool) int {
	g := s.g
	var fresh []string
	for _, name := range whom {
		switch {
		case g.banned[name]:
			results[name] = failed
		case g.members[name] != nil:
			results[name] = inside
		case asks:
			results[name] = waiting
			m.file(g, filed{name, s.who.name}, s.who.name)
		default:
			results[name] = joined
			fresh = append(fresh, name)
		}
	}
	if len(fresh) > 0 && len(g.members)+len(fresh) > g.size {
		return full
	}
	for _, name := range fresh {
		g.join(name, "Member")
	}
	if len(fresh) > 0 && !silent {
		m.sayInvited(g, s.who.name, fresh)
	}
	return 0
}

func (m *model) sayInvited(g *group, by string, whom []string) {
	silent := g.silent()
	m.say(g, "invited", tipJoined, by, "")
	for _, name := range whom {
		if !silent {
			m.tell(g, name, note(7, by), nil)
		}
	}
}

// decide answers an application or an invitation that needs approval.
func decide(m *model, t *rapid.T) *step {
	s := m.in(t, "decide", false)
	if len(s.g.filed) == 0 && rapid.IntRange(0, 3).Draw(t, "nothing filed") != 3 {
		t.Skip("mostly in vain")
	}
	g, f := s.g, filed{subject: pick(t, "whom", people)}
	var open []filed
	for _, subject := range people {
		for _, inviter := range append([]string{""}, people...) {
			if g.filed[filed{subject, inviter}] != "" {
				open = append(open, filed{subject, inviter})
			}
		}
	}
	if len(open) > 0 && rapid.IntRange(0, 4).Draw(t, "in vain") != 4 {
		f = pick(t, "filed", open)
	}
	answer := pick(t, "answer", []string{"Agree", "Reject"})
	s.command, s.body["Applicant_Account"], s.body["HandleMsg"] = "handle_apply_join_group", f.subject, answer
	s.story = fmt.Sprintf("says %s to the application of %s in %v", answer, f.subject, g)
	if f.inviter != "" {
		s.command, s.body["Applicant_Account"], s.body["Invited_Account"] = "handle_invite_join_permission_group", f.inviter, f.subject
		s.story = fmt.Sprintf("says %s to the invitation of %s by %s in %v", answer, f.subject, f.inviter, g)
	}
	s.expect = func() int {
		if code := may("decide", g.kind, g.role(s.who.name)); code != 0 {
			return code
		}
		return m.decide(g, f, s.who.name, answer == "Agree")
	}
	return s
}

func (m *model) decide(g *group, f filed, by string, agree bool) int {
	switch state := g.filed[f]; {
	case state == "":
		return badParameter
	case state == "settled" && g.members[f.subject] != nil:
		return isMember
	case state != "open":
		return handled
	case agree && len(g.members)+1 > g.size:
		return full
	}
	g.filed[f] = "decided"
	told, report := f.subject, 3
	if f.inviter != "" {
		told = f.inviter
	}
	if agree {
		report = 2
		g.join(f.subject, "Member")
		if f.inviter == "" {
			m.say(g, "joined", tipJoined, f.subject, "")
		} else {
			m.sayInvited(g, f.inviter, []string{f.subject})
		}
	}
	m.tell(g, told, note(report, by), nil)
	return 0
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
		for _, name := range gone {
			g.leave(name)
			m.tell(g, name, note(4, s.who.name), nil)
		}
		if len(gone) > 0 && !silent {
			m.say(g, "kicked", tipKicked, s.who.name, "")
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
		tip, report := tipNoAdmin, 10
		if to == "Admin" {
			tip, report = tipAdmin, 9
		}
		m.say(g, "admins", tip, s.who.name, "")
		m.tell(g, whom, note(report, s.who.name), nil)
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
		m.say(g, "mutes", tipMuted, s.who.name, whom)
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
			m.tell(g, s.who.name, note(20, s.who.name), s.who.on)
		}
		return 0
	})
}
