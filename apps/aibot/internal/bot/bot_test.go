package bot_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/teahouse-chat/teahouse/apps/aibot/internal/config"
	"github.com/teahouse-chat/teahouse/client"
	"github.com/teahouse-chat/teahouse/test/model"
	"github.com/teahouse-chat/teahouse/test/world"
	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/group"
	"github.com/teahouse-chat/teahouse/wire/openim"
)

// TestStories tells what people see who talk to robots: a real server, the chatbot, and
// the test model over HTTP.
func TestStories(t *testing.T) {
	s := startServer(t)
	for _, story := range []struct {
		name string
		tell func(t *testing.T, s *server)
	}{
		{"an answer grows and ends", answerGrows},
		{"what was said is remembered, also over a restart", remembered},
		{"in a group robots answer who mentions them", inGroup},
		{"who writes again ends the answer before", writesAgain},
		{"a robot says politely that its model is down", modelDown},
		{"an answer that breaks off says so", breaksOff},
		{"a model that is busy is asked again", busy},
		{"a context that is too long is made shorter", tooLong},
		{"who asks too much is told once", tooMuch},
		{"a webhook that comes twice is answered once", twice},
		{"what is no question of a person is not answered", noQuestion},
		{"pictures go to a model that can see", pictures},
		{"what nobody has seen a word of is answered after a restart", restarted},
		{"what is asked while the chatbot starts is answered once", starting},
		{"an answer that takes too long at a stop says so", stopped},
		{"in a live room the answer comes as a whole", liveRoom},
		{"a crash of the chat server in the middle of an answer takes nothing of it", crash},
	} {
		t.Log(story.name)
		story.tell(t, s)
		s.close()
	}
}

func answerGrows(t *testing.T, s *server) {
	h := s.open(t, nil)
	h.model.Pause(25 * time.Millisecond)
	ann := s.Login("ann")
	ann.Send(tea, "which tea is green?")
	answer := sees(ann, tea, teaEnd)
	if want := model.Answer(h.model.Asked()[0]); answer != want {
		t.Errorf("the answer is %q, want %q", answer, want)
	}
	seen := steps(ann, tea)
	if len(seen) < 3 {
		t.Errorf("it grew in %d steps", len(seen))
	}
	for i, text := range seen {
		if !strings.HasPrefix(answer, text) {
			t.Errorf("step %d shows %q", i, text)
		}
	}
	history := world.Admin(s.App, openim.AdminGetRoamMsg, &openim.AdminGetRoamMsgRequest{
		Operator: ann.Name, Peer: tea, MaxCnt: 10, MinTime: 1, MaxTime: uint32(time.Now().Unix() + 10)})
	if n := len(history.MsgList); n != 2 {
		t.Errorf("the history has %d messages", n)
	}
	if raw := string(history.MsgList[len(history.MsgList)-1].MsgBody[0].MsgContent); !strings.Contains(raw, `"IsLast":true`) {
		t.Errorf("the answer has not ended: %s", raw)
	}
}

func remembered(t *testing.T, s *server) {
	h := s.open(t, nil)
	bob, eve := s.Login("bob"), s.Login("eve")
	bob.Send(tea, "my cat is called Miso")
	sees(bob, tea, "Miso", "It is the first message", teaEnd)
	bob.Send(tea, "what is my cat called?")
	sees(bob, tea, "what is my cat called?", "2 earlier messages; the oldest is “my cat is called Miso”", teaEnd)
	h.stop()
	bob.Send(tea, "and now?") // while nobody listens
	h.start()
	sees(bob, tea, "and now?", "4 earlier messages; the oldest is “my cat is called Miso”", teaEnd)
	eve.Send(tea, "what is bob's cat called?")
	sees(eve, tea, "It is the first message", teaEnd)
	bob.Send(coffee, "do you know my cat?")
	sees(bob, coffee, "It is the first message", coffeeEnd)
}

