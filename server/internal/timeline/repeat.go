package timeline

import (
	"errors"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/id"
)

// Repeat says how a repeated Append is recognised. The zero value is what the
// protocol has: one-to-one (From, receiver, ReqSeq, Random), in groups (Conv,
// From, Random, ClientSeq), remembered for at least ten minutes; imported
// messages and tips have no such key.
type Repeat struct {
	Job   string // if set, the key instead: kept until Tx.ForgetJob
	Never bool   // no key: every Append stores a message
}

// bucketTime is how long repeat keys gather in one bucket. A key is found in its
// own and the next bucket's time, so it is kept for one to two of them.
const bucketTime = 10 * time.Minute

func bucketOf(t time.Time) uint32 { return uint32(t.Unix() / int64(bucketTime/time.Second)) }

// repeatKey returns the key of m, for request keys without the bucket in front.
func repeatKey(m *Message, r Repeat) key {
	switch {
	case r.Never:
		return nil
	case r.Job != "":
		return jobKey(m.Conv.App, r.Job)
	case m.Flags&(FlagImported|FlagTip) != 0:
		return nil // made by the server: nobody sends it again with the same Random
	case m.Conv.Kind == id.Group:
		return u64(u32(u64(newKey('g').conv(m.Conv), m.From), m.Random), m.ClientSeq)
	}
	k := u64(u64(u32(newKey('p'), m.Conv.App), m.From), m.Conv.Peer(m.From))
	return u32(u64(k, m.ReqSeq), m.Random)
}

// repeated looks for what was stored under k.
func (tx *Tx) repeated(m *Message, r Repeat, k key) (first Message, ok bool, err error) {
	if k == nil {
		return *m, false, nil
	}
	keys := []key{k}
	if r.Job == "" {
		b := bucketOf(tx.now)
		if tx.log.shared == nil && !tx.log.repeats.perhaps(k, b) {
			return *m, false, nil
		}
		keys = []key{append(bucketKey(b), k...), append(bucketKey(b-1), k...)}
	}
	for _, k := range keys {
		v, err := tx.b.Get(k)
		if err != nil {
			return *m, false, err
		}
		if v == nil {
			continue
		}
		var ref reference
		if err := decode(v, &ref); err != nil {
			return *m, false, err
		}
		first, err := tx.firstAnswer(m, ref)
		return first, true, err
	}
	return *m, false, nil
}

// firstAnswer is the message that ref names: as it is stored, or, if it is gone,
// m with what identified it.
func (tx *Tx) firstAnswer(m *Message, ref reference) (Message, error) {
	first, err := tx.Get(ref.Conv.conv(), ref.Pos)
	if !errors.Is(err, ErrNoMessage) {
		return first, err
	}
	first = *m
	first.Conv, first.Time, first.Seq = ref.Conv.conv(), ref.Time, ref.Pos.Seq
	first.Number, first.Counts = ref.Number, ref.Counts
	return first, nil
}

// remember stores the repeat key of what was just stored. The first key of a new
// bucket drops the buckets that are over.
func (tx *Tx) remember(m *Message, r Repeat, k key) error {
	if k == nil {
		return nil
	}
	ref := reference{Conv: refer(m.Conv), Pos: m.Pos(), Time: m.Time, Number: m.Number, Counts: m.Counts}
	if r.Job != "" {
		return tx.put(k, ref.encode(tx.value))
	}
	b := bucketOf(tx.now)
	if tx.log.shared == nil && b > tx.bucket && b > 1 { // elsewhere the janitor does it
		tx.bucket = b
		if err := tx.b.DeleteRange(newKey(kindRepeat), bucketKey(b-1)); err != nil {
			return err
		}
	}
	if tx.log.shared == nil {
		tx.log.repeats.add(k)
	}
	return tx.put(append(u32(tx.newKey(kindRepeat), b), k...), ref.encode(tx.value))
}

// Once reports whether the job was carried out before, and remembers that it is now.
// It is for a batch that stands as a whole for a job: Repeat.Job serves a single
// message. It needs the touch of what the job is about.
func (tx *Tx) Once(app uint32, job string) (before bool, err error) {
	k := jobKey(app, job)
	v, err := tx.b.Get(k)
	if err != nil || v != nil {
		return v != nil, err
	}
	return false, tx.put(k, (&reference{}).encode(tx.value))
}

// ForgetJob drops the repeat key of a job that is done. It needs no touch.
func (tx *Tx) ForgetJob(app uint32, job string) error { return tx.b.Delete(jobKey(app, job)) }
