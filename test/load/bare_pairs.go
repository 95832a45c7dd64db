//go:build linux

package main

import (
	"bytes"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strconv"

	"golang.org/x/sys/unix"
)

// pairsArg makes this program a bare loop of pairs: pairsArg, address, pairs, folder.
const pairsArg = "bare-pairs"

// barePairs is the least that a server of one-to-one messages can do: it reads what
// all senders have written, appends it to a file, syncs that once, and writes an answer to
// each sender and the message to each receiver, frames as long as a server's. It does
// nothing else: nothing can be found again, and nobody is asked who he is.
type barePairs struct {
	epoll     int
	receivers []int
	senders   []int
	in        [][]byte // from each sender, what is no whole frame yet
	file      *os.File
	answer    []byte // a frame, with a number of eight digits at seqAt
	seqAt     int
	push      []byte // a frame, with a mark at markAt
	markAt    int
}

// runPairs is the main function of the process. Connections are made in turns: the
// receiver of a pair, its sender, the next receiver.
func runPairs(args []string) error {
	n, err := strconv.Atoi(args[1])
	if err != nil {
		return err
	}
	b := &barePairs{in: make([][]byte, n)}
	b.makeFrames()
	if b.file, err = os.Create(filepath.Join(args[2], "messages")); err != nil {
		return err
	}
	if b.epoll, err = unix.EpollCreate1(unix.EPOLL_CLOEXEC); err != nil {
		return err
	}
	l, err := net.Listen("tcp", args[0])
	if err != nil {
		return err
	}
	for range n {
		if err := b.accept(l); err != nil {
			return err
		}
	}
	return b.serve()
}

func (b *barePairs) accept(l net.Listener) error {
	receiver, err := acceptSocket(l)
	if err != nil {
		return err
	}
	sender, err := acceptSocket(l)
	if err != nil {
		return err
	}
	at := int32(len(b.senders))
	b.receivers, b.senders = append(b.receivers, receiver), append(b.senders, sender)
	return unix.EpollCtl(b.epoll, unix.EPOLL_CTL_ADD, sender, &unix.EpollEvent{Events: unix.EPOLLIN, Fd: at})
}

// makeFrames makes what is written, as long as what a server writes.
func (b *barePairs) makeFrames() {
	const seq = `,"seq":`
	b.answer = serverFrame(`{"head":{"servcmd":"openim.sendmsg"` + seq + `00000000},"body":` + string(wentWell) +
		`"ErrorInfo":"","MsgTime":1760000000,"MsgKey":"1760000000_10000000_70000000","MsgId":"144115198244471703-1760000000-70000000"}}`)
	b.seqAt = bytes.Index(b.answer, []byte(seq)) + len(seq)
	b.push = serverFrame(string(pushBegins) + `.msg_push","seq":1},"body":{"EventArray":[{"Event":9,"NotifySeq":100000,"NoticeSeq":100000,"C2CMsgArray":[` +
		`{"From_Account":"s1000","To_Account":"r1000","MsgSeq":10000000,"MsgRandom":70000000,"MsgTimeStamp":1760000000,"MsgClientTime":1760000000,` +
		`"C2CRemainingUnreadCount":100,"MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":"` + marked(0, len(filler)) + `"}}],"CloudCustomData":""}]}]}}`)
	b.markAt = bytes.IndexByte(b.push[4:], mark) + 4
}

func serverFrame(payload string) []byte {
	n := len(payload) // more than 125, less than 65,536
	return append([]byte{0x80 | opBinary, 126, byte(n >> 8), byte(n)}, payload...)
}

func (b *barePairs) serve() error {
	events := make([]unix.EpollEvent, 256)
	buf := make([]byte, 64<<10)
	var written []byte
	for {
		n, err := unix.EpollWait(b.epoll, events, -1)
		if err != nil && err != unix.EINTR {
			return err
		}
		written = written[:0]
		for _, e := range events[:max(n, 0)] {
			got, err := unix.Read(b.senders[e.Fd], buf)
			if got <= 0 {
				return err // the load is over
			}
			b.in[e.Fd] = append(b.in[e.Fd], buf[:got]...)
			written = append(written, buf[:got]...)
		}
		if _, err := b.file.Write(written); err != nil {
			return err
		}
		if err := unix.Fdatasync(int(b.file.Fd())); err != nil {
			return err
		}
		for _, e := range events[:max(n, 0)] {
			if err := b.answerAll(int(e.Fd)); err != nil {
				return err
			}
		}
	}
}

// answerAll answers the whole frames of a sender. Pings are not answered.
func (b *barePairs) answerAll(pair int) error {
	in := b.in[pair]
	for {
		size := clientFrameSize(in)
		if size == 0 {
			break
		}
		if in[0]&0x0f == opBinary {
			seq, text := bytes.Index(in[:size], []byte(`"seq":`)), bytes.IndexByte(in[:size], mark)
			copy(b.answer[b.seqAt:], in[seq+6:seq+6+numberDigits])
			copy(b.push[b.markAt:], in[text:text+markBytes])
			if err := sendAll(b.receivers[pair], b.push); err != nil {
				return err
			}
			if err := sendAll(b.senders[pair], b.answer); err != nil {
				return err
			}
		}
		in = in[size:]
	}
	b.in[pair] = append(b.in[pair][:0], in...)
	return nil
}

// clientFrameSize is how long the frame is that data begins with, 0 if it is not all there.
func clientFrameSize(data []byte) int {
	if len(data) < 4 {
		return 0
	}
	size := 6 + int(data[1]&0x7f) // with the mask, which is zero
	if data[1]&0x7f == 126 {
		size = 8 + int(data[2])<<8 + int(data[3])
	}
	if size > len(data) {
		return 0
	}
	return size
}

// barePairsOf measures the bare loop of pairs.
func barePairsOf(b *bench, pairs int) error {
	folder, err := os.MkdirTemp("", "teahouse-load-*") // where a server would have its data
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	loop, addr, err := startLoop(pairsArg, strconv.Itoa(pairs), folder)
	if err != nil {
		return err
	}
	defer loop.stop()
	c, err := newClosedLoop()
	if err != nil {
		return err
	}
	defer c.close()
	for i := range pairs {
		var both [2]*member
		for k := range both {
			conn, err := dialLoop(addr)
			if err != nil {
				return err
			}
			both[k] = &member{conn: conn, user: fmt.Sprintf("%c%d", "rs"[k], i)}
		}
		to, from := both[0], both[1]
		if err := c.addPair(i, from, to); err != nil {
			return err
		}
	}
	return b.closed(fmt.Sprintf("bare pairs, %d senders", pairs), "messages, in a synced file before the answer", loop, c)
}

// addPair adds one who hears and one who speaks to him.
func (c *closedLoop) addPair(i int, from, to *member) error {
	if _, err := c.add(to, i, 1); err != nil {
		return err
	}
	return c.addSpeaker(from, 0, 0, speaker{index: i, hearers: 1}, "openim.sendmsg", sendBody(from.user, to.user, firstNumber))
}
