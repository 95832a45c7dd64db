package member_test

import (
	"strings"
	"testing"
)

func TestRoles(t *testing.T) {
	w, olga, _, _ := start(t)
	w.Import("dora")
	olga.Do("modify_group_member_info", `{"GroupId":"g","Member_Account":"bob","Role":"Admin"}`, 0)
	a := w.REST("get_role_in_group", `{"GroupId":"g","User_Account":["carol","olga","dora","bob","ghost"]}`, 0)
	for i, want := range []string{"Member", "Owner", "NotMember", "Admin", "NotMember"} {
		if got := a.Text("UserIdList", i, "Role"); got != want {
			t.Errorf("user %d is %s, want %s", i, got, want)
		}
	}
	w.REST("create_group", `{"Type":"AVChatRoom","Name":"n","GroupId":"live","Owner_Account":"olga"}`, 0)
	for body, code := range map[string]int{
		`{"GroupId":"live","User_Account":["olga"]}`:                              10007,
		`{"GroupId":"none","User_Account":["olga"]}`:                              10010,
		`{"GroupId":"g","User_Account":[]}`:                                       10004,
		`{"GroupId":"g","User_Account":["x"` + strings.Repeat(`,"x"`, 500) + `]}`: 10005,
	} {
		w.REST("get_role_in_group", body, code)
	}
}
