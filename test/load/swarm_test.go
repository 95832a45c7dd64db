//go:build linux

package main

import (
	"bytes"
	"math/rand/v2"
	"testing"
	"time"
)

// However a stream is cut, each connection's messages are counted once and in order.
func TestCountingMarks(t *testing.T) {
	var stream []byte
	const messages = 1000
	for n := range uint32(messages) {
		stream = append(stream, 0x82, 126, '|', byte(n))
		stream = append(stream, marked(n, 60+int(n/300))...)
	}
	if got := number([]byte("0a9Fbc12")); got != 0x0a9fbc12 {
		t.Errorf("%x", got)
	}
	for _, most := range []int{1, 7, 100, len(stream)} {
		s := &swarm{buf: make([]byte, headroom+len(stream)), began: time.Now(), sent: make([]time.Duration, messages)}
		r := &reader{}
		for rest := stream; len(rest) > 0; {
			n := min(1+rand.IntN(most), len(rest))
			data := append(bytes.Clone(r.carry), rest[:n]...)
			r.carry, rest = s.count(r, data, r.carry[:0]), rest[n:]
		}
		if s.tally.got != messages || s.tally.wrong != 0 || s.tally.percentile(0.99) > 1000 {
			t.Errorf("pieces up to %d: %d got, %d wrong", most, s.tally.got, s.tally.wrong)
		}
	}
}
