package client

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"
)

// forms are events as servers of this protocol push them, with what each is told
// as, in short.
var forms = []struct{ what, push, told string }{
	{"one-to-one message", `{"Event":9,"C2cMsgArray":[{"From_Account":"alice","To_Account":"bob",
		"MsgSeq":2139040001,"MsgRandom":49647034,"MsgTimeStamp":1760000000,"MsgClientTime":1760000000,
		"TinyId":"144115212345000001","From_AccountNick":"Alice","From_AccountHeadurl":"http://pic/a.png",
		"MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":"hi"}}],"CloudCustomData":"",
		"IsNeedReadReceipt":1,"SupportMessageExtension":1,"MsgVersion":0}]}`,
		"message alice 2139040001 hi"},
	{"copy for the sender's other devices", `{"Event":9,"C2cMsgArray":[{"From_Account":"bob","To_Account":"alice","IsSyncMsg":1,
		"MsgSeq":1,"MsgRandom":2,"MsgTimeStamp":3,"MsgBody":[{"MsgType":"TIMCustomElem","MsgContent":{"Data":"x"}}]}]}`,
		"message alice 1 "},
	{"two messages in an event", `{"Event":9,"C2cMsgArray":[
		{"From_Account":"a","MsgSeq":1,"MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":"1"}}]},
		{"From_Account":"a","MsgSeq":2,"MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":"2"}}]}]}`,
		"message a 1 1; message a 2 2"},
	{"the number is a label only", `{"Event":77,"C2cMsgArray":[{"From_Account":"a","MsgSeq":1,"MsgBody":[]}]}`,
		"message a 1 "},
	{"recall", `{"Event":10,"C2cNotifyMsgArray":[{"WithdrawC2cMsgNotify":{"C2cWithdrawInfoArray":[{
		"From_Account":"alice","To_Account":"bob","MsgSeq":2139040001,"MsgRandom":49647034,
		"MsgTime":1760000000,"MsgClientTime":1760000000,"TinyId":"144115212345000001",
		"RevokerInfo":{"Revoker_Account":"alice","Reason":""}}]}}]}`,
		"recall alice 2139040001"},
	{"read by the peer", `{"Event":10,"C2cNotifyMsgArray":[{"C2cReadedReceipt":{"To_Account":"bob",
		"UinPairReadArray":[{"LastReadTime":1760000100}]}}]}`,
		"peer read bob 1760000100"},
	{"read on another device", `{"Event":10,"C2cNotifyMsgArray":[{"ReadC2cMsgNotify":{
		"UinPairReadArray":[{"From_Account":"alice","LastReadTime":1760000100}]}}]}`,
		"own read alice 1760000100"},
	{"receive option of a peer", `{"Event":10,"C2cNotifyMsgArray":[{"MuteNotificationsSync":{"To_Account":"alice","MuteNotifications":2}}]}`,
		"client.PeerMute"},
	{"receipts", `{"Event":16,"Peer_Account":"bob","PeerReadTime":1760000100,"C2cMsgInfo":[
		{"From_Account":"alice","To_Account":"bob","TinyId":"144115212345000001",
		"MsgClientTime":1760000000,"MsgRandom":49647034,"MsgSeq":2139040001,"MsgTime":1760000000}]}`,
		"receipt bob 1"},
	{"edit", `{"Event":19,"C2cMsgModNotifys":[{"From_Account":"alice","To_Account":"bob","MsgSeq":2139040001,
		"MsgRandom":49647034,"MsgTime":1760000000,"MsgVersion":1,"CloudCustomData":"x",
		"MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":"v2"}}]}]}`,
		"edit alice version 1"},
	{"group message", `{"Event":3,"GroupMsgArray":[{"From_Account":"olga","ToGroupId":"@TGS#1ABC","GroupId":"@TGS#1ABC",
		"MsgSeq":12,"MsgRandom":77300793,"ClientSeq":2142520001,"MsgTimeStamp":1760000000,"MsgClientTime":1760000000,
		"TinyId":"144115212345000002","MsgPriority":1,"MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":"hi"}}],
		"CloudCustomData":"","NeedReadReceipt":0,"SupportMessageExtension":0,"OnlineOnlyFlag":0,
		"GroupAtInfo":[{"GroupAtAllFlag":0,"GroupAt_Account":"mike"}],
		"GroupInfo":{"GroupId":"@TGS#1ABC","GroupName":"room","GroupType":"Public","From_AccountNick":"Olga",
		"From_AccountHeadurl":"","MsgFrom_AccountExtraInfo":{"NameCard":"","Role":400}}}]}`,
		"group message @TGS#1ABC 12 hi"},
	{"tip", `{"Event":4,"GroupTips":[{"From_Account":"@TIM#SYSTEM","ToGroupId":"@TGS#1ABC","GroupId":"@TGS#1ABC","MsgSeq":13,
		"MsgRandom":3812234567,"MsgTimeStamp":1760000000,"MsgClientTime":1760000000,"TinyId":"0",
		"GroupInfo":{"GroupId":"@TGS#1ABC","GroupName":"room","GroupType":"Public"},
		"MsgBody":{"OpType":1,"Operator_Account":"mike","List_Account":["mike"],"MemberNum":3,"GroupJoinType":1,
		"MsgOperatorMemberExtraInfo":{"UserId":"mike","NickName":"Mike","ImageUrl":""},
		"MsgMemberExtraInfo":[{"UserId":"mike","NickName":"Mike","ImageUrl":""}]}}]}`,
		"tip @TGS#1ABC 1 mike stored true"},
	{"tip outside the history", `{"Event":6,"GroupTips":[{"ToGroupId":"@TGS#1ABC","MsgBody":{"OpType":6,"Operator_Account":"olga",
		"MsgGroupNewInfo":{"GroupAttrOption":{"AttrMainSeq":2,"OpType":2,"PushChangedAttrValFlag":1,"BytesChangedKeys":["b"],
		"GroupAttrInfo":[{"Key":"b","Val":"3","SubKeySeq":2}]}}}}]}`,
		"tip @TGS#1ABC 6 olga stored false"},
	{"system notice", `{"Event":5,"GroupTips":[{"From_Account":"@TIM#SYSTEM","To_Account":"olga","MsgSeq":101,"ClientSeq":101,
		"MsgRandom":1234567890,"MsgTimeStamp":1760000000,"MsgClientTime":1760000000,
		"GroupInfo":{"GroupId":"@TGS#1ABC","GroupName":"room","GroupType":"Public","To_Account":"olga","From_Account":"mike"},
		"MsgBody":{"ReportType":1,"Operator_Account":"mike","RemarkInfo":"let me in","Authentication":"abc",
		"MsgKey":1760000000123,"UserDefinedField":"","MsgMemberExtraInfo":{"UserId":"mike","NickName":"Mike","ImageUrl":""}}}]}`,
		"notice 1 olga"},
	{"group recall", `{"Event":5,"GroupTips":[{"From_Account":"olga","ToGroupId":"@TGS#1ABC","MsgBody":{"GroupWithdrawInfoArray":[
		{"GroupId":"@TGS#1ABC","TopicId":"","MsgSeq":12,"MsgRandom":77300793,"MsgTime":1760000000,"TinyId":"1441",
		"MsgClientTime":1760000000,"RevokerInfo":{"Revoker_Account":"olga"}}]},"RevokerInfo":{"Revoker_Account":"olga","Reason":""}}]}`,
		"group recall @TGS#1ABC 12"},
	{"group read on another device", `{"Event":5,"GroupTips":[{"MsgBody":{"ReportType":15,"GroupReadInfoArray":[
		{"GroupId":"@TGS#1ABC","TopicId":"","LastReadMsgSeq":12}]}}]}`,
		"group own read @TGS#1ABC 12"},
	{"mention", `{"Event":12,"GroupTips":[{"From_Account":"@TIM#SYSTEM","MsgSeq":102,"ClientSeq":102,"MsgRandom":658814726,
		"MsgTimeStamp":1760000000,"GroupAtTips":{"GroupId":"@TGS#1ABC","TopicId":null,"From_Account":"olga","MsgSeq":12,"AtFlagList":[1]}}]}`,
		"mention @TGS#1ABC 12"},
	{"group edit", `{"Event":19,"GroupMsgModNotifys":[{"GroupId":"@TGS#1ABC","TopicId":"","From_Account":"olga","MsgSeq":13,
		"MsgRandom":5,"MsgTime":1760000000,"MsgVersion":1,"CloudCustomData":"",
		"MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":"g2"}}]}]}`,
		"group edit @TGS#1ABC 13 version 1"},
	{"profile", `{"Event":8,"ProfileDataMod":[{"PushType":1,"Profile_Account":"alice","ProfileList":[
		{"Tag":"Tag_Profile_IM_Nick","ValueBytes":"Alice"},{"Tag":"Tag_Profile_IM_Level","ValueNum":3}]}]}`,
		"profile alice 2"},
	{"status", `{"Event":20,"UserStatusList":[{"To_Account":"bob","Status":1}]}`, "client.UserStatus"},
	{"friends", `{"Event":7,"FriendListMod":[{"PushType":1,"FriendAdd_Account":["bob"]}]}`, "client.FriendChange"},
	{"following", `{"Event":22,"FollowChangeList":[{"From_Account":"bob","FollowDiffList":[{"IsAdd":1,"FollowType":1}]}]}`, "client.FollowChange"},
	{"conversations", `{"Event":17,"RecentContactMod":[{"PushType":2}]}`, "client.ContactChange"},
	{"extensions", `{"Event":18,"MsgExtensionNotify":{"MsgOptType":1}}`, "client.Extensions"},
	{"reactions", `{"Event":21,"MsgReactionNotifyList":[{"MsgReactionSummary":[]}]}`, "client.Reactions"},
	{"own reaction", `{"Event":21,"MsgReactionNotify":{"Reaction":"x","MsgOptType":1}}`, "client.OwnReaction"},
	{"do not disturb", `{"Event":24,"Level":1,"StartTime":1,"EndTime":2,"IsRepeated":0}`, "client.DoNotDisturb"},
	{"group receipts", `{"Event":5,"GroupTips":[{"ToGroupId":"g","MsgBody":{"GroupMsgReceiptList":[{"MsgSeq":3,"ReadNum":1}]}}]}`, "client.GroupReceipt"},
	{"unknown", `{"Event":99,"Something":[1]}`, "raw im_open_push.msg_push 99"},
	{"all read", `{"Event":14,"C2CReadAllMsg":1,"GroupReadInfoArray":[]}`, "client.ReadAll"},
	{"known key, strange form", `{"Event":9,"C2cMsgArray":"soon"}`, "raw im_open_push.msg_push 9"},
	{"no object", `7`, "raw im_open_push.msg_push 0"},
}

