package roomtest_test

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"pgregory.net/rapid"

	"github.com/teahouse-chat/teahouse/server/internal/roomtest"
)

// verbs plan a step with arguments of their own; they skip what cannot be tried
// just now.
var verbs = map[string]func(m *model, t *rapid.T) *step{
	"create": createGroup, "take a taken name": takeName, "rename": rename, "mute all": muteAll,
	"set applying": setApplying, "set inviting": setInviting, "set history": setHistory, "set size": setSize, "dismiss": dismiss, "apply": apply, "quit": quit, "hand over": handOver,
	"invite": invite, "decide": decide, "ban": ban, "unban": unban, "forbid to speak": forbid, "kick": kick, "appoint": appoint, "mute": mute, "card": card, "set flag": setFlag,
	"speak": speak, "whisper": whisper, "repeat": repeat, "lend a voice": lendVoice, "recall": recall, "recall one's own": recallOwn,
	"report as read": readReport, "read history": readHistory,
	"connect": connect, "disconnect": disconnect,
	"speak on": speak, "speak again": speak, "repeat again": repeat, // else too little is said
}

func answer(v any) roomtest.Answer {
	m, _ := v.(map[string]any)
	return m
}

func pick[T any](t *rapid.T, what string, all []T) T {
	if len(all) == 0 {
		t.Skip("nothing to choose from")
	}
	return rapid.SampledFrom(all).Draw(t, what)
}

// client picks a device that is connected.
func (m *model) client(t *rapid.T) actor {
	var on []actor
	for _, d := range m.devices {
		if d.on {
			on = append(on, actor{d.name, d})
		}
	}
	return pick(t, "who", on)
}

// anyone picks a device that is connected, or REST.
func (m *model) anyone(t *rapid.T) actor {
	if rapid.IntRange(0, 4).Draw(t, "door") == 4 {
		return actor{roomtest.Admin, nil}
	}
	return m.client(t)
}

// some picks up to n accounts.
func some(t *rapid.T, n int) []string {
	all := rapid.Permutation(people).Draw(t, "whom")
	return all[:rapid.IntRange(1, n).Draw(t, "how many")]
}

// in plans a step in a group, standing or gone, by one of its members or, not so
// often, somebody outside; and by REST if it has the command.
func (m *model) in(t *rapid.T, verb string, rest bool) *step {
	g := pick(t, "group", slices.DeleteFunc(slices.Clone(m.groups), func(g *group) bool { return g.gone && m.named(g.id) != nil }))
	s := &step{verb: verb, g: g, body: map[string]any{"GroupId": g.id}}
	var in []actor
	for _, d := range m.devices {
		if d.on && g.role(d.name) != 'x' {
			in = append(in, actor{d.name, d})
		}
	}
	switch door := rapid.IntRange(0, 6).Draw(t, "door"); {
	case rest && door == 6:
		s.who = actor{roomtest.Admin, nil}
	case door > 1 && len(in) > 0:
		s.who = pick(t, "who", in)
	default:
		s.who = m.client(t)
	}
	return s
}

func createGroup(m *model, t *rapid.T) *step {
	if len(m.standing()) > 2 {
		t.Skip("enough")
	}
	who, kind := m.anyone(t), pick(t, "type", m.kinds)
	g := &group{id: fmt.Sprintf("g%d", len(m.groups)+1), kind: kind, name: "tea", owner: who.name, gone: true,
		members: map[string]*member{}, muted: map[string]bool{}, banned: map[string]bool{},
		filed: map[filed]string{}, inside: map[*device]bool{}}
	if kind == "Community" {
		g.id = "@TGS#_" + g.id
	}
	if old := m.free(kind); old != "" && rapid.Bool().Draw(t, "name of a dismissed one") {
		g.id = old
	}
	traits := g.traits()
	g.apply, g.invite, g.before = traits.applyClient, traits.invite, traits.historyBefore
	if who.on == nil {
		g.owner, g.apply = pick(t, "owner", append([]string{""}, people...)), traits.apply
	}
	size := pick(t, "size", []int{0, 0, 5, 4, 3, 2, traits.largest + 1})
	if g.size = size; size == 0 {
		g.size = traits.largest
	}
	var members []map[string]any // in vain in live groups
	roles := map[string]string{}
	present := rapid.Permutation(people).Draw(t, "members")
	if traits.live && rapid.IntRange(0, 7).Draw(t, "in vain") != 7 {
		present = nil
	}
	for _, name := range present[rapid.IntRange(0, len(present)).Draw(t, "absent"):] {
		if name != g.owner {
			roles[name] = "Member"
			if rapid.IntRange(0, 2).Draw(t, "admin") == 2 && (exists(kind, 'a') || rapid.IntRange(0, 7).Draw(t, "in vain") == 7) {
				roles[name] = "Admin"
			}
			members = append(members, map[string]any{"Member_Account": name, "Role": roles[name]})
		}
	}
	s := &step{verb: "create", who: who, g: g, command: "create_group",
		story: fmt.Sprintf("makes the %s %s of %q for %d with %v", kind, g.id, g.owner, size, roles),
		body: map[string]any{"Type": kind, "Name": "tea", "GroupId": g.id, "Owner_Account": g.owner,
			"MaxMemberCount": size, "MemberList": members}}
	s.expect = func() int { return m.create(s, roles) }
	return s
}

