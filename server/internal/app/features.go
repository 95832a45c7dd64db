package app

import (
	"fmt"
	"slices"
	"strings"

	"github.com/teahouse-chat/teahouse/server/internal/config"
)

// feature is what editions of the product have or have not: the bit by which the SDK knows
// it, and the commands that are refused where it is switched off. Those that read or take
// out what is there are not among them.
type feature struct {
	name     string
	bit      int
	commands []string // service.command, or a whole service
}

var featureRows = []feature{
	{"search", 1, []string{"user_search", "group_search", "group_member_search", "message_search"}},
	{"community", 3, []string{"million_group_open_http_svc.create_topic", "million_group_open_http_svc.import_topic",
		"group_open_http_svc.create_permission_group", "group_open_http_svc.add_topic_permission_group"}}, // and to create a Community
	{"status", 7, []string{"im_open_status.ws_get_user_status", "im_open_status.ws_status_subscribe"}},
	{"marks", 9, []string{"recentcontact.mark_contact"}},
	{"conversation_groups", 10, []string{"recentcontact.create_contact_group", "recentcontact.update_contact_group"}},
	{"bans", 11, []string{"group_open_http_svc.ban_group_member"}},
	{"extensions", 13, []string{"openim_msg_ext_http_svc.set_key_values", "openim_msg_ext_http_svc.group_set_key_values"}},
	{"counters", 15, []string{"group_open_http_svc.update_group_counter"}},
	{"reactions", 48, []string{"openim_msg_ext_http_svc.reaction_add", "openim_msg_ext_http_svc.group_reaction_add"}},
	{"follow", 52, []string{"follow.follow_add"}},
}

// Features are those that an application has switched off.
type Features struct {
	text     string
	off      map[string]bool
	commands map[string]bool
	bits     string
}

// Off tells whether a feature is switched off.
func (f *Features) Off(name string) bool { return f.off[name] }

// Refuses tells whether a command belongs to a feature that is switched off.
func (f *Features) Refuses(service, command string) bool {
	return len(f.commands) > 0 && (f.commands[command] || f.commands[service])
}

// Bits are what the SDK takes as the abilities of an application: 64 times 0 or 1, the last
// is bit 0.
func (f *Features) Bits() string { return f.bits }

// FeatureCommands lists what features are made of, for those who know which commands and
// services there are.
func FeatureCommands() (all []string) {
	for _, row := range featureRows {
		all = append(all, row.commands...)
	}
	return all
}

func featureNames() string {
	var names []string
	for _, row := range featureRows {
		names = append(names, row.name)
	}
	return strings.Join(names, ", ")
}

// parseFeatures reads a list of names.
func parseFeatures(text string) (Features, error) {
	f := Features{text: text, off: map[string]bool{}, commands: map[string]bool{}}
	bits := []byte(strings.Repeat("1", 64))
	for _, name := range items(text) {
		at := slices.IndexFunc(featureRows, func(row feature) bool { return row.name == name })
		if at < 0 {
			return f, fmt.Errorf("no feature is called %.100q; did you mean %q?", name,
				config.Nearest(name, featureRows, func(row feature) string { return row.name }))
		}
		f.off[name] = true
		bits[len(bits)-1-featureRows[at].bit] = '0'
		for _, command := range featureRows[at].commands {
			f.commands[command] = true
		}
	}
	f.bits = string(bits)
	return f, nil
}

func features(name, meaning string, field func(*Settings) *Features) Row {
	return Row{name, meaning + featureNames(), "", func(s *Settings, value string) (err error) {
		*field(s), err = parseFeatures(value)
		return err
	}, func(s *Settings) string { return field(s).text }}
}
