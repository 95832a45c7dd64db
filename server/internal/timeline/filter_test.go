package timeline

import (
	"encoding/binary"
	"hash/maphash"
	"testing"
)

func TestRepeatFilter(t *testing.T) {
	f := repeatFilter{bucket: 5, seed: maphash.MakeSeed(), now: make(sieve, filterWords), before: make(sieve, filterWords)}
	k := func(n int) []byte { return binary.BigEndian.AppendUint64([]byte("key"), uint64(n)) }
	const keys = 1_000_000
	for n := range keys {
		f.add(k(n))
	}
	wrong := 0
	for n := range keys {
		if !f.perhaps(k(n), 5) {
			t.Fatalf("key %d is lost", n)
		}
		if f.perhaps(k(n+keys), 5) {
			wrong++
		}
	}
	if wrong > keys/500 {
		t.Errorf("%d false alarms in %d", wrong, keys)
	}
	if !f.perhaps(k(1), 6) || !f.perhaps(k(1), 5) {
		t.Error("lost in the next bucket, or when the clock is set back")
	}
	if f.perhaps(k(1), 7) {
		t.Error("remembered for a third bucket")
	}
	f.add(k(1))
	if f.perhaps(k(1), 9) {
		t.Error("remembered after a jump")
	}
}