// free is the name of a dismissed group that another may get; "" if there is none.
func (m *model) free(kind string) string {
	for _, g := range m.groups {
		if g.gone && m.named(g.id) == nil && (kind == "Community") == (g.kind == "Community") {
			return g.id
		}
	}
	return ""
}

func (m *model) create(s *step, roles map[string]string) int {
	g := s.g
	count := len(roles)
	if g.owner != "" {
		count++
	}
	for _, role := range roles {
		if g.traits().live || role == "Admin" && !exists(g.kind, 'a') && g.size <= g.traits().largest {
			return notPermitted
		}
	}
	switch {
	case g.traits().live:
	case g.size > g.traits().largest:
		return tooLarge
	case count > g.size:
		return full
	}
	g.gone = false
	m.groups = append(m.groups, g)
	by := cmp.Or(g.owner, s.who.name)
	if g.owner != "" {
		m.tell(g, g.owner, note(6, g.owner), s.who.on)
		if !g.traits().live {
			g.join(g.owner, "Owner")
		}
	}
	for _, name := range sorted(roles) {
		g.join(name, roles[name])
		if s.who.on == nil && g.silent() {
			continue // clients write at once after they made a group
		}
		m.tell(g, name, note(7, by), nil)
	}
	return 0
}

func takeName(m *model, t *rapid.T) *step {
	g := pick(t, "group", m.standing())
	s := &step{verb: "take a taken name", who: m.anyone(t), g: g, command: "create_group"}
	owner := s.who.name
	if s.who.on == nil {
		owner = pick(t, "owner", people)
	}
	s.story = fmt.Sprintf("makes another %v for %s", g, owner)
	s.body = map[string]any{"GroupId": g.id, "Type": g.kind, "Name": "mine", "Owner_Account": owner}
	s.expect = func() int {
		if owner == g.owner {
			return yours
		}
		return taken
	}
	return s
}

// change plans a modify_group_base_info; apply tells whether anything changed.
func (m *model) change(t *rapid.T, verb, field string, value any, apply func(g *group) string) *step {
	s := m.in(t, verb, true)
	s.command, s.body[field] = "modify_group_base_info", value
	s.story = fmt.Sprintf("sets %s of %v to %v", field, s.g, value)
	s.expect = func() int {
		if code := may(verb, s.g.kind, s.g.roleOf(s.who)); code != 0 {
			return code
		}
		if change := apply(s.g); change != "" {
			m.say(s.g, change, tipProfile, s.who.name, "")
		}
		return 0
	}
	return s
}

// set changes a field; it tells whether that changed anything.
func set[T comparable](field *T, value T) bool {
	changed := *field != value
	*field = value
	return changed
}

func rename(m *model, t *rapid.T) *step {
	name := pick(t, "name", []string{"tea", "coffee", "milk"})
	return m.change(t, "rename", "Name", name, func(g *group) string {
		if set(&g.name, name) {
			return "profile"
		}
		return ""
	})
}

func muteAll(m *model, t *rapid.T) *step {
	value := pick(t, "value", []string{"On", "Off"})
	return m.change(t, "mute all", "ShutUpAllMember", value, func(g *group) string {
		if set(&g.muteAll, value == "On") {
			return "options"
		}
		return ""
	})
}

func setApplying(m *model, t *rapid.T) *step {
	value := pick(t, "value", []string{"FreeAccess", "DisableApply", "NeedPermission"})
	return m.change(t, "set applying", "ApplyJoinOption", value, func(g *group) string {
		if g.kind != "Private" && g.kind != "AVChatRoom" && set(&g.apply, value) {
			return "options"
		}
		return ""
	})
}

