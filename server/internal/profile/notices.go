package profile

import (
	"context"
	"maps"

	"github.com/teahouse-chat/teahouse/server/internal/deliver"
	"github.com/teahouse-chat/teahouse/server/internal/event"
	"github.com/teahouse-chat/teahouse/wire/notice"
)

// Frame encodes what clients of others are told of a changed profile; nil if that is
// nothing.
func Frame(e event.ProfileChanged) (*deliver.Frame, error) { return frame(e, e.Fields) }

func frame(e event.ProfileChanged, fields Values) (*deliver.Frame, error) {
	if len(fields) == 0 {
		return nil, nil
	}
	change := notice.ProfileChange{PushType: 1, ProfileAccount: e.Account.Name}
	for _, tag := range fields.Tags() {
		change.ProfileList = append(change.ProfileList, notice.Value(tag, fields[tag]))
	}
	return deliver.Push(notice.ProfileEvent{Event: notice.EventProfile, ProfileDataMod: []notice.ProfileChange{change}})
}

// changed forgets the card and tells the user's other devices; friends hear of it
// from package relation.
func (s *Service) changed(_ context.Context, e event.ProfileChanged) {
	s.cards.Drop(e.Account.ID)
	all := Values(maps.Clone(e.Fields))
	maps.Copy(all, e.Own)
	f, err := frame(e, all)
	if err != nil {
		s.log.Error("profile notice", "error", err)
	}
	if f == nil {
		return
	}
	s.hub.ToAccount(e.Account.App, e.Account.ID, f.But(e.Origin))
}
