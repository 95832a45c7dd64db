package relation_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/teahouse-chat/teahouse/server/internal/roomtest"
)

// open returns somebody's open applications as "who kind" and how many are unread.
func open(c *roomtest.Client) (list []string, unread int) {
	a := c.Do("sns.pendency_get", `{"PendencyType":"Pendency_Type_Both","StartTime":0,"MaxLimited":100}`, 0)
	for i := range a.Len("PendencyItem") {
		list = append(list, a.Text("PendencyItem", i, "To_Account")+" "+a.Text("PendencyItem", i, "PendencyType")[len("Pendency_Type_"):])
	}
	return list, a.Int("UnreadPendencyCount")
}

func wantOpen(t *testing.T, what string, c *roomtest.Client, unread int, want ...string) {
	t.Helper()
	if got, n := open(c); !slices.Equal(got, want) || n != unread {
		t.Errorf("%s: %s has %q, %d unread; want %q, %d", what, c.Name, got, n, want, unread)
	}
}

func respond(to, action, more string) string {
	return fmt.Sprintf(`{"ResponseFriendItem":[{"To_Account":%q,"ResponseAction":"Response_Action_%s"%s}]}`, to, action, more)
}

// TestApplications follows applications from asking to each kind of answer.
func TestApplications(t *testing.T) {
	each(t, func(t *testing.T, w *roomtest.World) {
		ana, bo, phone := w.Login("ana"), w.Login("bo"), w.LoginOn("bo", 3)
		allow(w, "bo", "NeedConfirm")
		mods(bo)
		ask := func() {
			t.Helper()
			a := ana.Do("sns.friend_add", `{"AddFriendItem":[{"To_Account":"bo","AddSource":"AddSource_Type_Web","AddWording":"hi","Remark":"R","GroupName":"G"}]}`, 0)
			wantCodes(t, "ask", a, 30539)
			for _, c := range []*roomtest.Client{bo, phone} {
				wantMods(t, "ask", c, "3 ana/ana")
			}
			wantMods(t, "ask", ana, "3 ana/bo")
		}
		ask()
		wantFriends(t, w, "ana")
		wantOpen(t, "asked", bo, 1, "ana ComeIn")
		wantOpen(t, "asked", ana, 0, "bo SendOut")
		bo.Do("sns.pendency_report", `{"LatestPendencyTimeStamp":99999999999}`, 0)
		wantOpen(t, "read", bo, 0, "ana ComeIn")
		wantMods(t, "read", phone, "7")
		wantMods(t, "read", bo, "7")
		ask()
		wantOpen(t, "asked again", bo, 1, "ana ComeIn")

		wantCodes(t, "reject", bo.Do("sns.friend_response", respond("ana", "Reject", ""), 0), 0)
		wantOpen(t, "rejected", bo, 0)
		wantOpen(t, "rejected", ana, 0)
		wantMods(t, "rejected", ana, "4 bo")
		wantMods(t, "rejected", phone, "4 ana")
		wantMods(t, "rejected", bo, "4 ana")
		wantCodes(t, "too late", bo.Do("sns.friend_response", respond("ana", "Agree", ""), 0), 30614)

		ask()
		wantCodes(t, "one-way", bo.Do("sns.friend_response", respond("ana", "Agree", ""), 0), 0)
		wantFriends(t, w, "ana", "bo")
		wantFriends(t, w, "bo")
		wantMods(t, "one-way", ana, "1 bo", "4 bo")
		wantMods(t, "one-way", bo, "4 ana")
		mods(phone)

		w.REST("sns.friend_delete", to("ana", "", "bo"), 0)
		mods(ana)
		ask()
		wantCodes(t, "two-way", bo.Do("sns.friend_response", respond("ana", "AgreeAndAdd", `,"Remark":"A","TagName":"T"`), 0), 0)
		wantFriends(t, w, "ana", "bo")
		wantFriends(t, w, "bo", "ana")
		for _, row := range []struct{ name, remark, group string }{{"ana", "R", "[G]"}, {"bo", "A", "[T]"}} {
			peer := map[string]string{"ana": "bo", "bo": "ana"}[row.name]
			a := w.REST("sns.friend_get_list", to(row.name, `,"TagList":["Tag_SNS_IM_Remark","Tag_SNS_IM_Group"]`, peer), 0)
			if a.Text("InfoItem", 0, "SnsProfileItem", 0, "Value") != row.remark || a.Text("InfoItem", 0, "SnsProfileItem", 1, "Value") != row.group {
				t.Errorf("%s: %v", row.name, a)
			}
		}
		wantMods(t, "two-way", bo, "1 ana", "4 ana")
	}, "multi_device=any")
}

