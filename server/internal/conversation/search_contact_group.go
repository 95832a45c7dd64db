package conversation

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/wire/recent"
)

func (s *Service) searchContactGroup(ctx context.Context, c *api.Caller, req *recent.SearchContactGroupRequest) (*recent.SearchContactGroupResponse, error) {
	owner, err := s.owner(ctx, c, req.From)
	if err != nil {
		return nil, err
	}
	convs, err := s.resolve(ctx, owner, req.Contacts)
	if err != nil {
		return nil, err
	}
	k, err := s.kept(ctx, owner)
	if err != nil {
		return nil, err
	}
	resp := &recent.SearchContactGroupResponse{Contacts: []recent.MarkedContact{}, Groups: k.groups}
	for i, conv := range convs {
		if conv.Kind != 0 {
			resp.Contacts = append(resp.Contacts, s.contactOf(c, req.Contacts[i], s.targetOf(owner, conv), &k))
		}
	}
	return resp, nil
}
