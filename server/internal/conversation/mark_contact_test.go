package conversation

import (
	"fmt"
	"strings"
	"testing"

	"github.com/teahouse-chat/teahouse/server/internal/id"
)

func TestMarkContact(t *testing.T) {
	w := newWorld(t, withTea)
	mia, miaToo, leo := w.login("mia"), w.login("mia"), w.login("leo")
	w.append(leo, mia, "x", 0)
	a := mia.do("recentcontact.mark_contact", `{"From_Account":"mia","MarkItem":[
		{"OptType":1,"ContactItem":{"Type":1,"To_Account":"leo"},"SetMark":[0,63]},
		{"OptType":2,"ContactItem":{"Type":2,"ToGroupId":"@TGS#1TEA"},"CustomMark":"vip"},
		{"OptType":1,"ContactItem":{"Type":1,"To_Account":"ghost"},"SetMark":[0]}]}`, 0)
	if a.len("ResultItem") != 3 || a.text("ResultItem", 0, "ResultCode") != "0" || a.text("ResultItem", 0, "ContactItem", "To_Account") != "leo" ||
		a.text("ResultItem", 1, "ContactItem", "ToGroupId") != "@TGS#1TEA" || a.text("ResultItem", 1, "OptType") != "2" || a.text("ResultItem", 2, "ResultCode") != "50002" {
		t.Errorf("answer %v", a)
	}
	mia.seesNothing()
	items := []any{"RecentContactMod", 0, "RecentContactMarkContact", "RecentContactMarkContactItem"}
	push := miaToo.sees(17)
	starred := "1" + strings.Repeat("0", 62) + "1"
	if push.text("RecentContactMod", 0, "PushType") != "4" || push.len(items...) != 2 || push.text(append(items, 0, "StandardMark")...) != starred ||
		push.text(append(items, 1, "RecentContactItem", "GroupId")...) != "@TGS#1TEA" || push.text(append(items, 1, "CustomMark")...) != "vip" {
		t.Errorf("push %v", push)
	}
	if item := mia.do("recentcontact.page_get", firstPage, 0).item(t, "leo"); item.text("StandardMark") != starred {
		t.Errorf("list %v", item)
	}
	got := mia.do("recentcontact.get_contact_group", `{"From_Account":"mia","StartIndex":0}`, 0)
	if got.len("ContactItem") != 2 || got.text("ContactItem", 0, "To_Account") != "leo" || got.text("ContactItem", 0, "StandardMark") != starred ||
		got.text("ContactItem", 1, "CustomMark") != "vip" || got.text("ContactItem", 1, "ToGroupId") != "@TGS#1TEA" || got.text("CompleteFlag") != "1" {
		t.Errorf("marks %v", got)
	}
	w.rest("recentcontact.mark_contact", `{"From_Account":"mia","MarkItem":[{"OptType":3,"ContactItem":{"Type":1,"To_Account":"leo"},"ClearMark":[0,63],"CustomMark":""}]}`, 0)
	if got := mia.do("recentcontact.get_contact_group", `{"From_Account":"mia","StartIndex":0}`, 0); got.len("ContactItem") != 1 {
		t.Errorf("a conversation without marks is still there: %v", got)
	}
	mia.do("recentcontact.mark_contact", `{"MarkItem":[{"OptType":1,"ContactItem":{"Type":1,"To_Account":"leo"},"SetMark":[64]}]}`, 50002)
	w.rest("recentcontact.mark_contact", `{"From_Account":"ghost","MarkItem":[{"OptType":1,"ContactItem":{"Type":1,"To_Account":"leo"},"SetMark":[1]}]}`, 50001)
}

