package push_test

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/message"
	"github.com/teahouse-chat/teahouse/server/internal/push"
	"github.com/teahouse-chat/teahouse/server/internal/roomtest"
	"github.com/teahouse-chat/teahouse/server/internal/timeline"
)

// world is a running server with pushes.
type world struct {
	*roomtest.World
	pushes *push.Service
	end    func()
}

func each(t *testing.T, f func(t *testing.T, w *world)) {
	roomtest.Each(t, func(t *testing.T, rw *roomtest.World) {
		w := &world{World: rw}
		w.start()
		t.Cleanup(func() { w.end() })
		f(t, w)
	}, "push_per_day=0", "rest_rate=0")
}

func (w *world) start() {
	var messages *message.Service
	w.pushes = push.New(push.Parts{DB: w.DB, Accounts: w.Accounts, Hub: w.Hub, Log: slog.Default(),
		Show: func(ctx context.Context, m *timeline.Message) { messages.Show(ctx, m) }}, w.Events)
	messages = message.New(w.Timeline, w.Accounts, w.Profiles, w.Hub, w.Events, message.Options{Pushed: w.pushes.Pushed})
	messages.Register(w.Registry)
	w.pushes.Register(w.Registry)
	w.follow()
}

func (w *world) follow() {
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() { w.pushes.Follow(ctx); close(ended) }()
	w.end = func() { stop(); <-ended }
}

func (w *world) restart() {
	w.end()
	w.Restart()
	w.start()
}

// all sends a push; more is further fields, each with a comma in front.
func (w *world) all(random int, more string, want int) string {
	w.T.Helper()
	return w.REST("all_member_push.im_push", fmt.Sprintf(
		`{"MsgRandom":%d,"MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":"push %d"}}]%s}`, random, random, more), want).Text("TaskId")
}

// done waits until a push is counted, and returns for how many it is.
func (w *world) done(task string) int {
	w.T.Helper()
	n := 0
	w.Eventually("the audience is counted", func() bool {
		a := w.REST("openim.im_get_push_report", fmt.Sprintf(`{"TaskIds":[%q]}`, task), 0)
		n = a.Int("Reports", 0, "Total")
		return a.Int("Reports", 0, "Status") == 2
	})
	return n
}

// sees waits until clients were shown texts, in order, and nothing else.
func (w *world) sees(c *roomtest.Client, texts ...string) {
	w.T.Helper()
	var got []string
	w.Eventually(fmt.Sprintf("%s sees %q", c.Name, texts), func() bool {
		for _, e := range c.Events() {
			if e.Kind() != "event 9" || e.Text("C2cMsgArray", 0, "To_Account") != c.Name {
				w.T.Fatalf("%s sees %v", c.Name, e)
			}
			got = append(got, e.Text("C2cMsgArray", 0, "MsgBody", 0, "MsgContent", "Text"))
		}
		return len(got) >= len(texts)
	})
	if fmt.Sprint(got) != fmt.Sprint(texts) {
		w.T.Errorf("%s sees %q, want %q", c.Name, got, texts)
	}
}

func TestImPush(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ana, bo := w.Login("ana"), w.Login("bo")
		w.Import("cy", "dee")
		first := w.all(1, `,"From_Account":"dee","MsgLifeTime":3600`, 0)
		if w.all(1, ``, 0) != first {
			t.Error("the same MsgRandom is another push")
		}
		w.sees(ana, "push 1")
		w.sees(bo, "push 1")
		if n := w.done(first); n != 5 { // with the administrator
			t.Errorf("for %d", n)
		}
		now := w.all(2, ``, 0)
		w.sees(ana, "push 2")
		w.sees(bo, "push 2")
		w.done(now)

		// Who comes online gets what waits, once, on one of its devices.
		cy := w.Login("cy")
		w.sees(cy, "push 1")
		too := w.LoginOn("cy", 2)
		w.all(3, `,"MsgLifeTime":3600`, 0)
		w.sees(too, "push 3")
		w.sees(cy, "push 3")
		w.sees(ana, "push 3")

		// Also after a crash, and what was sent while it was gone.
		w.restart()
		w.all(4, `,"MsgLifeTime":3600`, 0)
		again := w.Login("cy")
		w.sees(again, "push 4")
		w.sees(w.Login("dee"), "push 1", "push 3", "push 4")
		if n := again.Do("openim.getroammsg", `{"Peer_Account":"administrator"}`, 0).Len("MsgList"); n > 0 {
			t.Errorf("%d pushes in the history", n)
		}
		// Nobody gets what was sent before he was there.
		w.sees(w.Login("eve"))
	})
}

