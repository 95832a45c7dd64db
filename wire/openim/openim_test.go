package openim_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/fixturetest"
	"github.com/teahouse-chat/teahouse/wire/openim"
)

func TestFixtures(t *testing.T) {
	fixturetest.Run(t, "testdata",
		openim.SendMsg.Spec(), openim.BatchSendMsg.Spec(), openim.ImportMsg.Spec(), openim.GetMsg.Spec(),
		openim.GetRoamMsg.Spec(), openim.AdminGetRoamMsg.Spec(), openim.DeleteC2CMsgRamble.Spec(), openim.DeleteMsg.Spec(),
		openim.MsgReaded.Spec(), openim.AdminSetMsgRead.Spec(), openim.GetPeerReadTime.Spec(), openim.GetC2CUnreadMsgNum.Spec(),
		openim.C2CMsgReadReceipt.Spec(), openim.MsgWithdraw.Spec(), openim.AdminMsgWithdraw.Spec(),
		openim.ModifyC2CMsg.Spec(), openim.ModifyC2CMsgClient.Spec(), openim.SetC2CPeerMuteNotifications.Spec(),
		openim.GetC2CPeerMuteNotifications.Spec(), openim.ReadAllUnreadMsg.Spec())
}

// What is wrong with a request must show in the code that the protocol has for it.
func TestSendMsgForm(t *testing.T) {
	good := map[string]string{"To_Account": `"leo"`, "MsgRandom": `1`,
		"MsgBody": `[{"MsgType":"TIMTextElem","MsgContent":{"Text":"x"}}]`}
	for _, row := range []struct {
		name, field, value string
		code               int
	}{
		{"fine", "", "", 0},
		{"no receiver", "To_Account", "", 90003},
		{"no random", "MsgRandom", "", 90005},
		{"random as text", "MsgRandom", `"1"`, 90005},
		{"random too large", "MsgRandom", `4294967296`, 90005},
		{"random negative", "MsgRandom", `-1`, 90005},
		{"no body", "MsgBody", "", 90007},
		{"body is an object", "MsgBody", `{}`, 90007},
		{"body is null", "MsgBody", `null`, 90007},
		{"empty body", "MsgBody", `[]`, 90002},
		{"element is text", "MsgBody", `["x"]`, 90002},
		{"element without type", "MsgBody", `[{"MsgContent":{}}]`, 90002},
		{"type is a number", "MsgBody", `[{"MsgType":1,"MsgContent":{}}]`, 90002},
		{"element without content", "MsgBody", `[{"MsgType":"TIMTextElem"}]`, 90002},
		{"content is text", "MsgBody", `[{"MsgType":"TIMTextElem","MsgContent":"x"}]`, 90002},
		{"life time as text", "MsgLifeTime", `"0"`, 90044},
		{"sync 3", "SyncOtherMachine", `3`, 90031},
		{"sync as text", "SyncOtherMachine", `"1"`, 90031},
		{"push info is a list", "OfflinePushInfo", `[]`, 90043},
	} {
		t.Run(row.name, func(t *testing.T) {
			fields := map[string]json.RawMessage{}
			for k, v := range good {
				fields[k] = json.RawMessage(v)
			}
			if fields[row.field] = json.RawMessage(row.value); row.value == "" {
				delete(fields, row.field)
			}
			raw, err := json.Marshal(fields)
			if err != nil {
				t.Fatal(err)
			}
			var req openim.SendMsgRequest
			if err = json.Unmarshal(raw, &req); err == nil {
				err = req.Validate()
			}
			if got := wire.CodeOf(err); got != row.code {
				t.Errorf("code %d (%v), want %d", got, err, row.code)
			}
		})
	}
}

func TestBodyCheck(t *testing.T) {
	for _, row := range []struct {
		name, body   string
		client, rest bool // whether they may send it
	}{
		{"text", `[{"MsgType":"TIMTextElem","MsgContent":{"Text":""}}]`, true, true},
		{"text without Text", `[{"MsgType":"TIMTextElem","MsgContent":{}}]`, false, false},
		{"Text is a number", `[{"MsgType":"TIMTextElem","MsgContent":{"Text":1}}]`, false, false},
		{"unknown kind", `[{"MsgType":"TIMNextElem","MsgContent":{"A":1}}]`, true, false},
		{"more fields", `[{"MsgType":"TIMFaceElem","MsgContent":{"Index":1,"Data":"","More":[]}}]`, true, true},
		{"two customs", `[{"MsgType":"TIMCustomElem","MsgContent":{}},{"MsgType":"TIMCustomElem","MsgContent":{}}]`, true, false},
		{"images as an object", `[{"MsgType":"TIMImageElem","MsgContent":{"ImageInfoArray":{}}}]`, false, false},
	} {
		var body openim.Body
		if err := json.Unmarshal([]byte(row.body), &body); err != nil {
			t.Fatalf("%s: %v", row.name, err)
		}
		for strict, may := range map[bool]bool{false: row.client, true: row.rest} {
			if err := body.Check(strict); (err == nil) != may || err != nil && !errors.Is(err, openim.ErrBody) {
				t.Errorf("%s: strict %v: %v", row.name, strict, err)
			}
		}
	}
}

func TestKey(t *testing.T) {
	for text, ok := range map[string]bool{
		"1_2_3": true, "4294967295_4294967295_4294967295": true, "4294967296_1_1": false, "": false, "1_2": false,
		"1_2_3_4": false, "a_b_c": false, "1_-2_3": false, "1__3": false, strings.Repeat("0", 50) + "1_2_3": false,
	} {
		key, err := openim.ParseKey(text)
		if (err == nil) != ok || err != nil && !errors.Is(err, openim.ErrMsgKey) {
			t.Errorf("%q: %v", text, err)
		}
		if ok && key.String() != text {
			t.Errorf("%q came back as %q", text, key)
		}
	}
}
