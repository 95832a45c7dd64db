package scenario_test

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/teahouse-chat/teahouse/client"
	"github.com/teahouse-chat/teahouse/test/world"
	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/group"
	"github.com/teahouse-chat/teahouse/wire/webhook"
)

// A live room of a show is offered ten times as many messages as it takes: 400 a second, a
// quarter of them high, a quarter low. It takes 40 a second, and none below high while a
// high one waits; whoever is asked before hears of all of them, whoever follows
// afterwards hears of what was shown.
func TestPrioritiesInALiveRoom(t *testing.T) {
	b := world.NewBackend(t)
	w := world.Start(t, world.Own(), world.HookedUp(b, "Group.CallbackBeforeSendMsg,Group.CallbackAfterSendMsg"), world.Settings("rest_rate=0"))
	fan := w.Login("fan")
	show := fan.CreateGroup(group.AVChatRoom)
	fan.Join(show)

	const offered, every = 1200, 2500 * time.Microsecond
	kinds := [...]string{"High", "Normal", "Low", "Normal"}
	answers := make([]*group.SendGroupMsgResponse, offered)
	var waiting sync.WaitGroup
	began := time.Now()
	for n := range offered {
		time.Sleep(time.Until(began.Add(time.Duration(n) * every)))
		waiting.Go(func() {
			random := uint32(n)
			a, err := client.Call(t.Context(), w.Rest, group.SendGroupMsg, &group.SendGroupMsgRequest{GroupID: show, Random: &random,
				MsgPriority: kinds[n%len(kinds)], MsgBody: wire.NewText(fmt.Sprintf("%s %d", kinds[n%len(kinds)], n))})
			if err != nil {
				t.Errorf("message %d: %v", n, err)
			}
			answers[n] = a
		})
	}
	waiting.Wait()
	seconds := time.Since(began).Seconds()
	if t.Failed() {
		return
	}

	var passed []string
	for n, a := range answers {
		if a.MsgSeq == 0 {
			t.Errorf("message %d has no number: %+v", n, a)
		}
		if a.MsgDropReason == "" {
			passed = append(passed, fmt.Sprintf("%s %d", kinds[n%len(kinds)], n))
		}
	}
	shown := func() (texts []string, err error) {
		if texts = fan.Texts(); len(texts) < len(passed) {
			err = fmt.Errorf("%d of %d are shown", len(texts), len(passed))
		}
		return texts, err
	}
	w.Until("all that passed is shown", func() error { _, err := shown(); return err })
	seen, _ := shown()
	if !slices.Equal(slices.Sorted(slices.Values(seen)), slices.Sorted(slices.Values(passed))) {
		t.Errorf("shown: %q\npassed: %q", seen, passed)
	}
	// A second's worth may pass at once at the beginning, when nothing has passed yet.
	if n := len(seen); n < int(40*(seconds-0.5)) || n > int(40*(seconds+1)) {
		t.Errorf("%d passed in %.2f s", n, seconds)
	}
	low := slices.DeleteFunc(slices.Clone(seen), func(text string) bool { return strings.HasPrefix(text, "High ") })
	// Of the first second's worth three quarters are; without priorities three quarters of all
	// would be, 120. A busy machine may leave moments without a high one.
	if spare := max(0, int(40*(seconds+1))-offered/4); len(low) > 80+spare {
		t.Errorf("%d that are not high passed, of %d: %q", len(low), len(seen), low)
	}
	inOrder(t, fan.Seen())

	w.Until("the application is told of what was shown", func() error {
		told := textsOf(t, b.Got("Group.CallbackAfterSendMsg"))
		if slices.Equal(slices.Sorted(slices.Values(told)), slices.Sorted(slices.Values(seen))) {
			return nil
		}
		return fmt.Errorf("told of %d, shown %d", len(told), len(seen))
	})
	if asked := len(b.Got("Group.CallbackBeforeSendMsg")); asked != offered {
		t.Errorf("asked %d times before %d messages", asked, offered)
	}
}

// inOrder holds that messages came in the order of their numbers, each once.
func inOrder(t *testing.T, events []client.Event) {
	t.Helper()
	last := uint64(0)
	for _, e := range events {
		if m, is := e.(client.GroupMessage); is {
			if m.MsgSeq <= last {
				t.Errorf("number %d came after %d", m.MsgSeq, last)
			}
			last = m.MsgSeq
		}
	}
}

func textsOf(t *testing.T, all []world.Hooked) (texts []string) {
	t.Helper()
	for _, h := range all {
		var body webhook.GroupAfterSendMsgBody
		var text struct{ Text string }
		if err := cmp.Or(h.Into(&body), json.Unmarshal(body.MsgBody[0].MsgContent, &text)); err != nil {
			t.Fatal(err)
		}
		texts = append(texts, text.Text)
	}
	return texts
}
