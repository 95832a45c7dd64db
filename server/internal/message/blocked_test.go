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
// those that only the sender keeps.
func TestBlockedSendersAreNotHeard(t *testing.T) {
	for hide, code := range map[string]int{"off": 20007, "on": 20026} {
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
		before := mia.send("leo", 1, 2, "before")
		leo.events()
		blocked = true
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
