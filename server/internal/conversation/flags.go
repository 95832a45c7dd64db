package conversation

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/wire/group"
	"github.com/teahouse-chat/teahouse/wire/openim"
)

// flags are receive options by the names that groups have for them.
var flags = map[int]string{
	openim.NotReceive: group.Discard, openim.ReceiveNotNotify: group.AcceptNotNotify, openim.NotifyOnlyForAt: group.AcceptNotNotify,
}

// Flags returns the receive options of those of the owners who have set one for a peer,
// as MsgFlag.
func (s *Service) Flags(ctx context.Context, app uint32, owners []uint64, peer uint64) (map[uint64]string, error) {
	found := map[uint64]string{}
	err := s.db.View(ctx, func(tx *store.Tx) error {
		all, err := optionsFor(tx, app, owners, peer)
		for owner, receive := range all {
			if flag, ok := flags[receive]; ok {
				found[owner] = flag
			}
		}
		return err
	})
	return found, err
}
