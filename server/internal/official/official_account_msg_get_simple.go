package official

import (
	"context"
	"encoding/json"
	"math"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	wire "github.com/teahouse-chat/teahouse/wire/official"
	"github.com/teahouse-chat/teahouse/wire/openim"
)

func (s *Service) officialAccountMsgGetSimple(ctx context.Context, c *api.Caller, req *wire.OfficialAccountMsgGetSimpleRequest) (*wire.OfficialAccountMsgGetSimpleResponse, error) {
	before := int64(math.MaxInt64)
	if req.LastMsgKey != "" {
		k, err := openim.ParseKey(req.LastMsgKey)
		if err != nil {
			return nil, wire.ErrNoMessage.With("%.60q", req.LastMsgKey)
		}
		before = int64(k.Seq)
	}
	limit := min(req.ReqMsgNumber, wire.MaxHistory)
	var all []*message
	var o *official
	err := s.DB.View(ctx, func(tx *store.Tx) (err error) {
		if o, err = find(tx, c.App.ID, req.Official); err != nil {
			return err
		}
		all, err = messagesBefore(tx, o.key, before, req.WithRecalledMsg == 1, limit+1)
		return err
	})
	if err != nil {
		return nil, err
	}
	resp := &wire.OfficialAccountMsgGetSimpleResponse{Official: req.Official, IsFinished: wire.Finished, LastMsgKey: req.LastMsgKey, List: []wire.Message{}}
	switch {
	case len(all) > limit:
		resp.IsFinished, all = wire.More, all[:limit]
	case o.newest > wire.MaxKept:
		resp.IsFinished = wire.Expired
	}
	for _, m := range all {
		shown := wire.Message{From: req.Official, MsgBody: m.body, MsgKey: m.key().String(), MsgPriority: normal, MsgRandom: m.random,
			MsgSeq: uint64(m.num), MsgTimeStamp: uint32(m.sent), CloudCustomData: m.custom}
		if m.recalled {
			shown.IsPlaceMsg, shown.MsgBody, shown.CloudCustomData = placeRecalled, json.RawMessage("[]"), ""
		}
		resp.List = append(resp.List, shown)
		resp.LastMsgKey = shown.MsgKey
	}
	return resp, nil
}

// Numbers that answers have for the priority of a message, and for one that is recalled.
const (
	normal        = 2
	placeRecalled = 2
)
