package member_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/roomtest"
	"github.com/teahouse-chat/teahouse/server/internal/roster"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/wire/group"
)

// town makes a community with a number of members besides its owner, olga: some of
// them admins. The members have no accounts.
func town(w *roomtest.World, groupID string, members int) {
	w.REST("create_group", fmt.Sprintf(`{"Type":"Community","Name":"n","GroupId":%q,"Owner_Account":"olga"}`, groupID), 0)
	g := w.Group(groupID)
	for from := 0; from < members; from += 1000 {
		all := make([]roster.Member, min(1000, members-from))
		for i := range all {
			n := from + i
			all[i] = roster.Member{App: g.App, Group: g.ID, Account: uint64(1_000_000 + n), Role: roster.Plain,
				Joined: g.Created.Add(time.Duration(n/10) * time.Millisecond), MsgFlag: group.AcceptAndNotify}
			if n%1000 == 999 {
				all[i].Role = roster.Admin
			}
		}
		err := w.DB.Update(w.T.Context(), func(tx *store.Tx) error {
			_, _, err := roster.Add(tx, all)
			return err
		})
		if err != nil {
			w.T.Fatal(err)
		}
	}
}

// Pages of a community: each member once, whatever comes and goes meanwhile, and
// with every filter of roles.
func TestACommunityIsPagedByMarks(t *testing.T) {
	roomtest.Each(t, func(t *testing.T, w *roomtest.World) {
		w.Import("olga")
		town(w, "@TGS#_town", 2500)
		g := w.Group("@TGS#_town")
		for _, c := range []struct {
			roles []roster.Role
			limit int
			want  int
		}{{nil, 100, 2501}, {[]roster.Role{roster.Plain}, 100, 2498}, {[]roster.Role{roster.Admin, roster.Plain}, 77, 2500},
			{[]roster.Role{roster.Owner, roster.Admin}, 2, 3}, {[]roster.Role{roster.Owner}, 1, 1}} {
			seen, from := map[uint64]bool{}, roster.Mark{}
			for pages := 0; ; pages++ {
				page, next, err := w.Roster.After(t.Context(), g.ID, c.roles, from, c.limit)
				if err != nil {
					t.Fatal(err)
				}
				for _, m := range page {
					if seen[m.Account] {
						t.Errorf("%d is listed twice", m.Account)
					}
					seen[m.Account] = true
				}
				parsed, ok := roster.ParseMark(next.String())
				if !ok || parsed != next {
					t.Fatalf("mark %q", next)
				}
				if from = next; next == (roster.Mark{}) {
					break
				}
			}
			if len(seen) != c.want {
				t.Errorf("%v: %d members, want %d", c.roles, len(seen), c.want)
			}
		}
		w.REST("get_group_member_info", `{"GroupId":"@TGS#_town","Next":"x"}`, 10004)
		l := w.REST("million_group_open_http_svc.get_group_member_info", `{"GroupId":"@TGS#_town","Next":0,"MemberRoleFilter":["Owner"]}`, 0)
		if l.Int("MemberNum") != 2501 || l.Len("MemberList") != 1 || l.Text("Next") != "" || !l.Has("Next") {
			t.Errorf("list %v", l)
		}
		// Who has fewer members than this shows them all at once.
		info := w.REST("get_group_info", `{"GroupIdList":["@TGS#_town"]}`, 0)
		if info.Int("GroupInfo", 0, "MemberNum") != 2501 || info.Int("GroupInfo", 0, "ErrorCode") != 0 {
			t.Errorf("info %v", info.At("GroupInfo", 0, "ErrorCode"))
		}
	})
}

// BenchmarkCommunity shows that what one member does in a community costs the same
// however many others there are.
func BenchmarkCommunity(b *testing.B) {
	for _, size := range []int{1000, 97_000} {
		w := roomtest.New(b, "rest_rate=0", "group_rate=0", "groups_per_account=3000")
		w.Import("olga")
		id := "@TGS#_town"
		town(w, id, size)
		speaker := w.Login("speaker")
		speaker.Do("apply_join_group", fmt.Sprintf(`{"GroupId":%q}`, id), 0)
		names := make([]string, 2000)
		for i := range names {
			names[i] = fmt.Sprintf("n%d", i)
		}
		for from := 0; from < len(names); from += 100 {
			w.REST("im_open_login_svc.multiaccount_import", `{"AccountList":[{"UserID":"`+strings.Join(names[from:from+100], `"},{"UserID":"`)+`"}]}`, 0)
		}
		next := 0
		b.Run(fmt.Sprintf("join/%d", size), func(b *testing.B) {
			for b.Loop() {
				w.REST("add_group_member", fmt.Sprintf(`{"GroupId":%q,"MemberList":[{"Member_Account":"n%d"}]}`, id, next%len(names)), 0)
				next++
			}
		})
		mark := ""
		b.Run(fmt.Sprintf("list/%d", size), func(b *testing.B) {
			for b.Loop() {
				a := w.REST("get_group_member_info", fmt.Sprintf(`{"GroupId":%q,"Limit":100,"Next":%q,"MemberInfoFilter":["Role"]}`, id, mark), 0)
				mark = a.Text("Next")
			}
		})
		n := 0
		b.Run(fmt.Sprintf("send/%d", size), func(b *testing.B) {
			for b.Loop() {
				n++
				speaker.Send(id, "hello", n, 0)
			}
		})
	}
}
