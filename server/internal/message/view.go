package message

import (
	"context"
	"encoding/json"
	"strconv"

	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/stream"
	"github.com/teahouse-chat/teahouse/server/internal/timeline"
	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/notice"
	"github.com/teahouse-chat/teahouse/wire/openim"
)

// view returns a message as histories and changes show it.
func (s *Service) view(ctx context.Context, m *timeline.Message) notice.C2CMessage {
	v := s.pushed(ctx, m)
	v.MsgBody, v.Body = decode(v.Body), nil
	return v
}

// pushed returns a message as pushes show it: its body is as it is stored.
func (s *Service) pushed(ctx context.Context, m *timeline.Message) notice.C2CMessage {
	card := s.profiles.Card(ctx, sender(m))
	v := notice.C2CMessage{
		From: m.FromAccount, To: m.ToAccount, MsgSeq: m.Seq, MsgRandom: m.Random, MsgTimeStamp: m.Time,
		MsgClientTime: clientTime(m), TinyId: tiny(m.From), Nick: card.Nick, FaceURL: card.FaceURL,
		Body: stream.Shown(m), CloudCustomData: m.CloudCustomData,
		NeedReadReceipt: bit(m.Flags.Has(timeline.FlagNeedReadReceipt)), Extension: bit(m.Flags.Has(timeline.FlagSupportExtension)),
		CheckResult: wire.CheckResult(m.Flags.Has(timeline.FlagRisk)),
	}
	if m.Flags&(timeline.FlagNoUnread|timeline.FlagNoLastMsg) != 0 {
		v.SendMsgControl = &notice.MsgControl{NoUnread: bit(m.Flags.Has(timeline.FlagNoUnread)), NoLastMsg: bit(m.Flags.Has(timeline.FlagNoLastMsg))}
	}
	return v
}

// past returns a message as histories show it.
func (s *Service) past(ctx context.Context, m *timeline.Message) notice.C2CMessage {
	v := s.view(ctx, m)
	v.MsgKey, v.MsgVersion = keyOf(m).String(), m.Version
	v.IsPeerRead = bit(m.Flags.Has(timeline.FlagPeerRead))
	if m.Flags.Has(timeline.FlagRecalled) {
		v.MsgFlagBits = notice.RecalledC2C
		v.Revoker = &notice.RevokerInfo{Revoker: m.Revoker, Reason: m.RevokeReason}
	}
	return v
}

func keyOf(m *timeline.Message) openim.Key {
	return openim.Key{Seq: uint32(m.Seq), Random: m.Random, Time: m.Time}
}

// msgID is the message's id as clients compute it.
func msgID(m *timeline.Message) string {
	b := strconv.AppendUint(make([]byte, 0, 48), m.From, 10)
	b = strconv.AppendUint(append(b, '-'), uint64(clientTime(m)), 10)
	return string(strconv.AppendUint(append(b, '-'), uint64(m.Random), 10))
}

// clientTime is what the sender's client said; what a server sends has none, and
// takes the server's.
func clientTime(m *timeline.Message) uint32 {
	if m.ClientTime != 0 {
		return m.ClientTime
	}
	return m.Time
}

func sender(m *timeline.Message) id.Account {
	return id.Account{App: m.Conv.App, ID: m.From, Name: m.FromAccount}
}

func receiver(m *timeline.Message) id.Account {
	return id.Account{App: m.Conv.App, ID: m.Conv.Peer(m.From), Name: m.ToAccount}
}

// elements returns the parts of a stored body as clients get it.
func elements(m *timeline.Message) []wire.Element { return decode(stream.Shown(m)) }

// decode returns the parts of a body, which was checked when it was stored. What is in
// them must not be changed.
func decode(raw json.RawMessage) []wire.Element {
	body, ok := wire.ReadElements(raw)
	if ok {
		return body
	}
	body = nil
	if json.Unmarshal(raw, &body) != nil || body == nil {
		return []wire.Element{}
	}
	return body
}

func tiny(account uint64) string { return strconv.FormatUint(account, 10) }

func bit(b bool) int {
	if b {
		return 1
	}
	return 0
}
