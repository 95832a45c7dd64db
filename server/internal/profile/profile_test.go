package profile_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/teahouse-chat/teahouse/server/internal/profile"
	"github.com/teahouse-chat/teahouse/server/internal/roomtest"
	"github.com/teahouse-chat/teahouse/server/internal/store"
)

const (
	set    = "profile.portrait_set"
	get    = "profile.portrait_get"
	getAll = "profile.portrait_get_all"
)

// fields is a portrait_set of one field.
func fields(tag, value string) string {
	return fmt.Sprintf(`{"ProfileItem":[{"Tag":%q,"Value":%s}]}`, tag, value)
}

// fieldOf returns a field as portrait_get answers it, "" if it was never written.
func fieldOf(w *roomtest.World, user, tag string) string {
	a := w.REST(get, fmt.Sprintf(`{"To_Account":[%q],"TagList":[%q]}`, user, tag), 0)
	return a.Text("UserProfileItem", 0, "ProfileItem", 0, "Value")
}

// TestFields tries values of every field as its owner and as an App admin.
func TestFields(t *testing.T) {
	w := roomtest.New(t)
	alice := w.Login("alice")
	full, over := `"`+strings.Repeat("n", 500)+`"`, `"`+strings.Repeat("n", 501)+`"`
	text := map[string]int{`"Tea"`: 0, `""`: 0, `"茶"`: 0, full: 0, over: 40601, `7`: 40610, `null`: 40610, `["Tea"]`: 40610, `"a\u0000b"`: 40001}
	number := map[string]int{`0`: 0, `20260101`: 0, `4294967295`: 0, `4294967296`: 40610, `-1`: 40610, `1.5`: 40610, `"7"`: 40610, `{}`: 40610, `null`: 40610}
	for tag, values := range map[string]map[string]int{
		"Tag_Profile_IM_Nick":            text,
		"Tag_Profile_IM_Image":           text,
		"Tag_Profile_IM_Location":        {`""`: 0, `"0123456789abcdef"`: 0, `"0123456789abcdefg"`: 40601, `7`: 40610, `null`: 40610},
		"Tag_Profile_IM_SelfSignature":   text,
		"Tag_Profile_Custom_Tea":         text,
		"Tag_Profile_Custom_ABCDefgh":    text,
		"Tag_Profile_IM_BirthDay":        number,
		"Tag_Profile_IM_Language":        number,
		"Tag_Profile_IM_MsgSettings":     number,
		"Tag_Profile_IM_Level":           number,
		"Tag_Profile_IM_Role":            number,
		"Tag_Profile_IM_Gender":          {`"Gender_Type_Unknown"`: 0, `"Gender_Type_Female"`: 0, `"Gender_Type_Male"`: 0, `"female"`: 40605, `""`: 40605, `1`: 40610},
		"Tag_Profile_IM_AllowType":       {`"AllowType_Type_NeedConfirm"`: 0, `"AllowType_Type_AllowAny"`: 0, `"AllowType_Type_DenyAny"`: 0, `"any"`: 40605, `false`: 40610},
		"Tag_Profile_IM_Pet":             {`"cat"`: 40009},
		"Nick":                           {`"Tea"`: 40009},
		"":                               {`"Tea"`: 40009},
		"Tag_Profile_Custom_":            {`"Tea"`: 40009},
		"Tag_Profile_Custom_ABCDefghi":   {`"Tea"`: 40009},
		"Tag_Profile_Custom_T1":          {`"Tea"`: 40009},
		"Tag_Profile_Custom_T_a":         {`"Tea"`: 40009},
		"Tag_Profile_IM_AdminForbidType": {`"AdminForbid_Type_None"`: 40008},
	} {
		for value, code := range values {
			alice.Do(set, fields(tag, value), code)
			if code != 0 {
				continue
			}
			var want any
			d := json.NewDecoder(strings.NewReader(value))
			d.UseNumber()
			if err := d.Decode(&want); err != nil {
				t.Fatal(err)
			}
			if got := fieldOf(w, "alice", tag); got != fmt.Sprint(want) {
				t.Errorf("%s = %s is read as %q", tag, value, got)
			}
		}
	}
	for value, code := range map[string]int{`"AdminForbid_Type_None"`: 0, `"AdminForbid_Type_SendOut"`: 0, `"no"`: 40605, `1`: 40610} {
		w.REST(set, `{"From_Account":"alice",`+fields("Tag_Profile_IM_AdminForbidType", value)[1:], code)
	}
}

