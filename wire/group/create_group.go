package group

// CreateGroup makes a group; its owner and the given members are in it at once.
// A live group (AVChatRoom) is entered by apply_join_group, also by its owner.
var CreateGroup = define[CreateGroupRequest, CreateGroupResponse]("group_open_http_svc.create_group")

// CreateGroupRequest describes the group. Over REST an empty Owner makes a group
// without an owner; a client owns what it makes.
type CreateGroupRequest struct {
	Owner            string      `json:"Owner_Account,omitempty"`
	Type             string      `json:"Type"` // Private, Public, ChatRoom, AVChatRoom or Community
	GroupID          string      `json:"GroupId,omitempty"`
	Name             string      `json:"Name"` // at most 100 bytes
	Introduction     string      `json:"Introduction,omitempty"`
	Notification     string      `json:"Notification,omitempty"`
	FaceURL          string      `json:"FaceUrl,omitempty"`
	MaxMemberCount   int         `json:"MaxMemberCount,omitempty"`
	ApplyJoinOption  string      `json:"ApplyJoinOption,omitempty"`
	InviteJoinOption string      `json:"InviteJoinOption,omitempty"`
	AppDefinedData   []Field     `json:"AppDefinedData,omitempty"`
	MemberList       []NewMember `json:"MemberList,omitempty"`
	SupportTopic     int         `json:"SupportTopic,omitempty"`
	WebPushFlag      int         `json:"WebPushFlag,omitempty"` // of clients: pushes, not polls
	// EnablePermission and DefaultPermission are for communities with topics.
	EnablePermission  *int   `json:"EnablePermission,omitempty"`
	DefaultPermission *int64 `json:"DefaultPermission,omitempty"`
}

// NewMember is a first member. Role is Admin or empty.
type NewMember struct {
	Account string  `json:"Member_Account"`
	Role    string  `json:"Role,omitempty"`
	Fields  []Field `json:"AppMemberDefinedData,omitempty"`
}

// CreateGroupResponse names the group.
type CreateGroupResponse struct {
	GroupID string `json:"GroupId"`
	Type    string `json:"Type"`
	// OverJoinedGroupLimit are members that are in too many groups already.
	OverJoinedGroupLimit []string `json:"OverJoinedGroupLimit_Account"`
	HugeGroupFlag        int      `json:"HugeGroupFlag,omitempty"` // 1: a live group
}

// Validate checks the form.
func (r *CreateGroupRequest) Validate() error {
	if r.Type == "" {
		return ErrBadParameter.With("Type is missing")
	}
	if r.Name == "" {
		return ErrBadParameter.With("Name is missing")
	}
	if r.MaxMemberCount < 0 {
		return ErrBadParameter.With("MaxMemberCount is not negative")
	}
	if len(r.MemberList) > MaxFirst {
		return ErrTooMany.With("MemberList takes %d", MaxFirst)
	}
	for _, m := range r.MemberList {
		if m.Account == "" {
			return ErrBadParameter.With("MemberList has no Member_Account")
		}
		if err := checkChoice("Role", m.Role, RoleAdmin, RoleMember); err != nil {
			return err
		}
		if err := checkFields("AppMemberDefinedData", m.Fields, MaxMemberFields, MaxMemberValue); err != nil {
			return err
		}
	}
	return first(
		checkText("Name", &r.Name, MaxName),
		checkText("Introduction", &r.Introduction, MaxIntroduction),
		checkText("Notification", &r.Notification, MaxNotification),
		checkText("FaceUrl", &r.FaceURL, MaxFaceURL),
		checkChoice("ApplyJoinOption", r.ApplyJoinOption, FreeAccess, NeedPermission, DisableApply),
		checkChoice("InviteJoinOption", r.InviteJoinOption, FreeAccess, NeedPermission, DisableInvite),
		checkBits("EnablePermission", widen(r.EnablePermission), 1),
		checkBits("DefaultPermission", r.DefaultPermission, AllOfCommunity),
		checkFields("AppDefinedData", r.AppDefinedData, MaxGroupFields, MaxGroupValue),
	)
}

func widen(n *int) *int64 {
	if n == nil {
		return nil
	}
	return new(int64(*n))
}

// first returns the first error that is one.
func first(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
