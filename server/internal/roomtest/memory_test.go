package roomtest_test

import (
	"fmt"
	"log/slog"
	"math/rand/v2"
	"reflect"
	"sync"
	"testing"

	"github.com/teahouse-chat/teahouse/server/internal/account"
	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/bus"
	"github.com/teahouse-chat/teahouse/server/internal/conversation"
	"github.com/teahouse-chat/teahouse/server/internal/deliver"
	"github.com/teahouse-chat/teahouse/server/internal/event"
	"github.com/teahouse-chat/teahouse/server/internal/profile"
	"github.com/teahouse-chat/teahouse/server/internal/relation"
	"github.com/teahouse-chat/teahouse/server/internal/roomtest"
	"github.com/teahouse-chat/teahouse/server/internal/roster"
)

// questions are what clients ask behind their login about what they have. %[1]q is who.
var questions = []struct{ command, body string }{
	{"sns.friend_get", `{"From_Account":%[1]q,"StartIndex":0}`},
	{"sns.group_get", `{"From_Account":%[1]q,"LastSequence":0,"NeedFriend":"Need_Friend_Type_Yes"}`},
	{"sns.pendency_get", `{"From_Account":%[1]q,"PendencyType":"Pendency_Type_Both"}`},
	{"sns.black_list_get", `{"From_Account":%[1]q,"StartIndex":0,"MaxLimited":30,"LastSequence":0}`},
	{"recentcontact.get_contact_group", `{"From_Account":%[1]q,"StartIndex":0}`},
	{"recentcontact.search_contact_group", `{"From_Account":%[1]q,"ContactItem":[{"Type":1,"To_Account":"u0"},{"Type":1,"To_Account":"u1"}]}`},
	{"profile.portrait_get_all", `{"From_Account":%[1]q,"UserItem":[{"To_Account":%[1]q,"StandardSequence":0,"CustomSequence":0}]}`},
}

// deeds change the answers. %[1]q is who, %[2]q somebody else, %[3]d a number.
var deeds = []struct{ command, body string }{
	{"sns.friend_add", `{"From_Account":%[1]q,"AddFriendItem":[{"To_Account":%[2]q,"AddSource":"AddSource_Type_Web"}]}`},
	{"sns.friend_update", `{"From_Account":%[1]q,"UpdateItem":[{"To_Account":%[2]q,"SnsItem":[{"Tag":"Tag_SNS_IM_Remark","Value":"r%[3]d"}]}]}`},
	{"sns.friend_delete", `{"From_Account":%[1]q,"To_Account":[%[2]q],"DeleteType":"Delete_Type_Both"}`},
	{"sns.friend_response", `{"From_Account":%[1]q,"ResponseFriendItem":[{"To_Account":%[2]q,"ResponseAction":"Response_Action_AgreeAndAdd"}]}`},
	{"sns.pendency_delete", `{"From_Account":%[1]q,"PendencyType":"Pendency_Type_ComeIn","To_Account":[%[2]q]}`},
	{"sns.pendency_report", `{"From_Account":%[1]q,"LatestPendencyTimeStamp":99999999999}`},
	{"sns.black_list_add", `{"From_Account":%[1]q,"To_Account":[%[2]q]}`},
	{"sns.black_list_delete", `{"From_Account":%[1]q,"To_Account":[%[2]q]}`},
	{"sns.group_add", `{"From_Account":%[1]q,"GroupName":["g%[3]d"],"To_Account":[%[2]q]}`},
	{"sns.group_delete", `{"From_Account":%[1]q,"GroupName":["g%[3]d"]}`},
	{"recentcontact.mark_contact", `{"From_Account":%[1]q,"MarkItem":[{"OptType":2,"ContactItem":{"Type":1,"To_Account":%[2]q},"CustomMark":"m%[3]d"}]}`},
	{"recentcontact.mark_contact", `{"From_Account":%[1]q,"MarkItem":[{"OptType":2,"ContactItem":{"Type":1,"To_Account":%[2]q},"CustomMark":""}]}`},
	{"recentcontact.create_contact_group", `{"From_Account":%[1]q,"GroupContactItem":[{"GroupName":"c%[3]d","ContactItem":[{"Type":1,"To_Account":%[2]q}]}]}`},
	{"recentcontact.del_contact_group", `{"From_Account":%[1]q,"GroupName":["c%[3]d"]}`},
	{"profile.portrait_set", `{"From_Account":%[1]q,"ProfileItem":[{"Tag":"Tag_Profile_IM_Nick","Value":"n%[3]d"}]}`},
	{"group_open_http_svc.create_group", `{"Type":"Public","Name":"g","GroupId":"g%[3]d","Owner_Account":%[1]q,"MemberList":[{"Member_Account":%[2]q}]}`},
	{"group_open_http_svc.delete_group_member", `{"GroupId":"g%[3]d","MemberToDel_Account":[%[2]q]}`},
	{"group_open_http_svc.add_group_member", `{"GroupId":"g%[3]d","MemberList":[{"Member_Account":%[2]q}]}`},
	{"group_open_http_svc.forbid_send_msg", `{"GroupId":"g%[3]d","Members_Account":[%[2]q],"MuteTime":%[3]d}`},
	{"group_open_http_svc.destroy_group", `{"GroupId":"g%[3]d"}`},
}

