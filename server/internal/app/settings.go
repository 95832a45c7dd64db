package app

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/teahouse-chat/teahouse/server/internal/config"
	"github.com/teahouse-chat/teahouse/wire/setting"
)

// Settings are an application's settings with their defaults filled in.
type Settings struct {
	GroupRate            int    // messages a second per group; 0 = no limit
	GroupRates           Rates  // where a type of groups or a group has another
	RestRate             int    // REST calls a second per command; 0 = no limit
	ClientRate           int    // requests a second per session; 0 = no limit
	RecallSeconds        int    // how long a client may recall its message
	HelloSeconds         int    // seconds between two hellos of a client
	MultiDevice          string // class, one or any
	HistoryBeforeJoining string // type, on or off
	TryPage              bool   // serve /try/
	FriendAllowType      string // of users who chose nothing: any, confirm or deny
	FriendsOnly          string // who may write one-to-one: off, receiver or both
	HideBlock            bool   // a blocked sender is not told
	FriendStatus         bool   // friends see each other's status without subscribing
	ImageMB              int    // most megabytes of an image or a sound
	FileMB               int    // most megabytes of a video or another file
	QuotaMB              int    // most megabytes of all files of an account; 0 = no limit
	FileDays             int    // how long files are kept; 0 = for ever
	GroupsPerAccount     int    // stored groups that an account may be in; 0 = no limit
	InviteConsent        bool   // who is invited into a group decides
	LiveHistory          int    // how many of a live room's latest messages newcomers get
	LivePolling          bool   // members of live rooms poll instead of taking pushes
	LiveMembers          bool   // 1,000 members of a live room are listed and may be marked, else 30
	OneLiveRoom          bool   // an account is in one live room at a time, whatever its clients do
	BroadcastRate        int    // broadcasts a second
	PushPerDay           int    // pushes to all in a day; 0 = no limit
	HistoryDays          int    // how long messages are kept; 0 = for ever
	MessageLog           bool   // files of messages by hour are made
	TopicMergeFrom       int    // members from which messages of topics are merged for those who do not look; 0 = never
	GroupMembers         Rates  // most members of groups of a type, where not as many as the type takes
	FeaturesOff          Features
	GroupTips            Tips
	GroupFields          FieldRules
	MemberFields         FieldRules
	UserFields           FieldRules
	FriendFields         FieldRules
	Webhook              Webhook
}

// Row is one setting: its name, what it means, its default, and how it is
// written and read.
type Row struct {
	Name, Meaning, Default string
	set                    func(s *Settings, value string) error
	get                    func(s *Settings) string
}

