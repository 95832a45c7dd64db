package groupmsg

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/group"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/timeline"
	base "github.com/teahouse-chat/teahouse/wire"
	wire "github.com/teahouse-chat/teahouse/wire/group"
)

func (s *Service) importGroupMsg(ctx context.Context, c *api.Caller, req *wire.ImportGroupMsgRequest) (*wire.ImportGroupMsgResponse, error) {
	st, err := s.stand(ctx, c, req.GroupID, req.TopicID)
	if err != nil {
		return nil, err
	}
	if !st.Group.Rules().Import {
		return nil, wire.ErrNotPermitted.With("groups of this type are not imported")
	}
	names := make([]string, len(req.MsgList))
	for i, m := range req.MsgList {
		names[i] = m.From
	}
	senders, err := s.groups.Accounts.LookupAll(ctx, c.App.ID, names)
	if err != nil {
		return nil, err
	}
	im := &importing{list: req.MsgList, refused: make([]wire.ImportResult, len(req.MsgList))}
	for i := range req.MsgList {
		m, err := imported(c, st.Group, senders, &req.MsgList[i])
		if im.refused[i].Result, err = resultOf(err); err != nil {
			return nil, err
		}
		im.messages = append(im.messages, m)
	}
	if err := s.groups.Timeline.Update(ctx, []timeline.Touch{timeline.InConv(st.Group.Conv())}, im.store); err != nil {
		return nil, err
	}
	return &wire.ImportGroupMsgResponse{Results: im.results}, nil
}

// resultOf makes the number of what a message is refused for; what is wrong with the
// server is an error of all.
func resultOf(err error) (int, error) {
	var known *base.Error
	if errors.As(err, &known) && known.Code != wire.ErrInternal.Code {
		return known.Code, nil
	}
	return 0, err
}

// importing is an import_group_msg: its messages are stored together.
type importing struct {
	list     []wire.ImportedMsg
	messages []timeline.Message  // those of the list
	refused  []wire.ImportResult // what was refused beforehand
	results  []wire.ImportResult
}

func (im *importing) store(tx *timeline.Tx) error {
	results := slices.Clone(im.refused)
	for i, m := range im.messages {
		if results[i].Result != 0 {
			continue
		}
		stored, err := storeOnce(tx, m, im.list[i].Random != nil)
		if errors.Is(err, timeline.ErrTimeOrder) {
			results[i].Result = wire.ErrBadParameter.Code // SendTime lies before the last message
			continue
		}
		if err != nil {
			return err
		}
		results[i].MsgSeq, results[i].MsgTime = stored.Seq, stored.Time
	}
	im.results = results
	return nil
}

// storeOnce stores a message unless it was imported before, which nobody knows of one
// that has no Random of its own.
func storeOnce(tx *timeline.Tx, m timeline.Message, named bool) (timeline.Message, error) {
	if named {
		if first, ok, err := tx.Imported(m); err != nil || ok {
			return first, err
		}
	}
	stored, _, err := tx.Append(m, timeline.Repeat{Never: true})
	return stored, err
}

// imported is a message as it was elsewhere.
func imported(c *api.Caller, g *group.Group, senders map[string]id.Account, one *wire.ImportedMsg) (timeline.Message, error) {
	if err := one.Check(); err != nil {
		return timeline.Message{}, err
	}
	from, ok := senders[one.From]
	if !ok {
		return timeline.Message{}, wire.ErrNoSuchAccount.With("%q", one.From)
	}
	if t := int64(one.SendTime); t < g.Created.Unix() || t > time.Now().Unix() {
		return timeline.Message{}, wire.ErrBadParameter.With("SendTime lies before the group or in the future")
	}
	body, err := encodeBody(c, one.MsgBody)
	if err != nil {
		return timeline.Message{}, err
	}
	random := rand.Uint32()
	if one.Random != nil {
		random = *one.Random
	}
	return timeline.Message{Conv: g.Conv(), From: from.ID, FromAccount: from.Name, Random: random, Time: one.SendTime,
		ClientTime: one.SendTime, Body: body, CloudCustomData: one.CloudCustomData, Priority: uint8(wire.PriorityNumber("")),
		Flags: timeline.FlagImported}, nil
}
