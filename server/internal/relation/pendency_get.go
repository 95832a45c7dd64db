package relation

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/wire/sns"
)

// pendencyGet pages by the numbers of the rows: what is handed out as StartTime
// is one. A real time is larger than any, and so begins with the newest.
func (s *Service) pendencyGet(ctx context.Context, c *api.Caller, req *sns.PendencyGetRequest) (*sns.PendencyGetResponse, error) {
	me, err := s.owner(ctx, c, req.FromAccount)
	if err != nil {
		return nil, err
	}
	var all []application
	u, err := s.readList(ctx, me, func(u *user) int64 { return u.appliedSeq }, func(tx *store.Tx) (err error) {
		all, err = applicationsOf(tx, me.App, me.ID)
		return err
	})
	if err != nil {
		return nil, err
	}
	limit := req.MaxLimited
	if limit <= 0 || limit > 100 {
		limit = 100
	}
	resp := &sns.PendencyGetResponse{PendencyItem: []sns.Pendency{}, CurrentSequence: u.appliedSeq}
	var page []application
	for _, a := range all {
		if a.incoming && !a.seen {
			resp.UnreadPendencyCount++
		}
		if !a.is(req.PendencyType) || req.StartTime > 0 && a.num >= req.StartTime {
			continue
		}
		if len(page) == limit {
			resp.StartTime = page[limit-1].num
		} else if len(page) < limit {
			page = append(page, a)
		}
	}
	resp.PendencyItem, err = s.pendencies(ctx, me.App, page)
	return resp, err
}

// is tells whether an application is of a PendencyType.
func (a *application) is(kind string) bool {
	return kind == "" || kind == sns.PendencyBoth || kind == a.kind()
}

func (a *application) kind() string {
	if a.incoming {
		return sns.PendencyComeIn
	}
	return sns.PendencySendOut
}

func (s *Service) pendencies(ctx context.Context, app uint32, page []application) ([]sns.Pendency, error) {
	ids := make([]uint64, len(page))
	for i := range page {
		ids[i] = page[i].peer
	}
	names, err := s.accounts.ByID(ctx, app, ids)
	if err != nil {
		return nil, err
	}
	items := []sns.Pendency{}
	for i := range page {
		a := &page[i]
		peer, there := names[a.peer]
		if !there {
			continue
		}
		card := s.profiles.Card(ctx, peer)
		items = append(items, sns.Pendency{ToAccount: peer.Name, Nick: card.Nick, Image: card.FaceURL,
			AddSource: a.source, AddWording: a.wording, AddTime: a.added, PendencyType: a.kind()})
	}
	return items, nil
}