func TestAllFieldsOrNone(t *testing.T) {
	w := roomtest.New(t)
	alice := w.Login("alice")
	alice.Do(set, `{"ProfileItem":[{"Tag":"Tag_Profile_IM_Nick","Value":"Al"},{"Tag":"Tag_Profile_IM_Level","Value":"high"}]}`, 40610)
	if nick := fieldOf(w, "alice", "Tag_Profile_IM_Nick"); nick != "nick of alice" {
		t.Errorf("nick %q: a refused request wrote a field", nick)
	}
	alice.Sees()
	alice.Do(set, `{"ProfileItem":[]}`, 40001)
}

func TestInWhoseName(t *testing.T) {
	w := roomtest.New(t)
	alice := w.Login("alice")
	w.Import("bob")
	nick := `"ProfileItem":[{"Tag":"Tag_Profile_IM_Nick","Value":"N"}]}`
	alice.Do(set, `{"From_Account":"alice",`+nick, 0)
	alice.Do(set, `{"From_Account":"bob",`+nick, 60010)
	w.REST(set, `{"From_Account":"bob",`+nick, 0)
	w.REST(set, `{"From_Account":"nobody",`+nick, 40003)
	w.REST(set, `{"From_Account":7,`+nick, 60015)
}

func TestReading(t *testing.T) {
	w := roomtest.New(t)
	alice := w.Login("alice")
	w.Import("bob")
	for body, code := range map[string]int{
		`{"To_Account":[],"TagList":["Tag_Profile_IM_Nick"]}`:      40002,
		`{"To_Account":["bob"],"TagList":[]}`:                      40001,
		`{"To_Account":["bob"],"TagList":["Tag_Profile_IM_Nic"]}`:  40009,
		`{"To_Account":["bob"],"TagList":["Tag_Profile_IM_Nick"]}`: 0,
	} {
		alice.Do(get, body, code)
	}
	a := alice.Do(get, `{"To_Account":["bob","nobody","alice"],"TagList":["Tag_Profile_IM_Image","Tag_Profile_IM_Nick"]}`, 0)
	if a.Len("UserProfileItem") != 3 || a.Text("UserProfileItem", 0, "ProfileItem", 1, "Value") != "nick of bob" ||
		a.Int("UserProfileItem", 1, "ResultCode") != 40003 || a.Text("Fail_Account") != "[nobody]" ||
		a.Text("UserProfileItem", 2, "To_Account") != "alice" {
		t.Errorf("portrait_get: %v", a)
	}
	a = alice.Do(getAll, `{"From_Account":"alice","UserItem":[{"To_Account":"nobody"},{"To_Account":"bob"},{"To_Account":"administrator"}]}`, 0)
	if a.Len("UserProfileItem") != 2 || a.Text("UserProfileItem", 0, "To_Account") != "bob" ||
		a.Int("UserProfileItem", 0, "ResultCode") != 0 || a.Len("UserProfileItem", 1, "ProfileItem") == -1 {
		t.Errorf("portrait_get_all: %v", a)
	}
}

// TestDefaults: standard fields that were never written have their defaults.
func TestDefaults(t *testing.T) {
	w := roomtest.New(t)
	alice := w.Login("alice")
	for tag, want := range map[string]string{
		"Tag_Profile_IM_Image": "", "Tag_Profile_IM_Gender": "Gender_Type_Unknown", "Tag_Profile_IM_BirthDay": "0",
		"Tag_Profile_IM_Location": "", "Tag_Profile_IM_SelfSignature": "", "Tag_Profile_IM_AllowType": "AllowType_Type_AllowAny",
		"Tag_Profile_IM_Language": "0", "Tag_Profile_IM_MsgSettings": "0", "Tag_Profile_IM_AdminForbidType": "AdminForbid_Type_None",
		"Tag_Profile_IM_Level": "0", "Tag_Profile_IM_Role": "0",
	} {
		a := w.REST(get, fmt.Sprintf(`{"To_Account":["alice"],"TagList":[%q]}`, tag), 0)
		if a.Text("UserProfileItem", 0, "ProfileItem", 0, "Tag") != tag || a.Text("UserProfileItem", 0, "ProfileItem", 0, "Value") != want {
			t.Errorf("%s: %v, want %q", tag, a, want)
		}
	}
	if a := w.REST(get, `{"To_Account":["alice"],"TagList":["Tag_Profile_Custom_Tea"]}`, 0); a.Has("UserProfileItem", 0, "ProfileItem") {
		t.Errorf("a custom field from nowhere: %v", a)
	}
	all := func() roomtest.Answer {
		return alice.Do(getAll, `{"UserItem":[{"To_Account":"alice"}]}`, 0)
	}
	if n := all().Len("UserProfileItem", 0, "ProfileItem"); n != 1 {
		t.Errorf("%d fields, want the nick alone", n)
	}
	w.Set("friend_allow_type", "confirm")
	if a := all(); a.Text("UserProfileItem", 0, "ProfileItem", 1, "Value") != "AllowType_Type_NeedConfirm" {
		t.Errorf("the application's AllowType: %v", a)
	}
	alice.Do(set, fields("Tag_Profile_IM_AllowType", `"AllowType_Type_AllowAny"`), 0)
	if a := all(); a.Len("UserProfileItem", 0, "ProfileItem") != 2 || a.Text("UserProfileItem", 0, "ProfileItem", 0, "Value") != "AllowType_Type_AllowAny" {
		t.Errorf("her own AllowType: %v", a)
	}
}

