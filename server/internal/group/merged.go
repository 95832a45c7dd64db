package group

import (
	"context"
	"encoding/json"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/wire/notice"
)

// dismissedKept is how long members who were away are told that a group is gone.
const dismissedKept = 7 * 24 * time.Hour

// dismissal is a group that is no more: one row for all its members.
type dismissal struct {
	Group uint64
	App   uint32
	About About
	By    string
	At    time.Time
}

// DismissedSince returns, as event objects of pushes, the notices of groups that
// an account was a member of when they were dismissed, since a time in
// milliseconds. What all members are told is one row, found by the places that
// the account still has.
func (s *Service) DismissedSince(ctx context.Context, a id.Account, since int64) ([]json.RawMessage, error) {
	places, err := s.Timeline.Places(ctx, a.App, a.ID)
	if err != nil {
		return nil, err
	}
	var groups []uint64
	for _, p := range places {
		if p.Conv.Kind == id.Group && !p.Left {
			groups = append(groups, p.Conv.A)
		}
	}
	if len(groups) == 0 {
		return nil, nil
	}
	var gone []dismissal
	err = s.DB.View(ctx, func(tx *store.Tx) (err error) {
		gone, err = dismissedSince(tx, groups, since)
		return err
	})
	var all []json.RawMessage
	for _, d := range gone {
		after := &Aftermath{App: d.App, Group: d.Group, About: d.About}
		after.Tell(a, d.By, notice.GroupSystemBody{ReportType: notice.ReportDismissed})
		n := &after.Notices[0]
		n.Random, n.Time = uint32(d.Group), uint32(d.At.Unix())
		raw, err := json.Marshal(notice.GroupSystemEvent{Event: notice.GroupSystem,
			GroupTips: []notice.GroupSystemNotice{after.notice(n, 1<<31+d.Group%(1<<31))}})
		if err != nil {
			return nil, err
		}
		all = append(all, raw)
	}
	return all, err
}
