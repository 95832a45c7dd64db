package scenario_test

import (
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"testing"

	"github.com/teahouse-chat/teahouse/server"
	"github.com/teahouse-chat/teahouse/test/world"
	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/group"
)

// An operator asks what became of messages.
func TestWhatBecameOfAMessage(t *testing.T) {
	w := world.Start(t, world.Own())
	if w.Store() != "" {
		t.Skip("a server on a database has no socket to be asked by")
	}
	app := strconv.Itoa(int(w.ID))
	trace := func(args ...string) (all []server.Traced) {
		t.Helper()
		said := w.Run(append([]string{"trace", "message", "--json", "--app", app, "--data", w.Data()}, args...)...)
		if said.Code != 0 {
			t.Fatalf("exit %d: %s", said.Code, said.Err)
		}
		if err := json.Unmarshal([]byte(said.Out), &all); err != nil {
			t.Fatalf("%v: %s", err, said.Out)
		}
		return all
	}
	olga, bob, carol := w.Login("olga"), w.Login("bob"), w.Login("carol")
	show := world.Call(olga, group.CreateGroup, &group.CreateGroupRequest{Type: group.AVChatRoom, Name: "show"}).GroupID
	for _, u := range []*world.User{olga, bob, carol} {
		u.Join(show)
	}
	world.Call(carol, group.QuitGroup, &group.QuitGroupRequest{GroupID: show})
	olga.SendGroup(show, "welcome")
	bob.Sees("welcome")
	seen := trace("--to", show, "--account", carol.Name)
	if len(seen) != 1 || seen[0].Became != "shown" || seen[0].Written != 1 || seen[0].Due != 2 || seen[0].From != olga.Name || seen[0].Account != "absent" {
		t.Fatalf("%+v", seen)
	}
	if absent := seen[0].Absent; len(absent) != 1 || absent[0].Account != carol.Name || absent[0].Left <= 0 {
		t.Errorf("not there: %+v", absent)
	}

	work := olga.CreateGroup("Private", "bob")
	bob.Away()
	w.Until("bob is gone", func() error {
		sent := olga.SendGroup(work, "minutes")
		all := trace("--to", work, "--account", bob.Name)
		if len(all) == 0 || all[0].Became != "stored" || all[0].Seq != sent.MsgSeq {
			t.Fatalf("%+v", all)
		}
		if all[0].Account != "absent" || len(all[0].Absent) != 1 || all[0].Absent[0].Account != bob.Name {
			return errors.New("he counts as there")
		}
		return nil
	})
	if _, err := carol.Client().SendGroup(t.Context(), work, wire.NewText("hello?")); err == nil {
		t.Fatal("a stranger writes into a group")
	}
	if all := trace("--from", carol.Name); len(all) != 1 || all[0].Became != "refused" || all[0].Code == 0 || all[0].Info == "" {
		t.Errorf("refused: %+v", all)
	}
	olga.Send("carol", "sorry")
	carol.Sees("sorry")
	if all := trace("--to", carol.Name); len(all) != 1 || all[0].Became != "stored" || all[0].Written != 1 || len(all[0].Absent) != 0 {
		t.Errorf("one-to-one: %+v", all)
	}
	text := w.Run("trace", "message", "--app", app, "--data", w.Data(), "--to", show)
	if !strings.Contains(text.Out, "written to 1 sessions") || !strings.Contains(text.Out, "not there: "+carol.Name+" (left ") {
		t.Errorf("printed %s%s", text.Out, text.Err)
	}
	w.Stop()
	w.Fails([]string{"trace", "message", "--app", app, "--data", w.Data()}, "no server runs")
}
