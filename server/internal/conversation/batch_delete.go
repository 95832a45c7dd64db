package conversation

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/wire/notice"
	"github.com/teahouse-chat/teahouse/wire/recent"
)

func (s *Service) batchDelete(ctx context.Context, c *api.Caller, req *recent.BatchDeleteRequest) (*recent.BatchDeleteResponse, error) {
	owner, err := s.owner(ctx, c, req.From)
	if err != nil {
		return nil, err
	}
	if err := s.deleteAll(ctx, c, owner, req.Contacts, req.ClearRamble == 1); err != nil {
		return nil, err
	}
	resp := &recent.BatchDeleteResponse{}
	for _, one := range req.Contacts {
		resp.Results = append(resp.Results, recent.DeleteResult{Contact: one})
	}
	return resp, nil
}

// deleteAll deletes contacts. Those that are not there are as good as deleted.
func (s *Service) deleteAll(ctx context.Context, c *api.Caller, owner id.Account, contacts []recent.Contact, clear bool) error {
	all, err := s.resolve(ctx, owner, contacts)
	if err != nil {
		return err
	}
	var convs []id.Conv
	gone := &notice.ContactList{}
	for i, conv := range all {
		if conv.Kind != 0 {
			convs = append(convs, conv)
			gone.List = append(gone.List, contact(&contacts[i]))
		}
	}
	if len(convs) == 0 {
		return nil
	}
	if err := s.remove(ctx, owner, convs, clear); err != nil {
		return err
	}
	s.tell(owner, c.Instance, notice.RecentContact{PushType: notice.ContactsDeleted, Deleted: gone})
	return nil
}
