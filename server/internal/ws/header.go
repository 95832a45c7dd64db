package ws

import (
	"encoding/binary"

	"github.com/gobwas/ws"
)

// parseHeader reads the header of the frame that b begins with, and its size; ok
// is false if there is not all of it yet. A length beyond 63 bits comes out
// negative.
func parseHeader(b []byte) (h ws.Header, size int, ok bool) {
	if len(b) < 2 {
		return h, 0, false
	}
	h.Fin, h.Rsv, h.OpCode = b[0]&0x80 != 0, b[0]>>4&7, ws.OpCode(b[0]&0x0f)
	h.Masked, h.Length = b[1]&0x80 != 0, int64(b[1]&0x7f)
	size = 2
	switch h.Length {
	case 126:
		size += 2
	case 127:
		size += 8
	}
	length := b[2:]
	if h.Masked {
		size += 4
	}
	if len(b) < size {
		return h, size, false
	}
	switch h.Length {
	case 126:
		h.Length = int64(binary.BigEndian.Uint16(length))
	case 127:
		h.Length = int64(binary.BigEndian.Uint64(length))
	}
	if h.Masked {
		copy(h.Mask[:], b[size-4:size])
	}
	return h, size, true
}
