package group

import (
	"strings"

	"github.com/teahouse-chat/teahouse/wire"
)

// Most bytes of profile fields.
const (
	MaxID           = 48
	MaxName         = 100
	MaxIntroduction = 400
	MaxNotification = 400
	MaxFaceURL      = 500
	MaxNameCard     = 50
	MaxGroupValue   = 512 // of a custom field of a group
	MaxMemberValue  = 64  // of a custom field of a member
	MaxFieldKey     = 16
	MaxGroupFields  = 10
	MaxMemberFields = 5
	MaxTopicName    = 150
	MaxCustomString = 3000 // of topics and permission groups
	MaxApplyMsg     = 300  // texts of applications and of answers to them
	MaxBanText      = 1000 // Description of a ban
)

// Most entries of lists in requests.
const (
	MaxGroups            = 50  // get_group_info and the like
	MaxFirst             = 100 // members of create_group
	MaxAdd               = 300 // add_group_member
	MaxRemove            = 500 // delete_group_member
	MaxAsked             = 50  // get_specified_group_member_info
	MaxTargets           = 50  // To_Account of a message
	MaxMentions          = 30  // accounts in GroupAtInfo
	MaxRecalls           = 10  // group_msg_recall
	MaxDeleted           = 50  // delete_group_ramble_msg_by_seq
	MaxPage              = 100 // group_msg_get
	MaxSimplePage        = 20  // group_msg_get_simple
	MaxReceipts          = 50
	MaxPins              = 10 // pinned messages of a group or topic
	MaxMemberLimit       = 6000
	MaxMuted             = 500    // forbid_send_msg
	MaxBanned            = 20     // ban_group_member
	MaxListed            = 10_000 // get_appid_group_list
	MaxImports           = 7      // import_group_msg
	MaxTopicsAsked       = 500    // TopicIdList
	MaxPermissionGroups  = 20     // of one request or answer
	MaxPermissionMembers = 100    // add_permission_group_member
	MaxPermissionPage    = 50     // get_permission_group_member_list
	MaxTopicPermissions  = 50     // topics of one request
)

// The beginnings of GroupIds that servers make. Those of communities always have
// CommunityPrefix, also when an app chose them.
const (
	MadePrefix      = "@TGS#"
	CommunityPrefix = "@TGS#_"
	topicMark       = "@TOPIC#_"
	topicMade       = "@TOPIC#" // begins what servers make behind topicMark
)

// CheckID tests the form of a GroupId in a request.
func CheckID(id string) error {
	if id == "" {
		return ErrBadParameter.With("GroupId is missing")
	}
	if len(id) > MaxID || !printable(id) {
		return ErrBadGroupID.With("%q", short(id))
	}
	return nil
}

// CheckNewID tests a GroupId that an app chose for a new group.
func CheckNewID(id string, community bool) error {
	rest, isCommunity := strings.CutPrefix(id, CommunityPrefix)
	switch {
	case len(id) > MaxID || !printable(id):
		return ErrBadParameter.With("GroupId is 1 to %d bytes of printable ASCII", MaxID)
	case community != isCommunity && community:
		return ErrBadParameter.With("the GroupId of a community begins with %s", CommunityPrefix)
	case community && (rest == "" || strings.HasPrefix(rest, MadePrefix) || strings.Contains(rest, topicMark)):
		return ErrBadParameter.With("this GroupId is kept for the server")
	case !community && strings.HasPrefix(id, MadePrefix):
		return ErrBadParameter.With("a chosen GroupId may not begin with %s", MadePrefix)
	}
	return nil
}

// TopicPrefix is what the TopicIds of a community begin with.
func TopicPrefix(groupID string) string { return groupID + topicMark }

// MadeTopicID is the TopicId that a server makes of some letters.
func MadeTopicID(groupID, letters string) string {
	return TopicPrefix(groupID) + topicMade + "c" + letters
}

// CheckTopicID tests the form of a TopicId in a request.
func CheckTopicID(groupID, topicID string) error {
	rest, ok := strings.CutPrefix(topicID, TopicPrefix(groupID))
	if !ok || rest == "" || len(rest) > MaxID || !printable(rest) {
		return ErrBadGroupID.With("TopicId %q is not %s and 1 to %d bytes", short(topicID), TopicPrefix(short(groupID)), MaxID)
	}
	return nil
}

