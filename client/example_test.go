package client_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net"
	"time"

	"github.com/teahouse-chat/teahouse/client"
	"github.com/teahouse-chat/teahouse/usersig"
	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/account"
	"github.com/teahouse-chat/teahouse/wire/group"
	"github.com/teahouse-chat/teahouse/wire/profile"
)

// address, app and key are what the server printed when it made the application.
func address() (url string, app uint32, key string) {
	api := admin()
	return api.URL, api.App, api.Key
}

// login is what a program does that has the application's key; one that has not
// gets its users' UserSigs from the backend.
func login(user string) *client.Client {
	url, app, key := address()
	c, err := client.Dial(context.Background(), url, client.Options{App: app, User: user,
		UserSig: usersig.Make(app, key, user, 24*time.Hour)})
	if err != nil {
		log.Fatal(err)
	}
	return c
}

// Two users connect, and one writes to the other.
func Example() {
	ctx := context.Background()
	alice, bob := login("alice"), login("bob")
	defer alice.Close()
	defer bob.Close()

	if _, err := alice.Send(ctx, "bob", wire.NewText("hello")); err != nil {
		log.Fatal(err)
	}
	for e := range bob.Events() {
		if m, is := e.(client.Message); is {
			fmt.Println(m.Sender(), "says", m.Text())
			break
		}
	}
	// Output: alice says hello
}

// A loop over Events gets everything that the user is told, in order, until the
// client is over.
func ExampleClient_Events() {
	ctx := context.Background()
	user, echo := login("user"), login("echo")
	defer user.Close()

	go func() { // answers what it is told
		for e := range echo.Events() {
			switch e := e.(type) {
			case client.Message:
				if e.Sender() == echo.User() {
					continue // from another of its devices
				}
				if _, err := echo.Send(ctx, e.From, wire.NewText("you said: "+e.Text())); err != nil {
					log.Print(err)
				}
			case client.Missed:
				log.Print("the loop is too slow: ", e.Err)
			}
		}
		if errors.Is(echo.Err(), account.ErrKicked) {
			log.Print("somebody else logged in as echo")
		}
	}()

	for _, text := range []string{"one", "two"} {
		if _, err := user.Send(ctx, "echo", wire.NewText(text)); err != nil {
			log.Fatal(err)
		}
	}
	answers := 0
	for e := range user.Events() {
		if m, is := e.(client.Message); is {
			fmt.Println(m.Text())
			if answers++; answers == 2 {
				break
			}
		}
	}
	echo.Close() // ends its loop
	// Output:
	// you said: one
	// you said: two
}

// Groups: every command is called in the same way, typed both ways.
func Example_groups() {
	ctx := context.Background()
	olga, mike := login("olga"), login("mike")
	defer olga.Close()
	defer mike.Close()

	made, err := client.Call(ctx, olga, group.CreateGroup, &group.CreateGroupRequest{
		Type: group.Private, Name: "raid", MemberList: []group.NewMember{{Account: "mike"}}})
	if err != nil {
		log.Fatal(err)
	}
	m := olga.NewGroupMessage(made.GroupID, wire.NewText("now, @mike!")) // a message with options
	m.GroupAtInfo = []group.Mention{{Account: "mike"}}
	m.MsgPriority = group.High
	sent, err := client.Call(ctx, olga, group.SendGroupMsg, m) // calling again with m does not send it twice
	if err != nil {
		log.Fatal(err)
	}
	for e := range mike.Events() {
		if m, is := e.(client.GroupMessage); is {
			fmt.Println(m.From, "in", m.GroupInfo.GroupName+":", m.Text(), m.MsgSeq == sent.MsgSeq)
			break
		}
	}
	_, err = client.Call(ctx, mike, group.DestroyGroup, &group.DestroyGroupRequest{GroupID: made.GroupID})
	fmt.Println(errors.Is(err, group.ErrNotPermitted)) // errors compare by their number
	// Output:
	// olga in raid: now, @mike! true
	// true
}

// A live room has any number of members, who come and go; nothing is stored.
func Example_liveRoom() {
	ctx := context.Background()
	host, fan := login("host"), login("fan")
	defer host.Close()
	defer fan.Close()

	room, err := client.Call(ctx, host, group.CreateGroup, &group.CreateGroupRequest{Type: group.AVChatRoom, Name: "concert"})
	if err != nil {
		log.Fatal(err)
	}
	for _, c := range []*client.Client{host, fan} { // the client comes back into its rooms by itself
		if _, err := client.Call(ctx, c, group.ApplyJoinGroup, &group.ApplyJoinGroupRequest{GroupID: room.GroupID, WebPushFlag: 1}); err != nil {
			log.Fatal(err)
		}
	}
	if _, err := host.SendGroup(ctx, room.GroupID, wire.NewText("welcome")); err != nil {
		log.Fatal(err)
	}
	for e := range fan.Events() {
		if m, is := e.(client.GroupMessage); is {
			fmt.Println(m.Text())
			break
		}
	}
	// Output: welcome
}

// A customer's backend acts as an App admin, over REST.
func ExampleREST() {
	ctx := context.Background()
	url, app, key := address()
	api := &client.REST{URL: url, App: app, Key: key}

	if _, err := client.Call(ctx, api, account.AccountImport, &account.AccountImportRequest{UserID: "carol", Nick: "Carol"}); err != nil {
		log.Fatal(err)
	}
	cards, err := client.Call(ctx, api, profile.PortraitGet, &profile.PortraitGetRequest{
		ToAccount: []string{"carol"}, TagList: []string{"Tag_Profile_IM_Nick"}})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(cards.UserProfileItem[0].ToAccount, string(cards.UserProfileItem[0].ProfileItem[0].Value))

	req := &group.CreateGroupRequest{Type: group.Public, Name: "raid", GroupID: "raid", Owner: "carol"}
	for range 2 {
		switch made, err := client.Call(ctx, api, group.CreateGroup, req); {
		case errors.Is(err, group.ErrYours):
			fmt.Println("it was there before")
		case err != nil:
			log.Fatal(err)
		default:
			fmt.Println("made", made.GroupID)
		}
	}
	// Output:
	// carol "Carol"
	// made raid
	// it was there before
}

// A cut connection is the client's own affair: calls wait, messages are sent
// once, and what was missed is told.
func Example_reconnect() {
	ctx := context.Background()
	url, app, key := address()
	sig := func(user string) string { return usersig.Make(app, key, user, time.Hour) }
	sockets := make(chan net.Conn, 10)
	traveller, err := client.Dial(ctx, url, client.Options{App: app, User: "traveller",
		NewUserSig: func(context.Context) (string, error) { return sig("traveller"), nil }, // asked again when one expires
		NetDial: func(ctx context.Context, network, address string) (net.Conn, error) {
			conn, err := new(net.Dialer).DialContext(ctx, network, address)
			sockets <- conn
			return conn, err
		}})
	if err != nil {
		log.Fatal(err)
	}
	defer traveller.Close()
	friend := login("friend")
	defer friend.Close()

	(<-sockets).Close() // a tunnel
	if _, err := friend.Send(ctx, "traveller", wire.NewText("can you hear me?")); err != nil {
		log.Fatal(err)
	}
	for e := range traveller.Events() {
		switch e := e.(type) {
		case client.StateChanged:
			if e.State == client.Connecting {
				fmt.Println("connecting")
			}
		case client.Message:
			fmt.Println(e.Text())
			if _, err := traveller.Send(ctx, e.From, wire.NewText("loud and clear")); err != nil {
				log.Fatal(err)
			}
			return
		}
	}
	// Output:
	// connecting
	// can you hear me?
}
