package groupmsg_test

import (
	"testing"

	"github.com/teahouse-chat/teahouse/server/internal/roomtest"
)

// TestWhoMayNotSpeakChangesNothing is about members who would go on speaking by
// messages that are there.
func TestWhoMayNotSpeakChangesNothing(t *testing.T) {
	w, olga, bob, carol := start(t)
	bob.Send("g", "before", 1, 0)
	change := func(c *roomtest.Client, code int) {
		t.Helper()
		c.Do("openim.modify_group_msg", `{"GroupId":"g","MsgSeq":1,"CloudCustomData":"on and on"}`, code)
	}
	mute := func(name string, seconds string) {
		w.REST("forbid_send_msg", `{"GroupId":"g","Members_Account":["`+name+`"],"MuteTime":`+seconds+`}`, 0)
	}
	mute("bob", "600")
	change(bob, 10017)
	change(carol, 0)
	w.REST("openim.modify_group_msg", `{"GroupId":"g","MsgSeq":1,"CloudCustomData":"by the application"}`, 0)
	mute("bob", "0")
	change(bob, 0)

	w.REST("modify_group_base_info", `{"GroupId":"g","MuteAllMember":"On"}`, 0)
	change(bob, 10017)
	change(olga, 0)
	w.REST("modify_group_base_info", `{"GroupId":"g","MuteAllMember":"Off"}`, 0)

	w.REST("openconfigsvr.setnospeaking", `{"Set_Account":"bob","GroupmsgNospeakingTime":600}`, 0)
	change(bob, 10017)
}
