package profile

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"github.com/teahouse-chat/teahouse/server/internal/app"
	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/profile"
)

// field is what a profile field takes.
type field struct {
	number    bool
	values    []string // of a string field, if only these
	max       int      // bytes of a string
	adminOnly bool     // written over REST only
}

var fields = map[string]field{
	"Tag_Profile_IM_Nick":            {max: profile.MaxValue},
	"Tag_Profile_IM_Gender":          {values: []string{"Gender_Type_Unknown", "Gender_Type_Female", "Gender_Type_Male"}},
	"Tag_Profile_IM_BirthDay":        {number: true},
	"Tag_Profile_IM_Location":        {max: profile.MaxLocation},
	"Tag_Profile_IM_SelfSignature":   {max: profile.MaxValue},
	"Tag_Profile_IM_AllowType":       {values: []string{"AllowType_Type_NeedConfirm", "AllowType_Type_AllowAny", "AllowType_Type_DenyAny"}},
	"Tag_Profile_IM_Language":        {number: true},
	"Tag_Profile_IM_Image":           {max: profile.MaxValue},
	"Tag_Profile_IM_MsgSettings":     {number: true},
	"Tag_Profile_IM_AdminForbidType": {values: []string{"AdminForbid_Type_None", "AdminForbid_Type_SendOut"}, adminOnly: true},
	"Tag_Profile_IM_Level":           {number: true},
	"Tag_Profile_IM_Role":            {number: true},
}

// find returns what the field takes. Custom fields are any of the allowed form.
func find(tag string) (field, bool) {
	if word, ok := strings.CutPrefix(tag, profile.CustomPrefix); ok {
		letters := strings.Trim(word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
		return field{max: profile.MaxValue}, letters && len(word) >= 1 && len(word) <= 8
	}
	f, ok := fields[tag]
	return f, ok
}

// standard returns the value of a standard field that was never written, as JSON;
// "" for custom ones. allow is the AllowType of users who chose none.
func standard(tag, allow string) string {
	f, ok := fields[tag]
	switch {
	case !ok:
		return ""
	case tag == profile.AllowType:
		return strconv.Quote(allow)
	case f.number:
		return "0"
	case f.values != nil:
		return strconv.Quote(f.values[0])
	}
	return `""`
}

// defined tells whether a field is one that the application has.
func defined(rules app.FieldRules, tag string) bool {
	_, ok := find(tag)
	word, custom := strings.CutPrefix(tag, profile.CustomPrefix)
	if ok && custom {
		_, ok = rules.Find("", word)
	}
	return ok
}

// Readable tells whether somebody may read a field.
func Readable(rules app.FieldRules, tag string, by app.Reader) bool {
	word, custom := strings.CutPrefix(tag, profile.CustomPrefix)
	return !custom || rules.MayRead(word, by)
}

// readable returns those fields of a user that somebody may read.
func readable(rules app.FieldRules, items []profile.Item, by app.Reader) []profile.Item {
	if len(rules) == 0 {
		return items
	}
	return slices.DeleteFunc(slices.Clone(items), func(item profile.Item) bool { return !Readable(rules, item.Tag, by) })
}

// check tests a value for a field of the caller, or of anybody if that is an App admin.
func check(rules app.FieldRules, item profile.Item, admin bool) error {
	f, ok := find(item.Tag)
	if !ok || !defined(rules, item.Tag) {
		return profile.ErrNoSuchTag.With("%q", item.Tag)
	}
	may := true
	if word, custom := strings.CutPrefix(item.Tag, profile.CustomPrefix); custom {
		_, may = rules.MayWrite(word, app.Reader{Master: admin, Own: true})
	}
	if f.adminOnly && !admin || !may {
		return profile.ErrNotWritable.With("%s", item.Tag)
	}
	if f.number {
		var n *uint32
		if json.Unmarshal(item.Value, &n) != nil || n == nil {
			return profile.ErrBadType.With("%s is a number below 2^32", item.Tag)
		}
		return nil
	}
	var text *string
	if json.Unmarshal(item.Value, &text) != nil || text == nil {
		return profile.ErrBadType.With("%s is a string", item.Tag)
	}
	switch {
	case f.values != nil && !slices.Contains(f.values, *text):
		return profile.ErrBadValue.With("%s = %q", item.Tag, *text)
	case f.max > 0 && len(*text) > f.max:
		return profile.ErrTooLong.With("%s holds %d bytes", item.Tag, f.max)
	case strings.ContainsRune(*text, 0):
		return wire.Service("profile").BadParameter.With("U+0000 is not allowed")
	}
	return nil
}