func TestForms(t *testing.T) {
	for _, f := range forms {
		got := ""
		for i, e := range decodePush("im_open_push.msg_push", []byte(`{"EventArray":[`+f.push+`]}`)) {
			if i > 0 {
				got += "; "
			}
			got += short(e)
		}
		if got != f.told {
			t.Errorf("%s: %q, want %q", f.what, got, f.told)
		}
	}
}

// TestOrderOfEvents: the events of a push are told as they stand in it.
func TestOrderOfEvents(t *testing.T) {
	body, want := `{"EventArray":[`, []string{}
	for i, f := range forms {
		if i > 0 {
			body += ","
		}
		body += f.push
		for _, e := range decodePush("im_open_push.msg_push", []byte(`{"EventArray":[`+f.push+`]}`)) {
			want = append(want, short(e))
		}
	}
	var got []string
	for _, e := range decodePush("im_open_push.msg_push", []byte(body+`]}`)) {
		got = append(got, short(e))
	}
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestPushesWithoutEvents(t *testing.T) {
	for _, body := range []string{`{}`, `{"Flag":1}`, `{"EventArray":7}`, `[]`, `not JSON`} {
		events := decodePush("some.thing", []byte(body))
		if len(events) != 1 || short(events[0]) != "raw some.thing 0" {
			t.Errorf("%s: %+v", body, events)
		}
	}
}

// short tells an event in a line.
func short(e Event) string {
	switch e := e.(type) {
	case Message:
		return fmt.Sprintf("message %s %d %s", e.Sender(), e.MsgSeq, e.Text())
	case Recall:
		return fmt.Sprintf("recall %s %d", e.From, e.MsgSeq)
	case PeerRead:
		return fmt.Sprintf("peer read %s %d", e.Peer, e.Time)
	case OwnRead:
		return fmt.Sprintf("own read %s %d", e.Peer, e.Time)
	case Receipt:
		return fmt.Sprintf("receipt %s %d", e.Peer, len(e.C2cMsgInfo))
	case Edit:
		return fmt.Sprintf("edit %s version %d", e.From, e.MsgVersion)
	case GroupMessage:
		return fmt.Sprintf("group message %s %d %s", e.ToGroupID, e.MsgSeq, e.Text())
	case Tip:
		return fmt.Sprintf("tip %s %d %s stored %v", e.ToGroupID, e.Tip.OpType, e.Tip.Operator, e.Stored)
	case Notice:
		return fmt.Sprintf("notice %d %s", e.MsgBody.ReportType, e.To)
	case GroupRecall:
		return fmt.Sprintf("group recall %s %d", e.GroupID, e.MsgSeq)
	case GroupOwnRead:
		return fmt.Sprintf("group own read %s %d", e.GroupID, e.LastReadMsgSeq)
	case Mention:
		return fmt.Sprintf("mention %s %d", e.GroupID, e.MsgSeq)
	case GroupEdit:
		return fmt.Sprintf("group edit %s %d version %d", e.GroupID, e.MsgSeq, e.MsgVersion)
	case ProfileChange:
		return fmt.Sprintf("profile %s %d", e.ProfileAccount, len(e.ProfileList))
	case Raw:
		return fmt.Sprintf("raw %s %d", e.Command, e.Event)
	}
	return fmt.Sprintf("%T", e)
}

// TestLongCut: what was sent too long ago is not sent again.
func TestLongCut(t *testing.T) {
	c := &Client{waiting: map[uint32]*request{}, asked: map[string]bool{}}
	r := &request{command: "openim.sendmsg"}
	c.add(r)
	r.sent = time.Now().Add(-resendFor - time.Second)
	c.use(&link{})
	if a := <-r.answer; !errors.Is(a.err, ErrUnanswered) {
		t.Errorf("answered with %v", a.err)
	}
}

// TestQueueIsBounded: a queue that nobody reads keeps so many pushes and bytes,
// however often the connection is lost, and says once that more came.
func TestQueueIsBounded(t *testing.T) {
	for name, c := range map[string]struct{ max, push, items int }{
		"by number":  {10, 100, 11},
		"by size":    {10_000, 1 << 20, 44},
		"not at all": {-1, 100, 1},
	} {
		q := newQueue(c.max)
		q.begin()
		l := &link{}
		for range 100 {
			q.put(item{events: []Event{StateChanged{Connecting}}})
			q.put(item{sync: true, link: l})
			q.put(item{events: []Event{StateChanged{Connected}}})
			for range 10 {
				q.put(item{push: make([]byte, c.push), link: l})
			}
		}
		q.put(item{events: []Event{StateChanged{Over}}})
		q.close()
		items, missed, over := 0, 0, 0
		for i, ok := q.take(); ok; i, ok = q.take() {
			items++
			if slices.Contains(i.events, Event(Missed{})) {
				missed++
			}
			if slices.Contains(i.events, Event(StateChanged{Over})) {
				over++
			}
		}
		if items > c.items+6 || over != 1 || missed > 1 || c.max > 0 && missed == 0 {
			t.Errorf("%s: %d items, missed noted %d times, over %d times", name, items, missed, over)
		}
	}
}
