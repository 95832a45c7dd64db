package extra

import (
	"cmp"
	"context"
	"slices"

	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/timeline"
	"github.com/teahouse-chat/teahouse/server/internal/webhook"
	"github.com/teahouse-chat/teahouse/wire/msgext"
)

// pair is a stored pair. One that was deleted stays with an empty value, so that
// clients that ask for what is new hear of it.
type pair struct {
	Value string `json:"v"`
	Seq   uint64 `json:"s"`
}

// state counts for all pairs of a message.
type state struct {
	Latest  uint64 `json:"l"`           // last version that was given
	Cleared uint64 `json:"c,omitempty"` // all pairs up to this version are gone
	Live    int    `json:"n,omitempty"` // pairs with a value
	Keys    int    `json:"k,omitempty"` // pairs with and without
	Minute  int64  `json:"m,omitempty"` // of the last change
	Changes int    `json:"x,omitempty"` // within that minute
}

// maxKeys bounds the deleted pairs that stay beside those that live.
const maxKeys = 2 * msgext.MaxPerMsg

// Change sets, deletes or clears pairs of a message. A pair whose version the actor
// does not know stays as it is, and its outcome says so. told says what the
// application is told of it. Errors: msgext.ErrNoMessage, ErrUnsupported, ErrTooFast,
// ErrParameter.
func (x *Extras) Change(ctx context.Context, by Actor, conv id.Conv, pos timeline.Pos, c *msgext.Change, told func(p *Pairs) *webhook.Event) (*msgext.Changed, error) {
	var done msgext.Changed
	err := x.on(ctx, conv, pos, func(tx *timeline.Tx, m *timeline.Message) error {
		done = msgext.Changed{ExtensionList: []msgext.Outcome{}}
		if !m.Flags.Has(timeline.FlagSupportExtension) {
			return msgext.ErrUnsupported
		}
		w := writer{tx: tx, m: m, by: by}
		if err := w.begin(len(c.ExtensionList)); err != nil {
			return err
		}
		changed, err := w.apply(c, &done)
		if err != nil {
			return err
		}
		done.Seq = w.state.Latest
		if len(changed) == 0 && c.OperateType != msgext.Clear {
			return nil
		}
		p := Pairs{Message: *m, By: by, Op: c.OperateType, Pairs: changed, Seq: w.state.Latest}
		tx.Emit(p)
		if err := webhook.InTimeline(tx, conv, told(&p)); err != nil {
			return err
		}
		return store(tx, m, sideState, "", w.state)
	})
	if err != nil {
		return nil, err
	}
	return &done, nil
}

// writer changes the pairs of one message.
type writer struct {
	tx    *timeline.Tx
	m     *timeline.Message
	by    Actor
	state state
}

// begin reads the state and counts the changes of this minute.
func (w *writer) begin(changes int) error {
	raw, err := w.tx.Side(w.m.Conv, w.m.Pos(), sideState, "")
	if err != nil {
		return err
	}
	if raw != nil {
		if err := decode("state of extensions", raw, &w.state); err != nil {
			return err
		}
	}
	if minute := w.tx.Now().Unix() / 60; w.state.Minute != minute {
		w.state.Minute, w.state.Changes = minute, 0
	}
	if w.state.Changes += max(changes, 1); w.state.Changes > msgext.MaxChanges {
		return msgext.ErrTooFast
	}
	return nil
}

func (w *writer) apply(c *msgext.Change, done *msgext.Changed) (changed []msgext.Pair, err error) {
	if c.OperateType == msgext.Clear {
		return nil, w.clear()
	}
	for _, p := range c.ExtensionList {
		if c.OperateType == msgext.Delete {
			p.Value = ""
		}
		now, ok, err := w.set(p)
		if err != nil {
			return nil, err
		}
		outcome := msgext.Outcome{Extension: now}
		if ok {
			changed = append(changed, now)
		} else {
			outcome.ErrorCode = msgext.ErrConflict.Code
		}
		done.ExtensionList = append(done.ExtensionList, outcome)
	}
	return changed, nil
}

// set stores a pair; an empty value deletes it. It returns the pair as it is then,
// and whether it was changed.
func (w *writer) set(p msgext.Pair) (now msgext.Pair, ok bool, err error) {
	var old pair
	raw, err := w.tx.Side(w.m.Conv, w.m.Pos(), sidePair, p.Key)
	if err != nil {
		return now, false, err
	}
	if raw != nil {
		if err := decode("extension", raw, &old); err != nil {
			return now, false, err
		}
	}
	// A client that was told of the deletion knows no version any more.
	known := w.by.Master || p.Seq == old.Seq || p.Seq == 0 && old.Value == ""
	if !known {
		return msgext.Pair{Key: p.Key, Value: old.Value, Seq: old.Seq}, false, nil
	}
	if err := w.count(raw == nil, old.Value != "", p.Value != ""); err != nil {
		return now, false, err
	}
	w.state.Latest++
	now = msgext.Pair{Key: p.Key, Value: p.Value, Seq: w.state.Latest}
	return now, true, store(w.tx, w.m, sidePair, p.Key, pair{now.Value, now.Seq})
}

// count keeps account of how many pairs there are.
func (w *writer) count(fresh, was, is bool) error {
	if fresh {
		w.state.Keys++
	}
	switch {
	case is && !was:
		w.state.Live++
	case was && !is:
		w.state.Live--
	}
	if w.state.Live > msgext.MaxPerMsg || w.state.Keys > maxKeys {
		return msgext.ErrParameter.With("a message has at most %d extensions", msgext.MaxPerMsg)
	}
	return nil
}

func (w *writer) clear() error {
	all, err := w.tx.Sides(w.m.Conv, w.m.Pos(), sidePair, "", 0)
	if err != nil {
		return err
	}
	for _, side := range all {
		if err := w.tx.SetSide(w.m.Conv, w.m.Pos(), sidePair, side.Key, nil); err != nil {
			return err
		}
	}
	w.state.Latest++
	w.state.Cleared, w.state.Live, w.state.Keys = w.state.Latest, 0, 0
	return nil
}

// Pairs returns the pairs of a message with a version of at least since, oldest
// version first. With since 0 those that were deleted are left out.
func (x *Extras) Pairs(ctx context.Context, conv id.Conv, pos timeline.Pos, since uint64) (*msgext.Pairs, error) {
	answer := &msgext.Pairs{ExtensionList: []msgext.Pair{}, CompleteFlag: 1}
	states, err := x.log.Sides(ctx, conv, pos, sideState, "", 1)
	if err != nil || len(states) == 0 {
		return answer, err
	}
	var s state
	if err := decode("state of extensions", states[0].Value, &s); err != nil {
		return nil, err
	}
	answer.LatestSeq, answer.ClearSeq = s.Latest, s.Cleared
	sides, err := x.log.Sides(ctx, conv, pos, sidePair, "", 0)
	if err != nil {
		return nil, err
	}
	for _, side := range sides {
		var p pair
		if err := decode("extension", side.Value, &p); err != nil {
			return nil, err
		}
		if p.Seq >= since && (p.Value != "" || since > 0) {
			answer.ExtensionList = append(answer.ExtensionList, msgext.Pair{Key: side.Key, Value: p.Value, Seq: p.Seq})
		}
	}
	slices.SortFunc(answer.ExtensionList, func(a, b msgext.Pair) int { return cmp.Compare(a.Seq, b.Seq) })
	if len(answer.ExtensionList) > msgext.MaxPairPage {
		answer.ExtensionList, answer.CompleteFlag = answer.ExtensionList[:msgext.MaxPairPage], 0
	}
	return answer, nil
}
