package push_test

import (
	"fmt"
	"strings"
	"testing"
)

func tags(n int) string {
	all := make([]string, n)
	for i := range all {
		all[i] = fmt.Sprintf(`"t%d"`, i)
	}
	return "[" + strings.Join(all, ",") + "]"
}

func TestTagsAndAttributes(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.Import("ana", "bo")
		add := func(list string, more string, want int) string {
			return fmt.Sprint(w.REST("all_member_push.im_add_tag", `{"UserTags":[{"To_Account":"ana","Tags":`+list+`},{"To_Account":"ghost","Tags":["x"]}]`+more+`}`, want)["ErrorList"])
		}
		if got := add(tags(10), "", 0); !strings.Contains(got, "70107") || strings.Contains(got, "ana") {
			t.Errorf("failed: %s", got)
		}
		add(tags(10), "", 0) // what is there stays
		add(tags(11), "", 90032)
		add(tags(100), `,"Replace":1`, 0)
		add(`["one more"]`, "", 90032)
		add(`[""]`, "", 90034)
		add(`["`+strings.Repeat("t", 51)+`"]`, "", 90034)
		get := func() string {
			return fmt.Sprint(w.REST("timpush.get_tag", `{"To_Account":["ana","bo"]}`, 0)["UserTags"])
		}
		w.REST("timpush.add_tag", `{"Replace":1,"UserTags":[{"To_Account":"ana","Tags":["b","a","c"]}]}`, 0)
		w.REST("all_member_push.im_remove_tag", `{"UserTags":[{"To_Account":"ana","Tags":["b","zzz"]}]}`, 0)
		if got := get(); got != "[map[Tags:[a c] To_Account:ana] map[Tags:[] To_Account:bo]]" {
			t.Errorf("tags %s", got)
		}
		w.REST("timpush.clear_all_tags", `{"To_Account":["ana"]}`, 0)
		if got := get(); got != "[map[Tags:[] To_Account:ana] map[Tags:[] To_Account:bo]]" {
			t.Errorf("tags %s", got)
		}
		w.REST("all_member_push.im_get_tag", `{"To_Account":[]}`, 90001)

		set := func(attrs string, want int) {
			w.REST("all_member_push.im_set_attr", `{"UserAttrs":[{"To_Account":"ana","Attrs":`+attrs+`}]}`, want)
		}
		set(`{"city":"Lisbon"}`, 90033)
		w.REST("all_member_push.im_set_attr_name", `{"AttrNames":{"10":"x"}}`, 90001)
		w.REST("all_member_push.im_set_attr_name", `{"AttrNames":{"1":""}}`, 90030)
		w.REST("all_member_push.im_set_attr_name", `{"AttrNames":{"0":"town","1":"level"}}`, 0)
		set(`{"town":"Lisbon","level":"gold"}`, 0)
		set(`{"town":"`+strings.Repeat("v", 51)+`"}`, 90033)
		set(`{"town":"Porto","planet":"Earth"}`, 90033) // changes nothing
		w.REST("all_member_push.im_set_attr_name", `{"AttrNames":{"0":"city"}}`, 0)
		if got := fmt.Sprint(w.REST("all_member_push.im_get_attr_name", `{}`, 0)["AttrNames"]); got != "map[0:city 1:level]" {
			t.Errorf("names %s", got)
		}
		w.REST("all_member_push.im_remove_attr", `{"UserAttrs":[{"To_Account":"ana","Attrs":["level"]}]}`, 0)
		w.REST("all_member_push.im_remove_attr", `{"UserAttrs":[{"To_Account":"ana","Attrs":["planet"]}]}`, 90033)
		if got := fmt.Sprint(w.REST("all_member_push.im_get_attr", `{"To_Account":["ana","bo"]}`, 0)["UserAttrs"]); got != "[map[Attrs:map[city:Lisbon] To_Account:ana] map[Attrs:map[] To_Account:bo]]" {
			t.Errorf("attributes %s", got)
		}
		w.REST("im_open_login_svc.account_delete", `{"DeleteItem":[{"UserID":"ana"}]}`, 0)
		w.Import("ana")
		if got := fmt.Sprint(w.REST("all_member_push.im_get_attr", `{"To_Account":["ana"]}`, 0)["UserAttrs"]); got != "[map[Attrs:map[] To_Account:ana]]" {
			t.Errorf("attributes of another account %s", got)
		}
	})
}