func TestPushConditions(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		names := []string{"ana", "bo", "cy", "dee"}
		clients := map[string]*roomtest.Client{}
		for _, n := range names {
			clients[n] = w.Login(n)
		}
		w.REST("all_member_push.im_set_attr_name", `{"AttrNames":{"0":"city","3":"level"}}`, 0)
		w.REST("all_member_push.im_set_attr", `{"UserAttrs":[{"To_Account":"ana","Attrs":{"city":"Lisbon","level":"gold"}},{"To_Account":"bo","Attrs":{"city":"Lisbon"}},
			{"To_Account":"cy","Attrs":{"level":"gold"}}]}`, 0)
		w.REST("all_member_push.im_add_tag", `{"UserTags":[{"To_Account":"ana","Tags":["a","b"]},{"To_Account":"bo","Tags":["a"]},{"To_Account":"cy","Tags":["b","c"]}]}`, 0)
		for i, row := range []struct{ condition, who string }{
			{`{}`, "ana bo cy dee"},
			{`{"TagsOr":["a","c"]}`, "ana bo cy"},
			{`{"TagsAnd":["a","b"]}`, "ana"},
			{`{"TagsOr":["a"],"TagsAnd":["b"]}`, "ana"},
			{`{"TagsOr":["a","b"],"TagsNot":["b","c"]}`, "ana bo"},
			{`{"TagsNot":["a"]}`, "cy dee"},
			{`{"TagsOr":["x"]}`, ""},
			{`{"AttrsOr":{"city":"Lisbon","level":"gold"}}`, "ana bo cy"},
			{`{"AttrsAnd":{"city":"Lisbon","level":"gold"}}`, "ana"},
			{`{"AttrsOr":{"city":"Porto"},"AttrsAnd":{"level":"gold"}}`, ""},
			{`{"AttrsAnd":{"city":"lisbon"}}`, ""},
		} {
			text := fmt.Sprintf("push %d", i+1)
			task := w.all(i+1, `,"MsgLifeTime":60,"Condition":`+row.condition, 0)
			total := len(strings.Fields(row.who))
			if strings.Contains(row.who, "dee") {
				total++ // the administrator has nothing either
			}
			if n := w.done(task); n != total {
				t.Errorf("%s is for %d, want %d", row.condition, n, total)
			}
			for _, name := range names {
				want := []string{}
				if strings.Contains(row.who, name) {
					want = append(want, text)
				}
				w.sees(clients[name], want...)
			}
		}
		for i, row := range []struct {
			more string
			code int
		}{
			{`,"Condition":{"TagsOr":["a"],"AttrsOr":{"city":"x"}}`, 90039},
			{`,"Condition":{"TagsOr":["a"],"TagsAnd":["a"]}`, 90022},
			{`,"Condition":{"TagsOr":[""]}`, 90040},
			{`,"Condition":{"TagsOr":["` + strings.Repeat("t", 51) + `"]}`, 90020},
			{`,"Condition":{"TagsOr":["1","2","3","4","5","6","7","8","9","10","11"]}`, 90032},
			{`,"Condition":{"AttrsOr":{"planet":"x"}}`, 90033},
			{`,"MsgLifeTime":604801`, 90026},
			{`,"MsgLifeTime":-1`, 90026},
			{`,"From_Account":"ghost"`, 90008},
			{`,"OfflinePushInfo":7`, 90043},
			{`,"DataId":"` + strings.Repeat("d", 65) + `"`, 90057},
		} {
			w.all(100+i, row.more, row.code)
		}
		w.REST("all_member_push.im_push", `{"MsgBody":[]}`, 90002)
		w.REST("all_member_push.im_push", `{"MsgRandom":-1}`, 90005)
		w.REST("all_member_push.im_push", `{"MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":"x"}}]}`, 90005)
		w.REST("all_member_push.im_push", `{"MsgRandom":1}`, 90007)
		w.REST("timpush.push", `{"MsgRandom":1,"OfflinePushInfo":{"Title":"t"}}`, 90045)
		w.REST("all_member_push.im_push", `{"MsgRandom":1,"MsgBody":[{"MsgType":"TIMRelayElem","MsgContent":{}}]}`, 90010)
	})
}

