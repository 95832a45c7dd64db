package group

import (
	"cmp"
	"context"
	"crypto/rand"
	"slices"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/roster"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/server/internal/webhook"
	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/group"
	"github.com/teahouse-chat/teahouse/wire/notice"
)

func (s *Service) createGroup(ctx context.Context, c *api.Caller, req *group.CreateGroupRequest) (*group.CreateGroupResponse, error) {
	if !c.Admin {
		owner, err := c.ActAs(req.Owner)
		if err != nil {
			return nil, group.ErrNotPermitted.With("Owner_Account is another account")
		}
		req.Owner = owner
	}
	if err := mayDescribe(c, req); err != nil {
		return nil, err
	}
	if err := s.Moderation.Texts(ctx, c.App.ID, &req.Name, &req.Introduction, &req.Notification); err != nil {
		return nil, err
	}
	g, err := newGroup(c, req, time.Now())
	if err != nil {
		return nil, err
	}
	people, err := s.people(ctx, c.App.ID, req)
	if err != nil {
		return nil, err
	}
	if err := s.askCreate(ctx, c, g, req, people[req.Owner]); err != nil {
		return nil, err
	}
	if g.ID, err = s.ids.Next(ctx); err != nil {
		return nil, err
	}
	g.Owner = people[req.Owner].ID
	operator := c.Account
	if c.Admin && req.Owner != "" {
		operator = people[req.Owner]
	}
	first := &founding{hooks: s.Hooks, c: c, g: g, req: req, people: people, operator: operator.Name}
	if err := s.Change(ctx, g.App, first.create); err != nil {
		return nil, err
	}
	resp := &group.CreateGroupResponse{GroupID: g.GroupID, Type: g.Type, OverJoinedGroupLimit: first.over}
	if g.Rules().Live {
		resp.HugeGroupFlag = 1
	}
	return resp, nil
}

// newGroup applies the type's rules to a request.
func newGroup(c *api.Caller, req *group.CreateGroupRequest, now time.Time) (*Group, error) {
	typ, err := typeNamed(req.Type)
	if err != nil {
		return nil, err
	}
	r := types[typ]
	if len(req.MemberList) > 0 && !r.Members {
		return nil, group.ErrNotPermitted.With("groups of this type begin without members")
	}
	if err := mayHaveTopics(r, req); err != nil {
		return nil, err
	}
	if r.Community && c.App.Settings.FeaturesOff.Off("community") {
		return nil, wire.ErrNoFeature
	}
	most := mostMembers(&c.App.Settings, typ)
	if most > 0 && req.MaxMemberCount > most {
		return nil, group.ErrMaxMembers.With("at most %d", most)
	}
	for _, m := range req.MemberList {
		if m.Role == group.RoleAdmin && r.Appoint == Nobody {
			return nil, group.ErrNotPermitted.With("groups of this type have no admins")
		}
	}
	if req.GroupID == "" {
		req.GroupID = r.Prefix + rand.Text()[:12]
	} else if err := group.CheckNewID(req.GroupID, r.Community); err != nil {
		return nil, err
	}
	now = now.Truncate(time.Millisecond)
	g := &Group{App: c.App.ID, GroupID: req.GroupID, Type: typ, Name: req.Name, Introduction: req.Introduction,
		Notification: req.Notification, FaceURL: req.FaceURL, Created: now, InfoSeq: 1, InfoTime: now,
		MaxMembers: most, ApplyOption: r.ApplyDefault, InviteOption: r.InviteDefault,
		SupportTopic: req.SupportTopic == 1, Fields: MergeFields(nil, req.AppDefinedData)}
	if g.SupportTopic {
		g.DefaultPermission = group.DefaultPermission
	}
	setPermissions(g, req.EnablePermission, req.DefaultPermission)
	if !c.Admin {
		g.ApplyOption = r.ApplyClient
	}
	if req.MaxMemberCount > 0 && r.MaxMembers > 0 {
		g.MaxMembers = req.MaxMemberCount
	}
	if req.ApplyJoinOption != "" && r.Apply == ByOption {
		g.ApplyOption = req.ApplyJoinOption
	}
	if req.InviteJoinOption != "" && r.InviteSettable {
		g.InviteOption = req.InviteJoinOption
	}
	return g, nil
}

// people looks up all accounts that a request names.
func (s *Service) people(ctx context.Context, app uint32, req *group.CreateGroupRequest) (map[string]id.Account, error) {
	var names []string
	if req.Owner != "" {
		names = append(names, req.Owner)
	}
	for _, m := range req.MemberList {
		names = append(names, m.Account)
	}
	people, err := s.Accounts.LookupAll(ctx, app, names)
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		if _, ok := people[name]; !ok {
			return nil, group.ErrNoSuchAccount.With("%q", name)
		}
	}
	return people, nil
}

// mayDescribe tells whether the custom fields of a new group and its members may
// be set as they are: who makes a group is its owner.
func mayDescribe(c *api.Caller, req *group.CreateGroupRequest) error {
	typ, err := typeNamed(req.Type)
	if err != nil {
		return err
	}
	rank, set := roster.Owner, &c.App.Settings
	if c.Admin {
		rank = roster.Master
	}
	if err := mayWriteFields(set.GroupFields, typ, rank, roster.Owner, req.AppDefinedData); err != nil {
		return err
	}
	for _, m := range req.MemberList {
		if err := MayWriteMember(set.MemberFields, typ, rank, roster.Plain, false, m.Fields); err != nil {
			return err
		}
	}
	return nil
}

