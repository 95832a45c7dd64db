package presence_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"testing"

	"github.com/teahouse-chat/teahouse/server/internal/roomtest"
	"github.com/teahouse-chat/teahouse/server/internal/store/storetest"
)

const (
	query       = "openim.query_online_status"
	status      = "im_open_status.ws_get_user_status"
	setStatus   = "im_open_status.ws_set_custom_status"
	subscribe   = "im_open_status.ws_status_subscribe"
	unsubscribe = "im_open_status.ws_status_unsubscribe"
)

// each runs a story on both databases.
func each(t *testing.T, f func(t *testing.T, w *roomtest.World), settings ...string) {
	t.Helper()
	storetest.EachPlace(t, func(t *testing.T, where string) { f(t, roomtest.NewOn(t, where, settings...)) })
}

func names(list ...string) string {
	raw, _ := json.Marshal(map[string]any{"To_Account": list})
	return string(raw)
}

// TestWhoIsOnline follows a user with two devices through logins, cuts and a
// logout, as the server API and as a client see him.
func TestWhoIsOnline(t *testing.T) {
	each(t, func(t *testing.T, w *roomtest.World) {
		bob := w.Login("bob")
		w.Import("alice")
		is := func(when, state string, number int, want ...string) {
			t.Helper()
			a := w.REST(query, `{"To_Account":["alice","nobody"],"IsNeedDetail":1}`, 0)
			var got []string
			for i := range max(0, a.Len("QueryResult", 0, "Detail")) {
				got = append(got, a.Text("QueryResult", 0, "Detail", i, "Platform")+" "+a.Text("QueryResult", 0, "Detail", i, "Status"))
			}
			slices.Sort(got)
			if !slices.Equal(got, want) || a.Text("QueryResult", 0, "Status") != state || w.Presence.Online(w.Account("alice")) != (state == "Online") {
				t.Errorf("%s: %v, want %s %q", when, a, state, want)
			}
			if a.Len("QueryResult") != 1 || a.Text("ErrorList", 0, "To_Account") != "nobody" || a.Int("ErrorList", 0, "ErrorCode") != 70107 {
				t.Errorf("%s: %v", when, a)
			}
			if old := w.REST("openim.querystate", `{"To_Account":["alice"]}`, 0); old.Text("QueryResult", 0, "State") != state {
				t.Errorf("%s: %v", when, old)
			}
			a = bob.Do(status, names("nobody", "alice"), 0)
			if a.Len("UserStatusList") != 1 || a.Int("UserStatusList", 0, "Status") != number || a.Int("ErrorList", 0, "ErrorCode") != 70107 {
				t.Errorf("%s: %v, want %d", when, a, number)
			}
		}
		is("before the first login", "Offline", 3)
		phone := w.LoginOn("alice", 3)
		is("on the phone", "Online", 1, "iPhone Online")
		browser := w.LoginOn("alice", 7)
		is("on both", "Online", 1, "Web Online", "iPhone Online")
		phone.Cut()
		w.Eventually("the cut is noticed", func() bool { return len(w.Hub.Online(w.Account("alice").App, w.Account("alice").ID)) == 1 })
		is("after the phone's cut", "Online", 1, "Web Online", "iPhone PushOnline")
		browser.Cut()
		w.Eventually("the cut is noticed", func() bool { return !w.Presence.Online(w.Account("alice")) })
		is("after both cuts", "PushOnline", 2, "iPhone PushOnline")
		phone.Resume()
		phone.Logout()
		is("after the logout", "Offline", 2)
		browser.Resume()
		is("back", "Online", 1, "Web Online")
		w.LoginOn("alice", 7)
		a := w.REST(query, `{"To_Account":["alice"],"IsNeedDetail":1,"IsReturnInstid":1}`, 0)
		if a.Len("QueryResult", 0, "Detail") != 2 || a.Int("QueryResult", 0, "Detail", 0, "Instid") == a.Int("QueryResult", 0, "Detail", 1, "Instid") {
			t.Errorf("two tabs: %v", a)
		}
		is("two tabs", "Online", 1, "Web Online")
		w.REST("im_open_login_svc.kick", `{"UserID":"alice"}`, 0)
		is("kicked", "Offline", 3)
	}, "multi_device=any")
}

func TestForm(t *testing.T) {
	w := roomtest.New(t)
	bob := w.Login("bob")
	many := make([]string, 501)
	for i := range many {
		many[i] = "user" + strconv.Itoa(i)
	}
	w.REST(query, `{}`, 90001)
	w.REST(query, names(many...), 90011)
	w.REST(query, `{"To_Account":["nobody"]}`, 70107)
	if a := w.REST(query, `{"To_Account":["bob"]}`, 0); a.Has("QueryResult", 0, "Detail") || a.Text("QueryResult", 0, "Status") != "Online" {
		t.Errorf("without details: %v", a)
	}
	bob.Do(status, `{}`, 70402)
	bob.Do(status, names(many...), 70402)
	if a := bob.Do(status, `{"To_Account":["nobody"]}`, 0); a.Len("UserStatusList") != 0 || a.Len("ErrorList") != 1 {
		t.Errorf("nobody: %v", a)
	}
	for _, command := range []string{subscribe, unsubscribe} {
		bob.Do(command, `{}`, 70402)
		bob.Do(command, names(many[:101]...), 70402)
		if a := bob.Do(command, names("nobody", "bob"), 0); a.Len("ErrorList") != 1 || a.Int("ErrorList", 0, "ErrorCode") != 70107 {
			t.Errorf("%s: %v", command, a)
		}
	}
	bob.Do(setStatus, fmt.Sprintf(`{"CustomStatus":"%0100d"}`, 1), 0)
	bob.Do(setStatus, fmt.Sprintf(`{"CustomStatus":"%0101d"}`, 1), 70402)
	w.REST(setStatus, `{"CustomStatus":"x"}`, 60009)
}

