package relation_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/teahouse-chat/teahouse/server/internal/roomtest"
	"github.com/teahouse-chat/teahouse/wire/openim"
)

func TestBlackList(t *testing.T) {
	each(t, func(t *testing.T, w *roomtest.World) {
		ana, phone, bo := w.Login("ana"), w.LoginOn("ana", 3), w.Login("bo")
		w.Import("cy")
		allow(w, "ana", "NeedConfirm")
		ana.Do("sns.friend_add", add("", "", "bo"), 0)
		w.REST("sns.friend_add", add("cy", "", "ana"), 0)
		for _, c := range []*roomtest.Client{ana, phone, bo} {
			mods(c)
		}
		may := func(what, from, to string, want error) {
			t.Helper()
			if err := w.Friends.MayWrite(context.Background(), w.App(), w.Account(from), w.Account(to)); !errors.Is(err, want) {
				t.Errorf("%s: %s to %s: %v, want %v", what, from, to, err, want)
			}
		}
		may("before", "bo", "ana", nil)
		may("before", "ana", "bo", nil)
		a := ana.Do("sns.black_list_add", to("", "", "bo", "cy", "ana", "nobody", "bo"), 0)
		wantCodes(t, "block", a, 0, 0, 30001, 30003, 30001)
		if a.Text("ResultItem", 4, "ResultInfo") != "Err_SNS_BlackListAdd_Already_Exist" {
			t.Errorf("%v", a)
		}
		may("blocked", "bo", "ana", openim.ErrBlocked)
		may("blocked", "ana", "bo", nil)
		for _, c := range []*roomtest.Client{ana, phone} {
			wantMods(t, "block", c, "4 cy", "2 bo", "5 bo cy")
		}
		wantMods(t, "block", bo, "2 ana")
		wantFriends(t, w, "ana")
		wantFriends(t, w, "bo")
		wantCodes(t, "add", ana.Do("sns.friend_add", add("", "", "bo"), 0), 30515)
		wantCodes(t, "add", bo.Do("sns.friend_add", add("", "", "ana"), 0), 30525)

		a = w.REST("sns.black_list_get", `{"From_Account":"ana","StartIndex":0,"MaxLimited":1,"LastSequence":0}`, 0)
		b := w.REST("sns.black_list_get", fmt.Sprintf(`{"From_Account":"ana","StartIndex":%d,"MaxLimited":1,"LastSequence":0}`, a.Int("StartIndex")), 0)
		if a.Text("BlackListItem", 0, "To_Account") != "bo" || b.Text("BlackListItem", 0, "To_Account") != "cy" || b.Int("StartIndex") != 0 || b.Int("CurruentSequence") != 2 {
			t.Errorf("pages %v %v", a, b)
		}
		bo.Do("sns.black_list_add", to("", "", "ana"), 0)
		relation := func(from, kind string, names ...string) []string {
			return texts(w.REST("sns.black_list_check", to(from, `,"CheckType":"BlackCheckResult_Type_`+kind+`"`, names...), 0), "BlackListCheckItem", "Relation")
		}
		const no, aWithB, bWithA, both = "BlackCheckResult_Type_NO", "BlackCheckResult_Type_AWithB", "BlackCheckResult_Type_BWithA", "BlackCheckResult_Type_BothWay"
		for _, row := range [][]string{{"ana", "Both", both, aWithB}, {"ana", "Single", aWithB, aWithB}, {"cy", "Both", no, no}} {
			if got := relation(row[0], row[1], "bo", "cy"); !slices.Equal(got, row[2:]) {
				t.Errorf("%q: %q", row, got)
			}
		}
		if got := relation("cy", "Both", "ana"); got[0] != bWithA {
			t.Errorf("cy and ana: %q", got)
		}
		wantCodes(t, "unblock", ana.Do("sns.black_list_delete", to("", "", "bo", "bo"), 0), 0, 30001)
		wantMods(t, "unblock", phone, "6 bo")
		may("unblocked", "bo", "ana", nil)
		may("unblocked", "ana", "bo", openim.ErrBlocked)
		wantFriends(t, w, "ana")
	}, "multi_device=any")
}

