package message

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/deliver"
	"github.com/teahouse-chat/teahouse/server/internal/event"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/stream"
	"github.com/teahouse-chat/teahouse/server/internal/timeline"
	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/notice"
)

func (s *Service) subscribe(events *event.Hub) {
	event.On(events, s.appended)
	event.On(events, s.recalled)
	event.On(events, s.edited)
	event.On(events, s.marked)
	event.On(events, s.receipted)
	event.On(events, s.extended)
	event.On(events, s.reacted)
	event.On(events, s.opened)
	event.On(events, s.closed)
}

func (s *Service) appended(ctx context.Context, e *timeline.Appended) {
	if e.Message.Conv.Kind == id.OneToOne {
		s.show(ctx, &e.Message, false)
	}
}

// Show shows a message that is not in the timeline to its receiver's devices, and to
// its sender's unless m says that he does not keep it.
func (s *Service) Show(ctx context.Context, m *timeline.Message) { s.show(ctx, m, false) }

// show pushes a message to the receiver and, with both names swapped, to the
// sender's other devices.
func (s *Service) show(ctx context.Context, m *timeline.Message, onlineOnly bool) {
	from, to := sender(m), receiver(m)
	shown := func(sync int) any {
		v := s.pushed(ctx, m)
		if onlineOnly {
			v.MsgLifeTime = new(int)
		}
		if v.IsSyncMsg = sync; sync == 1 {
			v.From, v.To = v.To, v.From
		}
		return notice.NewC2CMsg(v)
	}
	if from.ID == to.ID { // to oneself: the other devices get it as it is
		s.pushOnce(from, m.Origin, func() any { return shown(0) })
		return
	}
	if !m.Flags.Has(timeline.FlagReceiverDoesNotKeep) && !s.discards(to, from) {
		s.pushOnce(to, 0, func() any { return shown(0) })
	}
	if !m.Flags.Has(timeline.FlagSenderDoesNotKeep) {
		s.pushOnce(from, m.Origin, func() any { return shown(1) })
	}
}

// showModified tells the very client that sent m that it was stored with another
// content than it had sent.
func (s *Service) showModified(ctx context.Context, m *timeline.Message) {
	v := s.pushed(ctx, m)
	v.ModifiedFlag = 1
	if m.Conv.A != m.Conv.B {
		v.From, v.To, v.IsSyncMsg = v.To, v.From, 1
	}
	f, err := deliver.Push(notice.NewC2CMsg(v))
	if err != nil {
		s.opts.Log.Error("encode notice", "account", m.FromAccount, "error", err)
		return
	}
	s.hub.ToInstance(m.Conv.App, m.From, m.Origin, f)
}

func (s *Service) discards(owner, peer id.Account) bool {
	return s.opts.Discards != nil && s.opts.Discards(owner, peer)
}

func (s *Service) recalled(_ context.Context, e recalled) {
	n := withdrawn(&e.message)
	for _, a := range both(&e.message) {
		s.push(a, e.origin, n)
	}
}

func withdrawn(m *timeline.Message) notice.C2CNotifyEvent {
	return notice.NewC2CNotify(notice.C2CNotify{Withdraw: &notice.C2CWithdraw{Infos: []notice.C2CWithdrawInfo{{
		From: m.FromAccount, To: m.ToAccount, MsgSeq: m.Seq, MsgRandom: m.Random, MsgTime: m.Time,
		MsgClientTime: clientTime(m), TinyId: tiny(m.From),
		Revoker: notice.RevokerInfo{Revoker: m.Revoker, Reason: m.RevokeReason}}}}})
}

// edited tells all devices of both; the one that made the change knows the
// version already and passes over it.
func (s *Service) edited(_ context.Context, e timeline.Edited) {
	m := &e.Message
	if m.Conv.Kind != id.OneToOne || stream.Quiet(m) {
		return
	}
	n := notice.C2CModifiedEvent{Event: notice.EventMsgModified, Modified: []notice.C2CModified{{
		From: m.FromAccount, To: m.ToAccount, MsgSeq: m.Seq, MsgRandom: m.Random, MsgTime: m.Time,
		MsgVersion: m.Version, CloudCustomData: m.CloudCustomData, MsgBody: elements(m),
		CheckResult: wire.CheckResult(m.Flags.Has(timeline.FlagRisk))}}}
	for _, a := range both(m) {
		s.push(a, 0, n)
	}
}

// marked tells the peer how far his messages are read, and the reader's other
// devices too.
func (s *Service) marked(ctx context.Context, e timeline.Marked) {
	if e.Conv.Kind != id.OneToOne {
		return
	}
	pair, err := s.accounts.ByID(ctx, e.Conv.App, []uint64{e.Conv.A, e.Conv.B})
	if err != nil {
		s.opts.Log.Error("read notice", "account", e.Account, "error", err)
		return
	}
	reader, there := pair[e.Account]
	peer, alsoThere := pair[e.Conv.Peer(e.Account)]
	if !there || !alsoThere {
		return // a deleted account needs no notice
	}
	if !e.Together {
		s.push(reader, e.Origin, notice.NewC2CNotify(notice.C2CNotify{OwnRead: &notice.C2COwnRead{
			Pairs: []notice.ReadPair{{From: peer.Name, LastReadTime: e.Time}}}}))
	}
	if peer.ID != reader.ID {
		s.push(peer, 0, notice.NewC2CNotify(notice.C2CNotify{PeerRead: &notice.C2CPeerRead{To: reader.Name,
			Pairs: []notice.ReadPair{{LastReadTime: e.Time}}}}))
	}
}

func (s *Service) receipted(_ context.Context, e receipted) {
	n := notice.C2CReceiptEvent{Event: notice.EventC2CReceipt, Peer: e.reader, PeerReadTime: e.at}
	for i := range e.messages {
		m := &e.messages[i]
		n.C2cMsgInfo = append(n.C2cMsgInfo, notice.C2CReceipt{From: m.FromAccount, To: m.ToAccount, TinyId: tiny(m.From),
			MsgClientTime: clientTime(m), MsgRandom: m.Random, MsgSeq: m.Seq, MsgTime: m.Time})
	}
	s.push(sender(&e.messages[0]), 0, n)
}

// both returns the two accounts of a message, once if they are one; not one that does
// not keep it.
func both(m *timeline.Message) []id.Account {
	var all []id.Account
	if !m.Flags.Has(timeline.FlagSenderDoesNotKeep) {
		all = append(all, sender(m))
	}
	if m.Conv.A != m.Conv.B && !m.Flags.Has(timeline.FlagReceiverDoesNotKeep) {
		all = append(all, receiver(m))
	}
	return all
}

// push shows an event to all sessions of an account but one.
func (s *Service) push(to id.Account, except uint64, e any) {
	s.pushOnce(to, except, func() any { return e })
}

// pushOnce is push of an event that is made if there is a session to show it to.
func (s *Service) pushOnce(to id.Account, except uint64, event func() any) {
	s.hub.ToAccountOnce(to.App, to.ID, except, func() *deliver.Frame {
		f, err := deliver.Push(event())
		if err != nil {
			s.opts.Log.Error("encode notice", "account", to.Name, "error", err)
		}
		return f
	})
}