func inGroup(t *testing.T, s *server) {
	h := s.open(t, nil)
	ann, ben := s.Login("gail"), s.Login("glen")
	id := ann.CreateGroup(group.Public, "glen")
	world.Admin(s.App, group.AddGroupMember, &group.AddGroupMemberRequest{GroupID: id, MemberList: []group.NewMember{{Account: tea}, {Account: coffee}}})
	ann.SendGroup(id, "nobody in particular")
	mention(ann, id, "@Tea which one?", tea)
	sees(ann, tea, "You wrote: “gail: which one?”", "It is the first message", teaEnd+inGroups)
	sees(ben, tea, "You wrote: “gail: which one?”", teaEnd+inGroups)
	mention(ben, id, "both of you?", tea, coffee)
	sees(ann, tea, "glen: both of you?", "2 earlier messages", teaEnd+inGroups)
	sees(ann, coffee, "glen: both of you?", "It is the first message", coffeeEnd+inGroups)
	ben.Await("being mentioned", func(e client.Event) bool { _, is := e.(client.Mention); return is })
	for _, r := range h.model.Asked() {
		if strings.Contains(r.Question(), "nobody") {
			t.Error("the model was asked what mentions no robot")
		}
	}
}

func writesAgain(t *testing.T, s *server) {
	h := s.open(t, nil)
	h.model.Behave(func(n int, r model.Request) model.How {
		if n == 1 {
			return model.How{Pause: 100 * time.Millisecond}
		}
		return model.How{}
	})
	cat := s.Login("cat")
	cat.Send(tea, "a long story, please")
	sees(cat, tea, "I am a")
	cat.Send(tea, "no, a short one")
	cut := sees(cat, tea, " …")
	answer := sees(cat, tea, "You wrote: “no, a short one”", "2 earlier messages; the oldest is “a long story, please”", teaEnd)
	if strings.Contains(cut, "My instructions") || strings.Contains(answer, "…") {
		t.Errorf("the first answer is %q, the second %q", cut, answer)
	}
	eventually(t, "the model is told that nobody listens", func() bool { return h.model.Gone() == 1 })
}

func modelDown(t *testing.T, s *server) {
	h := s.open(t, func(c *config.Config) { c.Model.Retries = 1 })
	h.model.Behave(func(int, model.Request) model.How { return model.How{Status: http.StatusBadGateway} })
	dan := s.Login("dan")
	dan.Send(tea, "hello?")
	sees(dan, tea, h.cfg.Texts.Down)
	if n := len(h.model.Asked()); n != 2 {
		t.Errorf("the model was asked %d times", n)
	}
	h.model.Behave(func(int, model.Request) model.How { return model.How{Tool: true} })
	dan.Send(tea, "use a tool")
	sees(dan, tea, h.cfg.Texts.Nothing)
	h.stop()
	h.cfg.Model.First = config.Duration(50 * time.Millisecond)
	h.model.Behave(func(int, model.Request) model.How { return model.How{Hang: true} })
	h.start()
	dan.Send(tea, "are you there?")
	sees(dan, tea, h.cfg.Texts.Down)
}

func breaksOff(t *testing.T, s *server) {
	h := s.open(t, nil)
	gus := s.Login("gus")
	gus.Send(tea, "/break")
	sees(gus, tea, "I am a test model", h.cfg.Texts.Broken)
	if n := len(h.model.Asked()); n != 1 {
		t.Errorf("the model was asked %d times", n)
	}
}

func busy(t *testing.T, s *server) {
	h := s.open(t, nil)
	h.model.Behave(func(n int, r model.Request) model.How {
		return model.How{Status: map[int]int{1: http.StatusTooManyRequests, 2: http.StatusServiceUnavailable}[n]}
	})
	fay := s.Login("fay")
	fay.Send(tea, "hello")
	sees(fay, tea, teaEnd)
	if n := len(h.model.Asked()); n != 3 {
		t.Errorf("the model was asked %d times", n)
	}
}

func tooLong(t *testing.T, s *server) {
	h := s.open(t, func(c *config.Config) { c.Model.Context = 400 })
	h.model.Behave(func(n int, r model.Request) model.How {
		if n >= 4 && len(r.Messages) > 4 {
			return model.How{Status: http.StatusBadRequest, Code: "context_length_exceeded"}
		}
		return model.How{}
	})
	ivy := s.Login("ivy")
	for _, question := range []string{"one", "two", "three", "four"} {
		ivy.Send(tea, question)
		sees(ivy, tea, "You wrote: “"+question+"”", teaEnd)
	}
	if all := h.model.Asked(); len(all) < 5 || len(all[3].Messages) <= len(all[len(all)-1].Messages) {
		t.Errorf("%d requests", len(all))
	}
}

