package message

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// writer is the application's server as it writes a stream from mia to leo.
type writer struct {
	w      *world
	id     string
	random int
}

// write sends pieces, each index=text; an index that ends with ! is of the last one.
func (s *writer) write(code int, compatible string, pieces ...string) answer {
	s.w.t.Helper()
	s.random++
	return s.again(code, compatible, pieces...)
}

// again is write with the MsgRandom of the call before.
func (s *writer) again(code int, compatible string, pieces ...string) answer {
	s.w.t.Helper()
	a := s.w.rest("stream_msg.send_c2c_stream_msg", fmt.Sprintf(`{"From_Account":"mia","To_Account":"leo","MsgRandom":%d,"MsgBody":[%s]}`,
		s.random, streamElem(s.id, compatible, pieces...)), code)
	if s.id == "" && code == 0 {
		s.id = a.text("StreamMsgID")
	}
	return a
}

func streamElem(id, compatible string, pieces ...string) string {
	var chunks []string
	for _, p := range pieces {
		index, text, _ := strings.Cut(p, "=")
		number, last := strings.CutSuffix(index, "!")
		chunks = append(chunks, fmt.Sprintf(`{"EventType":"data","Index":%s,"Markdown":%q,"IsLast":%v}`, number, text, last))
	}
	return fmt.Sprintf(`{"MsgType":"TIMStreamElem","MsgContent":{"StreamMsgID":%q%s,"Chunks":[%s]}}`, id, compatible, strings.Join(chunks, ","))
}

// whole is the stream as the application's server finds it in the history.
func (s *writer) whole() (text string, ended string) {
	s.w.t.Helper()
	h := s.w.rest("openim.admin_getroammsg", `{"Operator_Account":"leo","Peer_Account":"mia","MaxCnt":10,"MinTime":0,"MaxTime":4294967295}`, 0)
	e := []any{"MsgList", h.len("MsgList") - 1, "MsgBody", 0}
	if h.text(append(e, "MsgType")...) != "TIMStreamElem" || h.text(append(e, "MsgContent", "StreamMsgID")...) != s.id || h.text(append(e, "MsgContent", "Chunks", 0, "Index")...) != "1" {
		s.w.t.Fatalf("history %v", h)
	}
	return h.text(append(e, "MsgContent", "Chunks", 0, "Markdown")...), h.text(append(e, "MsgContent", "Chunks", 0, "IsLast")...)
}

func (s *writer) is(text, ended string) {
	s.w.t.Helper()
	if got, over := s.whole(); got != text || over != ended {
		s.w.t.Fatalf("the stream is %q, ended %s; want %q, %s", got, over, text, ended)
	}
}

// newStream logs mia and leo in.
func newStream(t *testing.T, change func(o *Options)) (s *writer, mia, leo *client) {
	w := newWorld(t, change)
	return &writer{w: w, random: 98}, w.login("mia"), w.login("leo")
}

// later moves the timeline's clock on.
func (s *writer) later(d time.Duration) { s.w.later.Add(int64(d)) }

