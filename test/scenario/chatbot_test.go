package scenario_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/tencentyun/tls-sig-api-v2-golang/tencentyun"

	"github.com/teahouse-chat/teahouse/client"
	"github.com/teahouse-chat/teahouse/test/model"
	"github.com/teahouse-chat/teahouse/test/world"
	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/group"
	"github.com/teahouse-chat/teahouse/wire/openim"
)

// guideBackend is a chatbot as a guide of few lines has a newcomer write it: net/http, maps of
// JSON, a published UserSig library, and nothing of this repository.
type guideBackend struct {
	t    *testing.T
	host string // http://host:port of the chat server
	ai   string // of the model
	app  int
	key  string
}

// handler takes webhooks by their CallbackCommand.
func (g *guideBackend) handler(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	switch r.URL.Query().Get("CallbackCommand") {
	case "Bot.OnC2CMessage":
		g.heard(body, "openim/sendmsg", func(root map[string]any) map[string]any {
			return map[string]any{"From_Account": root["To_Account"], "To_Account": root["From_Account"], "SyncOtherMachine": 2,
				"MsgLifeTime": 60 * 60 * 24 * 7, "MsgSeq": rand.Uint32(), "MsgRandom": rand.Uint32()}
		})
	case "Bot.OnGroupMessage":
		g.heard(body, "group_open_http_svc/send_group_msg", func(root map[string]any) map[string]any {
			return map[string]any{"From_Account": root["AtRobots_Account"].([]any)[0], "GroupId": root["GroupId"], "Random": rand.Uint32()}
		})
	}
	io.WriteString(w, `{"ActionStatus":"OK","ErrorCode":0,"ErrorInfo":""}`)
}

// heard answers each text of a message, behind the webhook's back.
func (g *guideBackend) heard(body []byte, command string, reply func(root map[string]any) map[string]any) {
	var root map[string]any
	if err := json.Unmarshal(body, &root); err != nil {
		g.t.Error(err)
		return
	}
	if strings.HasPrefix(root["From_Account"].(string), "@RBT#") {
		return
	}
	for _, m := range root["MsgBody"].([]any) {
		element := m.(map[string]any)
		if element["MsgType"] != "TIMTextElem" {
			continue
		}
		text := element["MsgContent"].(map[string]any)["Text"].(string)
		go func() {
			rsp := reply(root)
			rsp["MsgBody"] = []map[string]any{{"MsgType": "TIMTextElem", "MsgContent": map[string]any{"Text": g.askAI(text)}}}
			g.rest(command, rsp)
		}()
	}
}

func (g *guideBackend) askAI(prompt string) string {
	req, _ := json.Marshal(map[string]any{"model": "test", "messages": []map[string]string{{"role": "user", "content": prompt}}})
	res, err := http.Post(g.ai+"/chat/completions", "application/json", bytes.NewReader(req))
	if err != nil {
		g.t.Error(err)
		return ""
	}
	defer res.Body.Close()
	var rsp struct {
		Choices []struct{ Message struct{ Content string } }
	}
	if err := json.NewDecoder(res.Body).Decode(&rsp); err != nil || len(rsp.Choices) == 0 {
		g.t.Error("the model said nothing", err)
		return ""
	}
	return rsp.Choices[0].Message.Content
}

func (g *guideBackend) rest(command string, body map[string]any) {
	usersig, err := tencentyun.GenUserSig(g.app, g.key, "administrator", 60)
	if err != nil {
		g.t.Error(err)
		return
	}
	raw, _ := json.Marshal(body)
	url := fmt.Sprintf("%s/v4/%s?sdkappid=%d&identifier=administrator&usersig=%s&random=%d&contenttype=json", g.host, command, g.app, usersig, rand.Uint32())
	res, err := http.Post(url, "application/json", bytes.NewReader(raw))
	if err != nil {
		g.t.Error(err)
		return
	}
	defer res.Body.Close()
	var rsp struct {
		ActionStatus string
		ErrorCode    int
		ErrorInfo    string
	}
	if err := json.NewDecoder(res.Body).Decode(&rsp); err != nil || rsp.ActionStatus != "OK" {
		g.t.Errorf("%s: %+v %v", command, rsp, err)
	}
}

// TestGuideChatbot: a robot whose backend is some lines of Go with sendmsg answers, one-to-one and
// when it is mentioned in a group.
func TestGuideChatbot(t *testing.T) {
	ai := httptest.NewServer(&model.Server{})
	t.Cleanup(ai.Close)
	g := &guideBackend{t: t, ai: ai.URL + "/v1"}
	hooks := httptest.NewServer(http.HandlerFunc(g.handler))
	t.Cleanup(hooks.Close)
	w := world.Start(t, world.Settings("webhook_url="+hooks.URL+"/im", "webhook_events=Bot.OnC2CMessage,Bot.OnGroupMessage"))
	g.host, g.app, g.key = w.URL(), int(w.ID), w.Key
	g.rest("openim_robot_http_svc/create_robot", map[string]any{"UserID": "@RBT#001", "Nick": "MyRobot"})

	user := w.Login("user1")
	user.Send("@RBT#001", "hello")
	said := user.Await("the robot's answer", func(e client.Event) bool {
		m, is := e.(client.Message)
		return is && m.Sender() == "@RBT#001"
	}).(client.Message)
	if want := "I am a test model, not an AI: I only repeat. You wrote: “hello”."; !strings.HasPrefix(said.Text(), want) {
		t.Errorf("the robot says %q", said.Text())
	}
	history := world.Admin(w.App, openim.AdminGetRoamMsg, &openim.AdminGetRoamMsgRequest{
		Operator: user.Name, Peer: "@RBT#001", MaxCnt: 10, MinTime: 1, MaxTime: uint32(time.Now().Unix() + 10)})
	if n := len(history.MsgList); n != 2 {
		t.Errorf("the history has %d messages", n)
	}

	id := user.CreateGroup(group.Public)
	world.Admin(w.App, group.AddGroupMember, &group.AddGroupMemberRequest{GroupID: id, MemberList: []group.NewMember{{Account: "@RBT#001"}}})
	user.SendGroup(id, "to everybody")
	m := user.Client().NewGroupMessage(id, wire.NewText("@MyRobot are you there?"))
	m.GroupAtInfo = []group.Mention{{Account: "@RBT#001"}}
	world.Call(user, group.SendGroupMsg, m)
	answer := user.Await("the robot's answer in the group", func(e client.Event) bool {
		m, is := e.(client.GroupMessage)
		return is && m.From == "@RBT#001"
	}).(client.GroupMessage)
	if !strings.Contains(answer.Text(), "“@MyRobot are you there?”") {
		t.Errorf("the robot says %q", answer.Text())
	}
}
