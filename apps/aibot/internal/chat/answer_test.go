package chat

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/teahouse-chat/teahouse/client"
	"github.com/teahouse-chat/teahouse/test/world"
	"github.com/teahouse-chat/teahouse/wire/openim"
	"github.com/teahouse-chat/teahouse/wire/stream"
)

const tea = "@RBT#tea"

// TestAnswer writes answers into a real server.
func TestAnswer(t *testing.T) {
	w := world.Start(t)
	c := New(&counted{Conn: w.Rest}, 50*time.Millisecond, "…")
	c.beat = 50 * time.Millisecond
	if err := c.MakeRobot(t.Context(), tea, "Tea", ""); err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct {
		name string
		tell func(t *testing.T, w *world.World, c *Chat)
	}{
		{"that begins late is waited for, and kept alive", late},
		{"without a word is none", wordless},
		{"that was recalled takes no more", recalled},
		{"that is too long takes no more", long},
	} {
		t.Log(row.name)
		row.tell(t, w, c)
	}
}

func late(t *testing.T, w *world.World, c *Chat) {
	ann := w.Login("ann")
	a := c.Answer(t.Context(), Place{Robot: tea, User: ann.Name}, func(error) {})
	ann.Sees("…", world.From(tea))
	for calls := &c.conn.(*counted).calls; calls.Load() < 4; { // the robot, the beginning, two that keep it alive
		time.Sleep(5 * time.Millisecond)
	}
	a.Add("The ")
	edited(ann, "The ")
	a.Add("end.")
	if err := a.End(); err != nil {
		t.Fatal(err)
	}
	edited(ann, "The end.")
	if got := lastStream(t, w, ann.Name); got.Chunks[0].Markdown != "The end." || !got.Chunks[0].IsLast {
		t.Errorf("the history has %+v", got)
	}
}

func wordless(t *testing.T, w *world.World, c *Chat) {
	bob := w.Login("bob")
	if err := c.Answer(t.Context(), Place{Robot: tea, User: bob.Name}, func(error) {}).End(); err != nil {
		t.Fatal(err)
	}
	a := c.Answer(t.Context(), Place{Robot: tea, User: bob.Name}, func(error) {})
	a.Add("only this")
	if err := a.End(); err != nil {
		t.Fatal(err)
	}
	bob.Sees("only this")
	if texts := bob.Texts(world.From(tea)); len(texts) != 1 {
		t.Errorf("bob saw %q", texts)
	}
}

func recalled(t *testing.T, w *world.World, c *Chat) {
	cat := w.Login("cat")
	gone := make(chan error, 1)
	a := c.Answer(t.Context(), Place{Robot: tea, User: cat.Name}, func(err error) { gone <- err })
	a.Add("something wrong")
	m := cat.Sees("something wrong").(client.Message)
	list := world.Admin(w.App, openim.AdminGetRoamMsg, &openim.AdminGetRoamMsgRequest{Operator: cat.Name, Peer: tea, MaxCnt: 1, MinTime: 1, MaxTime: m.MsgTimeStamp + 10})
	world.Admin(w.App, openim.AdminMsgWithdraw, &openim.AdminMsgWithdrawRequest{From: tea, To: cat.Name, MsgKey: list.MsgList[0].MsgKey})
	a.Add(" and more of it")
	if err := <-gone; !errors.Is(err, ErrGone) {
		t.Errorf("told %v", err)
	}
	if err := a.End(); !errors.Is(err, ErrGone) {
		t.Errorf("ends with %v", err)
	}
}

func long(t *testing.T, w *world.World, c *Chat) {
	dan := w.Login("dan")
	gone := make(chan error, 1)
	a := c.Answer(t.Context(), Place{Robot: tea, User: dan.Name}, func(err error) { gone <- err })
	a.Add("a little")
	dan.Sees("a little")
	a.Add(strings.Repeat("too much ", stream.MaxBytes/9+1))
	if err := <-gone; !errors.Is(err, ErrGone) {
		t.Errorf("told %v", err)
	}
	a.End()
	if got := lastStream(t, w, dan.Name).Chunks[0].Markdown; got != "a little" {
		t.Errorf("the history has %q", got)
	}
}

// counted counts calls.
type counted struct {
	client.Conn
	calls atomic.Int32
}

func (c *counted) Do(ctx context.Context, command string, body []byte) ([]byte, error) {
	answer, err := c.Conn.Do(ctx, command, body)
	c.calls.Add(1)
	return answer, err
}

func edited(u *world.User, want string) {
	u.Await(want, func(e client.Event) bool {
		edit, is := e.(client.Edit)
		return is && strings.Contains(string(edit.MsgBody[0].MsgContent), `"`+want+`"`)
	})
}

func lastStream(t *testing.T, w *world.World, user string) (c stream.Content) {
	t.Helper()
	list := world.Admin(w.App, openim.AdminGetRoamMsg, &openim.AdminGetRoamMsgRequest{Operator: user, Peer: tea, MaxCnt: 10, MinTime: 1, MaxTime: uint32(time.Now().Unix() + 10)})
	if len(list.MsgList) == 0 {
		t.Fatal("the history is empty")
	}
	if err := json.Unmarshal(list.MsgList[len(list.MsgList)-1].MsgBody[0].MsgContent, &c); err != nil {
		t.Fatal(err)
	}
	return c
}
