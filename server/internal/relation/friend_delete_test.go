package relation_test

import (
	"slices"
	"testing"

	"github.com/teahouse-chat/teahouse/server/internal/roomtest"
)

func TestFriendDelete(t *testing.T) {
	each(t, func(t *testing.T, w *roomtest.World) {
		ana, bo := w.Login("ana"), w.Login("bo")
		w.Import("cy", "dee")
		ana.Do("sns.friend_add", add("", "", "bo", "cy", "dee"), 0)
		mods(ana)
		mods(bo)
		a := ana.Do("sns.friend_delete", to("", `,"DeleteType":"Delete_Type_Single"`, "bo", "bo", "nobody"), 0)
		wantCodes(t, "single", a, 0, 31704, 30003)
		if a.Text("ResultItem", 1, "ResultInfo") != "Err_SNS_FriendDelete_Not_Friend" || a.Text("Fail_Account") != "[bo nobody]" {
			t.Errorf("single: %v", a)
		}
		wantMods(t, "single", ana, "2 bo")
		wantMods(t, "single", bo)
		relation := func(kind string) []string {
			return texts(w.REST("sns.friend_check", to("ana", `,"CheckType":"CheckResult_Type_`+kind+`"`, "bo", "cy", "nobody", "administrator"), 0), "InfoItem", "Relation")
		}
		const no, aWithB, bWithA, both = "CheckResult_Type_NoRelation", "CheckResult_Type_AWithB", "CheckResult_Type_BWithA", "CheckResult_Type_BothWay"
		if got := relation("Both"); !slices.Equal(got, []string{bWithA, both, no, no}) {
			t.Errorf("both: %q", got)
		}
		if got := relation("Single"); !slices.Equal(got, []string{no, aWithB, no, no}) {
			t.Errorf("single: %q", got)
		}
		wantCodes(t, "the rest", ana.Do("sns.friend_delete", to("", `,"DeleteType":"Delete_Type_Both"`, "bo", "cy"), 0), 0, 0)
		wantMods(t, "the rest", bo, "2 ana")
		wantMods(t, "the rest", ana, "2 cy")
		wantFriends(t, w, "cy")
		w.REST("sns.friend_delete_all", `{"From_Account":"ana","DeleteType":"Delete_Type_Both"}`, 0)
		wantFriends(t, w, "dee")
		wantMods(t, "all", ana, "2 dee")
		w.REST("sns.friend_delete_all", `{"From_Account":"ana"}`, 0)
		w.REST("sns.friend_delete", to("ana", `,"DeleteType":"x"`, "bo"), 30001)
		w.REST("sns.friend_check", to("ana", `,"CheckType":"x"`, "bo"), 30001)
	})
}
