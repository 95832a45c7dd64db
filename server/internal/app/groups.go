package app

import (
	"fmt"
	"slices"
	"strings"

	"github.com/teahouse-chat/teahouse/wire/group"
)

// How members may be told of a change in their group.
const (
	TipsOff    = "off"    // not at all
	TipsOnline = "online" // those online, without a trace in the history
	TipsStored = "stored" // by a tip in the history
)

// tipKinds are the changes that groups of a type may tell of otherwise than the
// type has it. What live rooms tell of comings and goings is fixed, and they keep
// no history.
var tipKinds = map[string][]string{
	group.Private:    {"joined", "invited", "quit", "kicked", "texts", "options"},
	group.Public:     {"joined", "invited", "quit", "kicked", "admins", "texts", "options", "mutes"},
	group.ChatRoom:   {"joined", "invited", "quit", "kicked", "admins", "texts", "options", "mutes"},
	group.AVChatRoom: {"kicked", "options", "mutes"},
	group.Community:  {"joined", "invited", "quit", "kicked", "admins", "texts", "options", "mutes"},
}

// TipKey is a kind of change in groups of a type.
type TipKey struct{ Type, Kind string }

// Tips say how an application tells members of changes, where it is not as the
// groups' types have it.
type Tips map[TipKey]string

// parseTips reads a list such as "Public.joined=off,ChatRoom.kicked=stored".
func parseTips(text string) (Tips, error) {
	all := Tips{}
	for _, item := range items(text) {
		name, how, _ := strings.Cut(item, "=")
		typ, kind, _ := strings.Cut(name, ".")
		ways := []string{TipsOff, TipsOnline, TipsStored}
		if typ == group.AVChatRoom {
			ways = ways[:2]
		}
		switch kinds, ok := tipKinds[typ]; {
		case !ok:
			return nil, fmt.Errorf("%q: want TYPE.KIND=HOW, and no groups are of type %q", item, typ)
		case !slices.Contains(kinds, kind):
			return nil, fmt.Errorf("%q: %s groups tell of %s", item, typ, strings.Join(kinds, ", "))
		case !slices.Contains(ways, how):
			return nil, fmt.Errorf("%q: want one of %s", item, strings.Join(ways, ", "))
		}
		all[TipKey{typ, kind}] = how
	}
	return all, nil
}

func (t Tips) String() string {
	var all []string
	for k, how := range t {
		all = append(all, k.Type+"."+k.Kind+"="+how)
	}
	slices.Sort(all)
	return strings.Join(all, ",")
}

// Levels of who may read or write a custom field, the widest first. Self is the
// member whose field it is, and everybody above.
const (
	Anyone = "anyone"
	Self   = "self"
	Plain  = "member"
	Admin  = "admin"
	Owner  = "owner"
	Master = "app" // App admins
)

// FieldRule defines a custom field.
type FieldRule struct {
	Key         string
	Types       []string // of groups that have it; none: all
	Read, Write string   // levels
}

// FieldRules define custom fields; without one, any well-formed key is taken.
type FieldRules []FieldRule

// Find returns the rule of a key in groups of a type. known is false if there are
// rules and none is for it.
func (all FieldRules) Find(typ, key string) (r FieldRule, known bool) {
	for _, r := range all {
		if r.Key == key && (len(r.Types) == 0 || slices.Contains(r.Types, typ)) {
			return r, true
		}
	}
	return FieldRule{Key: key}, len(all) == 0
}

// fieldForm is what differs between the fields of groups, members, users and friends.
type fieldForm struct {
	most        int
	reads       []string // levels
	writes      []string
	types       []string // of groups; none: they are not fields of groups
	read, write string   // defaults
	valid       func(key string) bool
	wanted      string // of keys
}

var (
	groupLevels    = []string{Anyone, Plain, Admin, Owner, Master}
	memberLevels   = []string{Anyone, Self, Plain, Admin, Owner, Master}
	groupFieldForm = fieldForm{group.MaxGroupFields, groupLevels, groupLevels,
		[]string{group.Private, group.Public, group.ChatRoom, group.AVChatRoom, group.Community}, Anyone, Admin,
		group.ValidKey, groupKeys}
	memberFieldForm = fieldForm{group.MaxMemberFields, memberLevels, memberLevels,
		[]string{group.Private, group.Public, group.ChatRoom, group.Community}, Plain, Self, group.ValidKey, groupKeys}
)

var groupKeys = fmt.Sprintf("1 to %d letters, digits and _, the first no digit", group.MaxFieldKey)

// parse reads a list such as "city,level:write=owner:types=Public+ChatRoom".
func (f *fieldForm) parse(text string) (FieldRules, error) {
	var all FieldRules
	for _, item := range items(text) {
		parts := strings.Split(item, ":")
		r := FieldRule{Key: parts[0], Read: f.read, Write: f.write}
		if !f.valid(r.Key) {
			return nil, fmt.Errorf("%q: a key is %s", item, f.wanted)
		}
		for _, part := range parts[1:] {
			name, value, _ := strings.Cut(part, "=")
			if err := f.set(&r, name, value); err != nil {
				return nil, fmt.Errorf("%q: %w", item, err)
			}
		}
		all = append(all, r)
	}
	if len(all) > f.most {
		return nil, fmt.Errorf("at most %d fields", f.most)
	}
	return all, nil
}

func (f *fieldForm) set(r *FieldRule, name, value string) error {
	level := func(levels []string, to *string) error {
		if !slices.Contains(levels, value) {
			return fmt.Errorf("%s is one of %s", name, strings.Join(levels, ", "))
		}
		*to = value
		return nil
	}
	switch name {
	case "read":
		return level(f.reads, &r.Read)
	case "write":
		return level(f.writes, &r.Write)
	case "types":
		if f.types == nil {
			return fmt.Errorf("a key is followed by read or write, not %q", name)
		}
		r.Types = strings.Split(value, "+")
		for _, typ := range r.Types {
			if !slices.Contains(f.types, typ) {
				return fmt.Errorf("types are of %s", strings.Join(f.types, ", "))
			}
		}
	default:
		return fmt.Errorf("a key is followed by read, write or types, not %q", name)
	}
	return nil
}

func (all FieldRules) String() string {
	texts := make([]string, len(all))
	for i, r := range all {
		texts[i] = r.Key + ":read=" + r.Read + ":write=" + r.Write
		if len(r.Types) > 0 {
			texts[i] += ":types=" + strings.Join(r.Types, "+")
		}
	}
	return strings.Join(texts, ",")
}

func items(text string) []string {
	if text == "" {
		return nil
	}
	return strings.Split(text, ",")
}

func tips(name, meaning string, field func(*Settings) *Tips) Row {
	return Row{name, meaning, "", func(s *Settings, value string) (err error) {
		*field(s), err = parseTips(value)
		return err
	}, func(s *Settings) string { return field(s).String() }}
}

func fieldRules(name, meaning string, form *fieldForm, field func(*Settings) *FieldRules) Row {
	return Row{name, meaning, "", func(s *Settings, value string) (err error) {
		*field(s), err = form.parse(value)
		return err
	}, func(s *Settings) string { return field(s).String() }}
}
