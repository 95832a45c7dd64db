package community_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/teahouse-chat/teahouse/server/internal/roomtest"
	wire "github.com/teahouse-chat/teahouse/wire/group"
)

// permits turns permission groups on, with nothing allowed to all, and makes the
// permission group mods with bert in it.
func permits(w *roomtest.World) {
	found(w)
	w.REST("modify_group_base_info", `{"GroupId":"@TGS#_club","EnablePermission":1,"DefaultPermission":0}`, 0)
	w.REST("create_permission_group", `{"GroupId":"@TGS#_club","PermissionGroupId":"@PMG#_mods","PermissionGroupName":"Mods","Permission":0}`, 0)
	w.REST("add_permission_group_member", `{"GroupId":"@TGS#_club","PermissionGroupId":"@PMG#_mods","MemberList":[{"Member_Account":"bert"}]}`, 0)
}

// TestWhatBitsAllow tries each thing that permission groups decide, without the bit,
// with the community's and with the topic's.
func TestWhatBitsAllow(t *testing.T) {
	roomtest.Each(t, func(t *testing.T, w *roomtest.World) {
		permits(w)
		w.REST("add_group_member", `{"GroupId":"@TGS#_club","MemberList":[{"Member_Account":"zoe"}]}`, 0)
		bert := w.Login("bert")
		in := `"GroupId":"@TGS#_club","TopicId":"@TGS#_club@TOPIC#_general"`
		for _, c := range []struct {
			what              string
			everywhere, topic int
			try               func() roomtest.Answer
		}{
			{"speak", wire.MaySpeak, wire.TopicSpeak, func() roomtest.Answer { return bert.Try("send_group_msg", say(general, "hi")) }},
			{"mute", wire.MayMute, wire.TopicMute, func() roomtest.Answer {
				return bert.Try(million+"modify_group_member_info", `{`+in+`,"Member_Account":"zoe","ShutUpTime":0}`)
			}},
			{"touch who has the Admin role", wire.MayMute, wire.TopicMute, func() roomtest.Answer {
				return bert.Try(million+"modify_group_member_info", `{`+in+`,"Member_Account":"ann","ShutUpTime":0}`)
			}},
			{"recall", wire.MayRecall, wire.TopicRecall, func() roomtest.Answer {
				seq := w.REST("send_group_msg", strings.Replace(say(general, "oh"), `{`, `{"From_Account":"ann",`, 1), 0).Int("MsgSeq")
				return bert.Try(million+"group_msg_recall", fmt.Sprintf(`{%s,"MsgSeqList":[{"MsgSeq":%d}]}`, in, seq))
			}},
			{"change a topic", wire.MayTopics, wire.TopicManage, func() roomtest.Answer {
				return bert.Try(million+"modify_topic", `{`+in+`,"TopicName":"New"}`)
			}},
			{"permit in a topic", wire.MayPermissions, wire.TopicPermissions, func() roomtest.Answer {
				return bert.Try(million+"modify_topic", `{`+in+`,"DefaultPermission":0}`)
			}},
			{"make a topic", wire.MayTopics, 0, func() roomtest.Answer {
				return bert.Try(million+"create_topic", `{"GroupId":"@TGS#_club","TopicName":"Mine"}`)
			}},
			{"change the profile", wire.MayProfile, 0, func() roomtest.Answer {
				return bert.Try(million+"modify_group_base_info", `{"GroupId":"@TGS#_club","Name":"Ours"}`)
			}},
			{"permit all", wire.MayProfile, 0, func() roomtest.Answer {
				return bert.Try(million+"modify_group_base_info", `{"GroupId":"@TGS#_club","DefaultPermission":0}`)
			}},
			{"make permission groups", wire.MayPermissions, 0, func() roomtest.Answer {
				return bert.Try(million+"create_permission_group", `{"GroupId":"@TGS#_club","PermissionGroupName":"x","Permission":0}`)
			}},
			{"assign", wire.MayAssign, 0, func() roomtest.Answer {
				return bert.Try(million+"add_permission_group_member", `{"GroupId":"@TGS#_club","PermissionGroupId":"@PMG#_mods","MemberList":[{"Member_Account":"ann"}]}`)
			}},
			{"remove", wire.MayMembers, 0, func() roomtest.Answer {
				return bert.Try(million+"delete_group_member", `{"GroupId":"@TGS#_club","MemberToDel_Account":["zoe"]}`)
			}},
			{"ban", wire.MayBan, 0, func() roomtest.Answer {
				return bert.Try(million+"ban_group_member", `{"GroupId":"@TGS#_club","Members_Account":["zoe"],"Duration":1}`)
			}},
		} {
			set := func(everywhere, topic int) {
				w.REST("modify_permission_group", fmt.Sprintf(`{"GroupId":"@TGS#_club","PermissionGroupId":"@PMG#_mods","Permission":%d}`, everywhere), 0)
				w.REST("add_topic_permission_group", fmt.Sprintf(`{"GroupId":"@TGS#_club","PermissionGroupId":"@PMG#_mods","TopicPermissionList":[{"TopicId":%q,"Permission":%d}]}`, general, topic), 0)
			}
			code := func(a roomtest.Answer) int { return a.Int("ErrorCode") }
			set(wire.AllOfCommunity&^c.everywhere, wire.AllOfTopic&^c.topic)
			if c.what == "permit in a topic" || c.what == "permit all" {
				set(0, 0)
			}
			if got := code(c.try()); got != 10007 {
				t.Errorf("%s without the bit: %d", c.what, got)
			}
			set(c.everywhere, 0)
			if got := code(c.try()); got != 0 {
				t.Errorf("%s with the community's bit: %d", c.what, got)
			}
			if c.topic == 0 {
				continue
			}
			set(0, c.topic)
			if got := code(c.try()); got != 0 {
				t.Errorf("%s with the topic's bit: %d", c.what, got)
			}
		}
	})
}

