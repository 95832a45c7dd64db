package scenario_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/teahouse-chat/teahouse/client"
	"github.com/teahouse-chat/teahouse/test/world"
	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/webhook"
)

// firing is what makes the application's server hear of a webhook. Values of earlier
// answers stand in for $NAME.
type firing struct {
	webhook string
	by      string // a user, or "" for the App admin
	command string
	body    string
	keep    string // NAME=FIELD: a field of the answer
	code    int    // of the answer
}

const (
	hello    = `"MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":"hello"}}]`
	group1   = "group_open_http_svc."
	million  = "million_group_open_http_svc."
	official = "official_account_open_http_svc."
)

// firings fires every webhook, in an order in which each finds what it is about.
var firings = []firing{
	{"Profile.CallbackPortraitSet", "ann", "profile.portrait_set", `{"From_Account":"ann","ProfileItem":[{"Tag":"Tag_Profile_IM_Nick","Value":"Ann"}]}`, "", 0},
	{"State.StateChange", "ann", "im_open_status.ws_set_custom_status", `{"CustomStatus":"busy"}`, "", 0},
	{"", "cat", "profile.portrait_set", `{"From_Account":"cat","ProfileItem":[{"Tag":"Tag_Profile_IM_AllowType","Value":"AllowType_Type_NeedConfirm"}]}`, "", 0},
	{"Sns.CallbackPrevFriendAdd", "ann", "sns.friend_add", `{"From_Account":"ann","AddFriendItem":[{"To_Account":"bob","AddSource":"AddSource_Type_Web"}],"AddType":"Add_Type_Both"}`, "", 0},
	{"Sns.CallbackFriendAdd", "ann", "sns.friend_add", `{"From_Account":"ann","AddFriendItem":[{"To_Account":"cat","AddSource":"AddSource_Type_Web"}],"AddType":"Add_Type_Both"}`, "", 0},
	{"Sns.CallbackPrevFriendResponse", "cat", "sns.friend_response", `{"From_Account":"cat","ResponseFriendItem":[{"To_Account":"ann","ResponseAction":"Response_Action_AgreeAndAdd"}]}`, "", 0},
	{"Sns.CallbackFriendDelete", "", "sns.friend_delete", `{"From_Account":"ann","To_Account":["cat"],"DeleteType":"Delete_Type_Both"}`, "", 0},
	{"Sns.CallbackBlackListAdd", "ann", "sns.black_list_add", `{"From_Account":"ann","To_Account":["eve"]}`, "", 0},
	{"Sns.CallbackBlackListDelete", "ann", "sns.black_list_delete", `{"From_Account":"ann","To_Account":["eve"]}`, "", 0},
	{"Follow.CallbackAfterFollowAdd", "ann", "follow.follow_add", `{"From_Account":"ann","FollowItem":[{"To_Account":"bob"}]}`, "", 0},
	{"Follow.CallbackAfterFollowDelete", "ann", "follow.follow_delete", `{"From_Account":"ann","To_Account":["bob"]}`, "", 0},

	{"C2C.CallbackBeforeSendMsg", "ann", "openim.sendmsg", `{"From_Account":"ann","To_Account":"bob","MsgSeq":101,"MsgRandom":77123,"IsNeedReadReceipt":1,"SupportMessageExtension":1,` + hello + `}`, "KEY=MsgKey TIME=MsgTime", 0},
	{"C2C.CallbackAfterSendMsg", "", "openim.sendmsg", `{"From_Account":"bob","To_Account":"ann","MsgRandom":1,` + hello + `}`, "", 0},
	{"C2C.CallbackAfterMsgReport", "bob", "openim.msgreaded", `{"C2CMsgReaded":{"Cookie":"","C2CMsgReadedItem":[{"To_Account":"ann","LastedMsgTime":$TIME,"Receipt":1}]}}`, "", 0},
	{"C2C.CallbackAfterMsgReadAll", "bob", "openim.read_all_unread_msg", `{"C2CReadAllMsg":1,"GroupReadInfo":[]}`, "", 0},
	{"C2C.CallbackAfterMsgReadReceipt", "", "openim.c2c_msg_read_receipt", `{"Operator_Account":"bob","Peer_Account":"ann","C2CMsgInfo":[{"From_Account":"ann","To_Account":"bob","MsgKey":"$KEY"}]}`, "", 0},
	{"C2C.CallbackAfterC2CMsgExtension", "", "openim_msg_ext_http_svc.set_key_values", `{"From_Account":"ann","To_Account":"bob","MsgKey":"$KEY","OperateType":1,"ExtensionList":[{"Key":"vote","Value":"yes","Seq":0}]}`, "", 0},
	{"C2C.CallbackAfterModifyMsg", "", "openim.modify_c2c_msg", `{"From_Account":"ann","To_Account":"bob","MsgKey":"$KEY",` + hello + `}`, "", 0},
	{"C2C.CallbackAfterMsgWithDraw", "", "openim.admin_msgwithdraw", `{"From_Account":"ann","To_Account":"bob","MsgKey":"$KEY"}`, "", 0},

	{"Group.CallbackBeforeCreateGroup", "ann", group1 + "create_group", `{"Type":"Public","Name":"hikers","Owner_Account":"ann","MaxMemberCount":3,"MemberList":[{"Member_Account":"bob"}]}`, "G=GroupId", 0},
	{"Group.CallbackAfterCreateGroup", "", group1 + "create_group", `{"Type":"ChatRoom","Name":"hall","Owner_Account":"ann","ApplyJoinOption":"FreeAccess"}`, "HALL=GroupId", 0},
	{"Group.CallbackBeforeApplyJoinGroup", "cat", group1 + "apply_join_group", `{"GroupId":"$HALL"}`, "", 0},
	{"Group.CallbackBeforeInviteJoinGroup", "", group1 + "add_group_member", `{"GroupId":"$G","MemberList":[{"Member_Account":"cat"}]}`, "", 0},
	{"Group.CallbackAfterNewMemberJoin", "", "", "", "", 0},
	{"Group.CallbackAfterGroupFull", "", "", "", "", 0},
	{"Group.CallbackAfterMemberExit", "cat", group1 + "quit_group", `{"GroupId":"$HALL"}`, "", 0},
	{"Group.CallbackBeforeSendMsg", "ann", group1 + "send_group_msg", `{"GroupId":"$G","Random":881,"IsNeedReadReceipt":1,"SupportMessageExtension":1,"GroupAtInfo":[{"GroupAtAllFlag":0,"GroupAt_Account":"bob"}],` + hello + `}`, "SEQ=MsgSeq", 0},
	{"Group.CallbackAfterSendMsg", "", "", "", "", 0},
	{"Group.CallbackAfterReadReceipt", "bob", group1 + "group_msg_receipt", `{"GroupId":"$G","MsgSeqList":[{"MsgSeq":$SEQ}]}`, "", 0},
	{"Group.CallbackAfterGroupMsgExtension", "", "openim_msg_ext_http_svc.group_set_key_values", `{"GroupId":"$G","MsgSeq":$SEQ,"OperateType":1,"ExtensionList":[{"Key":"k","Value":"v","Seq":0}]}`, "", 0},
	{"Group.CallbackAfterModifyMsg", "ann", "openim.modify_group_msg", `{"GroupId":"$G","MsgSeq":$SEQ,"MsgVersion":0,` + hello + `}`, "", 0},
	{"Group.CallbackAfterRecallMsg", "", group1 + "group_msg_recall", `{"GroupId":"$G","MsgSeqList":[{"MsgSeq":$SEQ}]}`, "", 0},
	{"Group.CallbackSendMsgException", "eve", group1 + "send_group_msg", `{"GroupId":"$G","Random":9,` + hello + `}`, "", 10007},
	{"Group.CallbackAfterMemberFieldChanged", "", group1 + "modify_group_member_info", `{"GroupId":"$G","Member_Account":"bob","Role":"Admin"}`, "", 0},
	{"Group.CallbackAfterGroupInfoChanged", "ann", group1 + "modify_group_base_info", `{"GroupId":"$G","Notification":"meet at 9"}`, "", 0},
	{"Group.CallbackAfterGroupAttrChanged", "", group1 + "set_group_attr", `{"GroupId":"$G","GroupAttr":[{"key":"seat1","value":"bob"}]}`, "", 0},
	{"Group.CallbackAfterChangeGroupOwner", "", group1 + "change_group_owner", `{"GroupId":"$G","NewOwner_Account":"bob"}`, "", 0},
	{"Group.CallbackAfterGroupDestroyed", "", group1 + "destroy_group", `{"GroupId":"$G"}`, "", 0},

	{"", "ann", group1 + "create_group", `{"Type":"Community","Name":"world","Owner_Account":"ann","SupportTopic":1}`, "C=GroupId", 0},
	{"Group.CallbackBeforeCreateTopic", "ann", million + "create_topic", `{"GroupId":"$C","TopicName":"maps"}`, "T=TopicId", 0},
	{"Group.CallbackAfterCreateTopic", "", "", "", "", 0},
	{"Group.CallbackAfterTopicInfoChanged", "", million + "modify_topic", `{"GroupId":"$C","TopicId":"$T","TopicName":"maps 2","From_Account":"ann"}`, "", 0},
	{"Group.CallbackAfterTopicDestroyed", "ann", million + "destroy_topic", `{"GroupId":"$C","TopicIdList":["$T"]}`, "", 0},

	{"OfficialAccount.CallbackBeforeCreateOfficialAccount", "", official + "create_official_account", `{"Owner_Account":"ann","Name":"daily","MaxSubscriberNum":2}`, "O=OfficialAccountUserID", 0},
	{"OfficialAccount.CallbackAfterCreateOfficialAccount", "", "", "", "", 0},
	{"OfficialAccount.CallbackAfterOfficialAccountInfoChanged", "", official + "modify_official_account_base_info", `{"Official_Account":"$O","Introduction":"news"}`, "", 0},
	{"OfficialAccount.CallbackBeforeAddSubscriber", "", official + "add_subscriber", `{"Official_Account":"$O","SubscriberList":[{"Subscriber_Account":"ann"},{"Subscriber_Account":"bob"}]}`, "", 0},
	{"OfficialAccount.CallbackAfterAddSubscriber", "", "", "", "", 0},
	{"OfficialAccount.CallbackAfterOfficialAccountFull", "", "", "", "", 0},
	{"OfficialAccount.CallbackBeforeSendMsg", "", official + "send_official_account_msg", `{"Official_Account":"$O","Random":3,` + hello + `}`, "MSG=MsgKey", 0},
	{"OfficialAccount.CallbackAfterSendMsg", "", "", "", "", 0},
	{"OfficialAccount.CallbackAfterMsgWithDraw", "", official + "official_account_msg_recall", `{"Official_Account":"$O","MsgKeyList":["$MSG"]}`, "", 0},
	{"OfficialAccount.CallbackAfterDeleteSubscriber", "", official + "delete_subscriber", `{"Official_Account":"$O","SubscriberToDel_Account":["bob"]}`, "", 0},
	{"OfficialAccount.CallbackAfterOfficialAccountDestroyed", "", official + "destroy_official_account", `{"Official_Account":"$O"}`, "", 0},

	{"", "", "openim_robot_http_svc.create_robot", `{"UserID":"@RBT#helper"}`, "", 0},
	{"Bot.OnC2CMessage", "ann", "openim.sendmsg", `{"From_Account":"ann","To_Account":"@RBT#helper","MsgRandom":5,` + hello + `}`, "", 0},
	{"", "", group1 + "add_group_member", `{"GroupId":"$HALL","MemberList":[{"Member_Account":"@RBT#helper"}]}`, "", 0},
	{"Bot.OnGroupMessage", "ann", group1 + "send_group_msg", `{"GroupId":"$HALL","Random":7,"GroupAtInfo":[{"GroupAtAllFlag":0,"GroupAt_Account":"@RBT#helper"}],` + hello + `}`, "", 0},
	{"", "ann", group1 + "create_group", `{"Type":"AVChatRoom","Name":"show","Owner_Account":"ann"}`, "LIVE=GroupId", 0},
	{"", "bob", group1 + "apply_join_group", `{"GroupId":"$LIVE"}`, "", 0},
}

