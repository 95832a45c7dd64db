package ws

import (
	"bytes"
	"encoding/binary"
	"io"
	"testing"

	"github.com/gobwas/ws"
)

// FuzzHeader reads frame headers as the library does.
func FuzzHeader(f *testing.F) {
	for _, seed := range []string{"\x82\x80abcd", "\x82\xfe\x01\x00abcd", "\x82\xff\x00\x00\x00\x00\x00\x01\x00\x00abcd", "\x82\xff\xff\xff\xff\xff\xff\xff\xff\xffabcd", "\x89", "", "\x01\x05hello"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		h, size, ok := parseHeader(b)
		r := bytes.NewReader(b)
		want, err := ws.ReadHeader(r)
		switch {
		case err == io.EOF || err == io.ErrUnexpectedEOF:
			if ok {
				t.Errorf("%x is a header: %+v", b, h)
			}
		case err != nil: // a length of 64 bits, which comes out negative here
			if ok && h.Length >= 0 || ok && int64(binary.BigEndian.Uint64(b[2:])) != h.Length {
				t.Errorf("%x: %+v, the library says %v", b, h, err)
			}
		case !ok || h != want || size != len(b)-r.Len():
			t.Errorf("%x: %+v %d %v, want %+v %d", b, h, size, ok, want, len(b)-r.Len())
		}
	})
}
