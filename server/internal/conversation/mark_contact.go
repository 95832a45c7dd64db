package conversation

import (
	"context"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/notice"
	"github.com/teahouse-chat/teahouse/wire/recent"
)

func (s *Service) markContact(ctx context.Context, c *api.Caller, req *recent.MarkContactRequest) (*recent.MarkContactResponse, error) {
	owner, err := s.owner(ctx, c, req.From)
	if err != nil {
		return nil, err
	}
	contacts := make([]recent.Contact, len(req.Items))
	for i := range req.Items {
		contacts[i] = req.Items[i].Contact
	}
	convs, err := s.resolve(ctx, owner, contacts)
	if err != nil {
		return nil, err
	}
	var resp *recent.MarkContactResponse
	var changed []notice.ContactMark
	err = s.db.Update(ctx, func(tx *store.Tx) error {
		all, err := marksOf(tx, owner)
		if err != nil {
			return err
		}
		resp, changed = &recent.MarkContactResponse{}, nil
		for i := range req.Items {
			mark, err := s.mark(tx, owner, convs[i], &req.Items[i], all)
			if mark != nil {
				changed = append(changed, *mark)
			}
			if err != nil && wire.CodeOf(err) < 0 {
				return err
			}
			resp.Results = append(resp.Results, recent.MarkResult{OptType: req.Items[i].OptType, Result: result(contacts[i], err)})
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	if len(changed) > 0 {
		s.tell(owner, c.Instance, notice.RecentContact{PushType: notice.ContactsMarked, Marked: &notice.ContactMarks{Items: changed}})
	}
	return resp, nil
}

// mark changes the marks of one conversation. all holds the owner's marks, and is
// kept up to date.
func (s *Service) mark(tx *store.Tx, owner id.Account, conv id.Conv, item *recent.MarkItem, all map[target]marks) (*notice.ContactMark, error) {
	if conv.Kind == 0 {
		return nil, recent.ErrNoSuchTarget
	}
	t := s.targetOf(owner, conv)
	m, had := all[t]
	if item.OptType&recent.OptStandard != 0 {
		m.standard = item.Apply(m.standard)
	}
	if item.OptType&recent.OptCustom != 0 {
		m.custom = item.CustomMark
	}
	if !had && len(all) >= recent.MaxMarked {
		return nil, recent.ErrTooMany
	}
	m.changed = time.Now().Unix()
	if err := putMarks(tx, owner, t, m); err != nil {
		return nil, err
	}
	if m.standard == 0 && m.custom == "" {
		delete(all, t)
	} else {
		all[t] = m
	}
	return &notice.ContactMark{Contact: contact(&item.Contact), OptType: item.OptType,
		StandardMark: recent.MarkText(m.standard), CustomMark: m.custom}, nil
}

// result says what became of a contact.
func result(one recent.Contact, err error) recent.Result {
	r := recent.Result{Contact: one}
	if err != nil {
		r.ResultCode, r.ResultInfo = wire.CodeOf(err), err.Error()
	}
	return r
}
