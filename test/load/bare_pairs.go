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
// each sender and the message to each receiver, in frames as a server's. It does
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

// makeFrames makes what is written: documents as a server writes them.
func (b *barePairs) makeFrames() {
	const seq = `,"seq":`
	b.answer = serverFrame([]byte(`{"head":{"servcmd":"openim.sendmsg"` + seq + `00000000},"body":` + string(wentWell) +
		`"ErrorInfo":"","MsgTime":1760000000,"MsgKey":"10000000_70000000_1760000000","MsgId":"144115188075856875-1760000000-70000000"}}`))
	b.seqAt = bytes.Index(b.answer, []byte(seq)) + len(seq)
	b.push = serverFrame([]byte(string(pushBegins) + `.msg_push","seq":0},"body":{"EventArray":[{"Event":9,"C2cMsgArray":[` +
		`{"From_Account":"s0","To_Account":"r0","MsgSeq":10000000,"MsgRandom":70000000,"MsgTimeStamp":1760000000,"MsgClientTime":1760000000,` +
		`"TinyId":"144115188075856880","From_AccountNick":"","From_AccountHeadurl":"","MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":"` +
		marked(0, len(filler)) + `"}}],"CloudCustomData":"","IsNeedReadReceipt":0,"SupportMessageExtension":0}]}]}}`))
	b.markAt = bytes.IndexByte(b.push, mark)
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
		op, request, size := clientFrameIn(in)
		if size == 0 {
			b.in[pair] = append(b.in[pair][:0], in...)
			return nil
		}
		in = in[size:]
		if op != opBinary {
			continue
		}
		if err := b.pass(pair, request); err != nil {
			return err
		}
	}
}

// pass writes the message of a request to the receiver, and the answer to the sender.
func (b *barePairs) pass(pair int, request []byte) error {
	_, seq, _ := bytes.Cut(request, []byte(`"seq":`))
	copy(b.answer[b.seqAt:], seq[:numberDigits])
	text := bytes.IndexByte(request, mark)
	copy(b.push[b.markAt:], request[text:text+markBytes])
	if err := sendAll(b.receivers[pair], b.push); err != nil {
		return err
	}
	return sendAll(b.senders[pair], b.answer)
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
