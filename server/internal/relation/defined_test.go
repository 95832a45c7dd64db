package relation_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/teahouse-chat/teahouse/server/internal/roomtest"
)

// TestDefinedFields: where an application defines the custom fields of friends there are no
// others, and App admins may have some to themselves.
func TestDefinedFields(t *testing.T) {
	each(t, func(t *testing.T, w *roomtest.World) {
		ana, phone := w.Login("ana"), w.LoginOn("ana", 3)
		w.Import("bo")
		ana.Do("sns.friend_add", add("ana", "", "bo"), 0)
		mods(phone)
		update := func(word string) string {
			return fmt.Sprintf(`{"From_Account":"ana","UpdateItem":[{"To_Account":"bo","SnsItem":[{"Tag":"Tag_SNS_Custom_%s","Value":"%[1]s"}]}]}`, word)
		}
		for _, row := range []struct {
			word        string
			own, master int
			shown       bool
		}{{"Pin", 0, 0, true}, {"Rank", 30001, 0, true}, {"Score", 30001, 0, false}, {"Other", 30001, 30001, false}} {
			ana.Do("sns.friend_update", update(row.word), row.own)
			mods(phone)
			w.REST("sns.friend_update", update(row.word), row.master)
			if told := mods(phone); (len(told) == 1) != row.shown {
				t.Errorf("the owner is told of %s by %q", row.word, told)
			}
			w.REST("sns.friend_import", fmt.Sprintf(`{"From_Account":"ana","AddFriendItem":[{"To_Account":"bo","AddSource":"AddSource_Type_Old","CustomItem":[{"Tag":"Tag_SNS_Custom_%s","Value":"%[1]s"}]}]}`, row.word), row.master)
			mods(phone)
			if row.master != 0 {
				continue
			}
			const list, one = `{"From_Account":"ana","StartIndex":0}`, `{"From_Account":"ana","To_Account":["bo"]}`
			own := fmt.Sprint(ana.Do("sns.friend_get", list, 0), ana.Do("sns.friend_get_specified", one, 0))
			if strings.Count(own, "Tag_SNS_Custom_"+row.word) != map[bool]int{true: 2}[row.shown] {
				t.Errorf("%s as its owner reads it: %s", row.word, own)
			}
			if all := fmt.Sprint(w.REST("sns.friend_get", list, 0)); !strings.Contains(all, "Tag_SNS_Custom_"+row.word) {
				t.Errorf("%s as an App admin reads it: %s", row.word, all)
			}
		}
	}, "friend_fields=Pin,Rank:write=app,Score:read=app:write=app")
}