// TestEveryWebhook fires each webhook and compares what comes with its fixture.
func TestEveryWebhook(t *testing.T) {
	b := world.NewBackend(t)
	w := world.Start(t, world.HookedUp(b, "all"))
	users := map[string]client.Conn{"": w.Rest}
	people := map[string]*world.User{}
	for _, name := range []string{"ann", "bob", "cat", "eve"} {
		people[name] = w.Login(name)
		users[name] = people[name]
	}
	values := map[string]string{}
	for _, f := range firings {
		if f.command != "" {
			fire(t, users[f.by], f, values)
		}
		if f.webhook != "" {
			b.Hears(f.webhook, nil)
		}
	}
	people["bob"].Cut()
	b.Hears("State.StateChange", nil, "Disconnect", "bob")
	b.Hears("Group.CallbackOnMemberStateChange", nil, "Online", "bob")
	w.Login("ann", func(o *client.Options) {}) // kicks the first
	b.Hears("State.StateChange", nil, "KickedDevice", "ann")
	w.Set("rest_rate=1")
	w.Until("a call over the limit", func() error {
		for range 3 {
			if _, err := w.Rest.Do(t.Context(), "im_open_login_svc.account_check", []byte(`{"CheckItem":[{"UserID":"ann"}]}`)); err != nil {
				return nil
			}
		}
		return fmt.Errorf("none")
	})
	b.Hears("Alert.RequestOverLimit", nil)
	for _, s := range webhook.All() {
		t.Run(s.Name, func(t *testing.T) { likeFixture(t, s, b.Got(s.Name)) })
	}
}

