package group

import (
	"github.com/teahouse-chat/teahouse/server/internal/app"
	"github.com/teahouse-chat/teahouse/server/internal/roster"
	"github.com/teahouse-chat/teahouse/wire/group"
	"github.com/teahouse-chat/teahouse/wire/notice"
)

// Nobody is the rank for what no one may do in groups of a type, not even an App
// admin.
const Nobody roster.Role = 10_000

// Applying is what asking to join a group comes to.
type Applying uint8

// The ways of Applying.
const (
	Never    Applying = iota // there is no asking, members are invited
	ByOption                 // the group's ApplyJoinOption says
	Always                   // whoever asks is in
)

// Showing is how members are told of a change.
type Showing uint8

// The ways of Showing.
const (
	Untold Showing = iota // not at all
	Online                // a tip for those online (event 6), not in the history
	Stored                // a tip in the history (event 4)
)

// Tips say which changes members are told of.
type Tips struct {
	Joined, Invited, Quit Showing
	Kicked                Showing // and banned
	Admins                Showing // who is made admin, or no longer
	Texts                 Showing // name, introduction, notification, avatar, owner, custom fields
	Options               Showing // mute-all, ApplyJoinOption, InviteJoinOption
	Mutes                 Showing // of single members; the member itself is always told
}

// Rules are what differs between the types of groups: a transcript of the
// product's matrix. Ranks are the least that a client needs; an App admin over
// REST has roster.Master, so Nobody alone refuses it.
type Rules struct {
	Prefix     string // of GroupIds that the server makes
	MaxMembers int    // 0: any number
	Raised     int    // what the application may set MaxMembers to, if more
	Community  bool   // paged by Next, under the million_ service word, GroupIds of its own
	Live       bool   // members and messages are volatile (package room)

	Edit       roster.Role // name, introduction, notification, avatar
	Options    roster.Role // options and custom fields
	MuteAll    roster.Role
	Appoint    roster.Role // make and unmake admins
	Transfer   roster.Role
	Kick       roster.Role // members of a lower rank
	MuteMember roster.Role // members of a lower rank
	Ban        roster.Role // members of a lower rank
	Approve    roster.Role // applications, and invitations that need it
	Dismiss    roster.Role
	MaxAdmins  int
	OwnerQuits bool
	Found      bool // shown to those who are not in it

	Apply          Applying
	ApplyDefault   string // of groups made over REST
	ApplyClient    string // of groups made by clients
	Add            roster.Role
	InviteDefault  string
	InviteSettable bool
	Members        bool // has a list of members, with name cards and options
	Import         bool

	History         bool // messages are kept
	HistoryBefore   bool // new members see what was said before
	HistorySettable bool
	Unread          bool
	Listed          bool // in conversation lists
	Receipts        bool
	Targets         bool // messages to some members
	MsgFlag         string
	NeedsMessage    bool // not listed before its first message
	Counters        bool
	Tips            Tips
	Bans            Bans
}

// Bans are how clients are told of bans.
type Bans struct{ Tip, EndTip, Report int }

var (
	asKicks   = Bans{Tip: group.TipKicked, Report: notice.ReportKicked}
	liveBans  = Bans{group.TipBanned, group.TipUnbanned, notice.ReportBanned}
	quietTips = Tips{Admins: Stored, Texts: Stored, Options: Online}
	workTips  = Tips{Joined: Stored, Invited: Stored, Quit: Stored, Kicked: Stored, Texts: Stored, Options: Online}
)

// mostAdmins bounds who is told of applications.
const mostAdmins = 200

var storedTips = Tips{Joined: Stored, Invited: Stored, Quit: Stored, Kicked: Stored,
	Admins: Stored, Texts: Stored, Options: Online, Mutes: Stored}

