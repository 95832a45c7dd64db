package live

import (
	"crypto/sha256"
	"strconv"
	"sync"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	wire "github.com/teahouse-chat/teahouse/wire/group"
)

// repeats remembers broadcasts for a time in which the same again is a repeat.
type repeats struct {
	mu  sync.Mutex
	all map[[32]byte]sent
}

type sent struct {
	seq uint64
	at  time.Time
}

const repeatsFor = 5 * time.Minute

func (r *repeats) find(key [32]byte, now time.Time) uint64 {
	if one, ok := r.all[key]; ok && now.Sub(one.at) < repeatsFor {
		return one.seq
	}
	return 0
}

func (r *repeats) add(key [32]byte, seq uint64, now time.Time) {
	if r.all == nil {
		r.all = map[[32]byte]sent{}
	}
	for k, one := range r.all { // a few a second at most
		if now.Sub(one.at) >= repeatsFor {
			delete(r.all, k)
		}
	}
	r.all[key] = sent{seq, now}
}

func repeatKey(c *api.Caller, m *wire.Message) [32]byte {
	h := sha256.New()
	for _, part := range []string{strconv.Itoa(int(c.App.ID)), m.From, strconv.Itoa(int(m.MsgRandom)), string(m.MsgBody), m.CloudCustomData} {
		h.Write([]byte(strconv.Itoa(len(part)) + ":" + part))
	}
	return [32]byte(h.Sum(nil))
}