func setInviting(m *model, t *rapid.T) *step {
	value := pick(t, "value", []string{"FreeAccess", "DisableInvite", "NeedPermission"})
	return m.change(t, "set inviting", "InviteJoinOption", value, func(g *group) string {
		if set(&g.invite, value) {
			return "options"
		}
		return ""
	})
}

func setHistory(m *model, t *rapid.T) *step {
	value := pick(t, "value", []string{"On", "Off"})
	return m.change(t, "set history", "HistoryMsgBeforeJoin", value, func(g *group) string {
		g.before = value == "On"
		return ""
	})
}

func setSize(m *model, t *rapid.T) *step {
	size := rapid.IntRange(1, 5).Draw(t, "size")
	return m.change(t, "set size", "MaxMemberNum", size, func(g *group) string {
		g.size = size
		return ""
	})
}

func dismiss(m *model, t *rapid.T) *step {
	s := m.in(t, "dismiss", true)
	if may("dismiss", s.g.kind, s.g.roleOf(s.who)) == 0 && rapid.IntRange(0, 3).Draw(t, "really") != 3 {
		t.Skip("too few groups would grow old")
	}
	s.command, s.story = "destroy_group", fmt.Sprintf("dismisses %v", s.g)
	s.expect = func() int {
		if code := may("dismiss", s.g.kind, s.g.roleOf(s.who)); code != 0 {
			return code
		}
		for _, name := range people {
			if s.g.members[name] != nil || s.g.isInside(name) {
				m.tell(s.g, name, note(5, s.who.name), nil)
			}
		}
		s.g.gone, s.g.members, s.g.inside = true, map[string]*member{}, map[*device]bool{}
		return 0
	}
	return s
}

func apply(m *model, t *rapid.T) *step {
	s := m.in(t, "apply", false)
	g, name := s.g, s.who.name
	s.command, s.story = "apply_join_group", fmt.Sprintf("applies to %v", g)
	s.expect = func() int {
		if code := may("apply", g.kind, g.role(name)); code != 0 {
			return code
		}
		if g.banned[name] {
			return notPermitted
		}
		if g.traits().live {
			fresh := !g.isInside(name)
			if g.inside[s.who.on] = true; fresh {
				m.say(g, "joined", tipJoined, name, "")
			}
			return 0
		}
		switch g.apply {
		case "DisableApply":
			return notPermitted
		case "NeedPermission":
			m.file(g, filed{subject: name}, name)
			return 0
		}
		if len(g.members)+1 > g.size {
			return full
		}
		g.join(name, "Member")
		m.say(g, "joined", tipJoined, name, "")
		return 0
	}
	return s
}

func quit(m *model, t *rapid.T) *step {
	s := m.in(t, "quit", false)
	g, name := s.g, s.who.name
	s.command, s.story = "quit_group", fmt.Sprintf("quits %v", g)
	s.expect = func() int {
		if code := may("quit", g.kind, g.role(name)); code != 0 {
			return code
		}
		if g.traits().live {
			m.exit(g, s.who.on)
			return 0
		}
		g.leave(name)
		m.say(g, "quit", tipQuit, name, "")
		m.tell(g, name, note(8, name), s.who.on)
		return 0
	}
	return s
}

// exit takes a device out of a live group. Its account is gone from there with
// its last one.
func (m *model) exit(g *group, d *device) {
	if !g.inside[d] {
		return
	}
	delete(g.inside, d)
	if !g.isInside(d.name) {
		m.say(g, "quit", tipQuit, d.name, "")
	}
}

func handOver(m *model, t *rapid.T) *step {
	s := m.in(t, "hand over", true)
	g, to := s.g, pick(t, "to", people)
	s.command, s.story = "change_group_owner", fmt.Sprintf("hands %v over to %s", g, to)
	s.body["NewOwner_Account"] = to
	s.expect = func() int {
		if code := may("hand over", g.kind, g.roleOf(s.who)); code != 0 {
			return code
		}
		switch {
		case to == g.owner:
			return 0
		case g.members[to] == nil:
			return notPermitted
		}
		if old := g.members[g.owner]; old != nil {
			old.role = "Member"
		}
		g.owner, g.members[to].role = to, "Owner"
		m.say(g, "profile", tipProfile, s.who.name, "")
		return 0
	}
	return s
}

func names(all []string) string { return strings.Join(all, " and ") }