// TestWhatIsRememberedIsTrue has users ask at any time for what they have, while it
// changes. What is answered after a change is always what services answer that just
// began, and remember nothing.
func TestWhatIsRememberedIsTrue(t *testing.T) {
	w := roomtest.New(t, "rest_rate=0")
	conversation.New(w.DB, w.Timeline, w.Accounts, w.Profiles, w.Hub, w.Events, conversation.Options{}).Register(w.Registry)
	users, guest := []string{"u0", "u1", "u2"}, "u3" // who comes and goes
	w.Import(users...)
	app := w.App().ID
	w.REST("profile.portrait_set", `{"From_Account":"u1","ProfileItem":[{"Tag":"Tag_Profile_IM_AllowType","Value":"AllowType_Type_NeedConfirm"}]}`, 0)
	clients := map[string]*roomtest.Client{}
	for _, u := range users {
		clients[u] = w.Login(u)
	}
	forget := forgetful(t, w)
	done := make(chan struct{})
	var readers sync.WaitGroup
	defer readers.Wait()
	defer close(done)
	for range 2 {
		readers.Go(func() {
			for {
				select {
				case <-done:
					return
				default:
				}
				u, q := users[rand.IntN(len(users))], questions[rand.IntN(len(questions))]
				clients[u].Try(q.command, fmt.Sprintf(q.body, u))
				w.Roster.Of(t.Context(), w.Account(u).ID)
			}
		})
	}
	succeeded := map[string]bool{}
	for i := range 5 * len(deeds) {
		switch i % 40 {
		case 0:
			w.Import(guest)
		case 39:
			if err := w.Accounts.Delete(t.Context(), app, guest); err != nil {
				t.Fatal(err)
			}
		}
		d, n := deeds[i%len(deeds)], rand.IntN(len(users))
		who, peer := users[n], append(users, guest)[(n+1+rand.IntN(len(users)))%(len(users)+1)]
		body := fmt.Sprintf(d.body, who, peer, 1+rand.IntN(2))
		if a := w.TryREST(d.command, body); a.Int("ErrorCode") == 0 {
			succeeded[d.command] = true
		} else if clients[who].Try(d.command, body).Int("ErrorCode") == 0 { // some are for clients alone
			succeeded[d.command] = true
		}
		registry, members := forget()
		for _, u := range users {
			for _, q := range questions {
				body := fmt.Sprintf(q.body, u)
				if got, want := clients[u].Try(q.command, body), clients[u].TryOn(registry, q.command, body); !reflect.DeepEqual(got, want) {
					t.Fatalf("after %s: %s\n%v\nwant\n%v", d.command, q.command, got, want)
				}
			}
			got, _ := w.Roster.Of(t.Context(), w.Account(u).ID)
			want, _ := members.Of(t.Context(), w.Account(u).ID)
			if !reflect.DeepEqual(got, want) {
				t.Fatalf("after %s: groups of %s\n%v\nwant\n%v", d.command, u, got, want)
			}
		}
	}
	if len(succeeded) < 12 {
		t.Errorf("only these succeeded: %v", succeeded)
	}
}

// forgetful makes rooms on the records of a world that remember nothing yet.
func forgetful(t *testing.T, w *roomtest.World) func() (*api.Registry, *roster.Roster) {
	quiet, nothing := slog.New(slog.DiscardHandler), &event.Hub{}
	hub := deliver.New(bus.NewLocal(), deliver.Options{})
	t.Cleanup(hub.Close)
	return func() (*api.Registry, *roster.Roster) {
		r, accounts := api.NewRegistry(quiet), account.New(w.DB, hub, nothing, quiet, profile.SetCards)
		profiles := profile.New(w.DB, accounts, hub, nothing, quiet)
		profiles.Register(r)
		relation.New(w.DB, accounts, profiles, hub, nothing, quiet).Register(r)
		conversation.New(w.DB, w.Timeline, accounts, profiles, hub, nothing, conversation.Options{}).Register(r)
		return r, roster.New(w.DB, nothing)
	}
}
