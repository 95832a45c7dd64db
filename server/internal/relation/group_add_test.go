package relation_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/teahouse-chat/teahouse/server/internal/roomtest"
)

// groups returns somebody's friend groups as "name members".
func groups(w *roomtest.World, name string) []string {
	a := w.REST("sns.group_get", `{"From_Account":"`+name+`","LastSequence":0,"NeedFriend":"Need_Friend_Type_Yes"}`, 0)
	var all []string
	for i := range a.Len("ResultItem") {
		members := strings.Trim(a.Text("ResultItem", i, "To_Account"), "[]")
		if n := len(strings.Fields(members)); n != a.Int("ResultItem", i, "FriendNumber") {
			w.T.Errorf("FriendNumber: %v", a)
		}
		all = append(all, strings.TrimSpace(a.Text("ResultItem", i, "GroupName")+" "+members))
	}
	return all
}

func wantGroups(t *testing.T, what string, w *roomtest.World, want ...string) {
	t.Helper()
	if got := groups(w, "ana"); !slices.Equal(got, want) {
		t.Errorf("%s: %q, want %q", what, got, want)
	}
}

func TestFriendGroups(t *testing.T) {
	each(t, func(t *testing.T, w *roomtest.World) {
		ana, phone := w.Login("ana"), w.LoginOn("ana", 3)
		w.Import("bo", "cy", "zed")
		ana.Do("sns.friend_add", add("", "", "bo", "cy"), 0)
		mods(phone)
		a := ana.Do("sns.group_add", to("", `,"GroupName":["chess","gym"]`, "bo", "zed", "nobody"), 0)
		wantCodes(t, "group_add", a, 0, 32216, 30003)
		if a.Text("ResultItem", 1, "ResultInfo") != "Err_SNS_GroupAdd_ToTinyId_Not_Friend" {
			t.Errorf("%v", a)
		}
		wantGroups(t, "made", w, "chess bo", "gym bo")
		wantMods(t, "made", phone, "8 bo Tag_SNS_IM_Group=[chess gym]")

		a = ana.Do("sns.group_update", `{"GroupOldName":"gym","UpdateGroupItem":[{"To_Account":"cy","UpdateType":"Update_Type_Add"},{"To_Account":"bo","UpdateType":"Update_Type_Delete"},{"To_Account":"zed","UpdateType":"Update_Type_Add"}]}`, 0)
		wantCodes(t, "group_update", a, 0, 0, 32216)
		if a.Text("ResultItem", 0, "UpdateType") != "Update_Type_Add" || a.Text("ResultItem", 1, "UpdateType") != "Update_Type_Delete" {
			t.Errorf("%v", a)
		}
		wantGroups(t, "moved", w, "chess bo", "gym cy")
		ana.Do("sns.group_update", `{"GroupOldName":"gym","GroupNewName":"chess"}`, 30001)
		ana.Do("sns.group_update", `{"GroupOldName":"pub","GroupNewName":"inn"}`, 30001)
		ana.Do("sns.group_update", `{"GroupOldName":"gym","GroupNewName":"sport"}`, 0)
		wantGroups(t, "renamed", w, "chess bo", "sport cy")
		mods(phone)

		before := w.REST("sns.group_get", `{"From_Account":"ana","LastSequence":0,"GroupName":["sport"]}`, 0)
		if before.Len("ResultItem") != 1 || before.Has("ResultItem", 0, "To_Account") {
			t.Errorf("one without members: %v", before)
		}
		a = w.REST("sns.group_delete", `{"From_Account":"ana","GroupName":["chess","pub"]}`, 0)
		if a.Int("CurrentSequence") <= before.Int("CurrentSequence") {
			t.Errorf("sequence %v after %v", a, before)
		}
		wantMods(t, "deleted", phone, "8 bo Tag_SNS_IM_Group=[]")
		wantGroups(t, "deleted", w, "sport cy")
		w.REST("sns.friend_delete", to("ana", "", "cy"), 0)
		wantGroups(t, "the friend went", w, "sport")
		wantFriends(t, w, "ana", "bo")
	}, "multi_device=any")
}

func TestFriendGroupLimits(t *testing.T) {
	w := roomtest.New(t)
	w.Import("ana", "bo", "cy")
	names := make([]string, 32)
	for i := range names {
		names[i] = fmt.Sprintf("%02d", i)
	}
	list := func(names ...string) string { return `,"GroupName":["` + strings.Join(names, `","`) + `"]` }
	w.REST("sns.group_add", to("ana", list(append(names[1:], "x", "y")...)), 30001)
	w.REST("sns.group_add", to("ana", list(names...)), 0)
	w.REST("sns.group_add", to("ana", list("00", "31")), 0)
	w.REST("sns.group_add", to("ana", list("33")), 30011)
	w.REST("sns.group_add", to("ana", list(strings.Repeat("x", 31))), 30001)
	w.REST("sns.group_add", to("ana", list("")), 30001)
	w.REST("sns.group_add", to("ana", ``), 30001)
	item := `{"From_Account":"ana","AddFriendItem":[{"To_Account":"bo","AddSource":"AddSource_Type_Web","GroupName":%s}]}`
	wantCodes(t, "friend_add", w.REST("sns.friend_add", fmt.Sprintf(item, `"33"`), 0), 30011)
	wantCodes(t, "friend_import", w.REST("sns.friend_import", fmt.Sprintf(item, `["01","33"]`), 0), 30011)
	wantCodes(t, "friend_import", w.REST("sns.friend_import", fmt.Sprintf(item, `["01","02"]`), 0), 0)
	wantCodes(t, "friend_update", w.REST("sns.friend_update", `{"From_Account":"ana","UpdateItem":[{"To_Account":"bo","SnsItem":[{"Tag":"Tag_SNS_IM_Remark","Value":"x"},{"Tag":"Tag_SNS_IM_Group","Value":["33"]}]}]}`, 0), 30011)
	if a := w.REST("sns.friend_get_list", to("ana", `,"TagList":["Tag_SNS_IM_Remark"]`, "bo"), 0); a.Has("InfoItem", 0, "SnsProfileItem") {
		t.Errorf("half of an update: %v", a)
	}
}