// types are the rows. Nothing else compares the name of a type.
var types = map[string]*Rules{
	group.Private: {
		Prefix: "@TGS#1", MaxMembers: 6000,
		Edit: roster.Plain, Options: roster.Owner, MuteAll: roster.Master, Appoint: Nobody, Transfer: roster.Owner,
		Kick: roster.Owner, MuteMember: Nobody, Ban: roster.Owner, Approve: roster.Owner, Dismiss: roster.Master, OwnerQuits: true, Found: false,
		Apply: Never, ApplyDefault: group.DisableApply, ApplyClient: group.DisableApply,
		Add: roster.Plain, InviteDefault: group.FreeAccess, InviteSettable: true, Members: true, Import: true,
		History: true, HistorySettable: true, Unread: true, Listed: true, Receipts: true, Targets: true,
		MsgFlag: group.AcceptAndNotify, NeedsMessage: true, Counters: true, Tips: workTips, Bans: asKicks,
	},
	group.Public: {
		Prefix: "@TGS#2", MaxMembers: 6000,
		Edit: roster.Admin, Options: roster.Admin, MuteAll: roster.Admin, Appoint: roster.Owner, Transfer: roster.Owner,
		Kick: roster.Admin, MuteMember: roster.Admin, Ban: roster.Admin, Approve: roster.Admin, MaxAdmins: mostAdmins, Dismiss: roster.Owner, Found: true,
		Apply: ByOption, ApplyDefault: group.NeedPermission, ApplyClient: group.NeedPermission,
		Add: roster.Plain, InviteDefault: group.DisableInvite, InviteSettable: true, Members: true, Import: true,
		History: true, HistorySettable: true, Unread: true, Listed: true, Receipts: true, Targets: true,
		MsgFlag: group.AcceptAndNotify, Counters: true, Tips: storedTips, Bans: asKicks,
	},
	group.ChatRoom: {
		Prefix: "@TGS#3", MaxMembers: 6000,
		Edit: roster.Admin, Options: roster.Admin, MuteAll: roster.Admin, Appoint: roster.Owner, Transfer: roster.Owner,
		Kick: roster.Admin, MuteMember: roster.Admin, Ban: roster.Admin, Approve: roster.Admin, MaxAdmins: mostAdmins, Dismiss: roster.Owner, Found: true,
		Apply: ByOption, ApplyDefault: group.NeedPermission, ApplyClient: group.FreeAccess,
		Add: roster.Plain, InviteDefault: group.DisableInvite, InviteSettable: true, Members: true, Import: true,
		History: true, HistoryBefore: true, HistorySettable: true, Listed: true, Receipts: true, Targets: true,
		MsgFlag: group.AcceptNotNotify, Counters: true, Tips: quietTips, Bans: asKicks,
	},
	group.AVChatRoom: {
		Prefix: "@TGS#a", Live: true,
		Edit: roster.Owner, Options: roster.Owner, MuteAll: roster.Owner, Appoint: Nobody, Transfer: Nobody,
		Kick: Nobody, MuteMember: roster.Admin, Ban: roster.Owner, Approve: Nobody, Dismiss: roster.Owner, Found: true,
		Apply: Always, ApplyDefault: group.FreeAccess, ApplyClient: group.FreeAccess,
		Add: Nobody, MsgFlag: group.AcceptNotNotify, Counters: true,
		Tips: Tips{Joined: Online, Quit: Online, Kicked: Online, Texts: Online, Options: Online}, Bans: liveBans,
	},
	group.Community: {
		Prefix: "@TGS#_@TGS#c", MaxMembers: 100_000, Raised: 1_000_000, Community: true,
		Edit: roster.Admin, Options: roster.Admin, MuteAll: roster.Admin, Appoint: roster.Owner, Transfer: roster.Owner,
		Kick: roster.Admin, MuteMember: roster.Admin, Ban: roster.Admin, Approve: roster.Admin, MaxAdmins: mostAdmins, Dismiss: roster.Owner, Found: true,
		Apply: ByOption, ApplyDefault: group.FreeAccess, ApplyClient: group.FreeAccess,
		Add: roster.Plain, InviteDefault: group.FreeAccess, InviteSettable: true, Members: true, Import: true,
		History: true, HistoryBefore: true, Unread: true, Listed: true,
		MsgFlag: group.AcceptAndNotify, Tips: storedTips, Bans: asKicks,
	},
}

