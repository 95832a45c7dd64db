package scenario_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/teahouse-chat/teahouse/test/world"
	"github.com/teahouse-chat/teahouse/wire/setting"
)

// TestRetention: what is older than the application keeps it is deleted soon after that was
// set, and nothing else is.
func TestRetention(t *testing.T) {
	w := world.Start(t, world.Own())
	ann, bob := w.Login("ann"), w.Login("bob")
	const id = "hikers"
	do := func(command, body string) string {
		t.Helper()
		answer, err := w.Rest.Do(t.Context(), command, []byte(body))
		if err != nil {
			t.Fatalf("%s: %v %s", command, err, answer)
		}
		return string(answer)
	}
	do("group_open_http_svc.import_group", fmt.Sprintf(`{"Type":"Public","Name":"n","GroupId":%q,"Owner_Account":"ann","CreateTime":%d}`, id, time.Now().AddDate(0, 0, -30).Unix()))
	for i, days := range []int{20, 8, 6} {
		at := time.Now().AddDate(0, 0, -days).Unix()
		said := fmt.Sprintf(`"MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":"%d days"}}]`, days)
		do("openim.importmsg", fmt.Sprintf(`{"SyncFromOldSystem":1,"From_Account":"ann","To_Account":"bob","MsgSeq":%d,"MsgRandom":%[1]d,"MsgTimeStamp":%d,%s}`, i+1, at, said))
		do("group_open_http_svc.import_group_msg", fmt.Sprintf(`{"GroupId":%q,"MsgList":[{"From_Account":"ann","SendTime":%d,"Random":%d,%s}]}`, id, at, i+1, said))
	}
	do("group_open_http_svc.add_group_member", fmt.Sprintf(`{"GroupId":%q,"MemberList":[{"Member_Account":"bob"}],"Silence":1}`, id))
	ann.Send("bob", "today")
	ann.SendGroup(id, "today")
	bob.Sees("today", world.In(id))
	history := func() string {
		return do("openim.admin_getroammsg", fmt.Sprintf(`{"Operator_Account":"ann","Peer_Account":"bob","MaxCnt":100,"MinTime":0,"MaxTime":%d}`, time.Now().Unix()+60)) +
			do("group_open_http_svc.group_msg_get_simple", fmt.Sprintf(`{"GroupId":%q,"ReqMsgNumber":20}`, id))
	}
	counts := func(want map[string]int) error {
		all := history()
		for text, n := range want {
			if got := strings.Count(all, `"`+text+`"`); got != n {
				return fmt.Errorf("%q is there %d times, want %d, in %s", text, got, n, all)
			}
		}
		return nil
	}
	if err := counts(map[string]int{"20 days": 2, "8 days": 2, "6 days": 2, "today": 2}); err != nil {
		t.Fatal(err)
	}
	world.Admin(w.App, setting.SetSettings, &setting.SetSettingsRequest{Settings: []setting.Setting{{Name: "history_days", Value: "7"}}})
	w.Until("old messages to be deleted", func() error {
		return counts(map[string]int{"20 days": 0, "8 days": 0, "6 days": 2, "today": 2})
	})
}
