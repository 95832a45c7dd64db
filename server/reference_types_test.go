package server

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/teahouse-chat/teahouse/server/internal/group"
	"github.com/teahouse-chat/teahouse/server/internal/roster"
)

// typeRow is a line of the matrix: what it says of the rules of a type.
type typeRow struct {
	title string
	of    func(r *group.Rules) string
}

var (
	ranks = map[roster.Role]string{roster.Plain: "member", roster.Admin: "admin", roster.Owner: "owner",
		roster.Master: "App admin", group.Nobody: "nobody"}
	applying = map[group.Applying]string{group.Never: "not possible", group.ByOption: "by ApplyJoinOption", group.Always: "always free"}
	showing  = map[group.Showing]string{group.Untold: "off", group.Online: "online", group.Stored: "stored"}
)

func yes(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

func text(s string) string {
	if s == "" {
		return "–"
	}
	return s
}

func rank(f func(r *group.Rules) roster.Role) func(r *group.Rules) string {
	return func(r *group.Rules) string { return ranks[f(r)] }
}

func truth(f func(r *group.Rules) bool) func(r *group.Rules) string {
	return func(r *group.Rules) string { return yes(f(r)) }
}

func shown(f func(t *group.Tips) group.Showing) func(r *group.Rules) string {
	return func(r *group.Rules) string { return showing[f(&r.Tips)] }
}

func most(n int) string {
	if n == 0 {
		return "–"
	}
	return fmt.Sprint(n)
}

var typeTables = []struct {
	title, text string
	rows        []typeRow
}{
	{"What groups are", "", []typeRow{
		{"GroupIds that the server makes begin with", func(r *group.Rules) string { return "`" + r.Prefix + "`" }},
		{"Members, at most", func(r *group.Rules) string {
			if r.MaxMembers == 0 {
				return "any number"
			}
			return fmt.Sprint(r.MaxMembers)
		}},
		{"Admins, at most", func(r *group.Rules) string { return most(r.MaxAdmins) }},
		{"Members are stored and listed", truth(func(r *group.Rules) bool { return r.Members })},
		{"Found by their ID by those who are not in it", truth(func(r *group.Rules) bool { return r.Found })},
		{"Applying to join", func(r *group.Rules) string { return applying[r.Apply] }},
		{"ApplyJoinOption of groups made over REST", func(r *group.Rules) string { return r.ApplyDefault }},
		{"ApplyJoinOption of groups made by clients", func(r *group.Rules) string { return r.ApplyClient }},
		{"InviteJoinOption", func(r *group.Rules) string { return text(r.InviteDefault) }},
		{"The owner may leave", truth(func(r *group.Rules) bool { return r.OwnerQuits })},
		{"Messages are kept", truth(func(r *group.Rules) bool { return r.History })},
		{"New members see what was said before", truth(func(r *group.Rules) bool { return r.HistoryBefore })},
		{"HistoryMsgBeforeJoin can be set", truth(func(r *group.Rules) bool { return r.HistorySettable })},
		{"Unread messages are counted", truth(func(r *group.Rules) bool { return r.Unread })},
		{"In conversation lists", truth(func(r *group.Rules) bool { return r.Listed })},
		{"Read receipts", truth(func(r *group.Rules) bool { return r.Receipts })},
		{"Messages to some members", truth(func(r *group.Rules) bool { return r.Targets })},
		{"MsgFlag of new members", func(r *group.Rules) string { return r.MsgFlag }},
		{"Listed and told of only after the first message", truth(func(r *group.Rules) bool { return r.NeedsMessage })},
		{"Have counters", truth(func(r *group.Rules) bool { return r.Counters })},
		{"Can be imported", truth(func(r *group.Rules) bool { return r.Import })},
	}},
	{"Who may do what", "The least role that a client needs. An App admin over REST may do all but what nobody may.", []typeRow{
		{"Change name, introduction, notification, avatar", rank(func(r *group.Rules) roster.Role { return r.Edit })},
		{"Change options and custom fields", rank(func(r *group.Rules) roster.Role { return r.Options })},
		{"Mute all", rank(func(r *group.Rules) roster.Role { return r.MuteAll })},
		{"Mute a member of a lower role", rank(func(r *group.Rules) roster.Role { return r.MuteMember })},
		{"Remove a member of a lower role", rank(func(r *group.Rules) roster.Role { return r.Kick })},
		{"Ban a member of a lower role", rank(func(r *group.Rules) roster.Role { return r.Ban })},
		{"Decide applications and invitations", rank(func(r *group.Rules) roster.Role { return r.Approve })},
		{"Invite, where InviteJoinOption lets", rank(func(r *group.Rules) roster.Role { return r.Add })},
		{"Make and unmake admins", rank(func(r *group.Rules) roster.Role { return r.Appoint })},
		{"Hand the group over", rank(func(r *group.Rules) roster.Role { return r.Transfer })},
		{"Dismiss the group", rank(func(r *group.Rules) roster.Role { return r.Dismiss })},
	}},
	{"What members are told", "The setting `group_tips` changes this; the names of its kinds are in brackets. Stored tips are in the history, the others are " +
		"shown to those who are online.", []typeRow{
		{"Somebody joined (`joined`)", shown(func(t *group.Tips) group.Showing { return t.Joined })},
		{"Somebody was invited (`invited`)", shown(func(t *group.Tips) group.Showing { return t.Invited })},
		{"Somebody left (`quit`)", shown(func(t *group.Tips) group.Showing { return t.Quit })},
		{"Somebody was removed or banned (`kicked`)", shown(func(t *group.Tips) group.Showing { return t.Kicked })},
		{"An admin was made or unmade (`admins`)", shown(func(t *group.Tips) group.Showing { return t.Admins })},
		{"Name, texts, avatar, owner or custom fields changed (`texts`)", shown(func(t *group.Tips) group.Showing { return t.Texts })},
		{"Mute-all or options changed (`options`)", shown(func(t *group.Tips) group.Showing { return t.Options })},
		{"A member was muted (`mutes`)", shown(func(t *group.Tips) group.Showing { return t.Mutes })},
	}},
}

// TestReferenceTypes keeps the page of the types of groups equal to their rules.
func TestReferenceTypes(t *testing.T) {
	page := &strings.Builder{}
	page.WriteString("# Types of groups\n\nGenerated from the table of rules by `make generate`. In apps, Private groups are called Work and ChatRooms Meeting.\n")
	for _, table := range typeTables {
		fmt.Fprintf(page, "\n## %s\n\n", table.title)
		if table.text != "" {
			fmt.Fprintf(page, "%s\n\n", table.text)
		}
		fmt.Fprintf(page, "| | %s |\n|---|%s\n", strings.Join(group.TypeNames, " | "), strings.Repeat("---|", len(group.TypeNames)))
		for _, row := range table.rows {
			fmt.Fprintf(page, "| %s |", row.title)
			for _, name := range group.TypeNames {
				fmt.Fprintf(page, " %s |", row.of(group.RulesOf(name)))
			}
			page.WriteString("\n")
		}
	}
	compare(t, filepath.Join("..", "docs", "reference", "group-types.md"), page.String())
}
