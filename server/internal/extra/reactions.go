package extra

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/timeline"
	"github.com/teahouse-chat/teahouse/wire/msgext"
)

// reactor is somebody who reacted: a stored side record.
type reactor struct {
	Name  string `json:"a"`
	Order uint64 `json:"o"` // rises within the message
}

// kind is one way in which accounts reacted, in the order in which they did.
type kind struct {
	name string
	who  []reactor
}

// told is how many accounts of a reaction clients are told of by a push.
const told = 10

// reactionKey is the key of a side record. The name of a reaction has no NUL.
func reactionKey(reaction string, account uint64) string {
	return fmt.Sprintf("%s\x00%016x", reaction, account)
}

// kinds sorts the side records of a message, the oldest kind first.
func kinds(sides []timeline.Side) ([]kind, error) {
	var all []kind
	for _, side := range sides {
		name, _, _ := strings.Cut(side.Key, "\x00")
		var r reactor
		if err := decode("reaction", side.Value, &r); err != nil {
			return nil, err
		}
		if n := len(all); n == 0 || all[n-1].name != name {
			all = append(all, kind{name: name})
		}
		last := &all[len(all)-1]
		last.who = append(last.who, r)
	}
	for _, k := range all {
		slices.SortFunc(k.who, func(a, b reactor) int { return cmp.Compare(a.Order, b.Order) })
	}
	slices.SortFunc(all, func(a, b kind) int { return cmp.Compare(a.who[0].Order, b.who[0].Order) })
	return all, nil
}

// find returns the kind with a name, an empty one if nobody reacted so.
func find(all []kind, name string) kind {
	if i := slices.IndexFunc(all, func(k kind) bool { return k.name == name }); i >= 0 {
		return all[i]
	}
	return kind{name: name}
}

func (k *kind) has(name string) bool {
	return slices.ContainsFunc(k.who, func(r reactor) bool { return r.Name == name })
}

func (k *kind) names(most int) []string {
	all := []string{}
	for _, r := range k.who[:min(len(k.who), most)] {
		all = append(all, r.Name)
	}
	return all
}

// React adds the actor's reaction to a message. Errors: msgext.ErrNoMessage, ErrKinds,
// ErrReactors, ErrReacted.
func (x *Extras) React(ctx context.Context, by Actor, conv id.Conv, pos timeline.Pos, reaction string) error {
	return x.react(ctx, by, conv, pos, reaction, func(tx *timeline.Tx, m *timeline.Message, all []kind) (now kind, err error) {
		now = find(all, reaction)
		switch {
		case now.has(by.Account.Name):
			return now, msgext.ErrReacted
		case len(now.who) == 0 && len(all) >= msgext.MaxReactions:
			return now, msgext.ErrKinds
		case len(now.who) >= msgext.MaxReactors:
			return now, msgext.ErrReactors
		}
		r := reactor{Name: by.Account.Name, Order: uint64(tx.Now().UnixMicro())}
		for _, k := range all {
			r.Order = max(r.Order, k.who[len(k.who)-1].Order+1)
		}
		now.who = append(now.who, r)
		return now, store(tx, m, sideReaction, reactionKey(reaction, by.Account.ID), r)
	})
}

// Unreact takes the actor's reaction back. Errors: msgext.ErrNoMessage,
// ErrNoReaction, ErrNotReacted.
func (x *Extras) Unreact(ctx context.Context, by Actor, conv id.Conv, pos timeline.Pos, reaction string) error {
	return x.react(ctx, by, conv, pos, reaction, func(tx *timeline.Tx, m *timeline.Message, all []kind) (now kind, err error) {
		now = find(all, reaction)
		switch {
		case len(now.who) == 0:
			return now, msgext.ErrNoReaction
		case !now.has(by.Account.Name):
			return now, msgext.ErrNotReacted
		}
		now.who = slices.DeleteFunc(now.who, func(r reactor) bool { return r.Name == by.Account.Name })
		return now, tx.SetSide(conv, pos, sideReaction, reactionKey(reaction, by.Account.ID), nil)
	})
}

func (x *Extras) react(ctx context.Context, by Actor, conv id.Conv, pos timeline.Pos, reaction string,
	change func(tx *timeline.Tx, m *timeline.Message, all []kind) (kind, error)) error {
	return x.on(ctx, conv, pos, func(tx *timeline.Tx, m *timeline.Message) error {
		sides, err := tx.Sides(conv, pos, sideReaction, "", 0)
		if err != nil {
			return err
		}
		all, err := kinds(sides)
		if err != nil {
			return err
		}
		now, err := change(tx, m, all)
		if err != nil {
			return err
		}
		tx.Emit(Reacted{Message: *m, By: by, Reaction: reaction, Added: now.has(by.Account.Name),
			Count: len(now.who), Accounts: now.names(told)})
		return nil
	})
}

// Reactions counts the reactions to a message for an account, and names at most
// most accounts of each kind.
func (x *Extras) Reactions(ctx context.Context, conv id.Conv, pos timeline.Pos, me string, most int) ([]msgext.ReactionCount, error) {
	all, err := x.kinds(ctx, conv, pos)
	if err != nil {
		return nil, err
	}
	counts := make([]msgext.ReactionCount, len(all))
	for i, k := range all {
		counts[i] = msgext.ReactionCount{Reaction: k.name, Count: len(k.who), Accounts: k.names(most)}
		if k.has(me) {
			counts[i].ReactedByMe = 1
		}
	}
	return counts, nil
}

// Reactors is a page of those who reacted in one way, behind the one with the order
// after; 0 begins at the first.
func (x *Extras) Reactors(ctx context.Context, conv id.Conv, pos timeline.Pos, reaction string, after uint64, count int) (*msgext.Reactors, error) {
	all, err := x.kinds(ctx, conv, pos)
	if err != nil {
		return nil, err
	}
	rest := find(all, reaction)
	rest.who = slices.DeleteFunc(rest.who, func(r reactor) bool { return r.Order <= after })
	count = max(count, 1)
	answer := &msgext.Reactors{Accounts: rest.names(count)}
	if len(rest.who) > count {
		answer.NextSeq = rest.who[count-1].Order
	}
	return answer, nil
}

func (x *Extras) kinds(ctx context.Context, conv id.Conv, pos timeline.Pos) ([]kind, error) {
	sides, err := x.log.Sides(ctx, conv, pos, sideReaction, "", 0)
	if err != nil {
		return nil, err
	}
	return kinds(sides)
}
