package group_test

import (
	"strings"
	"testing"

	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/fixturetest"
	"github.com/teahouse-chat/teahouse/wire/group"
)

func TestFixtures(t *testing.T) {
	fixturetest.Run(t, "testdata", group.CreateGroup.Spec(), group.DestroyGroup.Spec(), group.ModifyGroupBaseInfo.Spec(),
		group.GetJoinedGroupList.Spec(), group.GetJoinedGroupListClient.Spec(), group.GetJoinedCommunityList.Spec(),
		group.GetGroupInfo.Spec(), group.GetGroupSelfMemberInfo.Spec(), group.GetGroupPublicInfo.Spec(),
		group.ApplyJoinGroup.Spec(), group.QuitGroup.Spec(), group.ChangeGroupOwner.Spec(), group.GetPendency.Spec(),
		group.GetGroupMemberInfo.Spec(), group.GetSpecifiedGroupMemberInfo.Spec(), group.AddGroupMember.Spec(),
		group.DeleteGroupMember.Spec(), group.ModifyGroupMemberInfo.Spec(), group.SendGroupMsg.Spec(),
		group.GroupMsgGet.Spec(), group.GroupMsgGetSimple.Spec(), group.GroupMsgRecall.Spec(), group.ModifyGroupMsg.Spec(),
		group.MsgReadReport.Spec(), group.DeleteGroupRambleMsgBySeq.Spec(), group.BatchGetGroupNotify.Spec(),
		group.GetMembers.Spec(), group.GetMsg.Spec(), group.GetHugeGroupMsg.Spec(),
		group.CheckMembers.Spec(), group.ModifyUserInfo.Spec(), group.ModifyAdmin.Spec(), group.GetAdminList.Spec(), group.AddRobots.Spec(), group.DelRobots.Spec(), group.SendBroadcastMsg.Spec(), group.GetOnlineMemberNum.Spec(), group.GroupMsgReceipt.Spec(),
		group.GetGroupMsgReceipt.Spec(), group.GetGroupMsgReceiptDetail.Spec(), group.GetGroupMsgReceiptsByUsers.Spec(), group.GetRoleInGroup.Spec(),
		group.GetCommunityPendency.Spec(), group.HandleApplyJoinGroup.Spec(), group.HandleInviteJoinPermissionGroup.Spec(),
		group.HandleInviteJoinGroup.Spec(), group.ForbidSendMsg.Spec(), group.GetGroupMutedAccount.Spec(),
		group.GetGroupShuttedUin.Spec(), group.BanGroupMember.Spec(), group.UnbanGroupMember.Spec(), group.GetGroupBanMember.Spec(),
		group.GetAppidGroupList.Spec(), group.ImportGroup.Spec(), group.ImportGroupMember.Spec(), group.SetUnreadMsgNum.Spec(), group.ImportGroupMsg.Spec(),
		group.PinMessage.Spec(), group.UnpinMessage.Spec(), group.GetPinnedMessages.Spec(),
		group.SetGroupAttr.Spec(), group.ModifyGroupAttr.Spec(), group.DeleteGroupAttr.Spec(), group.ClearGroupAttr.Spec(), group.GetGroupAttr.Spec(),
		group.UpdateGroupCounter.Spec(), group.GetGroupCounter.Spec(), group.DeleteGroupCounter.Spec(),
		group.CreateTopic.Spec(), group.ImportTopic.Spec(), group.DestroyTopic.Spec(), group.ModifyTopic.Spec(), group.GetTopic.Spec(),
		group.ClearGroupMsg.Spec(), group.DeleteGroupMsgBySender.Spec(), group.SendGroupSystemNotification.Spec(), group.CreatePermissionGroup.Spec(),
		group.DestroyPermissionGroup.Spec(), group.ModifyPermissionGroup.Spec(), group.GetPermissionGroup.Spec(), group.AddTopicPermissionGroup.Spec(),
		group.SetTopicPermissionGroup.Spec(), group.DeleteTopicPermissionGroup.Spec(), group.GetTopicPermissionGroup.Spec(), group.AddPermissionGroupMember.Spec(),
		group.DeletePermissionGroupMember.Spec(), group.GetPermissionGroupMemberList.Spec())
}

func TestGroupCommandsHaveBothServiceWords(t *testing.T) {
	want := "million_group_open_http_svc.send_group_msg"
	if names := group.SendGroupMsg.Spec().Names(); len(names) != 2 || names[1] != want {
		t.Errorf("names are %q", names)
	}
}

