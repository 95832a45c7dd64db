package profile

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/deliver"
	"github.com/teahouse-chat/teahouse/server/internal/event"
	"github.com/teahouse-chat/teahouse/wire/notice"
)

// Frame encodes what clients are told of a changed profile.
func Frame(e event.ProfileChanged) (*deliver.Frame, error) {
	change := notice.ProfileChange{PushType: 1, ProfileAccount: e.Account.Name}
	for _, tag := range Values(e.Fields).Tags() {
		change.ProfileList = append(change.ProfileList, notice.Value(tag, e.Fields[tag]))
	}
	return deliver.Push(notice.ProfileEvent{Event: notice.EventProfile, ProfileDataMod: []notice.ProfileChange{change}})
}

// changed forgets the card and tells the user's other devices; friends hear of it
// from package relation.
func (s *Service) changed(_ context.Context, e event.ProfileChanged) {
	s.cards.Drop(e.Account.ID)
	f, err := Frame(e)
	if err != nil {
		s.log.Error("profile notice", "error", err)
		return
	}
	s.hub.ToAccount(e.Account.App, e.Account.ID, f.But(e.Origin))
}