// aliases are other names under which requests may give a type.
var aliases = map[string]string{"Work": group.Private, "Meeting": group.ChatRoom}

// typeNamed returns the name of a type as answers have it.
func typeNamed(name string) (string, error) {
	if other, ok := aliases[name]; ok {
		name = other
	}
	if types[name] == nil {
		return "", group.ErrBadParameter.With("no groups are of Type %q", name)
	}
	return name, nil
}

// most is how many members a group may have: as many as it is set to, its type takes and
// the application has groups of the type have.
func (g *Group) most(set *app.Settings) int { return min(g.MaxMembers, mostMembers(set, g.Type)) }

func mostMembers(set *app.Settings, typ string) int {
	r := types[typ]
	if n, ok := set.GroupMembers[typ]; ok {
		return min(n, max(r.MaxMembers, r.Raised))
	}
	return r.MaxMembers
}

// need refuses somebody whose rank is too low for something.
func need(rank, least roster.Role, what string) error {
	if rank >= least {
		return nil
	}
	if least == Nobody {
		return group.ErrNotPermitted.With("groups of this type do not %s", what)
	}
	return group.ErrNotPermitted.With("your role may not %s", what)
}

// MayTouch tells whether somebody may do something to a member of a lower rank
// that needs at least the rank least.
func MayTouch(rank, target, least roster.Role, what string) error {
	if err := need(rank, least, what); err != nil {
		return err
	}
	if rank <= target {
		return group.ErrNotPermitted.With("this member's role is not below yours")
	}
	return nil
}

// MayInvite tells whether somebody may bring others in, and whether that needs
// an approval.
func MayInvite(rank roster.Role, g *Group) (asks bool, err error) {
	if err := need(rank, g.Rules().Add, "take invitations"); err != nil {
		return false, err
	}
	switch {
	case rank == roster.Master:
		return false, nil
	case g.InviteOption == group.DisableInvite:
		return false, group.ErrNotPermitted.With("nobody may invite into this group")
	case g.InviteOption == group.NeedPermission && rank < roster.Admin:
		return true, nil
	}
	return false, nil
}

// mayApply tells whether asking to join comes to joining at once, or needs an
// approval.
func mayApply(g *Group) (asks bool, err error) {
	switch {
	case g.Rules().Apply == Always:
		return false, nil
	case g.Rules().Apply == Never || g.ApplyOption == group.DisableApply:
		return false, group.ErrNotPermitted.With("nobody may apply to this group")
	}
	return g.ApplyOption == group.NeedPermission, nil
}

// seesBefore tells whether a new member sees what was said before it came. The
// application's setting goes before the group's own, and that before its type's.
func seesBefore(g *Group, setting string) bool {
	switch {
	case setting == "on" || setting == "off":
		return setting == "on"
	case g.HistoryBefore != "":
		return g.HistoryBefore == group.On
	}
	return g.Rules().HistoryBefore
}

// Tips are how members of the group are told of changes: as its type has it, or as
// the application's settings say.
func (g *Group) Tips(set *app.Settings) Tips {
	tips := g.Rules().Tips
	for k, how := range set.GroupTips {
		if k.Type == g.Type {
			*tips.kind(k.Kind) = showings[how]
		}
	}
	return tips
}

var showings = map[string]Showing{app.TipsOff: Untold, app.TipsOnline: Online, app.TipsStored: Stored}

// kind is the field that settings give a name.
func (t *Tips) kind(name string) *Showing {
	return map[string]*Showing{"joined": &t.Joined, "invited": &t.Invited, "quit": &t.Quit, "kicked": &t.Kicked,
		"admins": &t.Admins, "texts": &t.Texts, "options": &t.Options, "mutes": &t.Mutes}[name]
}

// TypeNames are the types of groups as answers have them.
var TypeNames = []string{group.Private, group.Public, group.ChatRoom, group.AVChatRoom, group.Community}

// RulesOf returns the rules of a type, nil if there is none of that name.
func RulesOf(typ string) *Rules { return types[typ] }
