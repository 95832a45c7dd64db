package push

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/server/internal/timeline"
	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/openim"
	"github.com/teahouse-chat/teahouse/wire/push"
)

// grace is how long a push that waits for nobody is still taken up by other nodes, and
// by this one after a crash.
const grace = 10 * time.Second

// pushed is a push as it is stored.
type pushed struct {
	App       uint32
	num       int64
	version   int64
	random    uint32
	seq       uint32
	from      id.Account
	body      json.RawMessage
	condition condition
	info      json.RawMessage
	dataID    string
	created   time.Time
	until     time.Time
	life      int64 // seconds; 0: only for those online
	status    int
	walked    uint64
	total     int64
	revoked   bool
}

// task is the TaskId.
func (p *pushed) task() string {
	return fmt.Sprintf("%d_%d_%d_%d", p.App, p.num, p.random, p.created.Unix())
}

// message is the push as an account gets it.
func (p *pushed) message(to id.Account) timeline.Message {
	return timeline.Message{Conv: id.Pair(p.App, p.from.ID, to.ID), From: p.from.ID, FromAccount: p.from.Name, ToAccount: to.Name,
		Seq: uint64(p.seq), Random: p.random, Time: uint32(p.created.Unix()), Body: p.body, Flags: timeline.FlagSenderDoesNotKeep}
}

func (s *Service) imPush(ctx context.Context, c *api.Caller, req *push.ImPushRequest) (*push.ImPushResponse, error) {
	from, err := s.sender(ctx, c, req.From)
	if err != nil {
		return nil, err
	}
	p, err := newPush(from, req, time.Now())
	if err != nil {
		return nil, err
	}
	answer := &push.ImPushResponse{}
	err = s.DB.Update(ctx, func(tx *store.Tx) error {
		p := *p // may run twice
		first, err := sameRandom(tx, p.App, p.random, p.created.Add(-push.DedupSeconds*time.Second))
		if err == nil {
			answer.TaskId = first.task()
			return nil
		}
		if !errors.Is(err, store.ErrNotFound) {
			return err
		}
		if err := mayPush(tx, &p, c.App.Settings.PushPerDay); err != nil {
			return err
		}
		if p.condition, err = resolve(tx, p.App, req.Condition); err != nil {
			return err
		}
		if err := insertPush(tx, &p); err != nil {
			return err
		}
		answer.TaskId = p.task()
		return nil
	})
	if err != nil {
		return nil, err
	}
	return answer, s.refresh(ctx)
}

// sender is whom the receivers see: an account, or the calling admin.
func (s *Service) sender(ctx context.Context, c *api.Caller, name string) (id.Account, error) {
	if name == "" {
		name = c.Account.Name
	}
	a, err := s.Accounts.Lookup(ctx, c.App.ID, name)
	if errors.Is(err, wire.ErrNoSuchAccount) {
		if name == c.Account.Name {
			return id.Account{App: c.App.ID, Name: name}, nil // an admin that never logged in
		}
		return a, openim.ErrNoSender.With("%q", name)
	}
	return a, err
}

func newPush(from id.Account, req *push.ImPushRequest, now time.Time) (*pushed, error) {
	var body bytes.Buffer
	enc := json.NewEncoder(&body)
	enc.SetEscapeHTML(false) // contents stay as they are, byte for byte
	if err := enc.Encode(req.MsgBody); err != nil {
		return nil, err
	}
	p := &pushed{App: from.App, random: uint32(*req.MsgRandom), seq: uint32(now.UnixMicro()), from: from,
		body: bytes.TrimSpace(body.Bytes()), info: json.RawMessage(req.OfflinePushInfo), dataID: req.DataId,
		created: now, life: req.LifeTime()}
	p.until = now.Add(max(time.Duration(p.life)*time.Second, grace))
	return p, nil
}

// mayPush looks at the quota of the day and at the gap to the last push.
func mayPush(tx *store.Tx, p *pushed, perDay int) error {
	if perDay == 0 {
		return nil
	}
	today, last, err := pushesSince(tx, p.App, p.created.UTC().Truncate(24*time.Hour))
	switch {
	case err != nil:
		return err
	case today >= perDay:
		return push.ErrQuota.With("%d", perDay)
	case p.created.Sub(last) < time.Second:
		return push.ErrTooSoon
	}
	return nil
}
