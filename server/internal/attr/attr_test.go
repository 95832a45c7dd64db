package attr_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/teahouse-chat/teahouse/server/internal/roomtest"
)

// checked is what the SDK sends with each write.
const checked = `,"AttrControl":["RaceConflict"],"AttrMainSeq":`

// types are groups of all types, by GroupId.
var types = map[string]string{"work": "Private", "town": "Public", "meet": "ChatRoom", "show": "AVChatRoom", "@TGS#_big": "Community"}

func create(w *roomtest.World, groupID string) (alice, bob, phone *roomtest.Client) {
	w.Import("alice", "bob")
	typ := types[groupID]
	w.REST("create_group", fmt.Sprintf(`{"Type":%q,"Name":"g","GroupId":%q,"Owner_Account":"alice"}`, typ, groupID), 0)
	alice, bob, phone = w.Login("alice"), w.Login("bob"), w.LoginOn("bob", 21)
	if typ == "AVChatRoom" {
		for _, c := range []*roomtest.Client{alice, bob, phone} {
			c.Do("apply_join_group", fmt.Sprintf(`{"GroupId":%q}`, groupID), 0)
		}
	} else {
		w.REST("add_group_member", fmt.Sprintf(`{"GroupId":%q,"MemberList":[{"Member_Account":"bob"}]}`, groupID), 0)
	}
	w.EventsOf(alice, bob, phone)
	return alice, bob, phone
}

func TestAttributesInGroupsOfAllTypes(t *testing.T) {
	for groupID := range types {
		t.Run(types[groupID], func(t *testing.T) {
			w := roomtest.New(t)
			alice, bob, phone := create(w, groupID)
			g := fmt.Sprintf(`{"GroupId":%q`, groupID)
			a := bob.Do("set_group_attr", g+`,"GroupAttr":[{"key":"seat","value":"bob"},{"key":"topic","value":"tea"}]`+checked+`0}`, 0)
			if a.Int("AttrMainSeq") != 1 || a.Text("GroupAttrAry", 1, "key") != "topic" || a.Int("GroupAttrAry", 1, "seq") != 1 {
				t.Errorf("answer %v", a)
			}
			bob.Sees()
			for _, c := range []*roomtest.Client{alice, phone} {
				e := c.Sees("aside 6")[0]
				option := roomtest.Answer(e.At("GroupTips", 0, "MsgBody", "MsgGroupNewInfo", "GroupAttrOption").(map[string]any))
				if e.Text("GroupTips", 0, "ToGroupId") != groupID || option.Int("AttrMainSeq") != 1 || option.Int("OpType") != 1 ||
					option.Int("PushChangedAttrValFlag") != 1 || option.Text("GroupAttrInfo", 0, "Val") != "bob" || option.Int("GroupAttrInfo", 0, "SubKeySeq") != 1 {
					t.Errorf("push %v", e)
				}
			}
			alice.Do("million_group_open_http_svc.modify_group_attr", g+`,"GroupAttr":[{"key":"topic","value":"go","seq":1}]`+checked+`1}`, 0)
			a = phone.Do("group_open_attr_http_svc.get_group_attr", g+`,"GroupType":0}`, 0)
			if a.Int("AttrMainSeq") != 2 || a.Len("GroupAttrAry") != 2 || a.Text("GroupAttrAry", 1, "value") != "go" ||
				a.Int("GroupAttrAry", 0, "seq") != 1 || a.Int("GroupAttrAry", 1, "seq") != 2 {
				t.Errorf("attributes %v", a)
			}
			a = w.REST("group_open_attr_http_svc.delete_group_attr", g+`,"GroupAttr":[{"key":"seat"}]}`, 0)
			if a.Has("AttrMainSeq") || a.Has("GroupAttrAry") {
				t.Errorf("a version over REST: %v", a)
			}
			e := bob.Sees("aside 6", "aside 6")[1]
			if e.Int("GroupTips", 0, "MsgBody", "MsgGroupNewInfo", "GroupAttrOption", "OpType") != 4 ||
				e.Text("GroupTips", 0, "MsgBody", "MsgGroupNewInfo", "GroupAttrOption", "GroupAttrInfo", 0, "Key") != "seat" {
				t.Errorf("push %v", e)
			}
			a = w.REST("group_open_attr_http_svc.get_group_attr", g+`}`, 0)
			if a.Len("GroupAttrAry") != 1 || a.Has("GroupAttrAry", 0, "seq") || a.Has("AttrMainSeq") {
				t.Errorf("attributes over REST %v", a)
			}
			a = bob.Do("clear_group_attr", g+checked+`3}`, 0)
			if a.Int("AttrMainSeq") != 4 {
				t.Errorf("answer %v", a)
			}
			a = bob.Do("clear_group_attr", g+checked+`4}`, 0)
			if a.Int("AttrMainSeq") != 4 {
				t.Errorf("nothing changed, and it says %v", a)
			}
			stranger := w.Login("mallory")
			stranger.Do("group_open_attr_http_svc.get_group_attr", g+`}`, 10007)
			stranger.Do("clear_group_attr", g+`}`, 10007)
		})
	}
}