func TestWhatPermissionGroupsAreNot(t *testing.T) {
	roomtest.Each(t, func(t *testing.T, w *roomtest.World) {
		permits(w)
		olga, ann, bert := w.Login("olga"), w.Login("ann"), w.Login("bert")
		ann.Do(million+"create_topic", `{"GroupId":"@TGS#_club","TopicName":"x"}`, 10007) // the Admin role is nothing
		olga.Do(million+"create_topic", `{"GroupId":"@TGS#_club","TopicName":"x"}`, 0)
		bert.Do("send_group_msg", say(general, "hi"), 10007)
		bert.Do(million+"modify_group_base_info", `{"GroupId":"@TGS#_club","EnablePermission":0}`, 10007)

		// What all may do, and what all may do in a topic.
		w.REST(million+"modify_topic", fmt.Sprintf(`{"GroupId":"@TGS#_club","TopicId":%q,"DefaultPermission":%d}`, general, wire.TopicSpeak), 0)
		bert.Do("send_group_msg", say(general, "hi"), 0)
		bert.Do("send_group_msg", say(general, "again"), 0)
		atAll := `{"GroupId":"@TGS#_club","TopicId":"@TGS#_club@TOPIC#_general","Random":99,"MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":"@all"}}],"GroupAtInfo":[{"GroupAtAllFlag":1}]}`
		bert.Do("send_group_msg", atAll, 10007)
		w.REST("modify_group_base_info", fmt.Sprintf(`{"GroupId":"@TGS#_club","DefaultPermission":%d}`, wire.MayAtAll), 0)
		bert.Do("send_group_msg", atAll, 0)

		// Who came later sees what was said before only with the bit.
		zoe := w.Login("zoe")
		zoe.Do(million+"apply_join_group", `{"GroupId":"@TGS#_club"}`, 0)
		history := `{"GroupId":"@TGS#_club","TopicId":"@TGS#_club@TOPIC#_general","ReqMsgNumber":20}`
		if n := zoe.Do(million+"group_msg_get", history, 0).Len("RspMsgList"); n != 0 {
			t.Errorf("a newcomer sees %d messages", n)
		}
		w.REST("modify_group_base_info", fmt.Sprintf(`{"GroupId":"@TGS#_club","DefaultPermission":%d}`, wire.MaySeeBefore), 0)
		if n := zoe.Do(million+"group_msg_get", history, 0).Len("RspMsgList"); n != 3 {
			t.Errorf("with the bit a newcomer sees %d messages", n)
		}

		// Permission groups do not outlive membership, nor the topics' bits the topics.
		w.REST("modify_permission_group", fmt.Sprintf(`{"GroupId":"@TGS#_club","PermissionGroupId":"@PMG#_mods","Permission":%d}`, wire.MayTopics), 0)
		bert.Do(million+"quit_group", `{"GroupId":"@TGS#_club"}`, 0)
		bert.Do(million+"apply_join_group", `{"GroupId":"@TGS#_club"}`, 0)
		bert.Do(million+"create_topic", `{"GroupId":"@TGS#_club","TopicName":"x"}`, 10007)

		w.REST("modify_group_base_info", `{"GroupId":"@TGS#_club","EnablePermission":0}`, 0)
		ann.Do(million+"create_topic", `{"GroupId":"@TGS#_club","TopicName":"y"}`, 0) // the role is back
		w.REST("get_permission_group", `{"GroupId":"@TGS#_club","Limit":20}`, 10007)
	})
}

