package profile

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/deliver"
	"github.com/teahouse-chat/teahouse/server/internal/event"
	"github.com/teahouse-chat/teahouse/wire/notice"
)

// changed forgets the card and tells the user's other devices.
func (s *Service) changed(_ context.Context, e event.ProfileChanged) {
	s.cards.Delete(e.Account.ID)
	change := notice.ProfileChange{PushType: 1, ProfileAccount: e.Account.Name}
	for tag, value := range e.Fields {
		item := notice.ProfileItem{Tag: tag, ValueBytes: value}
		if f, _ := find(tag); f.number {
			item = notice.ProfileItem{Tag: tag, ValueNum: value}
		}
		change.ProfileList = append(change.ProfileList, item)
	}
	f, err := deliver.Push(notice.ProfileEvent{Event: 8, ProfileDataMod: []notice.ProfileChange{change}})
	if err != nil {
		s.log.Error("profile notice", "error", err)
		return
	}
	s.hub.ToAccount(e.Account.App, e.Account.ID, f.But(e.Origin))
}
