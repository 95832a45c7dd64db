package profile_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/teahouse-chat/teahouse/server/internal/roomtest"
)

// TestDefinedFields: where an application defines its custom fields there are no others, and
// each is read and written by whom it says.
func TestDefinedFields(t *testing.T) {
	w := roomtest.New(t, "user_fields=Tea,Level:write=app,Phone:read=self,Score:read=app:write=app")
	alice, tablet, bob := w.Login("alice"), w.LoginOn("alice", 3), w.Login("bob")
	bob.Do("sns.friend_add", `{"From_Account":"bob","AddFriendItem":[{"To_Account":"alice","AddSource":"AddSource_Type_Web"}]}`, 0)
	w.EventsOf(alice, tablet, bob)
	for _, row := range []struct {
		word        string
		own, master int    // codes of writing
		readers     string // of self, other, master
	}{
		{"Tea", 0, 0, "self other master"},
		{"Level", 40008, 0, "self other master"},
		{"Phone", 0, 0, "self master"},
		{"Score", 40008, 0, "master"},
		{"Other", 40009, 40009, ""},
	} {
		tag := "Tag_Profile_Custom_" + row.word
		alice.Do(set, fields(tag, `"mine"`), row.own)
		w.REST(set, `{"From_Account":"alice","ProfileItem":[{"Tag":"`+tag+`","Value":"`+row.word+`"}]}`, row.master)
		if row.master != 0 {
			alice.Do(get, `{"To_Account":["alice"],"TagList":["`+tag+`"]}`, 40009)
			continue
		}
		for who, answer := range map[string]roomtest.Answer{
			"self":   alice.Do(get, `{"To_Account":["alice","alice"],"TagList":["`+tag+`"]}`, 0),
			"other":  bob.Do(get, `{"To_Account":["alice"],"TagList":["`+tag+`"]}`, 0),
			"master": w.REST(get, `{"To_Account":["alice"],"TagList":["`+tag+`"]}`, 0),
		} {
			if got := answer.Text("UserProfileItem", 0, "ProfileItem", 0, "Value") == row.word; got != strings.Contains(row.readers, who) {
				t.Errorf("%s read by %s: %v", tag, who, answer)
			}
		}
	}
	w.REST(set, `{"From_Account":"alice","ProfileItem":[{"Tag":"Tag_Profile_Custom_Tea","Value":"last"}]}`, 0)
	told := map[*roomtest.Client]string{}
	w.Eventually("bob is told of the last change", func() bool { // friends are told a little later
		for i, events := range w.EventsOf(tablet, bob) {
			told[[]*roomtest.Client{tablet, bob}[i]] += fmt.Sprint(events)
		}
		return strings.Contains(told[bob], "last")
	})
	for c, want := range map[*roomtest.Client]string{tablet: "Tea Level Phone", bob: "Tea Level"} {
		for _, word := range []string{"Tea", "Level", "Phone", "Score"} {
			if got := strings.Contains(told[c], "Tag_Profile_Custom_"+word); got != strings.Contains(want, word) {
				t.Errorf("%s is told of %s: %v", c.Name, word, got)
			}
		}
	}
	all := fmt.Sprint(alice.Do("profile.portrait_get_all", `{"UserItem":[{"To_Account":"alice"}]}`, 0), bob.Do("profile.portrait_get_all", `{"UserItem":[{"To_Account":"alice"}]}`, 0))
	if strings.Count(all, "Custom_Tea") != 2 || strings.Count(all, "Custom_Phone") != 1 || strings.Contains(all, "Custom_Score") {
		t.Errorf("all fields as alice and bob read them: %s", all)
	}
	friend := fmt.Sprint(bob.Do("sns.friend_get_specified", `{"From_Account":"bob","To_Account":["alice"]}`, 0))
	if !strings.Contains(friend, "Custom_Tea") || strings.Contains(friend, "Custom_Phone") || strings.Contains(friend, "Custom_Score") {
		t.Errorf("bob's list has %s", friend)
	}
	w.Set("user_fields", "Tea")
	alice.Do(get, `{"To_Account":["alice"],"TagList":["Tag_Profile_Custom_Level"]}`, 40009)
}