func fire(t *testing.T, as client.Conn, f firing, values map[string]string) {
	t.Helper()
	body := f.body
	for name, value := range values {
		body = strings.ReplaceAll(body, "$"+name, value)
	}
	answer, err := as.Do(t.Context(), f.command, []byte(body))
	var said map[string]any
	d := json.NewDecoder(bytes.NewReader(answer))
	d.UseNumber()
	if wire.CodeOf(err) != f.code || d.Decode(&said) != nil || fmt.Sprint(said["ErrorCode"]) != fmt.Sprint(f.code) {
		t.Fatalf("%s %s: %v %s", f.command, body, err, answer)
	}
	for _, k := range strings.Fields(f.keep) {
		name, field, _ := strings.Cut(k, "=")
		values[name] = fmt.Sprint(said[field])
	}
}

// mayLack are the fields that some bodies have and others do not.
var mayLack = []string{"KickedDevice", "GroupAtInfo", "Admin_Account", "Notification", "TopicId", "CreatedGroupNum", "NameCard", "Role"}

// likeFixture tests that what came has the fields of the fixture, with values of the same
// types, and no others.
func likeFixture(t *testing.T, s webhook.Spec, all []world.Hooked) {
	raw, err := os.ReadFile(filepath.Join("..", "..", "wire", "webhook", "testdata", s.Name+".json"))
	if err != nil || len(all) == 0 {
		t.Fatalf("%d came; fixture: %v", len(all), err)
	}
	var want map[string]any
	if err := json.Unmarshal(raw, &want); err != nil {
		t.Fatal(err)
	}
	for _, h := range all {
		strict := json.NewDecoder(bytes.NewReader(h.Body))
		strict.DisallowUnknownFields()
		if err := strict.Decode(reflect.New(s.Body).Interface()); err != nil {
			t.Errorf("%v in %s", err, h.Body)
		}
		var got map[string]any
		if err := json.Unmarshal(h.Body, &got); err != nil {
			t.Fatal(err)
		}
		for _, field := range slices.Sorted(maps.Keys(want)) {
			if value, there := got[field]; !there && !slices.Contains(mayLack, field) || there && reflect.TypeOf(value) != reflect.TypeOf(want[field]) {
				t.Errorf("%s is %v, the fixture has %v in\n%s", field, value, want[field], h.Body)
			}
		}
	}
}