// Rows lists all settings, in the order they are shown.
var Rows = append([]Row{
	number("group_rate", "messages a second per group; 0 = no limit",
		40, 0, 1e6, func(s *Settings) *int { return &s.GroupRate }),
	rates("group_rates", "messages a second in groups of a type and in single groups, where not group_rate: a list of TYPE=N and GROUPID=N",
		func(s *Settings) *Rates { return &s.GroupRates }),
	number("rest_rate", "REST calls a second per command; 0 = no limit",
		200, 0, 1e7, func(s *Settings) *int { return &s.RestRate }),
	number("client_rate", "requests a second per client session; 0 = no limit",
		1000, 0, 1e6, func(s *Settings) *int { return &s.ClientRate }),
	number("recall_seconds", "how many seconds a client may recall its own message",
		120, 0, 1e9, func(s *Settings) *int { return &s.RecallSeconds }),
	number("hello_seconds", "seconds between two hellos of a client: how soon an idle one comes back after a restart",
		60, 1, 3600, func(s *Settings) *int { return &s.HelloSeconds }),
	choice("multi_device", "class = one instance of a user per device class, one = one in all, any = no limit",
		func(s *Settings) *string { return &s.MultiDevice }, "class", "one", "any"),
	choice("history_before_joining", "may members see what was said before they joined: type = as their group type has it, on, off",
		func(s *Settings) *string { return &s.HistoryBeforeJoining }, "type", "on", "off"),
	choice("friend_allow_type", "how users who chose nothing are added as friends: any = at once, confirm = after their answer, deny = not at all",
		func(s *Settings) *string { return &s.FriendAllowType }, "any", "confirm", "deny"),
	choice("friends_only", "who may write one-to-one: off = anybody, receiver = whom the receiver has as a friend, both = friends of each other",
		func(s *Settings) *string { return &s.FriendsOnly }, "off", "receiver", "both"),
	onOff("hide_block", "a blocked sender is not told: his message is kept on his side alone",
		func(s *Settings) *bool { return &s.HideBlock }),
	onOff("friend_status", "users see the status of their friends without subscribing to it",
		func(s *Settings) *bool { return &s.FriendStatus }),
	number("image_mb", "most megabytes of an image or a sound that a client sends",
		28, 1, 1000, func(s *Settings) *int { return &s.ImageMB }),
	number("file_mb", "most megabytes of a video or another file that a client sends",
		100, 1, 100_000, func(s *Settings) *int { return &s.FileMB }),
	number("quota_mb", "most megabytes that the files of one account take; 0 = no limit",
		0, 0, 1e9, func(s *Settings) *int { return &s.QuotaMB }),
	number("file_days", "how many days files of messages are kept; 0 = for ever",
		365, 0, 36500, func(s *Settings) *int { return &s.FileDays }),
	number("groups_per_account", "how many groups an account may be in, live rooms apart; 0 = no limit",
		3000, 0, 1e6, func(s *Settings) *int { return &s.GroupsPerAccount }),
	sizes("group_members", "most members of groups of a type, where not as many as the type takes: a list of TYPE=N; fewer, and for Community up to 1000000; whoever is in stays",
		func(s *Settings) *Rates { return &s.GroupMembers }),
	features("features_off", "features that are switched off: clients and the server API get 60020, and what is there stays: a list of ",
		func(s *Settings) *Features { return &s.FeaturesOff }),
	number("push_per_day", "how many pushes to all are sent in a day, at least a second apart; 0 = no limit of either",
		100, 0, 1e6, func(s *Settings) *int { return &s.PushPerDay }),
	number("topic_merge_from", "communities with at least so many members show a topic's messages at once only to clients that look into it or are mentioned, and tell the others once a second which is the newest; 0 = never",
		10_000, 0, 1e9, func(s *Settings) *int { return &s.TopicMergeFrom }),
	history("history_days", "how many days messages are kept, at least 7; then they are deleted, within an hour; 0 = for ever",
		func(s *Settings) *int { return &s.HistoryDays }),
	onOff("message_log", "the messages of each hour are kept in a file for seven days, for open_msg_svc/get_history",
		func(s *Settings) *bool { return &s.MessageLog }),
	onOff("invite_consent", "who is invited into a group decides for itself",
		func(s *Settings) *bool { return &s.InviteConsent }),
	number("live_history", "how many of a live room's latest messages of 24 hours newcomers get; kept in memory; 0 = none",
		0, 0, 20, func(s *Settings) *int { return &s.LiveHistory }),
	onOff("live_polling", "members of live rooms fetch messages by held polls; otherwise they are pushed",
		func(s *Settings) *bool { return &s.LivePolling }),
	offOn("live_members", "members of live rooms are listed up to the newest 1,000 and may be marked; off: the newest 30 are listed",
		func(s *Settings) *bool { return &s.LiveMembers }),
	onOff("one_live_room", "a user is in one live room at a time: entering one leaves the others, on all clients of the user",
		func(s *Settings) *bool { return &s.OneLiveRoom }),
	number("broadcast_rate", "broadcasts to all live rooms a second",
		1, 1, 5, func(s *Settings) *int { return &s.BroadcastRate }),
	tips("group_tips", "how members are told of changes, where not as their group's type has it: a list of TYPE.KIND=off, online or stored",
		func(s *Settings) *Tips { return &s.GroupTips }),
	fieldRules("group_fields", "custom fields of groups: a list of KEY:read=LEVEL:write=LEVEL:types=A+B; empty = any key",
		&groupFieldForm, func(s *Settings) *FieldRules { return &s.GroupFields }),
	fieldRules("member_fields", "custom fields of members, in the same form; empty = any key",
		&memberFieldForm, func(s *Settings) *FieldRules { return &s.MemberFields }),
	fieldRules("user_fields", "custom fields of users (Tag_Profile_Custom_KEY): a list of KEY:read=LEVEL:write=LEVEL; empty = any key",
		&userFieldForm, func(s *Settings) *FieldRules { return &s.UserFields }),
	fieldRules("friend_fields", "custom fields that users' lists have of friends (Tag_SNS_Custom_KEY), in the same form; empty = any key",
		&friendFieldForm, func(s *Settings) *FieldRules { return &s.FriendFields }),
	onOff("try_page", "serve the page /try/ to those who have its ticket",
		func(s *Settings) *bool { return &s.TryPage }),
}, webhookRows...)

