package group_test

import (
	"fmt"
	"testing"

	"github.com/teahouse-chat/teahouse/server/internal/roomtest"
)

func TestGroupsOfTheApplication(t *testing.T) {
	roomtest.Each(t, func(t *testing.T, w *roomtest.World) {
		for i := range 7 {
			typ := []string{"Public", "ChatRoom"}[i%2]
			w.REST("create_group", fmt.Sprintf(`{"Type":%q,"Name":"n","GroupId":"g%d"}`, typ, i), 0)
		}
		for _, c := range []struct {
			body string
			want int
		}{{`"Limit":2`, 7}, {`"Limit":2,"GroupType":"Meeting"`, 3}, {`"GroupType":"Public"`, 4}, {`"GroupType":"Community"`, 0}} {
			next, seen := "0", map[string]bool{}
			for {
				a := w.REST("get_appid_group_list", fmt.Sprintf(`{%s,"Next":%s}`, c.body, next), 0)
				if a.Int("TotalCount") != c.want {
					t.Errorf("%s: %v", c.body, a)
				}
				for i := range a.Len("GroupIdList") {
					seen[a.Text("GroupIdList", i, "GroupId")] = true
				}
				if next = a.Text("Next"); next == "0" {
					break
				}
			}
			if len(seen) != c.want {
				t.Errorf("%s: saw %v", c.body, seen)
			}
		}
		w.REST("get_appid_group_list", `{"Limit":10001}`, 10004)
		w.REST("get_appid_group_list", `{"GroupType":"Club"}`, 10004)
	}, "rest_rate=0")
}