// TestConsent: who has asked, or has the other in his list, is not asked again.
func TestConsent(t *testing.T) {
	w := roomtest.New(t, "friend_allow_type=confirm")
	ana, bo := w.Login("ana"), w.Login("bo")
	wantCodes(t, "ask", ana.Do("sns.friend_add", add("", "", "bo"), 0), 30539)
	wantCodes(t, "ask back", bo.Do("sns.friend_add", add("", "", "ana"), 0), 0)
	wantFriends(t, w, "ana", "bo")
	wantFriends(t, w, "bo", "ana")
	wantOpen(t, "both", ana, 0)
	wantOpen(t, "both", bo, 0)
	ana.Do("sns.friend_delete", to("", "", "bo"), 0)
	wantCodes(t, "is in bo's list", ana.Do("sns.friend_add", add("", "", "bo"), 0), 0)
	wantCodes(t, "a stranger", bo.Do("sns.friend_response", respond("nobody", "Agree", ""), 0), 30003)
	w.Set("friend_allow_type", "deny")
	w.Import("cy")
	wantCodes(t, "deny", ana.Do("sns.friend_add", add("", "", "cy"), 0), 30516)
}

// TestApplicationLimits: 100 open ones at the receiver, and each side may tidy up
// his own list.
func TestApplicationLimits(t *testing.T) {
	w := roomtest.New(t, "friend_allow_type=confirm", "rest_rate=0")
	star := w.Login("star")
	for i := range 101 {
		name := fmt.Sprintf("fan%03d", i)
		w.Import(name)
		want := 30539
		if i == 100 {
			want = 30012
		}
		wantCodes(t, name, w.REST("sns.friend_add", add(name, "", "star"), 0), want)
	}
	if list, unread := open(star); len(list) != 100 || unread != 100 || list[0] != "fan099 ComeIn" {
		t.Errorf("%d open, %d unread, first %q", len(list), unread, list[0])
	}
	a := star.Do("sns.pendency_get", `{"PendencyType":"Pendency_Type_ComeIn","MaxLimited":60}`, 0)
	b := star.Do("sns.pendency_get", fmt.Sprintf(`{"PendencyType":"Pendency_Type_ComeIn","MaxLimited":60,"StartTime":%d}`, a.Int("StartTime")), 0)
	if a.Len("PendencyItem") != 60 || b.Len("PendencyItem") != 40 || b.Int("StartTime") != 0 || b.Text("PendencyItem", 39, "To_Account") != "fan000" {
		t.Errorf("pages %d, %d", a.Len("PendencyItem"), b.Len("PendencyItem"))
	}
	wantCodes(t, "again", w.REST("sns.friend_add", add("fan000", "", "star"), 0), 30539)
	wantCodes(t, "delete", star.Do("sns.pendency_delete", to("", `,"PendencyType":"Pendency_Type_ComeIn"`, "fan001", "fan001", "nobody"), 0), 0, 30614, 30003)
	wantCodes(t, "wrong kind", star.Do("sns.pendency_delete", to("", `,"PendencyType":"Pendency_Type_SendOut"`, "fan002"), 0), 30614)
	wantCodes(t, "room again", w.REST("sns.friend_add", add("fan100", "", "star"), 0), 30539)
	wantOpen(t, "the applicant's", w.Login("fan001"), 0, "star SendOut")
}

// TestSentApplications: nobody is kept from asking by those who never answer.
func TestSentApplications(t *testing.T) {
	w := roomtest.New(t, "friend_allow_type=confirm")
	ana := w.Login("ana")
	for i := range 101 {
		name := fmt.Sprintf("star%03d", i)
		w.Import(name)
		wantCodes(t, name, ana.Do("sns.friend_add", add("", "", name), 0), 30539)
	}
	if list, unread := open(ana); len(list) != 100 || unread != 0 || list[99] != "star001 SendOut" {
		t.Errorf("%d open, %d unread, last %q", len(list), unread, list[99])
	}
	wantOpen(t, "the first", w.Login("star000"), 1, "ana ComeIn")
}

func TestResponseForm(t *testing.T) {
	w := roomtest.New(t)
	ana := w.Login("ana")
	for _, body := range []string{`{}`, `{"ResponseFriendItem":[{"To_Account":"bo"}]}`, respond("bo", "Maybe", ""), respond("bo", "Agree", `,"TagName":"`+fmt.Sprintf("%031d", 0)+`"`)} {
		ana.Do("sns.friend_response", body, 30001)
	}
	ana.Do("sns.pendency_get", `{"PendencyType":"x"}`, 30001)
	ana.Do("sns.pendency_delete", `{"To_Account":[]}`, 30001)
	w.REST("sns.friend_response", respond("bo", "Agree", ""), 60009)
}
