package roomtest_test

import (
	"fmt"

	"pgregory.net/rapid"
)

// outranked tells whether all of some accounts are of lower ranks than somebody.
// In live groups nobody but the owner has one.
func (g *group) outranked(role byte, whom []string) bool {
	for _, name := range whom {
		other := g.role(name)
		if g.traits().live && other != 'o' {
			other = 'x'
		}
		if ranks[role] <= ranks[other] {
			return false
		}
	}
	return true
}

// ban throws accounts out, and keeps them out.
func ban(m *model, t *rapid.T) *step {
	s := m.in(t, "ban", true)
	g, whom := s.g, some(t, 2)
	s.command, s.body["Members_Account"], s.body["Duration"] = "ban_group_member", whom, 1000
	s.story = fmt.Sprintf("bans %s from %v", names(whom), g)
	s.expect = func() int {
		role := g.roleOf(s.who)
		if code := may("ban", g.kind, role); code != 0 {
			return code
		}
		for _, name := range whom {
			if g.role(name) == 'o' {
				return notPermitted
			}
		}
		if !g.outranked(role, whom) {
			return notPermitted
		}
		m.ban(g, whom, s.who.name)
		return 0
	}
	return s
}

func (m *model) ban(g *group, whom []string, by string) {
	live := g.traits().live
	var gone []string
	for _, name := range whom {
		g.banned[name] = true
		g.settle(name)
		if g.members[name] == nil && !g.isInside(name) {
			continue
		}
		gone = append(gone, name)
		g.leave(name)
		report := 4
		if live {
			report = 21
		}
		m.tell(g, name, note(report, by), nil)
	}
	if len(gone) == 0 {
		return
	}
	for _, d := range m.devices {
		for _, name := range gone {
			if d.name == name {
				delete(g.inside, d)
			}
		}
	}
	tip := tipKicked
	if live {
		tip = tipBanned
	}
	m.say(g, "banned", tip, by, "")
}

func unban(m *model, t *rapid.T) *step {
	s := m.in(t, "unban", true)
	g, whom := s.g, some(t, 2)
	s.command, s.body["Members_Account"] = "unban_group_member", whom
	s.story = fmt.Sprintf("ends the ban of %s from %v", names(whom), g)
	s.expect = func() int {
		if code := may("unban", g.kind, g.roleOf(s.who)); code != 0 {
			return code
		}
		was := false
		for _, name := range whom {
			was = was || g.banned[name]
			delete(g.banned, name)
		}
		if was {
			m.say(g, "unbanned", tipFree, s.who.name, "")
		}
		return 0
	}
	return s
}

// forbid mutes several accounts at once. In stored groups it passes over those who
// are no members.
func forbid(m *model, t *rapid.T) *step {
	s := m.in(t, "forbid to speak", true)
	g, all, seconds := s.g, some(t, 2), pick(t, "seconds", []int{1000, 0})
	s.command, s.body["Members_Account"], s.body["MuteTime"] = "forbid_send_msg", all, seconds
	s.story = fmt.Sprintf("forbids %s to speak in %v for %d s", names(all), g, seconds)
	s.expect = func() int {
		role := g.roleOf(s.who)
		if code := may("forbid to speak", g.kind, role); code != 0 {
			return code
		}
		var whom []string
		for _, name := range all {
			if g.members[name] != nil || g.traits().live {
				whom = append(whom, name)
			}
		}
		if !g.outranked(role, whom) {
			return notPermitted
		}
		for _, name := range whom {
			g.muted[name] = seconds > 0
			if told["mutes"][column(g.kind)] == '1' {
				m.say(g, "mutes", tipMuted, s.who.name, name)
			}
		}
		if len(whom) > 0 && told["mutes"][column(g.kind)] != '1' {
			m.say(g, "mutes", tipMuted, s.who.name, "")
		}
		return 0
	}
	return s
}
