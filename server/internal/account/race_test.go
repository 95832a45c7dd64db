package account_test

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/deliver"
	wire "github.com/teahouse-chat/teahouse/wire/account"
)

// TestLoginMeetsDeletion logs accounts in while they are deleted: whoever comes in
// then is out again.
func TestLoginMeetsDeletion(t *testing.T) {
	w := newWorld(t, "any")
	stayed := 0
	for n := range 150 {
		user := fmt.Sprint("ann", n)
		w.rest("account_import", fmt.Sprintf(`{"UserID":%q}`, user), 0)
		d := w.device(user, "sdk-"+user, 7)
		head := api.Head{Identifier: user, UserSig: w.freshSig(user), Command: login, Platform: 7, Instance: d.key}
		gone := make(chan error)
		go func() { gone <- w.accounts.Delete(context.Background(), w.app, user) }()
		c, _, err := w.accounts.Authenticate(t.Context(), w.application(), head)
		w.must(err)
		c.Session = d.session
		resp, _ := w.registry.Do(t.Context(), c, login, []byte(`{}`))
		w.must(<-gone)
		in, ok := resp.(*wire.WsloginResponse)
		if !ok || in == nil {
			continue
		}
		if _, _, err := w.accounts.Authenticate(t.Context(), w.application(), api.Head{A2: in.A2Key, Command: hello}); err == nil {
			stayed++
		}
	}
	if stayed > 0 {
		t.Errorf("%d accounts that are deleted may go on", stayed)
	}
}

// TestKickedWhileItComesIn kicks and deletes accounts when the row of their instance is
// there and its session is not known yet: while the socket that it had before is closed.
func TestKickedWhileItComesIn(t *testing.T) {
	for name, out := range map[string]func(w *world){
		"deleted": func(w *world) { w.must(w.accounts.Delete(context.Background(), w.app, "deleted")) },
		"kicked":  func(w *world) { w.rest("kick", `{"UserID":"kicked"}`, 0) },
	} {
		w := newWorld(t, "any")
		w.online(name, "sdk", 7)
		var once sync.Once
		w.hub.OnUnbound(func(*deliver.Session) { once.Do(func() { out(w) }) })
		d := w.device(name, "sdk", 7)
		d.login(w.freshSig(name), 1002)
		if d.isOnline() {
			t.Errorf("%s is in", name)
		}
	}
}
