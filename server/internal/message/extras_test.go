package message

import (
	"fmt"
	"testing"
)

// marked sends a message that extras may be laid beside, and returns what names it.
func marked(c *client, to string, seq int, more string) string {
	c.w.t.Helper()
	a := c.do("openim.sendmsg", message(c.account.Name, to, seq, 7, "vote", more), 0)
	return fmt.Sprintf(`"From_Account":%q,"To_Account":%q,"MsgKey":%q`, c.account.Name, to, a.text("MsgKey"))
}

const extensible = `,"SupportMessageExtension":1`

func TestExtensions(t *testing.T) {
	w := newWorld(t, nil)
	ann, bob, eve := w.login("ann"), w.login("bob"), w.login("eve")
	phone := w.login("bob")
	ref := marked(ann, "bob", 1, extensible)
	plain := marked(ann, "bob", 2, "")
	ann.events()
	bob.events()
	phone.events()

	set := func(c *client, op int, list string, code int) answer {
		return c.do("openim_msg_ext_http_svc.set_key_values", fmt.Sprintf(`{%s,"OperateType":%d,"ExtensionList":[%s]}`, ref, op, list), code)
	}
	a := set(bob, 1, `{"Key":"bob","Value":"yes","Seq":0},{"Key":"more","Value":"x","Seq":0}`, 0)
	if a.text("Seq") != "2" || a.text("ExtensionList", 0, "Extension", "Seq") != "1" || a.text("ExtensionList", 1, "ErrorCode") != "0" {
		t.Errorf("answer %v", a)
	}
	bob.seesNothing()
	for _, c := range []*client{ann, phone} {
		e := c.sees(18)
		n := []any{"MsgExtensionNotify"}
		if e.text(append(n, "MsgLastSeq")...) != "2" || e.text(append(n, "MsgOptType")...) != "1" || e.text(append(n, "TinyId")...) != ann.account.Tiny() ||
			e.text(append(n, "SetKVInfo", 0, "MsgKeyValue", 1, "Key")...) != "more" || e.text(append(n, "ExtensionC2cMsgInfo", "MsgSeq")...) != "1" {
			t.Errorf("push %v", e)
		}
	}
	// Somebody who does not know the newest version gets it.
	a = set(ann, 1, `{"Key":"bob","Value":"no","Seq":0},{"Key":"ann","Value":"no","Seq":0}`, 0)
	if a.text("ExtensionList", 0, "ErrorCode") != "23001" || a.text("ExtensionList", 0, "Extension", "Value") != "yes" || a.text("ExtensionList", 1, "ErrorCode") != "0" {
		t.Errorf("conflict %v", a)
	}
	if e := bob.sees(18); len(e.at("MsgExtensionNotify", "SetKVInfo", 0, "MsgKeyValue").([]any)) != 1 {
		t.Errorf("push of the other pair %v", e)
	}
	ann.seesNothing()
	set(ann, 2, `{"Key":"bob","Value":"","Seq":1}`, 0)
	set(bob, 1, `{"Key":"bob","Value":"again","Seq":0}`, 0) // it is free again

	get := func(c *client, more string) answer {
		return c.do("openim_msg_ext_http_svc.get_key_values", fmt.Sprintf(`{%s%s}`, ref, more), 0)
	}
	a = get(phone, "")
	if a.len("ExtensionList") != 3 || a.text("LatestSeq") != "5" || a.text("ExtensionList", 2, "Value") != "again" || a.text("CompleteFlag") != "1" {
		t.Errorf("all %v", a)
	}
	if a = get(phone, `,"startSeq":3`); a.len("ExtensionList") != 2 {
		t.Errorf("new ones %v", a)
	}
	phone.events()
	set(ann, 3, "", 0)
	if e := phone.sees(18); e.text("MsgExtensionNotify", "ClearKVInfo", 0, "ClearMsgSeq") != "6" {
		t.Errorf("push of a clear %v", e)
	}
	if a = get(bob, ""); a.len("ExtensionList") != 0 || a.text("ClearSeq") != "6" || a.text("LatestSeq") != "6" {
		t.Errorf("after a clear %v", a)
	}

	one := `"OperateType":1,"ExtensionList":[{"Key":"k","Value":"v"}]`
	ann.do("openim_msg_ext_http_svc.set_key_values", `{`+plain+`,`+one+`}`, 23002)
	ann.do("openim_msg_ext_http_svc.set_key_values", `{"From_Account":"ann","To_Account":"bob","MsgKey":"9_9_9",`+one+`}`, 23004)
	ann.do("openim_msg_ext_http_svc.set_key_values", `{"From_Account":"bob","To_Account":"ghost","MsgKey":"9_9_9",`+one+`}`, 23004)
	ann.do("openim_msg_ext_http_svc.set_key_values", `{"From_Account":"ann","To_Account":"bob","MsgKey":"nine",`+one+`}`, 10004)
	eve.do("openim_msg_ext_http_svc.get_key_values", `{`+ref+`}`, 23004)
	a = w.rest("openim_msg_ext_http_svc.set_key_values", `{`+ref+`,`+one+`}`, 0)
	if a.text("ExtensionList", 0, "Extension", "Seq") != "7" {
		t.Errorf("REST %v", a)
	}
	w.rest("openim_msg_ext_http_svc.set_key_values", `{`+ref+`,"OperateType":1,"ExtensionList":[{"Key":"k","Value":"w"}]}`, 0)
}