func TestStreamGrows(t *testing.T) {
	s, mia, leo := newStream(t, nil)
	phone := s.w.login("leo")
	first := s.write(0, "", "1=**Hello** ")
	for _, device := range []*client{leo, phone} {
		if m := device.sees(9); m.text("C2cMsgArray", 0, "MsgBody", 0, "MsgContent", "Text") != "**Hello** " || m.text("C2cMsgArray", 0, "MsgBody", 0, "MsgType") != "TIMTextElem" {
			t.Errorf("first push %v", m)
		}
	}
	if m := mia.sees(9); m.text("C2cMsgArray", 0, "IsSyncMsg") != "1" {
		t.Errorf("copy %v", m)
	}
	s.is("**Hello** ", "false")
	second := s.write(0, "", "2=wor", "3=ld <b>")
	if first.text("MsgKey") != second.text("MsgKey") || first.text("MsgTime") != second.text("MsgTime") || second.text("StreamMsgID") != s.id {
		t.Errorf("first %v, second %v", first, second)
	}
	for _, device := range []*client{leo, phone, mia} {
		m := device.sees(19)
		if m.text("C2cMsgModNotifys", 0, "MsgBody", 0, "MsgContent", "Text") != "**Hello** world <b>" || m.text("C2cMsgModNotifys", 0, "MsgVersion") != "1" {
			t.Errorf("push %v", m)
		}
	}
	s.is("**Hello** world <b>", "false")

	// Who comes now finds what there is, and sees what is added.
	tablet := s.w.login("leo")
	h := tablet.do("openim.getroammsg", `{"Peer_Account":"mia","MaxCnt":15}`, 0)
	if h.len("MsgList") != 1 || h.text("MsgList", 0, "MsgBody", 0, "MsgContent", "Text") != "**Hello** world <b>" || h.text("MsgList", 0, "MsgVersion") != "1" {
		t.Errorf("history %v", h)
	}
	s.write(0, "", "4!=")
	s.is("**Hello** world <b>", "true")
	tablet.seesNothing() // it looks as before
	s.write(20026, "", "5=more")
	if n := s.w.rest("openim.get_c2c_unread_msg_num", `{"To_Account":"leo"}`, 0).text("AllC2CUnreadMsgNum"); n != "1" {
		t.Errorf("%s unread", n)
	}
}

func TestStreamWithCompatibleText(t *testing.T) {
	s, _, leo := newStream(t, nil)
	s.write(0, `,"CompatibleText":"update to read"`, "1=a")
	if m := leo.sees(9); m.text("C2cMsgArray", 0, "MsgBody", 0, "MsgContent", "Text") != "update to read" {
		t.Errorf("push %v", m)
	}
	s.write(0, "", "2=b")
	leo.seesNothing()
	s.write(0, `,"CompatibleText":"abc"`, "3!=c")
	if m := leo.sees(19); m.text("C2cMsgModNotifys", 0, "MsgBody", 0, "MsgContent", "Text") != "abc" || m.text("C2cMsgModNotifys", 0, "MsgVersion") != "2" {
		t.Errorf("push %v", m)
	}
	s.is("abc", "true")
}

func TestStreamRepeatsAndGaps(t *testing.T) {
	s, _, leo := newStream(t, nil)
	s.write(0, "", "1=a")
	again := *s
	again.id = ""
	if a := again.again(0, "", "1=a"); a.text("StreamMsgID") != s.id {
		t.Errorf("a repeat of the first call: %v", a)
	}
	leo.sees(9)
	s.write(0, "", "2=b")
	s.again(0, "", "2=b")
	s.is("ab", "false")
	leo.sees(19)
	if a := s.write(90010, "", "4=d"); !strings.Contains(a.text("ErrorInfo"), "the next Index is 3") {
		t.Errorf("a piece that is too early: %v", a)
	}
	s.write(90010, "", "2=x")
	s.is("ab", "false")
	s.write(0, "", "3!=c")
	s.again(0, "", "3!=c")
	s.is("abc", "true")
	s.write(20026, "", "3!=c")
}

func TestStreamRate(t *testing.T) {
	s, _, _ := newStream(t, nil)
	s.write(0, "", "1=.")
	for i := range 5 {
		s.write(0, "", fmt.Sprintf("%d=.", i+2))
	}
	s.write(60007, "", "7=.")
	s.later(time.Second)
	s.write(0, "", "7=.")
	s.is(".......", "false")
}

func TestStreamEndsByItself(t *testing.T) {
	s, _, _ := newStream(t, nil)
	s.write(0, "", "1=a")
	s.later(14 * time.Second)
	s.write(0, "", "2=b")
	s.later(14 * time.Second)
	s.is("ab", "false")
	s.later(2 * time.Second)
	s.is("ab", "true")
	s.write(20026, "", "3=c")
	s.again(20026, "", "3!=c")
	s.is("ab", "true")
}

func TestStreamSize(t *testing.T) {
	s, _, _ := newStream(t, nil)
	piece := strings.Repeat("x", 60<<10)
	s.write(0, "", "1="+piece)
	s.write(0, "", "2="+piece)
	s.write(93000, "", "3="+piece[:8<<10])
	s.write(0, "", "3!="+piece[:8<<10-1])
	if text, ended := s.whole(); len(text) != 128<<10-1 || ended != "true" {
		t.Errorf("%d bytes, ended %s", len(text), ended)
	}
}