// watcher collects what a client is told of the status of others.
type watcher struct {
	w    *roomtest.World
	c    *roomtest.Client
	seen []string
}

func (w *watcher) look() {
	for _, e := range w.c.Events() {
		for i := range max(e.Len("UserStatusList"), 0) {
			custom, _ := base64.StdEncoding.DecodeString(e.Text("UserStatusList", i, "CustomStatus"))
			w.seen = append(w.seen, e.Text("UserStatusList", i, "To_Account")+" "+e.Text("UserStatusList", i, "Status")+string(custom))
		}
	}
}

// sees waits until exactly these were told since the last call.
func (w *watcher) sees(want ...string) {
	w.w.T.Helper()
	w.w.Eventually(fmt.Sprintf("%s sees %q", w.c.Name, want), func() bool { w.look(); return len(w.seen) >= len(want) })
	if !slices.Equal(w.seen, want) {
		w.w.T.Errorf("%s sees %q, want %q", w.c.Name, w.seen, want)
	}
	w.seen = nil
}

func TestSubscriptions(t *testing.T) {
	each(t, func(t *testing.T, w *roomtest.World) {
		bob, eve := &watcher{w: w, c: w.Login("bob")}, &watcher{w: w, c: w.Login("eve")}
		w.Import("alice")
		bob.c.Do(subscribe, names("alice", "bob"), 0)
		alice := w.Login("alice")
		bob.sees("alice 1")
		phone := w.LoginOn("alice", 3)
		alice.Do(setStatus, `{"CustomStatus":"in a call"}`, 0)
		bob.sees("alice 1in a call")
		other := &watcher{w: w, c: phone}
		other.sees("alice 1in a call")
		if a := w.REST(query, `{"To_Account":["alice"],"IsReturnCustomStatus":1}`, 0); a.Text("QueryResult", 0, "CustomStatus") != "in a call" {
			t.Errorf("over REST: %v", a)
		}
		phone.Logout()
		alice.Cut()
		bob.sees("alice 2")
		if a := eve.c.Do(status, names("alice"), 0); a.Text("UserStatusList", 0, "CustomStatus") != "" {
			t.Errorf("offline: %v", a)
		}
		alice.Resume()
		bob.sees("alice 1in a call")
		alice.Logout()
		bob.sees("alice 3")
		alice = w.Login("alice")
		bob.sees("alice 1")
		bob.c.Do(unsubscribe, names("alice"), 0)
		eve.c.Do(subscribe, names("alice"), 0)
		alice.Do(setStatus, `{"CustomStatus":"x"}`, 0)
		eve.sees("alice 1x")
		bob.c.Do(subscribe, names("alice"), 0)
		alice.Do(setStatus, `{"CustomStatus":""}`, 0)
		bob.sees("alice 1")
		bob.c.Do(unsubscribe, `{"UnsubscribeAll":1}`, 0)
		eve.sees("alice 1")
		w.REST("im_open_login_svc.kick", `{"UserID":"alice"}`, 0)
		eve.sees("alice 3")
		bob.sees()
	}, "multi_device=any")
}

// TestSubscriptionLimit: the oldest of more than 200 give way.
func TestSubscriptionLimit(t *testing.T) {
	w := roomtest.New(t, "rest_rate=0")
	bob := &watcher{w: w, c: w.Login("bob")}
	all := make([]string, 201)
	for i := range all {
		all[i] = fmt.Sprintf("u%03d", i)
	}
	w.Import(all...)
	bob.c.Do(subscribe, names(all[:100]...), 0)
	bob.c.Do(subscribe, names(all[100:200]...), 0)
	bob.c.Do(subscribe, names(all[0], all[200]), 0) // the first is new again, the second goes
	for _, name := range []string{all[1], all[0], all[200], all[2]} {
		w.Login(name)
	}
	bob.sees("u000 1", "u200 1", "u002 1")
}

// TestFriendsSeeStatus: where the application wants it, friends need not subscribe.
func TestFriendsSeeStatus(t *testing.T) {
	w := roomtest.New(t)
	bob, eve := &watcher{w: w, c: w.Login("bob")}, &watcher{w: w, c: w.Login("eve")}
	w.Import("alice")
	w.REST("sns.friend_add", `{"From_Account":"bob","AddFriendItem":[{"To_Account":"alice","AddSource":"AddSource_Type_Web"}],"AddType":"Add_Type_Single"}`, 0)
	eve.c.Do(subscribe, names("alice"), 0)
	alice := w.Login("alice")
	eve.sees("alice 1")
	w.Set("friend_status", "on")
	alice.Logout()
	eve.sees("alice 3")
	bob.sees("alice 3")
	w.Login("alice")
	bob.sees("alice 1")
}

// TestCustomStatusAtLogin: a login is told the custom status, also after a restart.
func TestCustomStatusAtLogin(t *testing.T) {
	w := roomtest.New(t, "multi_device=any")
	alice := w.Login("alice")
	alice.Do(setStatus, `{"CustomStatus":"茶"}`, 0)
	w.Restart()
	a := w.LoginOn("alice", 3).Welcome
	if text, _ := base64.StdEncoding.DecodeString(a.Text("CustomStatus")); string(text) != "茶" {
		t.Errorf("login: %v", a)
	}
}
