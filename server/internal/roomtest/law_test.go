package roomtest_test

import "strings"

// This file is the product's matrix, written down from its description alone: it
// shares nothing with the rooms, so that both can be held against each other.

// kinds are the types of groups; the columns of the tables below.
var kinds = []string{"Private", "Public", "ChatRoom", "AVChatRoom", "Community"}

func column(kind string) int {
	for i, k := range kinds {
		if k == kind {
			return i
		}
	}
	panic(kind)
}

// Roles: o owner, a admin, m member, x somebody outside, r an App admin over REST.
var roleNames = map[byte]string{'o': "owner", 'a': "admin", 'm': "member", 'x': "outsider", 'r': "REST"}

var ranks = map[byte]int{'x': 0, 'm': 1, 'a': 2, 'o': 3, 'r': 9}

// law is who may do what in groups of each type. Everybody else is refused. What
// depends on more than the role is in the commands.
var law = map[string][5]string{
	"create": {"xr", "xr", "xr", "xr", "xr"},
	//                    Private  Public  ChatRoom AVChatRoom Community
	"apply":             {"", "x", "x", "omx", "x"},
	"invite":            {"omr", "oamr", "oamr", "", "oamr"},
	"decide":            {"o", "oa", "oa", "", "oa"},
	"ban":               {"or", "oar", "oar", "or", "oar"},
	"unban":             {"or", "oar", "oar", "or", "oar"},
	"forbid to speak":   {"", "oar", "oar", "or", "oar"},
	"quit":              {"om", "am", "am", "m", "am"},
	"kick":              {"or", "oar", "oar", "", "oar"},
	"appoint":           {"", "or", "or", "", "or"},
	"hand over":         {"or", "or", "or", "", "or"},
	"mute":              {"", "oar", "oar", "o", "oar"},
	"mute all":          {"r", "oar", "oar", "or", "oar"},
	"take a card":       {"om", "oam", "oam", "", "oam"},
	"give a card":       {"or", "oar", "oar", "", "oar"},
	"set flag":          {"om", "oam", "oam", "", "oam"},
	"rename":            {"omr", "oar", "oar", "or", "oar"},
	"set applying":      {"or", "oar", "oar", "or", "oar"},
	"set inviting":      {"or", "oar", "oar", "", "oar"},
	"set history":       {"or", "oar", "oar", "", ""},
	"set size":          {"or", "oar", "oar", "or", "oar"},
	"dismiss":           {"r", "or", "or", "or", "or"},
	"speak":             {"omr", "oamr", "oamr", "omr", "oamr"},
	"whisper":           {"omr", "oamr", "oamr", "omr", "oamr"},
	"repeat":            {"om", "oam", "oam", "", "oam"},
	"lend a voice":      {"r", "r", "r", "r", "r"},
	"recall one's own":  {"om", "oam", "oam", "", "oam"},
	"recall another's":  {"or", "oar", "oar", "", "oar"},
	"report as read":    {"om", "oam", "oam", "", "oam"},
	"read history":      {"om", "oam", "oam", "", "oam"},
	"take a taken name": {"", "", "", "", ""},
}

// asks are the roles that can try a command at all: clients and REST have
// different ones.
var asks = map[string]string{
	"create": "xr", "apply": "oamx", "decide": "oamx", "quit": "oamx", "take a card": "oamx", "set flag": "oamx", "repeat": "oam", "lend a voice": "r",
	"recall one's own": "oam", "report as read": "oamx", "read history": "oamx",
}

// refusals are the codes of those who may not, where it is not 10007.
var refusals = map[string]map[byte]int{
	"apply": {'o': isMember, 'a': isMember, 'm': isMember},
	"quit":  {'o': ownerStays},
}

// Codes of the group area.
const (
	badParameter  = 10004
	notPermitted  = 10007
	ownerStays    = 10009
	noGroup       = 10010
	isMember      = 10013
	full          = 10014
	muted         = 10017
	taken         = 10021
	handled       = 10024
	yours         = 10025
	noMessage     = 10030
	notRecallable = 10032
	noRecall      = 10033
	tooLarge      = 10038
)

// may returns the code that a role gets for a command, as far as the role decides.
func may(verb, kind string, role byte) int {
	allowed := law[verb][column(kind)]
	switch {
	case strings.IndexByte(allowed, role) >= 0:
		return 0
	case kind == "AVChatRoom" && strings.HasPrefix(verb, "recall"):
		return noRecall
	case kind == "AVChatRoom" && verb == "kick" && role == 'r':
		return badParameter
	}
	if code := refusals[verb][role]; code != 0 {
		return code
	}
	return notPermitted
}

// exists tells whether groups of a type have a role.
func exists(kind string, role byte) bool {
	return role != 'a' || kind != "Private" && kind != "AVChatRoom"
}

// told is how members hear of a change: s by a tip in the history, e by a tip for
// those online (event 6), 1 only who it is about, - not at all.
var told = map[string]string{ // in the order of kinds
	"joined": "ss-es", "invited": "ss--s", "quit": "ss-es", "kicked": "ss--s",
	"banned": "ss-es", "unbanned": "---e-",
	"admins": "-ss-s", "profile": "ssses", "options": "eeeee", "mutes": "-s11s",
}

// Numbers of tips.
const (
	tipJoined  = 1
	tipQuit    = 2
	tipKicked  = 3
	tipAdmin   = 4
	tipNoAdmin = 5
	tipProfile = 6
	tipMuted   = 7
	tipBanned  = 10 // of live groups
	tipFree    = 11
)

// traits are what else differs between the types.
type traits struct {
	live          bool
	largest       int
	ownerLeaves   bool
	apply, invite string // defaults of groups made over REST
	applyClient   string
	historyBefore bool
	historySet    bool
	silentAtFirst bool // not listed, and nobody is told of it, before its first message
}

var typeTraits = map[string]traits{
	"Private":    {largest: 6000, ownerLeaves: true, apply: "DisableApply", applyClient: "DisableApply", invite: "FreeAccess", historySet: true, silentAtFirst: true},
	"Public":     {largest: 6000, apply: "NeedPermission", applyClient: "NeedPermission", invite: "DisableInvite", historySet: true},
	"ChatRoom":   {largest: 6000, apply: "NeedPermission", applyClient: "FreeAccess", invite: "DisableInvite", historyBefore: true, historySet: true},
	"AVChatRoom": {live: true, apply: "FreeAccess", applyClient: "FreeAccess"},
	"Community":  {largest: 100_000, apply: "FreeAccess", applyClient: "FreeAccess", invite: "FreeAccess", historyBefore: true},
}
