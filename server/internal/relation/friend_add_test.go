package relation_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/teahouse-chat/teahouse/server/internal/roomtest"
)

func TestFriendAdd(t *testing.T) {
	each(t, func(t *testing.T, w *roomtest.World) {
		ana, phone, bo := w.Login("ana"), w.LoginOn("ana", 3), w.Login("bo")
		w.Import("cy", "dee")
		allow(w, "cy", "DenyAny")
		a := ana.Do("sns.friend_add", add("ana", `,"AddType":"Add_Type_Both"`, "bo", "cy", "ana", "nobody", "bo"), 0)
		wantCodes(t, "both", a, 0, 30516, 30001, 30003, 30520)
		if got := a.Text("Fail_Account"); got != "[cy ana nobody bo]" {
			t.Errorf("Fail_Account %s", got)
		}
		for _, c := range []*roomtest.Client{ana, phone} {
			wantMods(t, "both", c, "1 bo")
		}
		wantMods(t, "both", bo, "1 ana")
		ana.Do("sns.friend_add", add("ana", `,"AddType":"Add_Type_Single","ForceAddFlags":1`, "dee", "cy"), 0)
		wantFriends(t, w, "ana", "bo", "dee") // force is for admins
		wantFriends(t, w, "dee")
		wantCodes(t, "forced", w.REST("sns.friend_add", add("ana", `,"ForceAddFlags":1`, "cy"), 0), 0)
		wantFriends(t, w, "cy", "ana")
		if mods(ana); w.REST("sns.friend_add", add("nobody", "", "ana"), 30003) == nil {
			t.Error("no answer")
		}
		w.REST("sns.friend_add", add("", "", "ana"), 30001)
		bo.Do("sns.friend_add", add("ana", "", "dee"), 60010)
	}, "multi_device=any")
}

func TestFriendAddForm(t *testing.T) {
	w := roomtest.New(t)
	w.Import("ana", "bo")
	item := func(more string) string {
		return `{"From_Account":"ana","AddFriendItem":[{"To_Account":"bo",` + more + `}]}`
	}
	long := strings.Repeat("x", 257)
	for _, body := range []string{
		`{"From_Account":"ana"}`, `{"From_Account":"ana","AddFriendItem":[]}`, item(`"AddSource":"Web"`), item(`"AddSource":"AddSource_Type_"`),
		item(`"AddSource":"AddSource_Type_abcdefghi"`), item(`"AddSource":"AddSource_Type_Web1"`), item(`"AddWording":"` + long + `"`),
		item(`"Remark":"` + long[:97] + `"`), item(`"GroupName":"` + long[:31] + `"`), add("ana", `,"AddType":"Add_Type_None"`, "bo"),
		add("ana", "", make([]string, 1001)...),
	} {
		w.REST("sns.friend_add", body, 30001)
	}
	wantFriends(t, w, "ana")
	w.REST("sns.friend_add", item(`"AddSource":"AddSource_Type_abcdefgh","AddWording":"`+long[:256]+`","Remark":"`+long[:96]+`","GroupName":"`+long[:30]+`"`), 0)
	wantFriends(t, w, "ana", "bo")
}

