package conversation

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/timeline"
	"github.com/teahouse-chat/teahouse/wire/notice"
	"github.com/teahouse-chat/teahouse/wire/recent"
)

func (s *Service) top(ctx context.Context, c *api.Caller, req *recent.TopRequest) (*recent.TopResponse, error) {
	owner, err := s.owner(ctx, c, req.From)
	if err != nil {
		return nil, err
	}
	convs, err := s.resolve(ctx, owner, req.Contacts)
	if err != nil {
		return nil, err
	}
	change := notice.RecentContact{PushType: notice.ContactsUnpinned, Top: &notice.ContactList{}}
	for i := range convs {
		if convs[i].Kind == 0 {
			return nil, recent.ErrNoSuchTarget
		}
		change.Top.List = append(change.Top.List, contact(&req.Contacts[i]))
	}
	if req.OperationType == recent.Pin {
		change.PushType = notice.ContactsPinned
		if err := s.roomToPin(ctx, owner, convs); err != nil {
			return nil, err
		}
	}
	if err := s.setPinned(ctx, owner, convs, req.OperationType == recent.Pin); err != nil {
		return nil, err
	}
	s.tell(owner, c.Instance, change)
	return &recent.TopResponse{}, nil
}

// roomToPin tells whether the conversations may be pinned beside those that are.
// Two calls at the same time may pass the limit by a few, which harms nobody.
func (s *Service) roomToPin(ctx context.Context, owner id.Account, convs []id.Conv) error {
	places, err := s.log.Places(ctx, owner.App, owner.ID)
	if err != nil {
		return err
	}
	pinned := map[id.Conv]bool{}
	for i := range places {
		if places[i].Pinned != 0 {
			pinned[places[i].Conv] = true
		}
	}
	for _, conv := range convs {
		pinned[conv] = true
	}
	if len(pinned) > recent.MaxPinned {
		return recent.ErrPinned.With("at most %d", recent.MaxPinned)
	}
	return nil
}

func (s *Service) setPinned(ctx context.Context, owner id.Account, convs []id.Conv, pin bool) error {
	return s.log.Update(ctx, []timeline.Touch{timeline.OfAccount(owner.App, owner.ID)}, func(tx *timeline.Tx) error {
		for i, conv := range convs {
			at := int64(0)
			if pin {
				at = tx.Now().UnixMilli() + int64(i)
			}
			_, there, err := tx.Place(conv, owner.ID)
			if err != nil {
				return err
			}
			if !there && !pin {
				continue
			}
			if _, err := tx.SetPlace(conv, owner.ID, func(p *timeline.Place) {
				if !pin || p.Pinned == 0 {
					p.Pinned = at
				}
				if pin {
					p.Removed = false // what is pinned is listed
				}
			}); err != nil {
				return err
			}
		}
		return nil
	})
}
