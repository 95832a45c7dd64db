package push_test

import (
	"fmt"
	"testing"
)

func TestBatch(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.Import("ana", "bo")
		ana, bo := w.Login("ana"), w.Login("bo")
		body := `"MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":"news"}}]`
		call := func(to string, random int, more string, want int) string {
			t.Helper()
			a := w.REST("timpush.batch", fmt.Sprintf(`{"From_Account":"administrator","To_Account":%s,"MsgRandom":%d%s}`, to, random, more), want)
			if want == 0 && a.Text("TaskId")[:6] != "batch_" {
				t.Errorf("answer %v", a)
			}
			return fmt.Sprintf("%d %s %s", a.Len("ErrorList"), a.Text("ErrorList", 0, "To_Account"), a.Text("ErrorList", 0, "ErrorCode"))
		}
		if got := call(`["ana","ghost","ana"]`, 1, ","+body, 0); got != "1 ghost 70107" {
			t.Errorf("errors %s", got)
		}
		call(`["ana","ghost"]`, 1, ","+body, 0)
		w.sees(ana, "news")
		w.sees(bo)
		if n := w.REST("openim.get_c2c_unread_msg_num", `{"To_Account":"ana"}`, 0).Int("AllC2CUnreadMsgNum"); n != 0 {
			t.Errorf("%d unread", n)
		}
		call(`["ghost"]`, 2, ","+body, 90048)
		call(`[]`, 3, ","+body, 90003)
		call(`["ana"]`, 4, "", 90007)
		call(`["ana"]`, 5, `,"OfflinePushInfo":{"PushFlag":0,"Title":"t","Desc":"d"}`, 90045)
		call(`["ana"]`, 6, `,"MsgBody":[{"MsgType":"TIMRelayElem","MsgContent":{}}]`, 90010)
		call(`["ana"]`, 7, `,"DataId":"`+fmt.Sprintf("%065d", 0)+`",`+body, 90057)
		w.REST("timpush.batch", `{"To_Account":["ana"],"MsgRandom":1,`+body+`}`, 90008)
		w.REST("timpush.batch", `{"From_Account":"ghost","To_Account":["ana"],"MsgRandom":8,`+body+`}`, 90008)
		w.sees(ana)
	})
}