// CheckNewTopicID tests a TopicId that an app chose for a new topic.
func CheckNewTopicID(groupID, topicID string) error {
	if err := CheckTopicID(groupID, topicID); err != nil {
		return ErrBadParameter.With("a chosen TopicId is %s and 1 to %d bytes of printable ASCII", TopicPrefix(short(groupID)), MaxID)
	}
	if strings.HasPrefix(strings.TrimPrefix(topicID, TopicPrefix(groupID)), topicMade) {
		return ErrBadParameter.With("this TopicId is kept for the server")
	}
	return nil
}

// The beginnings of PermissionGroupIds, and of those that servers make.
const (
	permissionPrefix = "@PMG#_"
	permissionMade   = "@PMG#_@PMG#c"
)

// MadePermissionGroupID is the PermissionGroupId that a server makes of some letters.
func MadePermissionGroupID(letters string) string { return permissionMade + letters }

func checkPermissionGroupID(id string) error {
	rest, ok := strings.CutPrefix(id, permissionPrefix)
	if !ok || rest == "" || len(rest) > MaxID || !printable(rest) {
		return ErrBadParameter.With("a PermissionGroupId is %s and 1 to %d bytes of printable ASCII", permissionPrefix, MaxID)
	}
	return nil
}

// CheckNewPermissionGroupID tests a PermissionGroupId that an app chose.
func CheckNewPermissionGroupID(id string) error {
	if strings.HasPrefix(id, permissionMade) {
		return ErrBadParameter.With("this PermissionGroupId is kept for the server")
	}
	return checkPermissionGroupID(id)
}

func printable(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r < 0x20 || r > 0x7e })
}

func short(s string) string {
	if len(s) > MaxID {
		return s[:MaxID] + "..."
	}
	return s
}

// checkText tests the length of profile texts.
func checkText(name string, text *string, most int) error {
	if text != nil && len(*text) > most {
		return ErrBadParameter.With("%s has more than %d bytes", name, most)
	}
	return nil
}

func checkChoice(name, value string, values ...string) error {
	if value == "" {
		return nil
	}
	for _, v := range values {
		if v == value {
			return nil
		}
	}
	return ErrBadParameter.With("%s is one of %s", name, strings.Join(values, ", "))
}

// checkFields tests custom fields.
func checkFields(name string, fields []Field, most, value int) error {
	if len(fields) > most {
		return ErrBadParameter.With("%s has more than %d fields", name, most)
	}
	for _, f := range fields {
		if !ValidKey(f.Key) {
			return ErrBadParameter.With("%s has a key that is not 1 to %d letters, digits and _", name, MaxFieldKey)
		}
		if len(f.Value) > value {
			return ErrBadParameter.With("%s of %s has more than %d bytes", name, f.Key, value)
		}
	}
	return nil
}

// ValidKey tells whether k may be the key of a custom field.
func ValidKey(k string) bool {
	if k == "" || len(k) > MaxFieldKey || k[0] >= '0' && k[0] <= '9' {
		return false
	}
	return !strings.ContainsFunc(k, func(r rune) bool {
		return r != '_' && (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z')
	})
}

// checkAccounts tests a list of accounts in a request.
func checkAccounts(name string, accounts []string, most int) error {
	switch {
	case len(accounts) == 0:
		return ErrBadParameter.With("%s is missing", name)
	case len(accounts) > most:
		return ErrTooMany.With("%s takes %d", name, most)
	}
	for _, a := range accounts {
		if a == "" {
			return ErrBadParameter.With("%s has an empty account", name)
		}
	}
	return nil
}

// checkBody tests a message's body and its size.
func checkBody(body []wire.Element, custom string) error {
	if !wire.CheckBody(body) {
		return ErrBadParameter.With("MsgBody is an array of elements with MsgType and MsgContent")
	}
	if wire.BodySize(body, custom) > wire.MaxBody {
		return ErrTooLong
	}
	if name := wire.Misfit(body, false); name != "" {
		return ErrBadParameter.With("%s", name)
	}
	return nil
}
