package groupmsg

import (
	"context"
	"encoding/binary"
	"fmt"
	"strconv"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/group"
	"github.com/teahouse-chat/teahouse/server/internal/timeline"
	wire "github.com/teahouse-chat/teahouse/wire/group"
)

// Kinds of side records that this package keeps beside messages.
const (
	sideReceipt = 1 // beside a message: by reader, when it read
	sideAtAll   = 2 // beside a conversation: mentions of all, by number
	sideAtOne   = 7 // beside a topic: mentions of accounts, by account and number
	sidePin     = 6 // beside a conversation: pinned messages, by number; 3 to 5 are package extra's
)

// readerKey is the key of a reader's side record. Keys sort as numbers do.
func readerKey(account uint64) string { return fmt.Sprintf("%016x", account) }

func readerOf(key string) uint64 {
	n, err := strconv.ParseUint(key, 16, 64)
	if err != nil {
		return 0
	}
	return n
}

func encodeTime(t time.Time) []byte { return binary.BigEndian.AppendUint64(nil, uint64(t.Unix())) }

func decodeTime(v []byte) int64 {
	if len(v) != 8 {
		return 0
	}
	return int64(binary.BigEndian.Uint64(v))
}

// asked returns a message that asks for receipts and that an account sees (0: all
// are seen), and who sent them. Errors: ErrNoReceipt.
func (s *Service) asked(ctx context.Context, g *group.Group, viewer, seq uint64) (m timeline.Message, readers []timeline.Side, err error) {
	seen, err := s.groups.Timeline.GetAll(ctx, g.Conv(), viewer, []timeline.Pos{timeline.Seq(seq)})
	if err != nil {
		return m, nil, err
	}
	if len(seen) == 0 || !seen[0].Flags.Has(timeline.FlagNeedReadReceipt) || seen[0].Flags.Has(timeline.FlagRecalled) {
		return m, nil, wire.ErrNoReceipt
	}
	m = seen[0]
	readers, err = s.groups.Timeline.Sides(ctx, g.Conv(), timeline.Seq(seq), sideReceipt, "", 0)
	return m, readers, err
}

// counted is how many have read a message and how many have not: of the members
// that the group has now, without the sender.
func (s *Service) counted(ctx context.Context, g *group.Group, m *timeline.Message, readers int) (wire.ReceiptCount, error) {
	members, err := s.groups.Roster.Count(ctx, g.ID)
	if err != nil {
		return wire.ReceiptCount{}, err
	}
	if s.isMember(ctx, g, m.From) {
		members--
	}
	return wire.ReceiptCount{MsgSeq: m.Seq, ReadNum: readers, UnreadNum: max(members-readers, 0)}, nil
}
