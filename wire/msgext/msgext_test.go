package msgext_test

import (
	"strings"
	"testing"

	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/fixturetest"
	"github.com/teahouse-chat/teahouse/wire/msgext"
)

func TestFixtures(t *testing.T) {
	fixturetest.Run(t, "testdata", msgext.SetKeyValues.Spec(), msgext.GetKeyValues.Spec(),
		msgext.GroupSetKeyValues.Spec(), msgext.GroupGetKeyValues.Spec(),
		msgext.ReactionAdd.Spec(), msgext.ReactionDel.Spec(), msgext.ReactionMultiStat.Spec(), msgext.ReactionIterate.Spec(),
		msgext.GroupReactionAdd.Spec(), msgext.GroupReactionDel.Spec(), msgext.GroupReactionMultiStat.Spec(),
		msgext.GroupReactionIterate.Spec())
}

func TestValidate(t *testing.T) {
	msg, inGroup := msgext.Msg{From: "ann", To: "bob", MsgKey: "1_2_3"}, msgext.GroupMsg{GroupID: "g", MsgSeq: 1}
	pairs := func(n int, key, value string) []msgext.Pair {
		all := make([]msgext.Pair, n)
		for i := range all {
			all[i] = msgext.Pair{Key: key + strings.Repeat("x", i), Value: value}
		}
		return all
	}
	set := func(op int, list []msgext.Pair) *msgext.SetKeyValuesRequest {
		return &msgext.SetKeyValuesRequest{Msg: msg, Change: msgext.Change{OperateType: op, ExtensionList: list}}
	}
	for _, c := range []struct {
		name string
		req  interface{ Validate() error }
		code int
	}{
		{"20 pairs", set(1, pairs(20, "k", "v")), 0},
		{"21 pairs", set(1, pairs(21, "k", "v")), 10004},
		{"no pairs", set(1, nil), 10004},
		{"clear without pairs", set(3, nil), 0},
		{"operation 4", set(4, pairs(1, "k", "v")), 10004},
		{"a long key", set(1, pairs(1, strings.Repeat("k", 101), "v")), 10004},
		{"a long value", set(1, pairs(1, "k", strings.Repeat("v", 1001))), 10004},
		{"a value that is empty", set(1, pairs(1, "k", "")), 10004},
		{"a deleted value is empty", set(2, pairs(1, "k", "")), 0},
		{"a key twice", set(1, append(pairs(1, "k", "v"), pairs(1, "k", "w")...)), 10004},
		{"no receiver", &msgext.GetKeyValuesRequest{Msg: msgext.Msg{MsgKey: "1_2_3"}}, 10004},
		{"no group", &msgext.GroupGetKeyValuesRequest{GroupMsg: msgext.GroupMsg{MsgSeq: 1}}, 10004},
		{"no number", &msgext.GroupGetKeyValuesRequest{GroupMsg: msgext.GroupMsg{GroupID: "g"}}, 10004},
		{"a reaction without a name", &msgext.ReactionAddRequest{Msg: msg}, 10004},
		{"two who react", &msgext.GroupReactionAddRequest{GroupMsg: inGroup, Reaction: "e", Accounts: []string{"a", "b"}}, 10004},
		{"51 messages", &msgext.GroupReactionMultiStatRequest{GroupID: "g", MsgSeqList: make([]uint64, 51)}, 10004},
		{"101 accounts", &msgext.ReactionIterateRequest{Msg: msg, Reaction: "e", Count: 101}, 10004},
	} {
		if got := wire.CodeOf(c.req.Validate()); got != c.code {
			t.Errorf("%s: %d, want %d", c.name, got, c.code)
		}
	}
}