func TestChangesOfExtensionsAMinute(t *testing.T) {
	w := newWorld(t, nil)
	ann := w.login("ann")
	w.login("bob")
	ref := marked(ann, "bob", 1, extensible)
	tooFast := 0
	for i := range 220 { // a minute may end on the way, then it begins anew
		resp, err := w.registry.Do(w.ctx, ann.caller(), "openim_msg_ext_http_svc.set_key_values",
			fmt.Appendf(nil, `{%s,"OperateType":1,"ExtensionList":[{"Key":"k","Value":"v","Seq":%d}]}`, ref, i))
		if err != nil {
			tooFast++
		}
		_ = resp
	}
	if tooFast == 0 {
		t.Error("220 changes went through")
	}
	w.later.Add(int64(61e9))
	ann.do("openim_msg_ext_http_svc.set_key_values", `{`+ref+`,"OperateType":1,"ExtensionList":[{"Key":"other","Value":"v","Seq":0}]}`, 0)
}

func TestReactions(t *testing.T) {
	w := newWorld(t, nil)
	ann, bob, eve := w.login("ann"), w.login("bob"), w.login("eve")
	phone := w.login("bob")
	ref := marked(ann, "bob", 1, "")
	other := marked(ann, "bob", 2, "")
	ann.events()
	bob.events()
	phone.events()
	do := func(c *client, word, reaction string, code int) {
		c.do("openim_msg_ext_http_svc.reaction_"+word, fmt.Sprintf(`{%s,"Reaction":%q}`, ref, reaction), code)
	}
	do(bob, "add", "smile", 0)
	for _, c := range []*client{ann, bob} {
		e := c.sees(21)
		if e.text("MsgReactionNotifyList", 0, "MsgReactionSummary", 0, "Count") != "1" || e.text("MsgReactionNotifyList", 0, "MsgReactionSummary", 0, "Reaction_Account", 0) != "bob" ||
			e.text("MsgReactionNotifyList", 0, "C2CMsgInfo", "TinyId") != ann.account.Tiny() {
			t.Errorf("push %v", e)
		}
	}
	all := phone.events()
	if len(all) != 2 || all[0].text("MsgReactionNotify", "Reaction") != "smile" || all[0].text("MsgReactionNotify", "MsgOptType") != "1" {
		t.Errorf("own other device %v", all)
	}
	do(bob, "add", "smile", 23007)
	do(ann, "add", "smile", 0)
	do(ann, "add", "heart", 0)
	do(ann, "del", "tea", 23008)
	do(bob, "del", "heart", 23009)
	do(eve, "add", "smile", 23004)
	bob.do("openim_msg_ext_http_svc.reaction_add", fmt.Sprintf(`{%s,"Reaction":"x","Add_Account":["ann"]}`, ref), 60010)

	key := ref[len(`"From_Account":"ann","To_Account":"bob","MsgKey":`):]
	stat := bob.do("openim_msg_ext_http_svc.reaction_multi_stat", fmt.Sprintf(
		`{"From_Account":"ann","To_Account":"bob","MsgKeyList":[%s,%s,"9_9_9"],"Count":1}`, key, other[len(other)-len(key):]), 0)
	first := []any{"Results", 0, "ReactionList"}
	if stat.len("Results") != 2 || stat.len(first...) != 2 || stat.text(append(first, 0, "Reaction")...) != "smile" || stat.text(append(first, 0, "Count")...) != "2" ||
		stat.len(append(first, 0, "Reaction_Account")...) != 1 || stat.text(append(first, 1, "ReactedByMe")...) != "0" || stat.len("Results", 1, "ReactionList") != 0 {
		t.Errorf("stat %v", stat)
	}
	page := bob.do("openim_msg_ext_http_svc.reaction_iterate", fmt.Sprintf(`{%s,"Reaction":"smile","Count":1}`, ref), 0)
	if page.len("Reaction_Account") != 1 || page.text("Reaction_Account", 0) != "bob" || page.text("NextSeq") == "0" {
		t.Errorf("first page %v", page)
	}
	page = bob.do("openim_msg_ext_http_svc.reaction_iterate", fmt.Sprintf(`{%s,"Reaction":"smile","Count":1,"NextSeq":%s}`, ref, page.text("NextSeq")), 0)
	if page.text("Reaction_Account", 0) != "ann" || page.text("NextSeq") != "0" {
		t.Errorf("second page %v", page)
	}
	ann.events()
	do(ann, "del", "heart", 0)
	if e := ann.sees(21); e.text("MsgReactionNotifyList", 0, "MsgReactionSummary", 0, "Count") != "0" || e.len("MsgReactionNotifyList", 0, "MsgReactionSummary", 0, "Reaction_Account") != 0 {
		t.Errorf("the last one went %v", e)
	}
	for i := range 9 {
		do(bob, "add", fmt.Sprint("kind", i), 0)
	}
	do(bob, "add", "one too many", 23005)
}