func tooMuch(t *testing.T, s *server) {
	h := s.open(t, func(c *config.Config) { c.Limits.PerMinute, c.Limits.Burst = 1, 2 })
	kim, leo := s.Login("kim"), s.Login("leo")
	kim.Send(tea, "one")
	sees(kim, tea, "You wrote: “one”", teaEnd)
	kim.Send(coffee, "two")
	sees(kim, coffee, "You wrote: “two”", coffeeEnd)
	kim.Send(tea, "three")
	sees(kim, tea, "more than I can answer", "seconds")
	kim.Send(tea, "four")
	leo.Send(tea, "me too")
	sees(leo, tea, teaEnd)
	if n := len(steps(kim, tea)); len(h.model.Asked()) != 3 || strings.Count(strings.Join(steps(kim, tea), "\n"), "more than") != 1 {
		t.Errorf("%d requests, %d steps", len(h.model.Asked()), n)
	}
}

func pictures(t *testing.T, s *server) {
	blind := false
	s.open(t, func(c *config.Config) { c.Model.Vision = true; c.Robots[1].Vision = &blind })
	nia := s.Login("nia")
	picture := []wire.Element{{MsgType: wire.Image, MsgContent: json.RawMessage(`{"UUID":"u","ImageFormat":1,"ImageInfoArray":[` +
		`{"Type":1,"Size":9,"Width":640,"Height":480,"URL":"http://files.example/1.jpg"},{"Type":3,"Size":9,"Width":64,"Height":48,"URL":"http://files.example/3.jpg"}]}`)}}
	for _, to := range []string{tea, coffee} {
		world.Call(nia, openim.SendMsg, nia.Client().NewMessage(to, picture))
	}
	sees(nia, tea, "Pictures: http://files.example/3.jpg.", teaEnd)
	sees(nia, coffee, "You wrote: “[picture 640×480]”", coffeeEnd)
}

func restarted(t *testing.T, s *server) {
	h := s.open(t, func(c *config.Config) { c.Grace = 0 })
	h.model.Behave(func(n int, r model.Request) model.How { return model.How{Hang: n == 1} })
	oli := s.Login("oli")
	oli.Send(tea, "before the restart")
	eventually(t, "the model is asked", func() bool { return len(h.model.Asked()) == 1 })

	h.stop()
	h.start()
	sees(oli, tea, "You wrote: “before the restart”", "It is the first message", teaEnd)
}

func starting(t *testing.T, s *server) {
	h := s.open(t, nil)
	ruth := s.Login("ruth")
	const times = 8
	for n := range times {
		h.stop()
		h.start()
		question := fmt.Sprintf("start %d", n)
		ruth.Send(tea, question)
		sees(ruth, tea, question, teaEnd)
	}
	if n := len(h.model.Asked()); n != times {
		t.Errorf("the model was asked %d times", n)
	}
}

func stopped(t *testing.T, s *server) {
	h := s.open(t, func(c *config.Config) { c.Grace = 0 })
	h.model.Pause(100 * time.Millisecond)
	pat := s.Login("pat")
	pat.Send(tea, "a long story, please")
	sees(pat, tea, "I am")
	h.stop()
	sees(pat, tea, "I am", h.cfg.Texts.Broken)
	h.model.Pause(0)
	h.start()
	pat.Send(tea, "where were we?")
	sees(pat, tea, "You wrote: “where were we?”", "2 earlier messages", teaEnd)
	if n := len(h.model.Asked()); n != 2 {
		t.Errorf("the model was asked %d times", n)
	}
}

func crash(t *testing.T, s *server) {
	h := s.open(t, nil)
	h.model.Pause(50 * time.Millisecond)
	sam := s.Login("sam")
	sam.Send(tea, "are you sturdy?")
	sees(sam, tea, "I am a test")
	s.Kill()
	s.Restart()
	if answer := sees(sam, tea, teaEnd); answer != model.Answer(h.model.Asked()[0]) {
		t.Errorf("the answer is %q", answer)
	}
	sam.Send(tea, "and now?")
	sees(sam, tea, "and now?", "2 earlier messages", teaEnd)
}

func liveRoom(t *testing.T, s *server) {
	s.open(t, nil)
	pia := s.Login("pia")
	id := pia.CreateGroup(group.AVChatRoom)
	pia.Join(id)
	mention(pia, id, "@Tea hello", tea)
	sees(pia, tea, "You wrote: “pia: hello”", teaEnd+inGroups)
	if n := len(steps(pia, tea)); n != 1 {
		t.Errorf("it came in %d steps", n)
	}
}

func eventually(t *testing.T, what string, is func() bool) {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); !is(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("it never came that %s", what)
		}
	}
}
