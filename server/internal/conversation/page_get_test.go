package conversation

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/timeline"
)

const firstPage = `{"TimeStamp":0,"StartIndex":0,"TopTimeStamp":0,"TopStartIndex":0,"OrderType":1,"MsgAssistFlags":15,"AssistFlags":31}`

// item returns the conversation with a peer or group.
func (a answer) item(t *testing.T, name string) answer {
	t.Helper()
	for i := range max(a.len("SessionItem"), 0) {
		item := answer(a.at("SessionItem", i).(map[string]any))
		if item["To_Account"] == name || item["ToAccount"] == name {
			return item
		}
	}
	t.Fatalf("%s is not in %v", name, a)
	return nil
}

func (a answer) names() (all []string) {
	for i := range max(a.len("SessionItem"), 0) {
		for _, field := range []string{"To_Account", "ToAccount", "GroupId"} {
			if name, ok := a.at("SessionItem", i, field).(string); ok {
				all = append(all, name)
			}
		}
	}
	return all
}

func TestPageGetOneToOne(t *testing.T) {
	w := newWorld(t, func(o *Options) {
		o.Remarks = func(_ context.Context, _ id.Account, peers []uint64) (map[uint64]string, error) {
			return map[uint64]string{peers[0]: "my friend"}, nil
		}
	})
	mia, leo, eve := w.login("mia"), w.login("leo"), w.login("eve")
	empty := mia.do("recentcontact.page_get", firstPage, 0)
	if empty.len("SessionItem") != 0 || empty.text("CompleteFlag") != "1" || empty.len("GroupItem") != 0 {
		t.Errorf("empty list %v", empty)
	}
	w.append(eve, mia, "earlier", 0)
	m := w.append(mia, leo, "tea?", 0)
	w.append(eve, leo, "quiet", timeline.FlagNoLastMsg)
	a := mia.do("recentcontact.page_get", firstPage, 0)
	if !slices.Equal(a.names(), []string{"leo", "eve"}) {
		t.Errorf("order %v", a.names())
	}
	item := a.item(t, "leo")
	want := map[string]string{"Type": "1", "MsgTimeStamp": fmt.Sprint(m.Time), "MsgSeq": "1", "LastC2CMsgFrom_Account": "mia", "LastMsgFlags": "0",
		"C2cNick": "the leo", "C2cRemark": "my friend", "C2cPeerReadTime": "0", "TopFlags": "0", "StandardMark": strings.Repeat("0", 64),
		"CustomMark": "", "MsgRecvOption": "0", "ContactGroupId": "[]"}
	for field, value := range want {
		if item.text(field) != value {
			t.Errorf("%s is %v, want %s", field, item[field], value)
		}
	}
	if item.text("LastMsg", "MsgBody", 0, "MsgContent", "Text") != "tea?" {
		t.Errorf("last message %v", item["LastMsg"])
	}
	if names := leo.do("recentcontact.page_get", firstPage, 0).names(); !slices.Equal(names, []string{"mia"}) {
		t.Errorf("a message that is no last message began a conversation: %v", names)
	}
	w.must(w.log.Update(w.ctx, []timeline.Touch{timeline.InConv(m.Conv)}, func(tx *timeline.Tx) error {
		if _, _, err := tx.Read(m.Conv, leo.account.ID, timeline.UpTo{All: true}, 0); err != nil {
			return err
		}
		_, err := tx.Recall(m.Conv, m.Pos(), "mia", "")
		return err
	}))
	item = mia.do("recentcontact.page_get", firstPage, 0).item(t, "leo")
	if item.text("LastMsgFlags") != "8" || item.text("LastMsg", "RevokerInfo", "Revoker_Account") != "mia" || item.text("C2cPeerReadTime") != fmt.Sprint(m.Time) {
		t.Errorf("recalled %v", item)
	}
	mia.do("recentcontact.page_get", `{"From_Account":"leo"}`, 60010)
}

