package groupmsg

import (
	"context"
	"errors"
	"slices"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/group"
	"github.com/teahouse-chat/teahouse/server/internal/timeline"
	base "github.com/teahouse-chat/teahouse/wire"
	wire "github.com/teahouse-chat/teahouse/wire/group"
)

const (
	// lastOfSender is among how many messages of a group those of a sender are looked
	// for, and lookAt how many of them at a time.
	lastOfSender, lookAt = 1000, 100
)

func (s *Service) deleteGroupMsgBySender(ctx context.Context, c *api.Caller, req *wire.DeleteGroupMsgBySenderRequest) (*base.Empty, error) {
	st, err := s.groups.Stand(ctx, c, req.GroupID, "")
	if err != nil {
		return nil, err
	}
	if !st.Group.Rules().History {
		return &base.Empty{}, nil
	}
	if st, err = s.stand(ctx, c, req.GroupID, req.TopicID); err != nil {
		return nil, err
	}
	head, err := s.groups.Timeline.Head(ctx, st.Group.Conv())
	if err != nil {
		return nil, err
	}
	oldest := head.Number - min(head.Number, lastOfSender) // all above it
	for newest := head.Number; newest > oldest; {
		page, err := s.groups.Timeline.GroupPage(ctx, st.Group.Conv(), timeline.GroupRange{Newest: newest, Count: int(min(lookAt, newest-oldest))})
		if err != nil {
			return nil, err
		}
		if err := s.recallOf(ctx, st, req.Sender, page.Messages); err != nil {
			return nil, err
		}
		newest = page.Next
	}
	return &base.Empty{}, nil
}

// recallOf recalls those of the messages that an account sent, in one batch.
func (s *Service) recallOf(ctx context.Context, st group.Standing, sender string, messages []timeline.Message) error {
	conv := st.Group.Conv()
	own := slices.DeleteFunc(messages, func(m timeline.Message) bool {
		return m.FromAccount != sender || m.Flags&(timeline.FlagTip|timeline.FlagRecalled) != 0
	})
	if len(own) == 0 {
		return nil
	}
	return s.groups.Timeline.Update(ctx, []timeline.Touch{timeline.InConv(conv)}, func(tx *timeline.Tx) error {
		for _, m := range own {
			_, err := tx.Recall(conv, m.Pos(), st.Actor.Name, "")
			if errors.Is(err, timeline.ErrNoMessage) || errors.Is(err, timeline.ErrRecalled) {
				continue
			}
			if err == nil {
				err = unpin(tx, conv, m.Seq, st.Actor)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
}
