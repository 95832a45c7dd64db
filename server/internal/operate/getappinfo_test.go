package operate_test

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/app"
	"github.com/teahouse-chat/teahouse/server/internal/message"
	"github.com/teahouse-chat/teahouse/server/internal/operate"
	"github.com/teahouse-chat/teahouse/server/internal/roomtest"
)

func TestGetAppInfo(t *testing.T) {
	roomtest.Each(t, func(t *testing.T, w *roomtest.World) {
		apps, err := app.Open(t.Context(), w.DB, nil)
		if err != nil {
			t.Fatal(err)
		}
		days := operate.New(operate.Parts{DB: w.DB, Apps: apps, Log: slog.Default(), Online: func(uint32) int { return 2 },
			Totals: func(ctx context.Context, app uint32) (users, groups int, err error) {
				if users, err = w.Accounts.Total(ctx, app); err == nil {
					groups, err = w.Groups.Total(ctx, app)
				}
				return users, groups, err
			}}, w.Events)
		days.Register(w.Registry)
		message.New(w.Timeline, w.Accounts, w.Profiles, w.Hub, w.Events, message.Options{}).Register(w.Registry)
		if a := w.REST("openconfigsvr.getappinfo", `{}`, 0); a.Len("Result") != 0 || a.Text("ErrorInfo") != "OK" {
			t.Errorf("before anything was counted: %v", a)
		}
		ana := w.Login("ana")
		w.Import("bo", "cy")
		w.REST("create_group", `{"Type":"Public","Name":"n","GroupId":"g","Owner_Account":"ana","MemberList":[{"Member_Account":"bo"}]}`, 0)
		w.REST("delete_group_member", `{"GroupId":"g","MemberToDel_Account":["bo"],"Silence":1}`, 0)
		w.REST("sns.friend_add", `{"From_Account":"ana","AddFriendItem":[{"To_Account":"bo","AddSource":"AddSource_Type_X"}],"AddType":"Add_Type_Both","ForceAddFlags":1}`, 0)
		for i := range 3 {
			ana.Send("g", "x", i, 0)
			ana.Do("openim.sendmsg", fmt.Sprintf(`{"To_Account":"bo","MsgRandom":%d,"MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":"x"}}]}`, i), 0)
		}
		w.REST("openim.sendmsg", `{"From_Account":"bo","To_Account":"ana","MsgRandom":7,"MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":"x"}}]}`, 0)
		days.Count(w.App().ID, "GroupNewGroupNum")
		a := w.REST("openconfigsvr.getappinfo", `{}`, 0)
		for name, want := range map[string]string{"AppName": "tea", "AppId": fmt.Sprint(w.App().ID), "Date": time.Now().UTC().Format("20060102"),
			"RegistUserNumOneDay": "3", "RegistUserNumTotal": "4", "LoginTimes": "1", "LoginUserNum": "1", "ActiveUserNum": "2", "UpMsgNum": "7",
			"C2CUpMsgNum": "4", "GroupUpMsgNum": "3", "SendMsgUserNum": "2", "C2CSendMsgUserNum": "2", "GroupSendMsgUserNum": "1",
			"GroupSendMsgGroupNum": "1", "GroupJoinGroupTimes": "2", "GroupQuitGroupTimes": "1", "GroupNewGroupNum": "1", "GroupAllGroupNum": "1",
			"ChainIncrease": "1", "ChainDecrease": "0", "DownMsgNum": "0", "Company": ""} {
			if got := a.Text("Result", 0, name); got != want {
				t.Errorf("%s is %q, want %q", name, got, want)
			}
		}
		some := w.REST("openconfigsvr.getappinfo", `{"RequestField":["UpMsgNum","nothing"]}`, 0)
		if got := fmt.Sprint(some.At("Result", 0)); !strings.Contains(got, "UpMsgNum:7") || strings.Count(got, ":") != 2 {
			t.Errorf("two were asked for: %s", got)
		}
		w.REST("openconfigsvr.getappinfo", `{"RequestField":"x"}`, 130001)
	})
}