func number(name, meaning string, normal, least, most int, field func(*Settings) *int) Row {
	return Row{name, meaning, strconv.Itoa(normal), func(s *Settings, value string) error {
		n, err := strconv.Atoi(value)
		if err != nil || n < least || n > most {
			return fmt.Errorf("want a whole number from %d to %d", least, most)
		}
		*field(s) = n
		return nil
	}, func(s *Settings) string { return strconv.Itoa(*field(s)) }}
}

// leastHistory is how many days messages are kept at least: for as long those who were away
// find them, and webhooks are tried.
const leastHistory = 7

func history(name, meaning string, field func(*Settings) *int) Row {
	row := number(name, meaning, 0, 0, 36500, field)
	set := row.set
	row.set = func(s *Settings, value string) error {
		if err := set(s, value); err != nil || *field(s) == 0 || *field(s) >= leastHistory {
			return err
		}
		return fmt.Errorf("want 0, or at least %d", leastHistory)
	}
	return row
}

// choice takes one of values, of which the first is the default.
func choice(name, meaning string, field func(*Settings) *string, values ...string) Row {
	return Row{name, meaning, values[0], func(s *Settings, value string) error {
		if !slices.Contains(values, value) {
			return fmt.Errorf("want one of %s", strings.Join(values, ", "))
		}
		*field(s) = value
		return nil
	}, func(s *Settings) string { return *field(s) }}
}

// onOff takes on and off; the default is off.
func onOff(name, meaning string, field func(*Settings) *bool) Row {
	return Row{name, meaning + ": on, off", "off", func(s *Settings, value string) error {
		if value != "on" && value != "off" {
			return fmt.Errorf("want on or off")
		}
		*field(s) = value == "on"
		return nil
	}, func(s *Settings) string {
		if *field(s) {
			return "on"
		}
		return "off"
	}}
}

// offOn is onOff for what is on by default.
func offOn(name, meaning string, field func(*Settings) *bool) Row {
	row := onOff(name, meaning, field)
	row.Default = "on"
	return row
}

// Value is a setting as it is in force.
type Value struct{ Name, Value, Meaning string }

// Values lists all settings of an application with what they mean.
func (a *Apps) Values(id uint32) ([]Value, error) {
	app, err := a.Get(id)
	if err != nil {
		return nil, err
	}
	all := make([]Value, len(Rows))
	for i, row := range Rows {
		all[i] = Value{row.Name, row.get(&app.Settings), row.Meaning}
	}
	return all, nil
}

// Find returns which row a setting has, or setting.ErrNoSuchSetting with the nearest name.
func Find(name string) (int, error) {
	for i := range Rows {
		if Rows[i].Name == name {
			return i, nil
		}
	}
	nearest := config.Nearest(name, Rows, func(r Row) string { return r.Name })
	return 0, setting.ErrNoSuchSetting.With("%.100q; did you mean %q?", name, nearest)
}

// maxValue is the most bytes of a value. All values are read again whenever one changes.
const maxValue = 64 << 10

// decodeSettings fills in defaults. A stored value that this program no longer
// takes falls back to its default.
func decodeSettings(values map[string]string) Settings {
	var s Settings
	for _, row := range Rows {
		if v, ok := values[row.Name]; !ok || row.set(&s, v) != nil {
			row.set(&s, row.Default)
		}
	}
	return s
}

func encodeSettings(old, changes map[string]string) (string, error) {
	merged := map[string]string{}
	for k, v := range old {
		merged[k] = v
	}
	for name, value := range changes {
		i, err := Find(name)
		if err != nil {
			return "", err
		}
		if len(value) > maxValue {
			return "", setting.ErrBadValue.With("%s: want at most %d bytes", name, maxValue)
		}
		if err := Rows[i].set(&Settings{}, value); err != nil {
			return "", setting.ErrBadValue.With("%s = %.100q: %v", name, value, err)
		}
		merged[name] = value
	}
	text, err := json.Marshal(merged)
	return string(text), err
}