func TestContactGroups(t *testing.T) {
	w := newWorld(t, withTea)
	mia, miaToo, leo := w.login("mia"), w.login("mia"), w.login("leo")
	w.login("eve")
	w.append(leo, mia, "x", 0)
	a := mia.do("recentcontact.create_contact_group", `{"From_Account":"mia","GroupContactItem":[{"GroupName":"work","ContactItem":[
		{"Type":1,"To_Account":"leo"},{"Type":2,"ToGroupId":"@TGS#1TEA"},{"Type":1,"To_Account":"ghost"}]}]}`, 0)
	if a.text("GroupResultItem", 0, "GroupItem", "GroupId") != "1" || a.text("GroupResultItem", 0, "GroupItem", "GroupName") != "work" ||
		a.len("GroupResultItem", 0, "ResultItem") != 3 || a.text("GroupResultItem", 0, "ResultItem", 2, "ResultCode") != "50002" {
		t.Errorf("answer %v", a)
	}
	made := []any{"RecentContactMod", 0, "RecentContactCreateContactGroup", "MsgContactGroupContactItem", 0}
	if push := miaToo.sees(17); push.text("RecentContactMod", 0, "PushType") != "5" || push.text(append(made, "MsgGroupItem", "GroupName")...) != "work" || push.len(append(made, "MsgRecentContactItem")...) != 2 {
		t.Errorf("push %v", push)
	}
	list := mia.do("recentcontact.page_get", firstPage, 0)
	if list.text("GroupItem", 0, "GroupName") != "work" || list.item(t, "leo").text("ContactGroupId") != "[1]" {
		t.Errorf("list %v", list)
	}
	a = mia.do("recentcontact.update_contact_group", `{"From_Account":"mia","UpdateType":1,"UpdateGroup":{"UpdateGroupType":2,"OldGroupName":"work","ContactUpdateItem":[
		{"ContactOptType":1,"ContactItem":{"Type":1,"To_Account":"eve"}},{"ContactOptType":2,"ContactItem":{"Type":1,"To_Account":"leo"}},
		{"ContactOptType":2,"ContactItem":{"Type":1,"To_Account":"mia"}}]}}`, 0)
	if a.text("UpdateGroupResult", "GroupId") != "1" || a.len("UpdateGroupResult", "ContactResultItem") != 3 || a.text("UpdateGroupResult", "ContactResultItem", 1, "ContactOptType") != "2" ||
		a.text("UpdateGroupResult", "ContactResultItem", 2, "ResultCode") != "51007" {
		t.Errorf("answer %v", a)
	}
	change := []any{"RecentContactMod", 0, "RecentContactUpdateContactGroup", "MsgUpdateGroup"}
	if push := miaToo.sees(17); push.text("RecentContactMod", 0, "PushType") != "7" || push.text(append(change, "UpdateGroupType")...) != "2" ||
		push.text(append(change, "OldGroupName")...) != "work" || push.len(append(change, "RecentContactUpdateGroupItem")...) != 2 {
		t.Errorf("push %v", push)
	}
	a = mia.do("recentcontact.update_contact_group", `{"UpdateType":1,"UpdateGroup":{"UpdateGroupType":1,"OldGroupName":"work","NewGroupName":"job"}}`, 0)
	if a.text("UpdateGroupResult", "GroupName") != "job" {
		t.Errorf("answer %v", a)
	}
	if push := miaToo.sees(17); push.text(append(change, "GroupName")...) != "job" || push.text(append(change, "OldGroupName")...) != "work" {
		t.Errorf("push %v", push)
	}
	found := mia.do("recentcontact.search_contact_group", `{"ContactItem":[{"Type":1,"To_Account":"eve"},{"Type":1,"To_Account":"leo"},{"Type":1,"To_Account":"ghost"}]}`, 0)
	if found.len("ContactResultItem") != 2 || found.text("ContactResultItem", 0, "ContactGroupId") != "[1]" || found.text("ContactResultItem", 1, "ContactGroupId") != "<nil>" ||
		found.text("GroupItem", 0, "GroupName") != "job" {
		t.Errorf("search %v", found)
	}
	mia.do("recentcontact.update_contact_group", `{"UpdateType":1,"UpdateGroup":{"UpdateGroupType":1,"OldGroupName":"work","NewGroupName":"x"}}`, 51009)
	a = w.rest("recentcontact.del_contact_group", `{"From_Account":"mia","GroupName":["job"]}`, 0)
	if a.text("GroupItem", 0, "GroupId") != "1" {
		t.Errorf("answer %v", a)
	}
	miaToo.sees(17)
	mia.sees(17)
	mia.do("recentcontact.del_contact_group", `{"GroupName":["job"]}`, 51009)
	for i := range 20 {
		mia.do("recentcontact.create_contact_group", fmt.Sprintf(`{"GroupContactItem":[{"GroupName":"g%d","ContactItem":[{"Type":1,"To_Account":"leo"}]}]}`, i), 0)
	}
	mia.do("recentcontact.create_contact_group", `{"GroupContactItem":[{"GroupName":"more","ContactItem":[{"Type":1,"To_Account":"leo"}]}]}`, 51010)
	mia.do("recentcontact.create_contact_group", `{"GroupContactItem":[{"GroupName":"g3","ContactItem":[{"Type":1,"To_Account":"eve"}]}]}`, 0)
	mia.do("recentcontact.update_contact_group", `{"UpdateType":1,"UpdateGroup":{"UpdateGroupType":1,"OldGroupName":"g3","NewGroupName":"g4"}}`, 51007)
}