func TestPushesHaveAQuota(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.Set("push_per_day", "2")
		w.all(1, ``, 0)
		w.all(2, ``, 90024)
		w.all(1, ``, 0) // a repeat is none
		w.Eventually("a second is over", func() bool {
			a := w.TryREST("all_member_push.im_push", `{"MsgRandom":3,"MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":"x"}}]}`)
			return a.Int("ErrorCode") == 0
		})
		w.all(4, ``, 90047)
	})
}

func TestRevoke(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.Import("ana")
		task := w.all(1, `,"MsgLifeTime":600`, 0)
		w.REST("timpush.revoke", `{"TaskId":"1_2_3_4"}`, 90049)
		w.REST("timpush.revoke", `{"TaskId":"`+task+`"}`, 90051)
		w.Eventually("a second is over", func() bool {
			a := w.TryREST("timpush.revoke", `{"TaskId":"`+task+`"}`)
			if code := a.Int("ErrorCode"); code != 0 && code != 90051 {
				t.Fatal(a)
			}
			return a.Int("ErrorCode") == 0
		})
		w.sees(w.Login("ana"))
		time.Sleep(time.Second) // the rule of a second between revocations
		w.REST("timpush.revoke", `{"TaskId":"`+task+`"}`, 90050)
	})
}

func TestReportsAreCheckedForTheirForm(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.REST("openim.im_get_push_report", `{}`, 90015)
		for _, task := range []string{"x", "1_2_3_4", "_", "1_99999999999999999999_3_4"} {
			w.REST("openim.im_get_push_report", fmt.Sprintf(`{"TaskIds":[%q]}`, task), 90016)
		}
	})
}

// TestWhatWasShownIsShownAgain: a client whose connection may have failed since a moment
// asks for what it was shown since, also of pushes that are older and waited for it.
func TestWhatWasShownIsShownAgain(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.Import("ana")
		w.all(1, `,"MsgLifeTime":600`, 0)
		time.Sleep(2 * time.Millisecond) // she comes later than it
		before := time.Now().UnixMilli()
		w.sees(w.Login("ana"), "push 1")
		a, err := w.Accounts.Lookup(t.Context(), w.App().ID, "ana")
		if err != nil {
			t.Fatal(err)
		}
		shown := func(since int64) (n int) {
			all, err := w.pushes.Pushed(t.Context(), a, since)
			if err != nil {
				t.Fatal(err)
			}
			return len(all)
		}
		w.Eventually("it is noted that she was shown it", func() bool { return shown(before) == 1 })
		if n := shown(time.Now().UnixMilli() + 1); n != 0 {
			t.Errorf("%d were shown since now", n)
		}
		w.all(2, `,"MsgLifeTime":600`, 0)
		w.Eventually("and the next one alone", func() bool { return shown(time.Now().Add(-time.Hour).UnixMilli()) == 2 })
		if n := shown(time.Now().UnixMilli() + 1); n != 0 {
			t.Errorf("%d were shown since now", n)
		}
	})
}
