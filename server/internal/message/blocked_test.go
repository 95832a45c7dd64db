package message

import (
	"context"
	"fmt"
	"testing"

	"github.com/teahouse-chat/teahouse/server/internal/app"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/wire/openim"
)

// TestBlockedSendersAreNotHeard tries to reach somebody who blocked the sender by
// messages that are there: from before, and, where the application hides block lists,
// those that only the sender keeps; by changing them or by laying something beside them.
func TestBlockedSendersAreNotHeard(t *testing.T) {
	for hide, code := range map[string]int{"off": 20007, "on": 20026} {
		beside := map[string]int{"off": 20007, "on": 23004}[hide]
		blocked := false
		w := newWorld(t, func(o *Options) {
			o.MayWrite = func(_ context.Context, _ *app.App, from, to id.Account) error {
				if blocked && to.Name == "leo" {
					return openim.ErrBlocked
				}
				return nil
			}
		})
		a, err := w.apps.Create(w.ctx, app.New{Name: "own", Settings: map[string]string{"hide_block": hide}})
		w.must(err)
		w.app = a.ID
		mia, leo := w.login("mia"), w.login("leo")
		change := func(c *client, seq int, at any, code int) {
			t.Helper()
			c.do("openim.modify_c2c_msg", fmt.Sprintf(`{"From_Account":"mia","To_Account":"leo","MsgSeq":%d,"MsgRandom":2,"MsgTime":%v,"MsgVersion":0,
				"MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":"listen!"}}]}`, seq, at), code)
		}
		lay := func(c *client, at any, command, what string, code int) {
			t.Helper()
			c.do("openim_msg_ext_http_svc."+command, fmt.Sprintf(`{"From_Account":"mia","To_Account":"leo","MsgKey":"1_2_%v",%s}`, at, what), code)
		}
		const pair = `"OperateType":1,"ExtensionList":[{"Key":"k","Value":"v","Seq":0}]`
		before := mia.do("openim.sendmsg", `{"To_Account":"leo","MsgSeq":1,"MsgRandom":2,"SupportMessageExtension":1,
			"MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":"before"}}]}`, 0)
		lay(mia, before["MsgTime"], "reaction_add", `"Reaction":"early"`, 0)
		leo.events()
		blocked = true
		lay(mia, before["MsgTime"], "reaction_add", `"Reaction":"listen"`, beside)
		lay(mia, before["MsgTime"], "set_key_values", pair, beside)
		leo.seesNothing()
		lay(mia, before["MsgTime"], "reaction_del", `"Reaction":"early"`, 0) // what was there is taken back
		leo.events()
		lay(leo, before["MsgTime"], "reaction_add", `"Reaction":"fine"`, 0)
		lay(leo, before["MsgTime"], "set_key_values", pair, 0)
		leo.events()
		change(mia, 1, before["MsgTime"], code)
		leo.seesNothing()
		change(leo, 1, before["MsgTime"], 0) // who has blocked may write
		leo.events()
		if hide == "off" {
			continue
		}
		unheard := mia.send("leo", 3, 2, "unheard")
		change(mia, 3, unheard["MsgTime"], code)
		w.rest("openim.modify_c2c_msg", fmt.Sprintf(`{"From_Account":"mia","To_Account":"leo","MsgKey":"%v","CloudCustomData":"d"}`, unheard["MsgKey"]), 0)
		leo.seesNothing()
		mia.do("openim.msgwithdraw", withdrawal("mia", "leo", 3, 2, unheard["MsgTime"]), 0)
		leo.seesNothing()
		entries, _, _, err := w.log.Notices(w.ctx, w.app, leo.account.ID, 0, 10)
		w.must(err)
		for _, e := range entries {
			if e.Message == nil {
				t.Errorf("leo is told of it later: %s", e.Payload)
			}
		}
	}
}