func TestWritesThatComeTooLate(t *testing.T) {
	roomtest.Each(t, func(t *testing.T, w *roomtest.World) {
		alice, bob, _ := create(w, "show")
		alice.Do("set_group_attr", `{"GroupId":"show","GroupAttr":[{"key":"a","value":"1"}]`+checked+`0}`, 0)
		bob.Do("set_group_attr", `{"GroupId":"show","GroupAttr":[]`+checked+`0}`, 10056)
		bob.Do("modify_group_attr", `{"GroupId":"show","GroupAttr":[{"key":"a","value":"2","seq":0}]`+checked+`1}`, 10056)
		alice.Do("modify_group_attr", `{"GroupId":"show","GroupAttr":[{"key":"a","value":"2","seq":1}]`+checked+`1}`, 0)
		bob.Do("modify_group_attr", `{"GroupId":"show","GroupAttr":[{"key":"a","value":"3"}]}`, 0) // did not ask to be refused
	})
}

func TestLimitsOfAttributes(t *testing.T) {
	w := roomtest.New(t)
	create(w, "town")
	write := func(n, size int, want int) {
		t.Helper()
		var all []string
		for i := range n {
			all = append(all, fmt.Sprintf(`{"key":"k%d-%d","value":%q}`, n, i, strings.Repeat("x", size)))
		}
		w.REST("modify_group_attr", `{"GroupId":"town","GroupAttr":[`+strings.Join(all, ",")+`]}`, want)
	}
	write(4, 4000, 0)
	write(1, 1, 10048)
	write(13, 0, 10047)
	w.REST("delete_group_attr", `{"GroupId":"town","GroupAttr":[{"key":"k4-0"},{"key":"no"}]}`, 10050)
	if a := w.REST("group_open_attr_http_svc.get_group_attr", `{"GroupId":"town"}`, 0); a.Len("GroupAttrAry") != 4 {
		t.Errorf("%d attributes", a.Len("GroupAttrAry"))
	}
	w.REST("clear_group_attr", `{"GroupId":"none"}`, 10010)
}

func TestFiveWritesASecond(t *testing.T) {
	w := roomtest.New(t)
	create(w, "town")
	refused := 0
	for range 40 {
		if a := w.TryREST("clear_group_attr", `{"GroupId":"town"}`); a.Int("ErrorCode") == 10049 {
			refused++
		}
	}
	if refused < 20 {
		t.Errorf("%d of 40 at once were refused", refused)
	}
}

func TestAttributesEndWithTheGroup(t *testing.T) {
	roomtest.Each(t, func(t *testing.T, w *roomtest.World) {
		create(w, "town")
		w.REST("set_group_attr", `{"GroupId":"town","GroupAttr":[{"key":"a","value":"1"}]}`, 0)
		w.REST("update_group_counter", `{"GroupId":"town","GroupCounter":[{"Key":"likes","Value":3}]}`, 0)
		w.REST("destroy_group", `{"GroupId":"town"}`, 0)
		w.REST("group_open_attr_http_svc.get_group_attr", `{"GroupId":"town"}`, 10010)
		w.REST("create_group", `{"Type":"Public","Name":"g","GroupId":"town","Owner_Account":"alice"}`, 0)
		if a := w.REST("group_open_attr_http_svc.get_group_attr", `{"GroupId":"town"}`, 0); a.Len("GroupAttrAry") != 0 {
			t.Errorf("attributes %v", a)
		}
		if a := w.REST("get_group_counter", `{"GroupId":"town"}`, 0); a.Len("GroupCounter") != 0 {
			t.Errorf("counters %v", a)
		}
	})
}