// TestCustomFieldLimit: a user has at most 20 custom fields, old and new together.
func TestCustomFieldLimit(t *testing.T) {
	w := roomtest.New(t)
	alice := w.Login("alice")
	for i := range 20 {
		alice.Do(set, fields("Tag_Profile_Custom_"+string(rune('a'+i)), `"x"`), 0)
	}
	alice.Do(set, fields("Tag_Profile_Custom_z", `"x"`), 40009)
	alice.Do(set, fields("Tag_Profile_Custom_a", `"y"`), 0)
	if got := fieldOf(w, "alice", "Tag_Profile_Custom_a"); got != "y" {
		t.Errorf("a = %q", got)
	}
}

// TestNotices: a change is pushed to the other devices of the user, to nobody
// else, and not to the device that made it.
func TestNotices(t *testing.T) {
	w := roomtest.New(t, "multi_device=any")
	phone, laptop, bob := w.LoginOn("alice", 2), w.LoginOn("alice", 4), w.Login("bob")
	phone.Do(set, `{"ProfileItem":[{"Tag":"Tag_Profile_IM_Nick","Value":"Al"}]}`, 0)
	phone.Sees()
	e := laptop.Sees("event 8")[0]
	if e.Text("ProfileDataMod", 0, "Profile_Account") != "alice" || e.Int("ProfileDataMod", 0, "PushType") != 1 ||
		e.Text("ProfileDataMod", 0, "ProfileList", 0, "ValueBytes") != "Al" {
		t.Errorf("push: %v", e)
	}
	w.REST(set, `{"From_Account":"alice","ProfileItem":[{"Tag":"Tag_Profile_IM_Level","Value":3}]}`, 0)
	for _, c := range []*roomtest.Client{phone, laptop} {
		e := c.Sees("event 8")[0]
		if e.Int("ProfileDataMod", 0, "ProfileList", 0, "ValueNum") != 3 || e.Has("ProfileDataMod", 0, "ProfileList", 0, "ValueBytes") {
			t.Errorf("push of a number: %v", e)
		}
	}
	bob.Sees()
}

// TestCard: the card is what was last written, from memory when it can.
func TestCard(t *testing.T) {
	w := roomtest.New(t)
	w.Import("alice")
	a := w.Account("alice")
	profiles := profile.New(w.DB, w.Accounts, w.Hub, w.Events, nil)
	is := func(nick, face string) {
		t.Helper()
		if got := profiles.Card(t.Context(), a); got != (profile.Card{Nick: nick, FaceURL: face}) {
			t.Errorf("card %+v, want %q %q", got, nick, face)
		}
	}
	is("nick of alice", "")
	w.REST(set, `{"From_Account":"alice","ProfileItem":[{"Tag":"Tag_Profile_IM_Nick","Value":"Al"},{"Tag":"Tag_Profile_IM_Image","Value":"http://pic"}]}`, 0)
	is("Al", "http://pic")
	err := w.DB.Update(t.Context(), func(tx *store.Tx) error {
		_, err := store.Exec(tx, `DELETE FROM profile_fields WHERE account = $1`, a.ID)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	is("Al", "http://pic") // nobody said that it changed: no query was made
	w.REST("im_open_login_svc.account_import", `{"UserID":"alice","Nick":"Ali"}`, 0)
	is("Ali", "")
}

// TestImportsTellOfChanges: an account that is imported again tells only what is new.
func TestImportsTellOfChanges(t *testing.T) {
	w := roomtest.New(t)
	alice := w.Login("alice")
	alice.Events()
	for _, again := range []bool{false, true} {
		w.REST("im_open_login_svc.multiaccount_import", `{"AccountList":[{"UserID":"alice","Nick":"Ali"},{"UserID":"bob","Nick":"Bob"}]}`, 0)
		if seen := len(alice.Events()); (seen == 0) != again {
			t.Errorf("again: %v, told of %d changes", again, seen)
		}
	}
	if nick := fieldOf(w, "bob", "Tag_Profile_IM_Nick"); nick != "Bob" {
		t.Errorf("nick %q", nick)
	}
}