func TestPermissionGroups(t *testing.T) {
	roomtest.Each(t, func(t *testing.T, w *roomtest.World) {
		permits(w)
		w.REST("create_permission_group", `{"GroupId":"@TGS#_club","PermissionGroupId":"@PMG#_mods","PermissionGroupName":"Again","Permission":0}`, 10021)
		w.REST("create_permission_group", `{"GroupId":"@TGS#_club","PermissionGroupName":"Too much","Permission":2048}`, 10004)
		w.REST("create_permission_group", `{"GroupId":"@TGS#_club","PermissionGroupName":"No bits"}`, 10004)
		made := w.REST("create_permission_group", `{"GroupId":"@TGS#_club","PermissionGroupName":"Made","Permission":1,"CustomString":"c"}`, 0).Text("PermissionGroupId")

		first := w.REST("get_permission_group", `{"GroupId":"@TGS#_club","Limit":1}`, 0)
		second := w.REST("get_permission_group", fmt.Sprintf(`{"GroupId":"@TGS#_club","Limit":1,"Next":%q}`, first.Text("Next")), 0)
		if first.Text("PermissionGroupInfoList", 0, "PermissionGroupId") != "@PMG#_mods" || first.Int("PermissionGroupInfoList", 0, "MemberCount") != 1 ||
			second.Text("PermissionGroupInfoList", 0, "PermissionGroupId") != made || second.Text("PermissionGroupInfoList", 0, "CustomString") != "c" || second.Text("Next") != "" {
			t.Errorf("pages: %v %v", first, second)
		}
		named := w.REST("get_permission_group", `{"GroupId":"@TGS#_club","Limit":20,"PermissionGroupIdList":["@PMG#_none","@PMG#_mods"]}`, 0)
		if named.Int("PermissionGroupInfoList", 0, "ErrorCode") != 10004 || named.Text("PermissionGroupInfoList", 1, "PermissionGroupName") != "Mods" {
			t.Errorf("named: %v", named)
		}

		added := w.REST("add_permission_group_member", `{"GroupId":"@TGS#_club","PermissionGroupId":"@PMG#_mods","MemberList":[{"Member_Account":"ann"},{"Member_Account":"bert"},{"Member_Account":"zoe"},{"Member_Account":"nobody"}]}`, 0)
		for i, want := range []int{0, 10013, 10007, 10019} {
			if got := added.Int("MemberList", i, "Result"); got != want {
				t.Errorf("member %d: %d, want %d", i, got, want)
			}
		}
		page := w.REST("get_permission_group_member_list", `{"GroupId":"@TGS#_club","PermissionGroupId":"@PMG#_mods","Limit":1}`, 0)
		rest := w.REST("get_permission_group_member_list", fmt.Sprintf(`{"GroupId":"@TGS#_club","PermissionGroupId":"@PMG#_mods","Next":%q}`, page.Text("Next")), 0)
		if page.Len("MemberList") != 1 || rest.Len("MemberList") != 1 || rest.Text("Next") != "" || page.Text("MemberList", 0, "Role") == "" {
			t.Errorf("members: %v %v", page, rest)
		}
		w.REST("delete_permission_group_member", `{"GroupId":"@TGS#_club","PermissionGroupId":"@PMG#_mods","MemberList":[{"Member_Account":"ann"}]}`, 0)

		topic := func(command, more string, code int) {
			t.Helper()
			a := w.REST(command, `{"GroupId":"@TGS#_club","PermissionGroupId":"@PMG#_mods",`+more+`}`, 0)
			if got := a.Int("TopicPermissionResultList", 0, "ErrorCode"); got != code {
				t.Errorf("%s: %d, want %d", command, got, code)
			}
		}
		topic("set_topic_permission_group", `"TopicPermissionList":[{"TopicId":"@TGS#_club@TOPIC#_general","Permission":8}]`, 10004)
		topic("add_topic_permission_group", `"TopicPermissionList":[{"TopicId":"@TGS#_club@TOPIC#_none","Permission":8}]`, 110003)
		topic("add_topic_permission_group", `"TopicPermissionList":[{"TopicId":"@TGS#_club@TOPIC#_general","Permission":8}]`, 0)
		topic("set_topic_permission_group", `"TopicPermissionList":[{"TopicId":"@TGS#_club@TOPIC#_general","Permission":44}]`, 0)
		all := w.REST("get_topic_permission_group", `{"GroupId":"@TGS#_club","PermissionGroupId":"@PMG#_mods"}`, 0)
		if all.Len("TopicPermissionResultList") != 1 || all.Int("TopicPermissionResultList", 0, "Permission") != 44 {
			t.Errorf("topics: %v", all)
		}
		topic("delete_topic_permission_group", `"TopicIdList":["@TGS#_club@TOPIC#_general"]`, 0)

		gone := w.REST("destroy_permission_group", `{"GroupId":"@TGS#_club","PermissionGroupIdList":["@PMG#_mods","@PMG#_none"]}`, 0)
		if gone.Int("PermissionGroupResultList", 0, "ErrorCode") != 0 || gone.Int("PermissionGroupResultList", 1, "ErrorCode") != 10004 {
			t.Errorf("ended: %v", gone)
		}
		w.REST("add_permission_group_member", `{"GroupId":"@TGS#_club","PermissionGroupId":"@PMG#_mods","MemberList":[{"Member_Account":"ann"}]}`, 10004)
	})
}