func TestCounters(t *testing.T) {
	w := roomtest.New(t)
	alice, bob, phone := create(w, "show")
	a := bob.Do("update_group_counter", `{"GroupId":"show","Mode":"Set","GroupCounter":[{"Key":"likes","Value":5},{"Key":"cups","Value":-1}]}`, 0)
	if a.Int("GroupCounterSeq") != 1 || a.Int("GroupCounter", 0, "Value") != 5 {
		t.Errorf("answer %v", a)
	}
	for _, c := range []*roomtest.Client{alice, bob, phone} {
		e := c.Sees("aside 6")[0]
		if e.Int("GroupTips", 0, "MsgBody", "GroupCounterInfo", 0, "Type") != 0 || e.Int("GroupTips", 0, "MsgBody", "GroupCounterInfo", 0, "GroupCounterSeq") != 1 ||
			e.Text("GroupTips", 0, "MsgBody", "GroupCounterInfo", 0, "GroupCounter", 0, "Key") != "likes" {
			t.Errorf("push %v", e)
		}
	}
	a = w.REST("update_group_counter", `{"GroupId":"show","Mode":"Increase","GroupCounter":[{"Key":"likes","Value":2},{"Key":"new","Value":1}]}`, 0)
	if a.Int("GroupCounter", 0, "Value") != 7 || a.Int("GroupCounter", 1, "Value") != 1 || a.Has("GroupCounterSeq") {
		t.Errorf("answer %v", a)
	}
	if e := alice.Sees("aside 6")[0]; e.Int("GroupTips", 0, "MsgBody", "GroupCounterInfo", 0, "Type") != 2 {
		t.Errorf("push %v", e)
	}
	w.REST("update_group_counter", `{"GroupId":"show","Mode":"Decrease","GroupCounter":[{"Key":"likes","Value":10}]}`, 0)
	a = bob.Do("get_group_counter", `{"GroupId":"show","GroupCounterKeys":["likes","unknown"]}`, 0)
	if a.Len("GroupCounter") != 1 || a.Int("GroupCounter", 0, "Value") != -3 || a.Int("GroupCounterSeq") != 3 {
		t.Errorf("counters %v", a)
	}
	alice.Events()
	w.REST("delete_group_counter", `{"GroupId":"show","GroupCounterKeys":["unknown"]}`, 0)
	alice.Sees()
	w.REST("delete_group_counter", `{"GroupId":"show","GroupCounterKeys":["cups","unknown"]}`, 0)
	e := alice.Sees("aside 6")[0]
	if e.Int("GroupTips", 0, "MsgBody", "GroupCounterInfo", 0, "Type") != 1 || e.Len("GroupTips", 0, "MsgBody", "GroupCounterInfo", 0, "GroupCounter") != 1 {
		t.Errorf("push %v", e)
	}
	w.REST("delete_group_counter", `{"GroupId":"show"}`, 0)
	if a := w.REST("get_group_counter", `{"GroupId":"show"}`, 0); a.Len("GroupCounter") != 0 {
		t.Errorf("counters %v", a)
	}
}

func TestLimitsOfCounters(t *testing.T) {
	w := roomtest.New(t)
	create(w, "town")
	create(w, "@TGS#_big")
	for _, word := range []string{"update_group_counter", "get_group_counter", "delete_group_counter"} {
		w.REST(word, `{"GroupId":"@TGS#_big","GroupCounter":[{"Key":"likes","Value":1}]}`, 10007)
	}
	for i := range 20 {
		w.REST("update_group_counter", fmt.Sprintf(`{"GroupId":"town","GroupCounter":[{"Key":"c%d","Value":9223372036854775807}]}`, i), 0)
	}
	w.REST("update_group_counter", `{"GroupId":"town","GroupCounter":[{"Key":"more","Value":1}]}`, 10063)
	w.REST("update_group_counter", `{"GroupId":"town","Mode":"Increase","GroupCounter":[{"Key":"c1","Value":-1},{"Key":"c2","Value":1}]}`, 10004)
	w.REST("update_group_counter", `{"GroupId":"town","Mode":"Decrease","GroupCounter":[{"Key":"c1","Value":-1}]}`, 10004)
	w.REST("update_group_counter", `{"GroupId":"town","GroupCounter":[{"Key":"c1","Value":9223372036854775808}]}`, 10004)
	if a := w.REST("get_group_counter", `{"GroupId":"town","GroupCounterKeys":["c1"]}`, 0); a.Text("GroupCounter", 0, "Value") != "9223372036854775807" {
		t.Errorf("half of a refused change: %v", a)
	}
}

func TestCountersAreExact(t *testing.T) {
	roomtest.Each(t, func(t *testing.T, w *roomtest.World) {
		create(w, "town")
		w.Set("rest_rate", "0")
		var all sync.WaitGroup
		for range 8 {
			all.Go(func() {
				for range 10 {
					w.TryREST("update_group_counter", `{"GroupId":"town","Mode":"Increase","GroupCounter":[{"Key":"likes","Value":3}]}`)
				}
			})
		}
		all.Wait()
		if a := w.REST("get_group_counter", `{"GroupId":"town"}`, 0); a.Int("GroupCounter", 0, "Value") != 240 {
			t.Errorf("80 times 3 is %v", a)
		}
	})
}