// founding is a group that is being made.
type founding struct {
	hooks    *webhook.Hooks
	c        *api.Caller
	g        *Group
	req      *group.CreateGroupRequest
	people   map[string]id.Account
	operator string
	over     []string // who is in too many groups, and was left out
}

// create writes the group with its first members.
func (f *founding) create(tx *store.Tx) (*Aftermath, error) {
	g := f.g
	if made, err := insertGroup(tx, g); err != nil {
		return nil, err
	} else if !made {
		return nil, taken(tx, g)
	}
	tx.Emit(Saved{g, true})
	after := NewAftermath(g, f.c.Instance).Hook(f.told())
	if g.Owner != 0 {
		after.Hint(f.people[f.req.Owner], f.operator, notice.GroupSystemBody{ReportType: notice.ReportCreated})
	}
	if !g.Rules().Members {
		f.over = []string{}
		return after, nil
	}
	return after, f.addMembers(tx, after)
}

// taken says whose group has the name of a new one.
func taken(tx *store.Tx, g *Group) error {
	old, err := groupByName(tx, g.App, g.GroupID)
	switch {
	case err != nil:
		return err
	case old.Owner == g.Owner && g.Owner != 0:
		return group.ErrYours
	}
	return group.ErrTaken
}

// addMembers makes the first members, and tells them. A group that is nothing yet
// before its first message tells of itself by that, unless a client made it, which
// writes at once.
func (f *founding) addMembers(tx *store.Tx, after *Aftermath) error {
	members, over, err := f.mayBe(tx, firstMembers(f.g, f.req, f.people))
	if err != nil {
		return err
	}
	added, _, err := roster.Add(tx, members)
	if err != nil {
		return err
	}
	if len(added) > f.g.MaxMembers {
		return group.ErrFull.With("at most %d members", f.g.MaxMembers)
	}
	f.over, after.Founded = over, true
	for _, m := range added {
		after.Joined = append(after.Joined, m.Account)
	}
	if f.c.Admin && f.g.Rules().NeedsMessage {
		return nil
	}
	for _, a := range f.people {
		if a.ID != f.g.Owner && slices.Contains(after.Joined, a.ID) {
			after.Tell(a, f.operator, notice.GroupSystemBody{ReportType: notice.ReportInvited})
		}
	}
	slices.SortFunc(after.Notices, func(x, y ToTell) int { return cmp.Compare(x.Account.ID, y.Account.ID) })
	return nil
}

// mayBe leaves out those who are in too many groups. The owner may not be one of
// them.
func (f *founding) mayBe(tx *store.Tx, members []roster.Member) (may []roster.Member, over []string, err error) {
	over = []string{}
	most := f.c.App.Settings.GroupsPerAccount
	if most == 0 {
		return members, over, nil
	}
	numbers := make([]uint64, len(members))
	for i, m := range members {
		numbers[i] = m.Account
	}
	groups, err := roster.Memberships(tx, numbers)
	if err != nil {
		return nil, nil, err
	}
	full := map[uint64]bool{}
	for _, m := range members {
		if full[m.Account] = groups[m.Account] >= most; !full[m.Account] {
			may = append(may, m)
		} else if m.Role == roster.Owner {
			return nil, nil, group.ErrTooManyGroups.With("at most %d", most)
		}
	}
	for _, m := range f.req.MemberList {
		if full[f.people[m.Account].ID] {
			over = append(over, m.Account)
		}
	}
	return may, over, nil
}

// firstMembers are the owner and the members of the request, each once.
func firstMembers(g *Group, req *group.CreateGroupRequest, people map[string]id.Account) []roster.Member {
	var all []roster.Member
	add := func(a id.Account, role roster.Role, fields []group.Field) {
		if slices.ContainsFunc(all, func(m roster.Member) bool { return m.Account == a.ID }) {
			return
		}
		all = append(all, roster.Member{App: g.App, Group: g.ID, Account: a.ID, Role: role, Joined: g.Created,
			MsgFlag: g.Rules().MsgFlag, Fields: MergeFields(nil, fields)})
	}
	if g.Owner != 0 {
		add(people[req.Owner], roster.Owner, nil)
	}
	for _, m := range req.MemberList {
		role := roster.Plain
		if m.Role == group.RoleAdmin {
			role = roster.Admin
		}
		add(people[m.Account], role, m.Fields)
	}
	return all
}

// MergeFields applies changes to custom fields: the value "" takes a key away.
func MergeFields(old, changes []group.Field) []group.Field {
	merged := slices.Clone(old)
	for _, c := range changes {
		i := slices.IndexFunc(merged, func(f group.Field) bool { return f.Key == c.Key })
		switch {
		case i >= 0 && c.Value == "":
			merged = slices.Delete(merged, i, i+1)
		case i >= 0:
			merged[i].Value = c.Value
		case c.Value != "":
			merged = append(merged, c)
		}
	}
	return merged
}
