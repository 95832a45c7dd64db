package ws

import "sync"

// inbox is where the bytes of a client are gathered until they are frames. While
// the client says nothing it holds what there is of a frame, and nothing else; or
// the buffer itself if that is much, because copying it for each piece that comes
// would let a client that sends byte by byte cost more than one that sends fast.
type inbox struct {
	rest []byte // read, not consumed
	buf  *[]byte
	n    int // bytes in buf
}

// most sockets have one small message at a time
var buffers = sync.Pool{New: func() any { b := make([]byte, smallest); return &b }}

const smallest = 4 << 10 // bytes of a buffer

// open returns where to read to: never empty.
func (in *inbox) open(s *socket) []byte {
	if in.buf == nil {
		in.buf = buffers.Get().(*[]byte)
		if len(in.rest) > 0 {
			in.grow(len(in.rest))
			in.n = copy(*in.buf, in.rest)
			in.rest = nil
			in.filled(s, 0)
		}
	}
	if in.n == len(*in.buf) {
		in.grow(2 * in.n)
	}
	return (*in.buf)[in.n:]
}

// filled consumes what is there after n more bytes were read.
func (in *inbox) filled(s *socket, n int) {
	in.n += n
	used := s.consume((*in.buf)[:in.n])
	in.n = copy(*in.buf, (*in.buf)[used:in.n])
}

// grow makes room for more than size bytes. A frame that is too long was refused
// by its header, so that what a client can make us hold is bounded.
func (in *inbox) grow(size int) {
	if size < len(*in.buf) {
		return
	}
	larger := make([]byte, size+size/4)
	copy(larger, (*in.buf)[:in.n])
	in.recycle()
	in.buf = &larger
}

// close gives the buffer back when nothing more is to be read for now.
func (in *inbox) close() {
	if in.buf == nil || in.n > smallest {
		return
	}
	if in.n > 0 {
		in.rest = append([]byte(nil), (*in.buf)[:in.n]...)
	}
	in.recycle()
	in.buf, in.n = nil, 0
}

func (in *inbox) recycle() {
	if len(*in.buf) == smallest {
		buffers.Put(in.buf)
	}
}
