package roomtest_test

import (
	"fmt"
	"slices"
	"strings"

	"pgregory.net/rapid"
)

// compare holds a group in the world against the model.
func (m *model) compare(t *rapid.T, g *group) {
	t.Helper()
	info := m.w.TryREST("get_group_info", fmt.Sprintf(`{"GroupIdList":[%q]}`, g.id)).At("GroupInfo", 0)
	got := answer(info)
	if g.gone {
		if m.named(g.id) == nil && got.Int("ErrorCode") != noGroup {
			m.fail(t, "%v is gone, and answers %d", g, got.Int("ErrorCode"))
		}
		return
	}
	muteAll := map[bool]string{true: "On", false: "Off"}[g.muteAll]
	has := fmt.Sprintf("%s %q of %q, ApplyJoinOption %s, mute all %s", got.Text("Type"), got.Text("Name"), got.Text("Owner_Account"),
		got.Text("ApplyJoinOption"), got.Text("MuteAllMember"))
	want := fmt.Sprintf("%s %q of %q, ApplyJoinOption %s, mute all %s", g.kind, g.name, g.owner, g.apply, muteAll)
	if has != want {
		m.fail(t, "%v is %s, should be %s", g, has, want)
	}
	m.compareBans(t, g)
	if g.traits().live {
		n := m.w.TryREST("get_online_member_num", fmt.Sprintf(`{"GroupId":%q}`, g.id)).Int("OnlineMemberNum")
		if n != g.insiders() {
			m.fail(t, "%v has %d inside, should be %d", g, n, g.insiders())
		}
		return
	}
	has = fmt.Sprintf("%s members of %s, next number %s, InviteJoinOption %s", got.Text("MemberNum"), got.Text("MaxMemberNum"),
		got.Text("NextMsgSeq"), got.Text("InviteJoinOption"))
	want = fmt.Sprintf("%d members of %d, next number %d, InviteJoinOption %s", len(g.members), g.size, len(g.messages)+1, g.invite)
	if has != want {
		m.fail(t, "%v has %s, should have %s", g, has, want)
	}
	m.compareMembers(t, g)
}

func (m *model) compareMembers(t *rapid.T, g *group) {
	t.Helper()
	list := m.w.TryREST("get_group_member_info", fmt.Sprintf(`{"GroupId":%q}`, g.id))
	var has, want []string
	for i := range list.Len("MemberList") {
		o := answer(list.At("MemberList", i))
		n, err := m.w.Timeline.Unread(m.w.T.Context(), m.w.Group(g.id).Conv(), m.w.Account(o.Text("Member_Account")).ID)
		if err != nil {
			t.Fatal(err)
		}
		has = append(has, fmt.Sprintf("%s %s %q %s muted %v read %s unread %d", o.Text("Member_Account"), o.Text("Role"), o.Text("NameCard"),
			o.Text("MsgFlag"), o.Int("MuteUntil") > 0, o.Text("MsgSeq"), n))
	}
	for name, o := range g.members {
		want = append(want, fmt.Sprintf("%s %s %q %s muted %v read %d unread %d", name, o.role, o.card, o.flag, g.muted[name], o.read, g.unread(name)))
	}
	slices.Sort(has)
	slices.Sort(want)
	if !slices.Equal(has, want) || list.Int("MemberNum") != len(want) {
		m.fail(t, "%v has the members\n  %s\nshould be\n  %s", g, strings.Join(has, "\n  "), strings.Join(want, "\n  "))
	}
}

// compareBans holds those who are kept out, and those who may not speak, against
// the model. Of who is muted, groups without mutes do not tell.
func (m *model) compareBans(t *rapid.T, g *group) {
	t.Helper()
	for _, one := range []struct {
		command, list string
		want          map[string]bool
	}{{"get_group_ban_member", "BannedAccountList", g.banned}, {"get_group_muted_account", "MutedAccountList", g.muted}} {
		if law["mute"][column(g.kind)] == "" && one.list == "MutedAccountList" {
			continue
		}
		list := m.w.TryREST(one.command, fmt.Sprintf(`{"GroupId":%q}`, g.id))
		has, want := []string{}, []string{}
		for i := range list.Len(one.list) {
			has = append(has, list.Text(one.list, i, "Member_Account"))
		}
		for name, yes := range one.want {
			if yes {
				want = append(want, name)
			}
		}
		slices.Sort(has)
		slices.Sort(want)
		if !slices.Equal(has, want) {
			m.fail(t, "%s of %v has %q, should have %q", one.list, g, has, want)
		}
	}
}

// compareLists holds the groups of an account against the model: all, and those
// that are shown without being asked for the silent ones.
func (m *model) compareLists(t *rapid.T, name string) {
	t.Helper()
	for all := range 2 {
		list := m.w.TryREST("get_joined_group_list", fmt.Sprintf(`{"Member_Account":%q,"WithNoActiveGroups":%d}`, name, all))
		has, want := []string{}, []string{}
		for i := range list.Len("GroupIdList") {
			has = append(has, list.Text("GroupIdList", i, "GroupId"))
		}
		for _, g := range m.standing() {
			if g.members[name] != nil && (all == 1 || len(g.messages) > 0 || !g.traits().silentAtFirst) {
				want = append(want, g.id)
			}
		}
		slices.Sort(has)
		slices.Sort(want)
		if !slices.Equal(has, want) || list.Int("TotalCount") != len(want) {
			m.fail(t, "%s is in %q, should be in %q (WithNoActiveGroups %d)", name, has, want, all)
		}
	}
}

// named returns the group that has a GroupId now.
func (m *model) named(id string) *group {
	for _, g := range m.standing() {
		if g.id == id {
			return g
		}
	}
	return nil
}
