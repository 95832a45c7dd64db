package attr

import (
	"context"
	"slices"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/group"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/server/internal/webhook"
	wire "github.com/teahouse-chat/teahouse/wire/group"
)

// change is what a write comes to: what is put, and what is taken away.
type change struct {
	op   int // wire.AttrSet and so on
	put  []wire.Attr
	drop []string
}

// write changes the attributes of a group: decide says how, from those that are
// there. Members are told; the writer gets the number of the change.
func (s *Service) write(ctx context.Context, c *api.Caller, groupID string, v wire.AttrVersion, keys []wire.AttrKey,
	decide func(now []wire.Attr) (change, error)) (*wire.AttrWritten, error) {
	st, err := s.stand(ctx, c, groupID)
	if err != nil {
		return nil, err
	}
	if !s.gates.Admit(st.Group.Conv(), time.Now(), wire.AttrRate) {
		return nil, wire.ErrAttrRate.With("it takes %d writes a second", wire.AttrRate)
	}
	var done change
	var seq uint64
	err = s.groups.DB.Update(ctx, func(tx *store.Tx) error {
		g, err := group.Lock(tx, st.Group.ID)
		if err != nil {
			return err
		}
		n, err := getSeqs(tx, g.ID)
		if err != nil {
			return err
		}
		now, err := attrs(tx, g.ID)
		if err != nil {
			return err
		}
		if v.Checked() && !knows(n.attrs, v, now, keys) {
			return wire.ErrAttrRace
		}
		ch, err := decide(now)
		if err != nil {
			return err
		}
		if len(ch.put)+len(ch.drop) > 0 {
			n.attrs++
			if err := ch.apply(tx, g.ID, n); err != nil {
				return err
			}
		}
		done, seq = ch, n.attrs
		if len(ch.put)+len(ch.drop) == 0 {
			return nil
		}
		return webhook.InRecords(tx, g.Conv(), s.told(c, st, ch, now))
	})
	if err != nil {
		return nil, err
	}
	if len(done.put)+len(done.drop) > 0 {
		s.tellAttrs(ctx, c, st, done, seq)
	}
	if c.Admin {
		return &wire.AttrWritten{}, nil
	}
	return written(done, seq), nil
}

// knows tells whether a client's write is built on what there is: it knew of all
// changes, and of those attributes that it names, the last one.
func knows(seq uint64, v wire.AttrVersion, now []wire.Attr, keys []wire.AttrKey) bool {
	if v.AttrMainSeq != seq {
		return false
	}
	for _, k := range keys {
		if k.Seq != nil && *k.Seq != seqOf(now, k.Key) {
			return false
		}
	}
	return true
}

// seqOf is the change that wrote an attribute last, 0 if it is not there.
func seqOf(all []wire.Attr, key string) uint64 {
	for _, a := range all {
		if a.Key == key {
			return *a.Seq
		}
	}
	return 0
}

func (ch change) apply(tx *store.Tx, grp uint64, n seqs) error {
	if len(ch.drop) > 0 {
		if err := deleteAttrs(tx, grp, ch.drop); err != nil {
			return err
		}
	}
	for _, a := range ch.put {
		if err := putAttr(tx, grp, a, n.attrs); err != nil {
			return err
		}
	}
	return putSeqs(tx, grp, n)
}

func written(ch change, seq uint64) *wire.AttrWritten {
	w := &wire.AttrWritten{AttrMainSeq: seq, GroupAttrAry: []wire.AttrKey{}}
	for _, a := range ch.put {
		w.GroupAttrAry = append(w.GroupAttrAry, wire.AttrKey{Key: a.Key, Seq: new(seq)})
	}
	return w
}

// keysOf names attributes with what the client knows of each.
func keysOf(attrs []wire.Attr) []wire.AttrKey {
	keys := make([]wire.AttrKey, len(attrs))
	for i, a := range attrs {
		keys[i] = wire.AttrKey{Key: a.Key, Seq: a.Seq}
	}
	return keys
}

func names(attrs []wire.Attr) []string {
	keys := make([]string, len(attrs))
	for i, a := range attrs {
		keys[i] = a.Key
	}
	return keys
}

// fits tests a group's attributes as they would be after some are written.
func fits(now, put []wire.Attr) error {
	count, total := len(put), 0
	for _, a := range put {
		total += len(a.Value)
	}
	for _, a := range now {
		if !slices.ContainsFunc(put, func(b wire.Attr) bool { return a.Key == b.Key }) {
			count, total = count+1, total+len(a.Value)
		}
	}
	if count > wire.MaxAttrs {
		return wire.ErrAttrCount.With("at most %d", wire.MaxAttrs)
	}
	if total > wire.MaxAttrTotal {
		return wire.ErrAttrTotal.With("at most %d bytes", wire.MaxAttrTotal)
	}
	return nil
}