func TestStreamRefused(t *testing.T) {
	s, mia, _ := newStream(t, nil)
	s.w.login("eve")
	s.write(0, "", "1=a")
	call := func(from, to, elem string) string {
		s.random++
		return fmt.Sprintf(`{"From_Account":%q,"To_Account":%q,"MsgRandom":%d,"MsgBody":%s}`, from, to, s.random, elem)
	}
	next := streamElem(s.id, "", "2=b")
	for _, row := range []struct {
		name, body string
		code       int
	}{
		{"another sender", call("eve", "leo", "["+next+"]"), 20026},
		{"the other way", call("leo", "mia", "["+next+"]"), 20026},
		{"another receiver", call("mia", "eve", "["+next+"]"), 20026},
		{"no stream", call("mia", "leo", "["+streamElem("sm-1-2-3", "", "2=b")+"]"), 20026},
		{"no id", call("mia", "leo", "["+streamElem("x", "", "2=b")+"]"), 20026},
		{"id of a group's", call("mia", "leo", "["+streamElem("sm-1-2", "", "2=b")+"]"), 20026},
		{"two elements", call("mia", "leo", "["+next+","+next+"]"), 90010},
		{"a text", call("mia", "leo", `[{"MsgType":"TIMTextElem","MsgContent":{"Text":"x"}}]`), 90010},
		{"no body", `{"From_Account":"mia","To_Account":"leo","MsgRandom":1}`, 90007},
		{"no random", `{"From_Account":"mia","To_Account":"leo","MsgBody":[` + next + `]}`, 90005},
		{"nobody", call("mia", "ghost", "["+next+"]"), 90012},
		{"from nobody", call("ghost", "leo", "["+next+"]"), 90008},
		{"no receiver", call("mia", "", "["+next+"]"), 90003},
		{"online only", `{"From_Account":"mia","To_Account":"leo","MsgRandom":1,"MsgLifeTime":0,"MsgBody":[` + streamElem("", "", "1=a") + `]}`, 90044},
	} {
		t.Run(row.name, func(t *testing.T) {
			s.w.t = t
			s.w.rest("stream_msg.send_c2c_stream_msg", row.body, row.code)
		})
	}
	s.w.t = t
	mia.do("stream_msg.send_c2c_stream_msg", call("mia", "leo", "["+next+"]"), 60003)
	mia.do("openim.sendmsg", call("mia", "leo", "["+streamElem("", "", "1=a")+"]"), 90010)
	s.w.rest("openim.sendmsg", call("mia", "leo", "["+streamElem("", "", "1=a")+"]"), 90010)
	s.is("a", "false")
}

// TestStreamMeetsOtherCommands: a stream is a message as any other.
func TestStreamMeetsOtherCommands(t *testing.T) {
	s, _, leo := newStream(t, nil)
	first := s.write(0, "", "1="+strings.Repeat("x", 20<<10))
	leo.sees(9)
	key := first.text("MsgKey")
	modify := func(more string) {
		t.Helper()
		s.w.rest("openim.modify_c2c_msg", fmt.Sprintf(`{"From_Account":"mia","To_Account":"leo","MsgKey":%q,%s}`, key, more), 0)
	}
	modify(`"CloudCustomData":"c"`)
	if m := leo.sees(19); m.text("C2cMsgModNotifys", 0, "CloudCustomData") != "c" {
		t.Errorf("push %v", m)
	}
	s.write(0, "", "2=y") // still a stream
	leo.sees(19)
	modify(`"MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":"other"}}]`)
	leo.sees(19)
	s.write(20026, "", "3=z")

	s.id = ""
	first = s.write(0, "", "1=a")
	s.w.rest("openim.admin_msgwithdraw", fmt.Sprintf(`{"From_Account":"mia","To_Account":"leo","MsgKey":%q}`, first.text("MsgKey")), 0)
	s.write(20026, "", "2=b")
}