func TestPageGetGroups(t *testing.T) {
	tea, live := id.Conv{}, id.Conv{}
	var asked []GroupAsk
	w := newWorld(t, func(o *Options) {
		o.GroupFacts = func(_ context.Context, _ id.Account, all []GroupAsk) (map[id.Conv]GroupFacts, error) {
			asked = all
			return map[id.Conv]GroupFacts{tea: {ID: "@TGS#1TEA", Name: "tea room", FaceURL: "pic", Type: "Public", Option: 2, SenderCard: "the host"}}, nil
		}
	})
	mia, leo := w.login("mia"), w.login("leo")
	tea, live = id.GroupConv(w.app, 7), id.GroupConv(w.app, 8)
	say := func(conv id.Conv, from *client, body string, flags timeline.Flags) {
		m := timeline.Message{Conv: conv, Body: json.RawMessage(body), Flags: flags, FromAccount: "@TIM#SYSTEM"}
		if from != nil {
			m.From, m.FromAccount = from.account.ID, from.account.Name
		}
		_, _, err := w.log.Append(w.ctx, m, timeline.Repeat{Never: true})
		w.must(err)
	}
	w.must(w.log.Update(w.ctx, []timeline.Touch{timeline.OfAccount(w.app, mia.account.ID)}, func(tx *timeline.Tx) error {
		for _, conv := range []id.Conv{tea, live} {
			if _, err := tx.Join(conv, mia.account.ID, true); err != nil {
				return err
			}
		}
		return nil
	}))
	say(live, leo, `[]`, 0)
	say(tea, leo, `[{"MsgType":"TIMTextElem","MsgContent":{"Text":"a"}}]`, timeline.FlagNoUnread)
	say(tea, leo, `[{"MsgType":"TIMTextElem","MsgContent":{"Text":"b"}}]`, 0)
	a := mia.do("recentcontact.page_get", firstPage, 0)
	if a.len("SessionItem") != 1 {
		t.Fatalf("list %v", a.names())
	}
	item := a.item(t, "@TGS#1TEA")
	want := map[string]string{"Type": "2", "GroupNick": "tea room", "GroupImage": "pic", "GroupType": "Public", "GroupNextMsgSeq": "3", "MsgSeq": "2",
		"UnreadMsgCount": "2", "GroupIgnoredUnreadSeqCount": "1", "MsgGroupFrom_Account": "leo", "MsgGroupFromNickName": "the leo",
		"MsgGroupFromCardName": "the host", "MsgRecvOption": "2"}
	for field, value := range want {
		if item.text(field) != value {
			t.Errorf("%s is %v, want %s", field, item[field], value)
		}
	}
	if len(asked) != 2 || asked[0].Sender != leo.account.ID {
		t.Errorf("asked %v", asked)
	}
	say(tea, nil, `{"OpType":1,"List_Account":["leo"]}`, timeline.FlagTip)
	item = mia.do("recentcontact.page_get", firstPage, 0).item(t, "@TGS#1TEA")
	if item.text("LastMsg", "Event") != "4" || item.text("LastMsg", "GroupTips", "MsgBody", "OpType") != "1" ||
		item.text("LastMsg", "GroupTips", "TinyId") != "0" || item.text("LastMsg", "GroupTips", "GroupInfo", "GroupName") != "tea room" {
		t.Errorf("tip %v", item["LastMsg"])
	}
	if _, there := item.at("LastMsg").(map[string]any)["MsgBody"]; there {
		t.Errorf("a tip has no MsgBody of its own: %v", item["LastMsg"])
	}
}

func TestPageGetPages(t *testing.T) {
	w := newWorld(t, nil)
	mia := w.login("mia")
	const all = 2*pageItems + 7
	for i := range all {
		peer := w.login(fmt.Sprintf("u%d", i))
		w.later.Store(int64(i/10) * 1e9) // ten at a time have the same time
		w.append(peer, mia, "x", 0)
	}
	w.rest("recentcontact.top", `{"From_Account":"mia","OperationType":1,"RecentContactItem":[{"Type":1,"To_Account":"u3"}]}`, 0)
	seen := map[string]int{}
	body, pages := firstPage, 0
	for pages = 1; pages < 9; pages++ {
		a := mia.do("recentcontact.page_get", body, 0)
		if pages == 1 && a.names()[0] != "u3" {
			t.Errorf("the pinned one is not the first: %v", a.names()[:3])
		}
		for _, name := range a.names() {
			seen[name]++
		}
		if a.text("CompleteFlag") == "1" {
			if a.text("TimeStamp") != "0" || a.text("StartIndex") != "0" {
				t.Errorf("a client that comes back would miss some: %v", a["TimeStamp"])
			}
			break
		}
		body = fmt.Sprintf(`{"TimeStamp":%v,"StartIndex":%v,"TopTimeStamp":%v,"TopStartIndex":%v}`, a["TimeStamp"], a["StartIndex"], a["TopTimeStamp"], a["TopStartIndex"])
	}
	if pages != 3 || len(seen) != all {
		t.Errorf("%d pages with %d conversations", pages, len(seen))
	}
	for name, n := range seen {
		if n != 1 {
			t.Errorf("%s came %d times", name, n)
		}
	}
}

func TestGetList(t *testing.T) {
	w := newWorld(t, nil)
	mia, leo := w.login("mia"), w.login("leo")
	w.login("eve")
	m := w.append(leo, mia, "x", 0)
	w.rest("recentcontact.top", `{"From_Account":"mia","OperationType":1,"RecentContactItem":[{"Type":1,"To_Account":"eve"}]}`, 0)
	a := w.rest("recentcontact.get_list", `{"From_Account":"mia","TimeStamp":0,"StartIndex":0,"TopTimeStamp":0,"TopStartIndex":0,"AssistFlags":7}`, 0)
	if !slices.Equal(a.names(), []string{"eve", "leo"}) || a.text("SessionItem", 0, "TopFlag") != "1" || a.text("SessionItem", 1, "MsgTime") != fmt.Sprint(m.Time) {
		t.Errorf("list %v", a)
	}
	a = w.rest("recentcontact.get_list", `{"From_Account":"mia","AssistFlags":1}`, 0)
	if !slices.Equal(a.names(), []string{"leo"}) || a.text("CompleteFlag") != "1" {
		t.Errorf("without empty ones %v", a)
	}
	w.rest("recentcontact.get_list", `{"From_Account":"ghost","AssistFlags":1}`, 50001)
	w.rest("recentcontact.get_list", `{"AssistFlags":1}`, 50002)
}
