package conversation

import (
	"context"
	"fmt"
	"testing"

	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/timeline"
)

func withTea(o *Options) {
	o.GroupConvs = func(_ context.Context, a id.Account, names []string) (map[string]id.Conv, error) {
		all := map[string]id.Conv{}
		for _, name := range names {
			if name == "@TGS#1TEA" {
				all[name] = id.GroupConv(a.App, 7)
			}
		}
		return all, nil
	}
	o.GroupFacts = func(_ context.Context, a id.Account, asked []GroupAsk) (map[id.Conv]GroupFacts, error) {
		return map[id.Conv]GroupFacts{id.GroupConv(a.App, 7): {ID: "@TGS#1TEA", Name: "tea room", Type: "Public"}}, nil
	}
}

func TestBatchDelete(t *testing.T) {
	w := newWorld(t, withTea)
	mia, miaToo, leo, eve := w.login("mia"), w.login("mia"), w.login("leo"), w.login("eve")
	w.append(leo, mia, "one", 0)
	w.append(eve, mia, "two", 0)
	a := mia.do("recentcontact.batch_delete", `{"From_Account":"mia","ContactItem":[{"To_Account":"leo","Type":1},{"ToGroupid":"@TGS#1TEA","Type":2}],"ClearRamble":0}`, 0)
	if a.len("ResultItem") != 2 || a.text("ResultItem", 0, "To_Account") != "leo" || a.text("ResultItem", 1, "ToGroupid") != "@TGS#1TEA" || a.text("ResultItem", 1, "ResultCode") != "0" {
		t.Errorf("answer %v", a)
	}
	mia.seesNothing()
	push := miaToo.sees(17)
	if push.text("RecentContactMod", 0, "PushType") != "1" || push.text("RecentContactMod", 0, "RecentContactDeleteItem", "RecentContactList", 0, "UserId") != "leo" ||
		push.text("RecentContactMod", 0, "RecentContactDeleteItem", "RecentContactList", 1, "GroupId") != "@TGS#1TEA" {
		t.Errorf("push %v", push)
	}
	leo.seesNothing() // that he was read is not told
	if names := mia.do("recentcontact.page_get", firstPage, 0).names(); fmt.Sprint(names) != "[eve]" {
		t.Errorf("list %v", names)
	}
	if names := leo.do("recentcontact.page_get", firstPage, 0).names(); fmt.Sprint(names) != "[mia]" {
		t.Errorf("the other's list %v", names)
	}
	w.append(leo, mia, "back", 0)
	conv := id.Pair(w.app, mia.account.ID, leo.account.ID)
	if n, err := w.log.Unread(w.ctx, conv, mia.account.ID); err != nil || n != 1 {
		t.Errorf("unread %d %v", n, err)
	}
	if names := mia.do("recentcontact.page_get", firstPage, 0).names(); fmt.Sprint(names) != "[leo eve]" {
		t.Errorf("list after a new message %v", names)
	}
	w.rest("recentcontact.delete", `{"From_Account":"mia","Type":1,"To_Account":"leo","ClearRamble":1}`, 0)
	for viewer, n := range map[*client]int{mia: 0, leo: 2} {
		page, _, err := w.log.Page(w.ctx, conv, timeline.PairRange{For: viewer.account.ID, Limit: 9})
		if err != nil || len(page) != n {
			t.Errorf("%s sees %d messages, want %d (%v)", viewer.account.Name, len(page), n, err)
		}
	}
	w.rest("recentcontact.delete", `{"From_Account":"mia","Type":1,"To_Account":"ghost"}`, 0)
	w.rest("recentcontact.delete", `{"From_Account":"ghost","Type":1,"To_Account":"leo"}`, 50001)
	w.rest("recentcontact.delete", `{"From_Account":"mia","Type":3,"To_Account":"leo"}`, 50002)
}

func TestClearMsg(t *testing.T) {
	w := newWorld(t, withTea)
	mia, leo := w.login("mia"), w.login("leo")
	m := w.append(leo, mia, "one", 0)
	mia.do("recentcontact.clear_msg", `{"From_Account":"mia","Type":1,"To_Account":"leo"}`, 0)
	leo.seesNothing()
	page, _, err := w.log.Page(w.ctx, m.Conv, timeline.PairRange{For: mia.account.ID, Limit: 9})
	if err != nil || len(page) != 0 {
		t.Errorf("%d messages %v", len(page), err)
	}
	item := mia.do("recentcontact.page_get", firstPage, 0).item(t, "leo")
	if _, there := item["LastMsg"]; there || item.text("MsgTimeStamp") != "0" {
		t.Errorf("item %v", item)
	}
	mia.do("recentcontact.clear_msg", `{"From_Account":"mia","Type":2,"ToGroupid":"@TGS#1TEA"}`, 0)
	mia.do("recentcontact.clear_msg", `{"From_Account":"mia","Type":1,"To_Account":"ghost"}`, 0)
	mia.do("recentcontact.clear_msg", `{"From_Account":"leo","Type":1,"To_Account":"mia"}`, 60010)
}

func TestTop(t *testing.T) {
	w := newWorld(t, withTea)
	mia, miaToo, leo, eve := w.login("mia"), w.login("mia"), w.login("leo"), w.login("eve")
	w.append(leo, mia, "one", 0)
	w.append(eve, mia, "two", 0)
	top := `{"From_Account":"mia","OperationType":%d,"RecentContactItem":[{"Type":1,"To_Account":"leo"},{"Type":2,"GroupId":"@TGS#1TEA"}]}`
	mia.do("recentcontact.top", fmt.Sprintf(top, 1), 0)
	push := miaToo.sees(17)
	if push.text("RecentContactMod", 0, "PushType") != "2" || push.text("RecentContactMod", 0, "RecentContactTopItem", "RecentContactList", 1, "GroupId") != "@TGS#1TEA" {
		t.Errorf("push %v", push)
	}
	a := mia.do("recentcontact.page_get", firstPage, 0)
	if a.item(t, "leo").text("TopFlags") != "1" || a.item(t, "eve").text("TopFlags") != "0" || a.item(t, "@TGS#1TEA").text("TopFlags") != "1" || a.names()[2] != "eve" {
		t.Errorf("list %v", a.names())
	}
	mia.do("recentcontact.top", fmt.Sprintf(top, 2), 0)
	if push := miaToo.sees(17); push.text("RecentContactMod", 0, "PushType") != "3" {
		t.Errorf("push %v", push)
	}
	if a := mia.do("recentcontact.page_get", firstPage, 0); a.item(t, "leo").text("TopFlags") != "0" {
		t.Errorf("list %v", a)
	}
	mia.do("recentcontact.top", `{"OperationType":1,"RecentContactItem":[{"Type":1,"To_Account":"ghost"}]}`, 50002)
	mia.do("recentcontact.top", `{"OperationType":1,"RecentContactItem":[]}`, 51006)
	for i := range 50 {
		peer := w.login(fmt.Sprint("u", i))
		mia.do("recentcontact.top", fmt.Sprintf(`{"OperationType":1,"RecentContactItem":[{"Type":1,"To_Account":%q}]}`, peer.account.Name), 0)
	}
	mia.do("recentcontact.top", fmt.Sprintf(top, 1), 51012)
	mia.do("recentcontact.top", `{"OperationType":1,"RecentContactItem":[{"Type":1,"To_Account":"u7"}]}`, 0)
}
