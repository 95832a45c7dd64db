package relation_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/teahouse-chat/teahouse/server/internal/roomtest"
	"github.com/teahouse-chat/teahouse/server/internal/store/storetest"
)

// each runs a story on both databases.
func each(t *testing.T, f func(t *testing.T, w *roomtest.World), settings ...string) {
	t.Helper()
	storetest.EachPlace(t, func(t *testing.T, where string) { f(t, roomtest.NewOn(t, where, settings...)) })
}

// codes returns the ResultCodes of an answer.
func codes(a roomtest.Answer, list string) []int {
	var all []int
	for i := range max(a.Len(list), 0) {
		all = append(all, a.Int(list, i, "ResultCode"))
	}
	return all
}

func wantCodes(t *testing.T, what string, a roomtest.Answer, want ...int) {
	t.Helper()
	if got := codes(a, "ResultItem"); !slices.Equal(got, want) {
		t.Errorf("%s: %v, want codes %v", what, a, want)
	}
}

// texts returns one field of each entry of a list.
func texts(a roomtest.Answer, list, field string) []string {
	var all []string
	for i := range max(a.Len(list), 0) {
		all = append(all, a.Text(list, i, field))
	}
	return all
}

// friends returns somebody's friend list as the server API reads it.
func friends(w *roomtest.World, name string) []string {
	w.T.Helper()
	a := w.REST("sns.friend_get", fmt.Sprintf(`{"From_Account":%q,"StartIndex":0}`, name), 0)
	if a.Int("FriendNum") != a.Len("UserDataItem") {
		w.T.Errorf("FriendNum: %v", a)
	}
	return texts(a, "UserDataItem", "To_Account")
}

func wantFriends(t *testing.T, w *roomtest.World, name string, want ...string) {
	t.Helper()
	if got := friends(w, name); !slices.Equal(got, want) {
		t.Errorf("friends of %s: %q, want %q", name, got, want)
	}
}

// add is the body of a friend_add; more is further fields of the request.
func add(from string, more string, to ...string) string {
	var items []string
	for _, name := range to {
		items = append(items, fmt.Sprintf(`{"To_Account":%q,"AddSource":"AddSource_Type_Web","AddWording":"hi"}`, name))
	}
	return fmt.Sprintf(`{"From_Account":%q,"AddFriendItem":[%s]%s}`, from, strings.Join(items, ","), more)
}

// to is the body of a command that takes accounts.
func to(from, more string, names ...string) string {
	raw, _ := json.Marshal(append([]string{}, names...))
	return fmt.Sprintf(`{"From_Account":%q,"To_Account":%s%s}`, from, raw, more)
}

func allow(w *roomtest.World, name, word string) {
	w.T.Helper()
	w.REST("profile.portrait_set", fmt.Sprintf(`{"From_Account":%q,"ProfileItem":[{"Tag":"Tag_Profile_IM_AllowType","Value":"AllowType_Type_%s"}]}`, name, word), 0)
}

// mods returns the changes of relations that a client was pushed since the last
// call, each as "PushType names".
func mods(c *roomtest.Client) []string {
	var all []string
	for _, e := range c.Events() {
		for i := range max(e.Len("FriendListMod"), 0) {
			text := e.Text("FriendListMod", i, "PushType")
			for _, field := range []string{"FriendAdd_Account", "FriendDel_Account", "FrienPencydDel_Account", "BlackListAdd_Account", "BlackListDel_Account"} {
				for j := range max(e.Len("FriendListMod", i, field), 0) {
					text += " " + e.Text("FriendListMod", i, field, j)
				}
			}
			for j := range max(e.Len("FriendListMod", i, "PendencyAdd"), 0) {
				text += " " + e.Text("FriendListMod", i, "From_Account") + "/" + e.Text("FriendListMod", i, "PendencyAdd", j, "PendencyAdd_Account")
			}
			for j := range max(e.Len("FriendListMod", i, "FriendUpInfo"), 0) {
				text += " " + e.Text("FriendListMod", i, "FriendUpInfo", j, "Friend_Account")
				for k := range e.Len("FriendListMod", i, "FriendUpInfo", j, "Sns") {
					item := e.At("FriendListMod", i, "FriendUpInfo", j, "Sns", k)
					text += fmt.Sprintf(" %v=%v%v", roomtest.Answer(item.(map[string]any)).Text("Tag"),
						roomtest.Answer(item.(map[string]any)).Text("ValueBytes"), roomtest.Answer(item.(map[string]any)).Text("ValueNum"))
				}
			}
			all = append(all, text)
		}
	}
	return all
}

func wantMods(t *testing.T, what string, c *roomtest.Client, want ...string) {
	t.Helper()
	if got := mods(c); !slices.Equal(got, want) {
		t.Errorf("%s: %s is pushed %q, want %q", what, c.Name, got, want)
	}
}
