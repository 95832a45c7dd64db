package groupmsg

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/deliver"
	"github.com/teahouse-chat/teahouse/server/internal/group"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/timeline"
	wire "github.com/teahouse-chat/teahouse/wire/group"
	"github.com/teahouse-chat/teahouse/wire/notice"
)

// pin is the side record of a pinned message, beside the conversation.
type pin struct {
	Seq    uint64 `json:"s"`
	Pinner string `json:"a"`
	At     int64  `json:"t"` // microseconds
}

// pinned says that a message was pinned, or no longer is. It is published after the
// commit.
type pinned struct {
	message timeline.Message
	by      id.Account
	on      bool
}

// decodePins reads side records, newest pin first.
func decodePins(sides []timeline.Side) ([]pin, error) {
	all := make([]pin, len(sides))
	for i, side := range sides {
		if err := json.Unmarshal(side.Value, &all[i]); err != nil {
			return nil, fmt.Errorf("stored pin: %w", err)
		}
	}
	slices.SortFunc(all, func(a, b pin) int { return cmp.Compare(b.At, a.At) })
	return all, nil
}

// pins returns the pins of a conversation whose messages are still there: what was
// recalled or has expired is pinned no more.
func (s *Service) pins(ctx context.Context, conv id.Conv) ([]pin, error) {
	sides, err := s.groups.Timeline.Sides(ctx, conv, timeline.Pos{}, sidePin, "", 0)
	if err != nil {
		return nil, err
	}
	all, err := decodePins(sides)
	if err != nil {
		return nil, err
	}
	kept := all[:0]
	for _, p := range all {
		m, err := s.groups.Timeline.Get(ctx, conv, timeline.Seq(p.Seq))
		if err != nil && !errors.Is(err, timeline.ErrNoMessage) {
			return nil, err
		}
		if err == nil && !m.Flags.Has(timeline.FlagRecalled) {
			kept = append(kept, p)
		}
	}
	return kept, nil
}

// dropPins takes away the pins of messages that are gone, and returns how many
// others there are.
func dropPins(tx *timeline.Tx, conv id.Conv) (left int, err error) {
	sides, err := tx.Sides(conv, timeline.Pos{}, sidePin, "", 0)
	if err != nil {
		return 0, err
	}
	all, err := decodePins(sides)
	if err != nil {
		return 0, err
	}
	for _, p := range all {
		m, err := tx.Get(conv, timeline.Seq(p.Seq))
		switch {
		case errors.Is(err, timeline.ErrNoMessage), err == nil && m.Flags.Has(timeline.FlagRecalled):
			err = tx.SetSide(conv, timeline.Pos{}, sidePin, seqKey(p.Seq), nil)
		case err == nil:
			left++
		}
		if err != nil {
			return 0, err
		}
	}
	return left, nil
}

// unpin takes the pin of a message away, if there is one.
func unpin(tx *timeline.Tx, conv id.Conv, seq uint64, by id.Account) error {
	there, err := tx.Side(conv, timeline.Pos{}, sidePin, seqKey(seq))
	if err != nil || there == nil {
		return err
	}
	m, err := tx.Get(conv, timeline.Seq(seq))
	switch {
	case err == nil:
		tx.Emit(pinned{m, by, false})
	case !errors.Is(err, timeline.ErrNoMessage):
		return err
	}
	return tx.SetSide(conv, timeline.Pos{}, sidePin, seqKey(seq), nil)
}

// pinStand is stand for pins. as is the account in whose name something is pinned.
func (s *Service) pinStand(ctx context.Context, c *api.Caller, groupID, topicID, as string) (st group.Standing, by id.Account, err error) {
	if st, err = s.stand(ctx, c, groupID, topicID); err != nil {
		return st, by, err
	}
	if as == "" || as == st.Actor.Name {
		return st, st.Actor, nil
	}
	if !c.Admin {
		return st, by, wire.ErrNotPermitted.With("in the name of another account")
	}
	other, err := s.groups.StandIn(ctx, c, groupID, topicID, as)
	return st, other.Actor, err
}

// showPin tells all members of a pin.
func (s *Service) showPin(ctx context.Context, e pinned) {
	m := &e.message
	g := s.groupOf(ctx, m.Conv)
	if g == nil {
		return
	}
	op := wire.TipPinned
	if !e.on {
		op = wire.TipUnpinned
	}
	tip := s.groups.NewTip(ctx, op, e.by)
	where := cmp.Or(g.TopicID(), g.GroupID) // clients take a pin's place from here alone
	if e.on {
		shown := s.groups.Show(ctx, g, m)
		shown.Event, shown.ToGroupID = 0, where
		tip.PinnedMsg = &shown
	} else {
		tip.Unpinned = &wire.MessageID{SenderTinyID: strconv.FormatUint(m.From, 10), ClientTime: clientTime(m),
			Random: m.Random, ServerTime: m.Time, MsgSeq: m.Seq}
	}
	body, err := json.Marshal(tip)
	if err != nil {
		s.groups.Log.Error("encode tip", "error", err)
		return
	}
	now := uint32(time.Now().Unix())
	aside := wire.Message{From: wire.System, ToGroupID: where, GroupID: g.GroupID, MsgSeq: m.Seq, MsgRandom: rand.Uint32(),
		MsgTimeStamp: now, MsgClientTime: now, TinyID: "0", MsgBody: body,
		GroupInfo: g.Info()}
	s.push(notice.GroupTipEvent{Event: notice.GroupAside, GroupTips: []wire.Message{aside}}, func(f *deliver.Frame) {
		f.Audience = audience(m)
		s.groups.ToMembers(g, f)
	})
}
