//go:build linux

package main

import (
	"fmt"
	"strings"
	"time"
)

// afterLogin is what the SDK asks for once it is logged in, all at once; %[1]q is the
// user. The bodies are those of the SDK.
var afterLogin = []struct{ command, body string }{
	{"openim.getmsg", `{"Cookie":"","SyncFlag":0,"NeedAbstract":1,"IsOnlineSync":0,"NeedSignaling":1,"NeedCachedMsg":1}`},
	{"profile.portrait_get_all", `{"From_Account":%[1]q,"UserItem":[{"To_Account":%[1]q,"StandardSequence":0,"CustomSequence":0}]}`},
	{"sns.black_list_get", `{"From_Account":%[1]q,"StartIndex":0,"MaxLimited":30,"LastSequence":0}`},
	{"recentcontact.page_get", `{"From_Account":%[1]q,"TimeStamp":0,"StartIndex":0,"TopTimeStamp":0,"TopStartIndex":0,"OrderType":1,"MsgAssistFlags":15,"AssistFlags":31}`},
	{"group_open_http_svc.get_joined_group_list", `{"Member_Account":%[1]q,"Limit":50,"Offset":0,"SupportTopic":0,"NeedAppDefineData":1,` +
		`"ResponseFilter":{"GroupBaseInfoFilter":["Type","Name","FaceUrl","InfoSeq","LastMsgTime","NextMsgSeq"],"SelfInfoFilter":["Role","JoinTime","MsgFlag","MsgSeq"]}}`},
	{"million_group_open_http_svc.get_joined_group_list", `{"Member_Account":%[1]q,"Limit":50,"Offset":0,"GroupType":"Community","SupportTopic":0,"NeedAppDefineData":1,` +
		`"ResponseFilter":{"GroupBaseInfoFilter":["Type","Name","FaceUrl","InfoSeq","LastMsgTime","NextMsgSeq"],"SelfInfoFilter":["Role","JoinTime","MsgFlag","MsgSeq"]}}`},
	{"sns.friend_get", `{"From_Account":%[1]q,"StartIndex":0,"StandardSequence":0,"CustomSequence":0}`},
	{"sns.group_get", `{"From_Account":%[1]q,"LastSequence":0,"NeedFriend":"Need_Friend_Type_Yes"}`},
	{"sns.pendency_get", `{"From_Account":%[1]q,"PendencyType":"Pendency_Type_Both","StartTime":0,"MaxLimited":0,"LastSequence":0}`},
	{"im_sdk_config_mgr.fetch_config", `{"uint32_sdkappid":0,"uint64_version":0}`},
	{"recentcontact.get_contact_group", `{"From_Account":%[1]q,"StartIndex":0}`},
	{"im_sdk_config_mgr.fetch_imsdk_purchase_bitsv2", `{"uint32_sdkappid":0}`},
	{"imopenstat.tim_web_report_v2", `{}`},
}

// settle asks for all that the SDK asks for behind its login, at once.
func (c *conn) settle() error {
	failures := make(chan error, len(afterLogin))
	for _, r := range afterLogin {
		body := r.body
		if strings.Contains(body, "%") {
			body = fmt.Sprintf(body, c.user)
		}
		go func() { failures <- c.do(r.command, body) }()
	}
	for range afterLogin {
		if err := <-failures; err != nil {
			return err
		}
	}
	return nil
}

// logins measures what a login costs with all that the SDK asks for behind it: the
// first of an account, and one of an account that was there before.
func logins(b *bench) error {
	s, err := b.start()
	if err != nil {
		return err
	}
	defer s.stop()
	if _, err := settled(s, "warm", 50); err != nil {
		return err
	}
	const n = 2000
	for _, name := range []string{"first login of an account", "login of an account"} {
		time.Sleep(time.Second)
		cpu := s.cpu()
		all, err := settled(s, "u", n)
		if err != nil {
			return err
		}
		time.Sleep(time.Second) // what follows upon the answers
		b.report("login", fmt.Sprintf("server CPU, %s with its %d requests", name, len(afterLogin)),
			float64((s.cpu()-cpu).Microseconds())/n, "µs")
		for _, c := range all {
			c.close()
		}
	}
	return nil
}

// settled is dialAll, with all that the SDK asks for after a login.
func settled(s *server, prefix string, n int) ([]*conn, error) {
	return each(n, func(i int) (*conn, error) {
		c, err := dial(s, fmt.Sprintf("%s%d", prefix, i), 7)
		if err == nil {
			err = c.settle()
		}
		return c, err
	})
}
