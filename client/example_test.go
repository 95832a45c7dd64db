package client_test

import (
	"context"
	"errors"
	"fmt"
	"log"

	"github.com/teahouse-chat/teahouse/client"
	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/account"
	"github.com/teahouse-chat/teahouse/wire/group"
)

const (
	app = 1400000001
	key = "the application's key"
)

// A customer's backend acts as an App admin, over REST.
func ExampleREST() {
	ctx := context.Background()
	api := &client.REST{URL: "http://127.0.0.1:8080", App: app, Key: key}
	made, err := client.Call(ctx, api, group.CreateGroup, &group.CreateGroupRequest{Type: group.Public, Name: "raid", GroupID: "raid"})
	switch {
	case errors.Is(err, group.ErrTaken):
		fmt.Println("it was there before")
	case err != nil:
		log.Fatal(err)
	default:
		fmt.Println("made", made.GroupID)
	}
}

// A bot is a user that answers what it is told.
func ExampleDial() {
	ctx := context.Background()
	bot, err := client.Dial(ctx, "ws://127.0.0.1:8080", client.Options{App: app, User: "bot", UserSig: "from the backend"})
	if err != nil {
		log.Fatal(err)
	}
	for e := range bot.Events() {
		switch e := e.(type) {
		case client.Message:
			if e.Sender() == bot.User() {
				continue // from another of its devices
			}
			if _, err := bot.Send(ctx, e.From, wire.NewText("you said: "+e.Text())); err != nil {
				log.Print(err)
			}
		case client.StateChanged:
			log.Print("the bot is ", e.State)
		}
	}
	if errors.Is(bot.Err(), account.ErrKicked) {
		log.Print("somebody else logged in as the bot")
	}
}

// A message with options is made, changed and called for.
func ExampleClient_NewGroupMessage() {
	ctx := context.Background()
	user, err := client.Dial(ctx, "ws://127.0.0.1:8080", client.Options{App: app, User: "alice", UserSig: "from the backend"})
	if err != nil {
		log.Fatal(err)
	}
	m := user.NewGroupMessage("raid", wire.NewText("now, @bob!"))
	m.GroupAtInfo = []group.Mention{{Account: "bob"}}
	m.MsgPriority = group.High
	sent, err := client.Call(ctx, user, group.SendGroupMsg, m)
	if err != nil {
		log.Fatal(err) // calling again with m does not send it twice
	}
	fmt.Println("number", sent.MsgSeq)
}
