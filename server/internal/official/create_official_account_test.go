package official_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/teahouse-chat/teahouse/server/internal/roomtest"
)

func TestOfficialAccounts(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.Import("mayor")
		create := func(more string, want int) roomtest.Answer {
			t.Helper()
			return w.do("create_official_account", `{"Owner_Account":"mayor","Name":"Town Hall"`+more+`}`, want)
		}
		create(`,"OfficialAccountUserID":"@TOA#_townhall","Introduction":"News","FaceUrl":"https://img.example/1.png","Organization":"City","CustomString":"c","MaxSubscriberNum":2`, 0)
		create(`,"OfficialAccountUserID":"@TOA#_townhall"`, 10021)
		create(`,"OfficialAccountUserID":"townhall"`, 10015)
		create(`,"OfficialAccountUserID":"@TOA#_"`, 10015)
		create(`,"OfficialAccountUserID":"@TOA#_`+strings.Repeat("x", 27)+`"`, 10015)
		create(`,"Owner_Account":"ghost"`, 10019)
		create(`,"Owner_Account":""`, 10004)
		create(`,"Name":""`, 10004)
		create(`,"MaxSubscriberNum":0`, 10004)
		for name, most := range map[string]int{"Name": 150, "Introduction": 400, "FaceUrl": 500, "Organization": 500, "CustomString": 3000} {
			create(fmt.Sprintf(`,%q:%q`, name, strings.Repeat("x", most+1)), 10004)
		}
		made := create(``, 0).Text("OfficialAccountUserID")
		if !strings.HasPrefix(made, "@TOA#_") || len(made) > 32 {
			t.Errorf("made %q", made)
		}
		w.do("get_official_account_info", fmt.Sprintf(`{"OfficialAccountIdList":[{"Official_Account":%q}]}`, made), 0)

		profile := func(want string) {
			t.Helper()
			p := w.REST("profile.portrait_get", `{"To_Account":["@TOA#_townhall"],"TagList":["Tag_Profile_IM_Nick","Tag_Profile_IM_Image","Tag_Profile_IM_SelfSignature"]}`, 0)
			got := ""
			for i := range p.Len("UserProfileItem", 0, "ProfileItem") {
				got += p.Text("UserProfileItem", 0, "ProfileItem", i, "Value") + "|"
			}
			if got != want {
				t.Errorf("profile %q, want %q", got, want)
			}
		}
		profile("Town Hall|https://img.example/1.png|News|")
		w.do("modify_official_account_base_info", `{"OfficialAccount":"@TOA#_townhall","Name":"Hall","Introduction":""}`, 0)
		w.do("modify_official_account_base_info", `{"Official_Account":"@TOA#_townhall","CustomString":"d","MaxSubscriberNum":7}`, 0)
		profile("Hall|https://img.example/1.png||")
		w.do("modify_official_account_base_info", `{"Official_Account":"@TOA#_townhall","Name":""}`, 10004)
		w.do("modify_official_account_base_info", `{"Name":"x"}`, 10004)
		w.do("modify_official_account_base_info", `{"Official_Account":"@TOA#_none","Name":"x"}`, 10010)

		info := w.do("get_official_account_info", `{"OfficialAccountIdList":[{"Official_Account":"@TOA#_none"},{"Official_Account":"@TOA#_townhall"}]}`, 0)
		at := func(i int, field string) string { return info.Text("OfficialAccountInfoList", i, field) }
		if at(0, "ErrorCode") != "10010" || at(1, "ErrorCode") != "0" || at(1, "Name") != "Hall" || at(1, "Owner_Account") != "mayor" || at(1, "Introduction") != "" ||
			at(1, "FaceUrl") != "https://img.example/1.png" || at(1, "Organization") != "City" || at(1, "CustomString") != "d" || at(1, "MaxSubscriberNum") != "7" ||
			at(1, "SubscriberNum") != "0" || at(1, "LastMsgTime") != "0" || info.Int("OfficialAccountInfoList", 1, "CreateTime") == 0 {
			t.Errorf("info %v", info)
		}
		info = w.do("get_official_account_info", `{"OfficialAccountIdList":[{"Official_Account":"@TOA#_townhall"}],"ResponseFilter":{"OfficialAccountBaseInfoFilter":["Name"]}}`, 0)
		if !info.Has("OfficialAccountInfoList", 0, "Name") || info.Has("OfficialAccountInfoList", 0, "CustomString") {
			t.Errorf("filtered %v", info)
		}
		w.do("get_official_account_info", `{}`, 10004)

		// Nobody else has such a name, and nobody logs in as one.
		w.REST("im_open_login_svc.account_import", `{"UserID":"@TOA#_other"}`, 70402)
		if a := w.REST("im_open_login_svc.multiaccount_import", `{"Accounts":["@TOA#_other","ana"]}`, 0); a.Len("FailAccounts") != 1 {
			t.Errorf("import %v", a)
		}
	})
}

func TestDestroyOfficialAccount(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ana := w.Login("ana")
		w.Import("bo")
		w.open("ana", "bo")
		key := w.send(1, "one", "")
		w.sees(ana, "one")
		w.do("destroy_official_account", `{"Official_Account":"@TOA#_townhall"}`, 0)
		w.do("destroy_official_account", `{"Official_Account":"@TOA#_townhall"}`, 10010)
		for command, body := range map[string]string{
			"send_official_account_msg":         `{"Official_Account":"@TOA#_townhall","Random":2,"MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":"x"}}]}`,
			"official_account_msg_recall":       `{"Official_Account":"@TOA#_townhall","MsgKeyList":["` + key + `"]}`,
			"official_account_msg_get_simple":   `{"Official_Account":"@TOA#_townhall","ReqMsgNumber":1}`,
			"add_subscriber":                    `{"Official_Account":"@TOA#_townhall","SubscriberList":[{"Subscriber_Account":"ana"}]}`,
			"delete_subscriber":                 `{"Official_Account":"@TOA#_townhall","SubscriberToDel_Account":["ana"]}`,
			"get_subscriber_info":               `{"Official_Account":"@TOA#_townhall"}`,
			"modify_subscriber_info":            `{"Official_Account":"@TOA#_townhall","Subscriber_Account":"ana","CustomString":""}`,
			"modify_official_account_base_info": `{"Official_Account":"@TOA#_townhall"}`,
		} {
			w.do(command, body, 10010)
		}
		// What somebody has he keeps; what he was not shown he gets no more.
		w.holds("ana", "one")
		w.holds("bo")
		if n := w.do("get_subscribed_official_account_list", `{"Subscriber_Account":"ana"}`, 0).Int("TotalCount"); n != 0 {
			t.Errorf("%d subscriptions", n)
		}
		// Its name begins anew.
		w.open()
		w.send(3, "new", "")
		if n := w.do("get_subscriber_info", `{"Official_Account":"@TOA#_townhall"}`, 0).Int("SubscriberNum"); n != 0 {
			t.Errorf("%d subscribers", n)
		}
		w.sees(ana)
		w.subscribe("bo")
		w.send(4, "newer", "")
		w.holds("bo", "newer")
		w.holds("ana", "one")

		// So does one whose account is deleted.
		w.REST("im_open_login_svc.account_delete", `{"DeleteItem":[{"UserID":"@TOA#_townhall"}]}`, 0)
		w.do("get_subscriber_info", `{"Official_Account":"@TOA#_townhall"}`, 10010)
		w.open("ana")
		w.send(5, "newest", "")
		w.sees(ana, "newest")
	})
}
