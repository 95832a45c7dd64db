package timeline

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/base64"
	"math"
	"time"
)

// Documents are kept beside the timelines until a time: what messages name by a key
// because it is too large for them.

// Forever is an end that does not come.
var Forever = time.Unix(math.MaxUint32, 0)

// nonce is how many random bytes name a document: nobody guesses them.
const nonce = 16

// Keep stores a document of an application until a time and returns its new key: at
// most 40 letters, digits, - and _. Who knows the key may read the document.
func (l *Log) Keep(ctx context.Context, app uint32, until time.Time, document []byte) (string, error) {
	name := u32(nil, uint32(min(max(until.Unix(), 0), math.MaxUint32)))
	name = append(name, make([]byte, nonce)...)
	rand.Read(name[4:])
	err := l.Update(ctx, nil, func(tx *Tx) error { return tx.b.Set(keptKey(app, name), document) })
	return base64.RawURLEncoding.EncodeToString(name), err
}

// Kept returns a document, nil if there is none under the key.
func (l *Log) Kept(ctx context.Context, app uint32, name string) ([]byte, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	raw, err := base64.RawURLEncoding.DecodeString(name)
	if err != nil || len(raw) != 4+nonce {
		return nil, nil
	}
	return l.r.Get(keptKey(app, raw))
}

// forget deletes the documents whose time is over.
func (l *Log) forget(ctx context.Context) error {
	now := uint32(min(max(l.opts.Now().Unix(), 0), math.MaxUint32-1))
	lo, hi := newKey(kindKept), u32(newKey(kindKept), now)
	first, _, err := l.r.Seek(lo, hi, false)
	if err != nil || !bytes.HasPrefix(first, lo) {
		return err
	}
	return l.Update(ctx, nil, func(tx *Tx) error { return tx.b.DeleteRange(lo, hi) })
}