// TestFields: what a list has of a friend, as it is read in all ways, and what is
// pushed when it changes.
func TestFields(t *testing.T) {
	each(t, func(t *testing.T, w *roomtest.World) {
		ana, phone, bo := w.Login("ana"), w.LoginOn("ana", 3), w.Login("bo")
		ana.Do("sns.friend_add", `{"From_Account":"ana","AddFriendItem":[{"To_Account":"bo","AddSource":"AddSource_Type_Web","AddWording":"hi","Remark":"Bobby","GroupName":"pals"}]}`, 0)
		fields := func(what string, a roomtest.Answer, list, items string, want ...string) {
			t.Helper()
			var got []string
			for i := range max(a.Len(list, 0, items), 0) {
				tag := a.Text(list, 0, items, i, "Tag")
				if tag != "Tag_SNS_IM_AddTime" {
					got = append(got, strings.TrimPrefix(tag, "Tag_")+"="+a.Text(list, 0, items, i, "Value"))
				}
			}
			if !slices.Equal(got, want) {
				t.Errorf("%s: %q, want %q", what, got, want)
			}
		}
		get := func(c string) roomtest.Answer {
			return w.REST("sns.friend_get", `{"From_Account":"`+c+`","StartIndex":0}`, 0)
		}
		fields("ana's", get("ana"), "UserDataItem", "ValueItem", "SNS_IM_AddSource=AddSource_Type_Web", "SNS_IM_Remark=Bobby", "SNS_IM_AddWording=hi", "SNS_IM_Group=[pals]")
		fields("bo's", get("bo"), "UserDataItem", "ValueItem", "SNS_IM_AddSource=AddSource_Type_Web", "SNS_IM_AddWording=hi")
		before := get("ana")
		for _, c := range []*roomtest.Client{ana, phone, bo} {
			mods(c)
		}
		update := func(items string) string {
			return `{"From_Account":"ana","UpdateItem":[{"To_Account":"bo","SnsItem":[` + items + `]}]}`
		}
		wantCodes(t, "update", ana.Do("sns.friend_update", update(`{"Tag":"Tag_SNS_IM_Remark","Value":"B"},{"Tag":"Tag_SNS_IM_Group","Value":["work","chess"]},{"Tag":"Tag_SNS_Custom_Pin","Value":7}`), 0), 0)
		wantMods(t, "update", ana)
		wantMods(t, "update", phone, "8 bo Tag_SNS_Custom_Pin=7 Tag_SNS_IM_Group=[work chess] Tag_SNS_IM_Remark=B")
		wantMods(t, "update", bo)
		after := get("ana")
		if after.Int("StandardSequence") <= before.Int("StandardSequence") || after.Int("CustomSequence") <= before.Int("CustomSequence") {
			t.Errorf("sequences %v, then %v", before, after)
		}
		fields("updated", ana.Do("sns.friend_get_specified", to("ana", "", "bo"), 0), "InfoItem", "SnsProfileItem",
			"SNS_IM_AddSource=AddSource_Type_Web", "SNS_IM_Remark=B", "SNS_IM_AddWording=hi", "SNS_IM_Group=[work chess]", "SNS_Custom_Pin=7", "Profile_IM_Nick=nick of bo")
		w.REST("sns.friend_update", update(`{"Tag":"Tag_SNS_IM_Remark","Value":""},{"Tag":"Tag_SNS_Custom_Pin","Value":""},{"Tag":"Tag_SNS_IM_Group","Value":[]}`), 0)
		a := w.REST("sns.friend_get_list", to("ana", `,"TagList":["Tag_Profile_IM_Nick","Tag_SNS_IM_Remark","Tag_SNS_IM_AddWording"]`, "bo", "zed", "ana"), 0)
		fields("emptied", a, "InfoItem", "SnsProfileItem", "SNS_IM_AddWording=hi", "Profile_IM_Nick=nick of bo")
		if got := codes(a, "InfoItem"); !slices.Equal(got, []int{0, 30003, 30001}) || a.Text("InfoItem", 2, "ResultInfo") != "Err_SNS_FriendGetList_Friend_Not_Exist" {
			t.Errorf("friend_get_list: %v", a)
		}
		wantCodes(t, "no friend", w.REST("sns.friend_update", strings.ReplaceAll(update(`{"Tag":"Tag_SNS_IM_Remark","Value":"B"}`), `"bo"`, `"administrator"`), 0), 30001)
		for _, bad := range []string{
			`{"Tag":"Tag_SNS_IM_AddSource","Value":"x"}`, `{"Tag":"Tag_SNS_IM_Remark","Value":7}`, `{"Tag":"Tag_SNS_IM_Remark","Value":"` + strings.Repeat("x", 97) + `"}`,
			`{"Tag":"Tag_SNS_IM_Group","Value":"work"}`, `{"Tag":"Tag_SNS_IM_Group","Value":[""]}`, `{"Tag":"Tag_SNS_Custom_toolongname","Value":"x"}`,
			`{"Tag":"Tag_SNS_Custom_Pin","Value":["x"]}`, `{"Tag":"Tag_SNS_Custom_Pin"}`, `{"Tag":"Tag_SNS_IM_Group","Value":null}`,
		} {
			w.REST("sns.friend_update", update(bad), 30001)
		}
	}, "multi_device=any")
}

// TestImportAndPages: a full list, imported, is paged through without loss while it
// changes; the limit holds for all ways to add.
func TestImportAndPages(t *testing.T) {
	w := roomtest.New(t, "rest_rate=0")
	ana := w.Login("ana")
	names := make([]string, 3001)
	for i := range names {
		names[i] = fmt.Sprintf("f%04d", i)
	}
	for part := range slices.Chunk(names, 100) {
		w.REST("im_open_login_svc.multiaccount_import", `{"Accounts":["`+strings.Join(part, `","`)+`"]}`, 0)
	}
	for part := range slices.Chunk(names[:3000], 1000) {
		var items []string
		for i, name := range part {
			items = append(items, fmt.Sprintf(`{"To_Account":%q,"AddSource":"AddSource_Type_Import","GroupName":["g%d"],"AddTime":1609459200}`, name, i%3))
		}
		a := w.REST("sns.friend_import", `{"From_Account":"ana","AddFriendItem":[`+strings.Join(items, ",")+`]}`, 0)
		if a.Len("ResultItem") != len(part) || a.Has("Fail_Account") {
			t.Fatalf("import: %v", a)
		}
	}
	var got []string
	for start := 0; ; {
		a := ana.Do("sns.friend_get", fmt.Sprintf(`{"From_Account":"ana","StartIndex":%d}`, start), 0)
		got = append(got, texts(a, "UserDataItem", "To_Account")...)
		if a.Int("FriendNum") != 3000-min(len(got)/300-1, 1) {
			t.Fatalf("FriendNum %d", a.Int("FriendNum"))
		}
		if start == 0 {
			w.REST("sns.friend_delete", to("ana", "", names[0]), 0)
		}
		if a.Int("CompleteFlag") == 1 {
			break
		}
		start = a.Int("NextStartIndex")
	}
	if !slices.Equal(got, names[:3000]) {
		t.Errorf("%d friends, first %q", len(got), got[:3])
	}
	wantCodes(t, "the last", ana.Do("sns.friend_add", add("ana", "", names[0], names[3000]), 0), 0, 30010)
	wantCodes(t, "the other side", w.REST("sns.friend_add", add(names[3000], "", "ana"), 0), 30014)
	wantCodes(t, "one-way", w.REST("sns.friend_add", add(names[3000], `,"AddType":"Add_Type_Single"`, "ana"), 0), 0)
	wantCodes(t, "forced", w.REST("sns.friend_add", add("ana", `,"ForceAddFlags":1`, names[3000]), 0), 30010)
	wantCodes(t, "again", w.REST("sns.friend_import", add("ana", "", names[0], names[3000]), 0), 0, 30010)
	w.REST("sns.friend_delete_all", `{"From_Account":"ana"}`, 0)
	wantFriends(t, w, "ana")
	wantFriends(t, w, names[3000], "ana")
}