func TestReceiveOptions(t *testing.T) {
	w := newWorld(t, withTea)
	mia, miaToo, leo := w.login("mia"), w.login("mia"), w.login("leo")
	w.append(leo, mia, "x", 0)
	if w.service.Discards(mia.account, leo.account) {
		t.Error("discards before anything was set")
	}
	a := mia.do("openim.set_c2c_peer_mute_notifications", `{"Peer_Account":["leo","ghost"],"Mute_Notifications":1}`, 0)
	if a.len("ErrorList") != 1 || a.text("ErrorList", 0, "To_Account") != "ghost" {
		t.Errorf("answer %v", a)
	}
	if !w.service.Discards(mia.account, leo.account) || w.service.Discards(leo.account, mia.account) {
		t.Error("discards the wrong one")
	}
	if push := miaToo.sees(10); push.text("C2cNotifyMsgArray", 0, "MuteNotificationsSync", "To_Account") != "leo" || push.text("C2cNotifyMsgArray", 0, "MuteNotificationsSync", "MuteNotifications") != "1" {
		t.Errorf("push %v", push)
	}
	got := mia.do("openim.get_c2c_peer_mute_notifications", `{"To_Account":"mia","Peer_Account":["leo","mia","ghost"]}`, 0)
	if got.len("MuteNotificationsList") != 2 || got.text("MuteNotificationsList", 0, "MuteNotifications") != "1" || got.text("MuteNotificationsList", 1, "MuteNotifications") != "0" {
		t.Errorf("options %v", got)
	}
	if item := mia.do("recentcontact.page_get", firstPage, 0).item(t, "leo"); item.text("MsgRecvOption") != "1" {
		t.Errorf("list %v", item)
	}
	mia.do("openim.set_c2c_peer_mute_notifications", `{"Peer_Account":["leo"],"Mute_Notifications":0}`, 0)
	if w.service.Discards(mia.account, leo.account) {
		t.Error("still discards")
	}
	mia.do("openim.set_c2c_peer_mute_notifications", `{"Peer_Account":["leo"],"Mute_Notifications":9}`, 90001)
}

func TestDoNotDisturb(t *testing.T) {
	w := newWorld(t, nil)
	mia, miaToo := w.login("mia"), w.login("mia")
	if a := mia.do("im_msg_db_logic.ws_get_do_not_disturb", `{"To_Account":"mia"}`, 0); a.text("Level") != "0" {
		t.Errorf("at first %v", a)
	}
	mia.do("im_msg_db_logic.ws_set_do_not_disturb", `{"Level":2,"StartTime":1761000000,"EndTime":1761003600,"IsRepeated":1}`, 0)
	for _, c := range []*client{mia, miaToo} {
		if push := c.sees(24); push.text("Level") != "2" || push.text("EndTime") != "1761003600" || push.text("IsRepeated") != "1" {
			t.Errorf("push %v", push)
		}
	}
	if a := mia.do("im_msg_db_logic.ws_get_do_not_disturb", `{"To_Account":"mia"}`, 0); a.text("Level") != "2" || a.text("StartTime") != "1761000000" {
		t.Errorf("then %v", a)
	}
}

func TestReadAllUnreadMsg(t *testing.T) {
	w := newWorld(t, withTea)
	mia, miaToo, leo, eve := w.login("mia"), w.login("mia"), w.login("leo"), w.login("eve")
	one, two := w.append(leo, mia, "x", 0), w.append(eve, mia, "y", 0)
	a := mia.do("openim.read_all_unread_msg", `{"C2CReadAllMsg":1,"GroupReadInfo":[{"GroupId":"@TGS#1TEA","MsgSeq":3},{"GroupId":"@TGS#1OTHER","MsgSeq":3}]}`, 0)
	if a.text("C2CReadAllMsg") != "1" || a.text("GroupReadInfoArray", 0, "RetCode") != "0" || a.text("GroupReadInfoArray", 1, "RetCode") != "10010" {
		t.Errorf("answer %v", a)
	}
	if push := miaToo.sees(14); push.text("C2CReadAllMsg") != "1" || push.text("GroupReadInfoArray") != "[map[GroupId:@TGS#1TEA LastReadMsgSeq:3]]" {
		t.Errorf("push %v", push)
	}
	if n, err := w.log.Unreads(w.ctx, mia.account.ID, []id.Conv{one.Conv, two.Conv}); err != nil || n[0]+n[1] != 0 {
		t.Errorf("unread %v %v", n, err)
	}
}