func TestValidate(t *testing.T) {
	text, long := wire.NewText("hi"), strings.Repeat("x", 500)
	random := new(uint32(7))
	for _, c := range []struct {
		name string
		req  interface{ Validate() error }
		code int
	}{
		{"a group without a type", &group.CreateGroupRequest{Name: "n"}, 10004},
		{"a group without a name", &group.CreateGroupRequest{Type: "Public"}, 10004},
		{"a long name", &group.CreateGroupRequest{Type: "Public", Name: long}, 10004},
		{"a strange option", &group.CreateGroupRequest{Type: "Public", Name: "n", ApplyJoinOption: "x"}, 10004},
		{"101 members", &group.CreateGroupRequest{Type: "Public", Name: "n", MemberList: make([]group.NewMember, 101)}, 10005},
		{"a key with a space", &group.CreateGroupRequest{Type: "Public", Name: "n", AppDefinedData: []group.Field{{Key: "a b"}}}, 10004},
		{"no group", &group.QuitGroupRequest{}, 10004},
		{"a group with a line break", &group.QuitGroupRequest{GroupID: "a\nb"}, 10015},
		{"a long group", &group.QuitGroupRequest{GroupID: long}, 10015},
		{"no random", &group.SendGroupMsgRequest{GroupID: "g", MsgBody: text}, 10004},
		{"no body", &group.SendGroupMsgRequest{GroupID: "g", Random: random}, 10004},
		{"a long body", &group.SendGroupMsgRequest{GroupID: "g", Random: random, MsgBody: wire.NewText(strings.Repeat("x", 13<<10))}, 80002},
		{"31 mentions", &group.SendGroupMsgRequest{GroupID: "g", Random: random, MsgBody: text, GroupAtInfo: make([]group.Mention, 31)}, 10053},
		{"51 receivers", &group.SendGroupMsgRequest{GroupID: "g", Random: random, MsgBody: text, To: make([]string, 51)}, 10004},
		{"an online-only message with controls", &group.SendGroupMsgRequest{GroupID: "g", Random: random, MsgBody: text, OnlineOnlyFlag: 1, SendMsgControl: []string{"NoUnread"}}, 10004},
		{"a good message", &group.SendGroupMsgRequest{GroupID: "g", Random: random, MsgBody: text}, 0},
		{"no recalls", &group.GroupMsgRecallRequest{GroupID: "g"}, 10004},
		{"11 recalls", &group.GroupMsgRecallRequest{GroupID: "g", MsgSeqList: make([]group.SeqRef, 11)}, 10004},
		{"nobody to add", &group.AddGroupMemberRequest{GroupID: "g"}, 10004},
		{"301 to add", &group.AddGroupMemberRequest{GroupID: "g", MemberList: make([]group.NewMember, 301)}, 10005},
		{"51 asked for", &group.GetSpecifiedGroupMemberInfoRequest{GroupID: "g", Accounts: make([]string, 51)}, 10005},
		{"51 groups", &group.GetGroupInfoRequest{GroupIDList: make([]string, 51)}, 10004},
		{"a role that nobody has", &group.ModifyGroupMemberInfoRequest{GroupID: "g", Account: "a", Role: "Owner"}, 10004},
		{"a flag that nothing has", &group.ModifyGroupMemberInfoRequest{GroupID: "g", Account: "a", MsgFlag: "x"}, 10004},
		{"a long key", &group.ModifyGroupAttrRequest{GroupID: "g", GroupAttr: []group.Attr{{Key: long[:33]}}}, 10045},
		{"a long value", &group.SetGroupAttrRequest{GroupID: "g", GroupAttr: []group.Attr{{Key: "k", Value: strings.Repeat("x", 4001)}}}, 10046},
		{"17 attributes", &group.SetGroupAttrRequest{GroupID: "g", GroupAttr: make([]group.Attr, 17)}, 10047},
		{"an attribute without a key", &group.SetGroupAttrRequest{GroupID: "g", GroupAttr: make([]group.Attr, 1)}, 10004},
		{"an attribute twice", &group.SetGroupAttrRequest{GroupID: "g", GroupAttr: []group.Attr{{Key: "k"}, {Key: "k"}}}, 10004},
		{"no attribute", &group.DeleteGroupAttrRequest{GroupID: "g"}, 10004},
		{"no new attribute", &group.ModifyGroupAttrRequest{GroupID: "g", GroupAttr: []group.Attr{}}, 10004},
		{"none in place of all", &group.SetGroupAttrRequest{GroupID: "g", GroupAttr: []group.Attr{}}, 0},
		{"a mark that is nothing", &group.ModifyUserInfoRequest{GroupID: "g", CommandType: 1, MemberList: []group.Marked{{Account: "a", Marks: []int{7}}}}, 10004},
		{"a strange command", &group.ModifyAdminRequest{GroupID: "g", CommandType: 3, Accounts: []string{"a"}}, 10004},
		{"501 to check", &group.CheckMembersRequest{GroupID: "g", Accounts: make([]string, 501)}, 10005},
		{"a broadcast without Random", &group.SendBroadcastMsgRequest{MsgBody: text}, 10004},
		{"21 counters", &group.UpdateGroupCounterRequest{GroupID: "g", GroupCounter: make([]group.Counter, 21)}, 10063},
		{"a counter with a long key", &group.UpdateGroupCounterRequest{GroupID: "g", GroupCounter: []group.Counter{{Key: long[:129]}}}, 10004},
		{"a strange mode", &group.UpdateGroupCounterRequest{GroupID: "g", GroupCounter: []group.Counter{{Key: "k"}}, Mode: "Double"}, 10004},
	} {
		if got := wire.CodeOf(c.req.Validate()); got != c.code {
			t.Errorf("%s: %d, want %d", c.name, got, c.code)
		}
	}
}

func TestCheckNewID(t *testing.T) {
	for _, c := range []struct {
		id        string
		community bool
		ok        bool
	}{
		{"team-7", false, true}, {"@TGS#x", false, false}, {"@TGS#_town", false, false}, {"@TGS#_town", true, true},
		{"town", true, false}, {"@TGS#_", true, false}, {"@TGS#_@TGS#x", true, false}, {"@TGS#_a@TOPIC#_b", true, false},
		{strings.Repeat("x", 49), false, false}, {"caf\u00e9", false, false}, {"a b", false, true},
	} {
		if err := group.CheckNewID(c.id, c.community); (err == nil) != c.ok {
			t.Errorf("CheckNewID(%q, %v) = %v", c.id, c.community, err)
		}
	}
}
