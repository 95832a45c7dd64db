package relation_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/teahouse-chat/teahouse/server/internal/roomtest"
)

// followList returns a list of somebody, over pages of two.
func followList(w *roomtest.World, name string, kind int) []string {
	w.T.Helper()
	var all []string
	for cursor := ""; ; {
		a := w.REST("follow.follow_get", fmt.Sprintf(`{"From_Account":%q,"FollowType":%d,"StartCursor":%q,"WantNum":2}`, name, kind, cursor), 0)
		all = append(all, texts(a, "FollowItem", "To_Account")...)
		if cursor = a.Text("NextCursor"); cursor == "" {
			return all
		}
	}
}

// changes returns what a client was pushed about following as "who add type ...".
func changes(c *roomtest.Client) []string {
	var all []string
	for _, e := range c.Sees("event 22") {
		text := e.Text("FollowChangeList", 0, "From_Account")
		for i := range e.Len("FollowChangeList", 0, "FollowDiffList") {
			text += fmt.Sprintf(" %d:%d", e.Int("FollowChangeList", 0, "FollowDiffList", i, "IsAdd"), e.Int("FollowChangeList", 0, "FollowDiffList", i, "FollowType"))
		}
		all = append(all, text)
	}
	return all
}

// followBody is the body of a follow_add.
func followBody(from string, names ...string) string {
	var items []string
	for _, name := range names {
		items = append(items, fmt.Sprintf(`{"To_Account":%q}`, name))
	}
	return fmt.Sprintf(`{"From_Account":%q,"FollowItem":[%s]}`, from, strings.Join(items, ","))
}

func TestFollow(t *testing.T) {
	each(t, func(t *testing.T, w *roomtest.World) {
		ana, bo := w.Login("ana"), w.Login("bo")
		w.Import("cy", "dee")
		sees := func(what string, c *roomtest.Client, want string) {
			t.Helper()
			if got := changes(c); got[0] != want {
				t.Errorf("%s: %s is pushed %q, want %q", what, c.Name, got, want)
			}
		}
		counts := func(what, name string, want ...int) {
			t.Helper()
			a := ana.Do("follow.follow_get_info", to("ana", "", name), 0)
			got := []int{a.Int("FollowInfo", 0, "FollowerCount"), a.Int("FollowInfo", 0, "FollowingCount"), a.Int("FollowInfo", 0, "MutualFollowingCount")}
			if !slices.Equal(got, want) {
				t.Errorf("%s: %s has %v, want %v", what, name, got, want)
			}
		}
		wantCodes(t, "follow", ana.Do("follow.follow_add", followBody("ana", "bo"), 0), 0)
		sees("follow", ana, "bo 1:2")
		sees("follow", bo, "ana 1:1")
		wantCodes(t, "again", ana.Do("follow.follow_add", followBody("ana", "bo", "ana", "nobody"), 0), 0, 30001, 30003)
		ana.Sees()
		counts("one-way", "ana", 0, 1, 0)
		counts("one-way", "bo", 1, 0, 0)
		bo.Do("follow.follow_add", followBody("bo", "ana"), 0)
		sees("back", ana, "bo 1:1 1:3")
		sees("back", bo, "ana 1:2 1:3")
		counts("mutual", "ana", 1, 1, 1)
		w.REST("follow.follow_add", followBody("ana", "cy", "dee"), 0)
		w.REST("follow.follow_add", followBody("cy", "bo"), 0)
		for kind, want := range map[int][]string{1: {"bo"}, 2: {"bo", "cy", "dee"}, 3: {"bo"}} {
			got := followList(w, "ana", kind)
			if slices.Sort(got); !slices.Equal(got, want) {
				t.Errorf("list %d: %q, want %q", kind, got, want)
			}
		}
		if got := followList(w, "bo", 1); !slices.Equal(got, []string{"cy", "ana"}) {
			t.Errorf("bo's followers, the newest first: %q", got)
		}
		a := w.REST("follow.follow_check", to("ana", "", "bo", "cy", "administrator", "nobody", "ana"), 0)
		if got := texts(a, "ResultItem", "FollowType"); !slices.Equal(got, []string{"3", "2", "0", "0", "0"}) || a.Int("ResultItem", 3, "ResultCode") != 30003 {
			t.Errorf("%v", a)
		}
		if a := w.REST("follow.follow_check", to("bo", "", "cy"), 0); a.Int("ResultItem", 0, "FollowType") != 1 {
			t.Errorf("%v", a)
		}
		ana.Events()
		bo.Events()
		wantCodes(t, "unfollow", ana.Do("follow.follow_delete", to("ana", "", "bo", "bo"), 0), 0, 30001)
		sees("unfollow", ana, "bo 0:2 0:3")
		sees("unfollow", bo, "ana 0:1 0:3")
		counts("unfollowed", "ana", 1, 2, 0)
		counts("unfollowed", "bo", 1, 1, 0)
		if got := followList(w, "bo", 3); len(got) != 0 {
			t.Errorf("still mutual: %q", got)
		}
	})
}

func TestFollowForm(t *testing.T) {
	w := roomtest.New(t)
	w.Import("ana")
	many := make([]string, 101)
	for i := range many {
		many[i] = "x"
	}
	for _, row := range []struct{ command, body string }{
		{"follow_add", `{"From_Account":"ana"}`},
		{"follow_delete", to("ana", "", many[:21]...)},
		{"follow_delete", to("ana", "")},
		{"follow_check", to("ana", "", many...)},
		{"follow_get_info", to("ana", "", many[:21]...)},
		{"follow_get", `{"From_Account":"ana","FollowType":0}`},
		{"follow_get", `{"From_Account":"ana","FollowType":4}`},
		{"follow_get", `{"From_Account":"ana","FollowType":1,"WantNum":-1}`},
		{"follow_get", `{"From_Account":"ana","FollowType":1,"StartCursor":"x"}`},
		{"follow_get", `{"From_Account":"ana","FollowType":1,"StartCursor":"1-18446744073709551615"}`},
	} {
		w.REST("follow."+row.command, row.body, 30001)
	}
	w.REST("follow.follow_get", `{"From_Account":"nobody","FollowType":1}`, 30003)
}

// TestFriendsHearOfProfiles: those who have a user as a friend are told when his
// profile changes, others are not.
func TestFriendsHearOfProfiles(t *testing.T) {
	w := roomtest.New(t)
	ana, bo, cy := w.Login("ana"), w.Login("bo"), w.Login("cy")
	w.REST("sns.friend_add", add("bo", `,"AddType":"Add_Type_Single"`, "ana"), 0)
	bo.Events()
	ana.Do("profile.portrait_set", `{"ProfileItem":[{"Tag":"Tag_Profile_IM_Nick","Value":"Al"}]}`, 0)
	w.Eventually("bo hears of it", func() bool {
		all := bo.Events()
		return len(all) == 1 && all[0].Text("ProfileDataMod", 0, "ProfileList", 0, "ValueBytes") == "Al"
	})
	cy.Sees()
	ana.Sees()
}
