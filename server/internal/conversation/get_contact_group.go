package conversation

import (
	"cmp"
	"context"
	"slices"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/wire/recent"
)

// contactPage is how many conversations a page of marks and groups has.
const contactPage = 200

func (s *Service) getContactGroup(ctx context.Context, c *api.Caller, req *recent.GetContactGroupRequest) (*recent.GetContactGroupResponse, error) {
	owner, err := s.owner(ctx, c, req.From)
	if err != nil {
		return nil, err
	}
	k, err := s.kept(ctx, owner)
	if err != nil {
		return nil, err
	}
	targets := k.targets()
	from := min(req.StartIndex, len(targets))
	end := min(from+contactPage, len(targets))
	resp := &recent.GetContactGroupResponse{Contacts: []recent.MarkedContact{}, Groups: k.groups, CompleteFlag: 1}
	if end < len(targets) {
		resp.CompleteFlag, resp.NextStartIndex = 0, end
	}
	names, err := s.names(ctx, owner, targets[from:end])
	if err != nil {
		return nil, err
	}
	for _, t := range targets[from:end] {
		if named, there := names[t]; there {
			resp.Contacts = append(resp.Contacts, s.contactOf(c, named, t, &k))
		}
	}
	return resp, nil
}

// targets returns all conversations with marks or groups, in a fixed order.
func (k *kept) targets() []target {
	var all []target
	for t := range k.marks {
		all = append(all, t)
	}
	for t := range k.grouped {
		if _, marked := k.marks[t]; !marked {
			all = append(all, t)
		}
	}
	slices.SortFunc(all, func(a, b target) int { return cmp.Or(cmp.Compare(a.kind, b.kind), cmp.Compare(a.peer, b.peer)) })
	return all
}

// names returns the contacts of those targets that still exist.
func (s *Service) names(ctx context.Context, owner id.Account, targets []target) (map[target]recent.Contact, error) {
	var peers []uint64
	var asked []GroupAsk
	for _, t := range targets {
		if t.kind == recent.Group {
			asked = append(asked, GroupAsk{Conv: convOf(owner, t)})
		} else {
			peers = append(peers, t.peer)
		}
	}
	accounts, err := s.accounts.ByID(ctx, owner.App, peers)
	if err != nil {
		return nil, err
	}
	groups, err := s.groupFacts(ctx, owner, asked)
	if err != nil {
		return nil, err
	}
	all := map[target]recent.Contact{}
	for _, t := range targets {
		if g, there := groups[convOf(owner, t)]; there && t.kind == recent.Group {
			all[t] = recent.Contact{Type: recent.Group, ToGroupId: g.ID}
		} else if a, there := accounts[t.peer]; there && t.kind == recent.C2C {
			all[t] = recent.Contact{Type: recent.C2C, To: a.Name}
		}
	}
	return all, nil
}

func (s *Service) contactOf(c *api.Caller, named recent.Contact, t target, k *kept) recent.MarkedContact {
	m := k.marks[t]
	one := recent.MarkedContact{Contact: named, CustomMark: m.custom, ContactGroupId: k.in(t), Timestamp: k.changed(t)}
	// Clients want all 64 characters, always; over REST no mark is no text.
	if m.standard != 0 || c.Door == api.WebSocket {
		one.StandardMark = recent.MarkText(m.standard)
	}
	return one
}
