package official_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/teahouse-chat/teahouse/server/internal/roomtest"
)

func TestSubscribers(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.Import("ana", "bo", "cy")
		w.open()
		w.do("modify_official_account_base_info", `{"Official_Account":"@TOA#_townhall","MaxSubscriberNum":2}`, 0)
		results := func(a roomtest.Answer) (s string) {
			for i := range a.Len("SubscriberList") {
				s += a.Text("SubscriberList", i, "Subscriber_Account") + "=" + a.Text("SubscriberList", i, "Result") + " "
			}
			return s
		}
		add := func(list, want string, code int) {
			t.Helper()
			if got := results(w.do("add_subscriber", `{"Official_Account":"@TOA#_townhall","SubscriberList":`+list+`}`, code)); got != want {
				t.Errorf("%s: %s, want %s", list, got, want)
			}
		}
		add(`[{"Subscriber_Account":"ana"},{"Subscriber_Account":"ghost"},{"Subscriber_Account":"ana"},{"Subscriber_Account":"@TOA#_townhall"}]`, "ana=1 ghost=0 @TOA#_townhall=0 ", 0)
		add(`[{"Subscriber_Account":"bo"},{"Subscriber_Account":"cy"}]`, "", 10014)
		add(`[{"Subscriber_Account":"ana"},{"Official_Account":"bo"}]`, "ana=2 bo=1 ", 0)
		add(`[{"Subscriber_Account":"cy"}]`, "", 10014)
		add(`[{}]`, "", 10004)
		add(`[]`, "", 10004)
		add(`[`+strings.Repeat(`{"Subscriber_Account":"ana"},`, 500)+`{"Subscriber_Account":"bo"}]`, "", 10005)

		w.do("modify_subscriber_info", `{"Official_Account":"@TOA#_townhall","Subscriber_Account":"bo","CustomString":"vip"}`, 0)
		w.do("modify_subscriber_info", `{"Official_Account":"@TOA#_townhall","Subscriber_Account":"cy","CustomString":"vip"}`, 10004)
		w.do("modify_subscriber_info", fmt.Sprintf(`{"Official_Account":"@TOA#_townhall","Subscriber_Account":"bo","CustomString":%q}`, strings.Repeat("x", 3001)), 10004)
		w.Login("bo").Do("openim.set_c2c_peer_mute_notifications", `{"Peer_Account":["@TOA#_townhall"],"Mute_Notifications":2}`, 0)
		page := w.do("get_subscriber_info", `{"Official_Account":"@TOA#_townhall","Limit":1}`, 0)
		if page.Int("SubscriberNum") != 2 || page.Text("SubscriberList", 0, "Subscriber_Account") != "ana" || page.Text("SubscriberList", 0, "MsgFlag") != "AcceptAndNotify" || page.Text("Next") == "" {
			t.Errorf("first page %v", page)
		}
		page = w.do("get_subscriber_info", fmt.Sprintf(`{"Official_Account":"@TOA#_townhall","Limit":1,"Next":%q}`, page.Text("Next")), 0)
		if page.Len("SubscriberList") != 1 || page.Text("SubscriberList", 0, "CustomString") != "vip" || page.Text("SubscriberList", 0, "MsgFlag") != "AcceptNotNotify" ||
			page.Int("SubscriberList", 0, "SubscribeTime") == 0 || page.Text("Next") != "" {
			t.Errorf("last page %v", page)
		}
		w.do("get_subscriber_info", `{"Official_Account":"@TOA#_townhall","Limit":201}`, 10004)
		w.do("get_subscriber_info", `{"Official_Account":"@TOA#_townhall","Next":"x"}`, 10004)

		if got := results(w.do("delete_subscriber", `{"Official_Account":"@TOA#_townhall","SubscriberToDel_Account":["ana","cy","ghost"]}`, 0)); got != "ana=1 cy=2 ghost=0 " {
			t.Errorf("deleted: %s", got)
		}
		add(`[{"Subscriber_Account":"cy"}]`, "cy=1 ", 0)

		// What an account has subscribed to.
		w.do("create_official_account", `{"OfficialAccountUserID":"@TOA#_b","Owner_Account":"mayor","Name":"B"}`, 0)
		w.do("add_subscriber", `{"Official_Account":"@TOA#_b","SubscriberList":[{"Subscriber_Account":"bo"}]}`, 0)
		list := w.do("get_subscribed_official_account_list", `{"Subscriber_Account":"bo","Limit":1}`, 0)
		if list.Int("TotalCount") != 2 || list.Int("CompleteFlag") != 0 || list.Int("Next") != 1 || list.Text("OfficialAccountInfoList", 0, "Name") != "Town Hall" ||
			list.Text("OfficialAccountInfoList", 0, "SelfInfo", "CustomString") != "vip" {
			t.Errorf("first page %v", list)
		}
		list = w.do("get_subscribed_official_account_list", `{"Subscriber_Account":"bo","Offset":1,"ResponseFilter":{"OfficialAccountBaseInfoFilter":["Owner_Account"],"SelfInfoFilter":["SubscribeTime"]}}`, 0)
		first := func(path ...any) bool { return list.Has(append([]any{"OfficialAccountInfoList", 0}, path...)...) }
		if list.Len("OfficialAccountInfoList") != 1 || list.Int("CompleteFlag") != 1 || list.Text("OfficialAccountInfoList", 0, "Official_Account") != "@TOA#_b" || first("Name") ||
			!first("Owner_Account") || !first("SelfInfo", "SubscribeTime") || first("SelfInfo", "CustomString") {
			t.Errorf("last page %v", list)
		}
		w.do("get_subscribed_official_account_list", `{"Subscriber_Account":"ghost"}`, 10019)
		w.do("get_subscribed_official_account_list", `{"Subscriber_Account":"bo","Offset":-1}`, 10004)

		// A deleted account has subscribed to nothing.
		w.REST("im_open_login_svc.account_delete", `{"DeleteItem":[{"UserID":"bo"}]}`, 0)
		if n := w.do("get_subscriber_info", `{"Official_Account":"@TOA#_townhall"}`, 0).Int("SubscriberNum"); n != 1 {
			t.Errorf("%d subscribers, want cy alone", n)
		}
	})
}
