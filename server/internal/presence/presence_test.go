package presence_test

import (
	"encoding/json"
	"slices"
	"strconv"
	"testing"

	"github.com/teahouse-chat/teahouse/server/internal/presence"
	"github.com/teahouse-chat/teahouse/server/internal/roomtest"
)

const (
	query  = "openim.query_online_status"
	status = "im_open_status.ws_get_user_status"
)

func newWorld(t *testing.T) (*roomtest.World, *presence.Service) {
	w := roomtest.New(t, "multi_device=any")
	s := presence.New(w.Accounts, w.Hub)
	s.Register(w.Registry)
	return w, s
}

// TestWhoIsOnline follows a user with two devices through logins, a cut and a
// logout, as the server API and as a client see him.
func TestWhoIsOnline(t *testing.T) {
	w, s := newWorld(t)
	bob := w.Login("bob")
	w.Import("alice")
	is := func(when string, want ...string) {
		t.Helper()
		a := w.REST(query, `{"To_Account":["alice","nobody"],"IsNeedDetail":1}`, 0)
		var got []string
		for i := range max(0, a.Len("QueryResult", 0, "Detail")) {
			got = append(got, a.Text("QueryResult", 0, "Detail", i, "Platform")+" "+a.Text("QueryResult", 0, "Detail", i, "Status"))
		}
		slices.Sort(got)
		state, number := "Offline", 2
		if len(want) > 0 {
			state, number = "Online", 1
		}
		if !slices.Equal(got, want) || a.Text("QueryResult", 0, "Status") != state || s.Online(w.Account("alice")) != (len(want) > 0) {
			t.Errorf("%s: %v, want %q", when, a, want)
		}
		if a.Len("QueryResult") != 1 || a.Text("ErrorList", 0, "To_Account") != "nobody" || a.Int("ErrorList", 0, "ErrorCode") != 70107 {
			t.Errorf("%s: %v", when, a)
		}
		a = bob.Do(status, `{"To_Account":["nobody","alice"]}`, 0)
		if a.Len("UserStatusList") != 1 || a.Int("UserStatusList", 0, "Status") != number || a.Int("ErrorList", 0, "ErrorCode") != 70107 {
			t.Errorf("%s: %v, want %d", when, a, number)
		}
	}
	is("before the first login")
	phone := w.LoginOn("alice", 3)
	is("on the phone", "iPhone Online")
	browser := w.LoginOn("alice", 7)
	is("on both", "Web Online", "iPhone Online")
	phone.Logout()
	is("after the logout", "Web Online")
	browser.Cut()
	w.Eventually("the cut is noticed", func() bool { return !s.Online(w.Account("alice")) })
	is("after the cut")
	browser.Resume()
	is("back", "Web Online")
	w.REST("im_open_login_svc.kick", `{"UserID":"alice"}`, 0)
	is("kicked")
}

func TestForm(t *testing.T) {
	w, _ := newWorld(t)
	bob := w.Login("bob")
	many := make([]string, 501)
	for i := range many {
		many[i] = "user" + strconv.Itoa(i)
	}
	raw, err := json.Marshal(map[string]any{"To_Account": many})
	if err != nil {
		t.Fatal(err)
	}
	w.REST(query, `{}`, 90001)
	w.REST(query, string(raw), 90011)
	w.REST(query, `{"To_Account":["nobody"]}`, 70107)
	if a := w.REST(query, `{"To_Account":["bob"]}`, 0); a.Has("QueryResult", 0, "Detail") || a.Text("QueryResult", 0, "Status") != "Online" {
		t.Errorf("without details: %v", a)
	}
	bob.Do(status, `{}`, 70402)
	bob.Do(status, string(raw), 70402)
	if a := bob.Do(status, `{"To_Account":["nobody"]}`, 0); a.Len("UserStatusList") != 0 || a.Len("ErrorList") != 1 {
		t.Errorf("nobody: %v", a)
	}
}