func TestBlackListLimit(t *testing.T) {
	w := roomtest.New(t, "rest_rate=0")
	w.Import("ana")
	names := make([]string, 1001)
	for i := range names {
		names[i] = fmt.Sprintf("u%04d", i)
	}
	for part := range slices.Chunk(names, 100) {
		w.REST("im_open_login_svc.multiaccount_import", `{"Accounts":["`+strings.Join(part, `","`)+`"]}`, 0)
	}
	w.REST("sns.black_list_add", to("ana", "", names...), 30001)
	if a := w.REST("sns.black_list_add", to("ana", "", names[:1000]...), 0); a.Has("Fail_Account") {
		t.Fatalf("%v", a)
	}
	wantCodes(t, "one more", w.REST("sns.black_list_add", to("ana", "", names[1000]), 0), 30013)
	if a := w.REST("sns.black_list_get", `{"From_Account":"ana","StartIndex":0,"MaxLimited":1000}`, 0); a.Len("BlackListItem") != 1000 || a.Int("StartIndex") != 0 {
		t.Errorf("%d, %d", a.Len("BlackListItem"), a.Int("StartIndex"))
	}
}

// TestFriendsOnly: who may write where an application lets friends alone.
func TestFriendsOnly(t *testing.T) {
	w := roomtest.New(t)
	w.Import("ana", "bo", "cy", "dee")
	w.REST("sns.friend_add", add("ana", "", "bo"), 0)
	w.REST("sns.friend_add", add("ana", `,"AddType":"Add_Type_Single"`, "cy"), 0)
	for _, row := range []struct {
		setting, from, to string
		want              error
	}{
		{"off", "ana", "dee", nil},
		{"receiver", "ana", "bo", nil},
		{"receiver", "ana", "cy", openim.ErrNotReceiversFriend},
		{"receiver", "cy", "ana", nil},
		{"receiver", "dee", "ana", openim.ErrNotReceiversFriend},
		{"both", "bo", "ana", nil},
		{"both", "ana", "cy", openim.ErrNotReceiversFriend},
		{"both", "cy", "ana", openim.ErrNotSendersFriend},
		{"both", "ana", "dee", openim.ErrNotFriends},
		{"both", "ana", "ana", nil},
	} {
		w.Set("friends_only", row.setting)
		if err := w.Friends.MayWrite(t.Context(), w.App(), w.Account(row.from), w.Account(row.to)); !errors.Is(err, row.want) {
			t.Errorf("%+v: %v", row, err)
		}
	}
	w.Set("friends_only", "both")
	w.REST("sns.friend_delete", to("bo", "", "ana"), 0)
	if err := w.Friends.MayWrite(t.Context(), w.App(), w.Account("ana"), w.Account("bo")); !errors.Is(err, openim.ErrNotReceiversFriend) {
		t.Errorf("after the deletion: %v", err)
	}
}

// TestMayWriteAsksNobody: once both were asked about, the path of a message costs
// no query, until a list changes.
func TestMayWriteAsksNobody(t *testing.T) {
	w := roomtest.New(t, "friends_only=both")
	w.Import("ana", "bo", "eve")
	w.REST("sns.friend_add", add("ana", "", "bo"), 0)
	w.REST("sns.black_list_add", to("ana", "", "eve"), 0)
	ana, bo, eve, a := w.Account("ana"), w.Account("bo"), w.Account("eve"), w.App()
	may := func(when string) {
		t.Helper()
		if err := errors.Join(w.Friends.MayWrite(t.Context(), a, ana, bo), w.Friends.MayWrite(t.Context(), a, bo, ana)); err != nil {
			t.Errorf("%s: %v", when, err)
		}
		if err := w.Friends.MayWrite(t.Context(), a, eve, ana); !errors.Is(err, openim.ErrBlocked) {
			t.Errorf("%s, blocked: %v", when, err)
		}
	}
	may("first")
	gone, cancel := context.WithCancel(t.Context())
	cancel() // a query would fail
	if err := errors.Join(w.Friends.MayWrite(gone, a, ana, bo), w.Friends.MayWrite(gone, a, bo, ana)); err != nil {
		t.Errorf("from memory: %v", err)
	}
	w.REST("sns.friend_delete", to("ana", "", "bo"), 0)
	if err := w.Friends.MayWrite(gone, a, ana, bo); !errors.Is(err, context.Canceled) {
		t.Errorf("a list that changed was not read: %v", err)
	}
}
