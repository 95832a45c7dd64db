package recent_test

import (
	"strings"
	"testing"

	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/fixturetest"
	"github.com/teahouse-chat/teahouse/wire/recent"
)

func TestFixtures(t *testing.T) {
	fixturetest.Run(t, "testdata",
		recent.PageGet.Spec(), recent.GetList.Spec(), recent.BatchDelete.Spec(), recent.Delete.Spec(), recent.ClearMsg.Spec(),
		recent.Top.Spec(), recent.MarkContact.Spec(), recent.CreateContactGroup.Spec(), recent.DelContactGroup.Spec(),
		recent.UpdateContactGroup.Spec(), recent.GetContactGroup.Spec(), recent.SearchContactGroup.Spec(),
		recent.WsSetDoNotDisturb.Spec(), recent.WsGetDoNotDisturb.Spec())
}

func TestMarkText(t *testing.T) {
	if got := recent.MarkText(1); got != strings.Repeat("0", 63)+"1" {
		t.Errorf("bit 0: %s", got)
	}
	if got := recent.MarkText(1<<63 | 4); got != "1"+strings.Repeat("0", 60)+"100" {
		t.Errorf("bits 63 and 2: %s", got)
	}
}

func TestApply(t *testing.T) {
	m := recent.MarkItem{Clear: []int{1, 2}, Set: []int{2, 63}}
	if got := m.Apply(0b11); got != 1<<63|0b101 {
		t.Errorf("%b", got)
	}
}

func TestForm(t *testing.T) {
	leo := recent.Contact{Type: recent.C2C, To: "leo"}
	many := make([]recent.Contact, 101)
	for i := range many {
		many[i] = leo
	}
	for _, row := range []struct {
		name string
		req  interface{ Validate() error }
		code int
	}{
		{"pin", &recent.TopRequest{OperationType: 1, Contacts: []recent.Contact{leo}}, 0},
		{"pin what", &recent.TopRequest{OperationType: 3, Contacts: []recent.Contact{leo}}, 50002},
		{"pin none", &recent.TopRequest{OperationType: 1}, 51006},
		{"pin 101", &recent.TopRequest{OperationType: 1, Contacts: many}, 51006},
		{"no such type", &recent.TopRequest{OperationType: 1, Contacts: []recent.Contact{{Type: 3, To: "leo"}}}, 50002},
		{"group without name", &recent.TopRequest{OperationType: 1, Contacts: []recent.Contact{{Type: 2, To: "leo"}}}, 50002},
		{"mark 64", &recent.MarkContactRequest{Items: []recent.MarkItem{{OptType: 1, Contact: leo, Set: []int{64}}}}, 50002},
		{"mark -1", &recent.MarkContactRequest{Items: []recent.MarkItem{{OptType: 1, Contact: leo, Clear: []int{-1}}}}, 50002},
		{"mark nothing", &recent.MarkContactRequest{Items: []recent.MarkItem{{Contact: leo}}}, 50002},
		{"mark none", &recent.MarkContactRequest{}, 51006},
		{"custom mark too long", &recent.MarkContactRequest{Items: []recent.MarkItem{{OptType: 2, Contact: leo, CustomMark: strings.Repeat("x", 257)}}}, 51011},
		{"two groups", &recent.CreateContactGroupRequest{Groups: make([]recent.NewContGroup, 2)}, 50002},
		{"group name too long", &recent.CreateContactGroupRequest{Groups: []recent.NewContGroup{{GroupName: strings.Repeat("x", 33), Contacts: []recent.Contact{leo}}}}, 51011},
		{"empty group", &recent.CreateContactGroupRequest{Groups: []recent.NewContGroup{{GroupName: "work"}}}, 51006},
		{"rename to nothing", &recent.UpdateContactGroupRequest{UpdateType: 1, Update: recent.GroupUpdate{UpdateGroupType: 1, OldGroupName: "work"}}, 50002},
		{"search 101", &recent.SearchContactGroupRequest{Contacts: many}, 0},
	} {
		if got := wire.CodeOf(row.req.Validate()); got != row.code {
			t.Errorf("%s: code %d, want %d", row.name, got, row.code)
		}
	}
}
