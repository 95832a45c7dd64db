package hostile_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

// exchange writes bytes to the server and returns all that it answers until it
// ends the connection or has said nothing for a while.
func (s *server) exchange(t *testing.T, request string) string {
	t.Helper()
	conn, err := net.Dial("tcp", s.addr)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(20 * time.Second))
	io.WriteString(conn, request) // the server may have ended it already
	conn.(*net.TCPConn).CloseWrite()
	answer, _ := io.ReadAll(conn) // a reset ends it too
	return string(answer)
}

// http are requests whose HTTP is wrong, or right and odd.
func (s *server) http(t *testing.T) {
	post := func(body string, more ...string) string {
		header := "Host: x\r\n" + strings.Join(more, "")
		if !strings.Contains(header, "Content-Length") && !strings.Contains(header, "Transfer-Encoding") {
			header += fmt.Sprintf("Content-Length: %d\r\n", len(body))
		}
		return "POST /v4/openim/sendmsg?" + s.a.query() + " HTTP/1.1\r\n" + header + "\r\n" + body
	}
	for _, row := range []struct {
		name, request string
		want          string // how the answer begins or, behind ..., what it contains
	}{
		{"no HTTP", "hello\r\n\r\n", "HTTP/1.1 400"},
		{"TLS to a plain port", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", "HTTP/1.1 400"},
		{"nothing", "", ""},
		{"half a header", "POST /v4/openim/sendmsg HTTP/1.1\r\nHost: x\r\n", ""},
		{"no host", "POST /v4/openim/sendmsg HTTP/1.1\r\nContent-Length: 0\r\n\r\n", "HTTP/1.1 400"},
		{"two hosts", "POST /v4/openim/sendmsg HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n", "HTTP/1.1 400"},
		{"HTTP 3", "POST /v4/openim/sendmsg HTTP/3.0\r\nHost: x\r\n\r\n", "HTTP/1.1 505"},
		{"HTTP 2 without asking", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "HTTP/1.1 "},
		{"a header over 16 KB", post("{}", "X: "+strings.Repeat("x", 40<<10)+"\r\n"), "HTTP/1.1 431"},
		{"five thousand headers", post("{}", strings.Repeat("X: x\r\n", 5000)), "HTTP/1.1 431"},
		{"an address over 16 KB", "POST /v4/openim/sendmsg?x=" + strings.Repeat("x", 40<<10) + " HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 431"},
		{"a header without a name", post("{}", ": x\r\n"), "HTTP/1.1 400"},
		{"a header with U+0000", post("{}", "X: \x00\r\n"), "HTTP/1.1 400"},
		{"a header with a line feed in front", post("{}", " X: x\r\n"), "HTTP/1.1 400"},
		{"a length that is no number", post("{}", "Content-Length: x\r\n"), "HTTP/1.1 400"},
		{"a negative length", post("{}", "Content-Length: -1\r\n"), "HTTP/1.1 400"},
		{"a huge length", post("{}", "Content-Length: 99999999999999999999\r\n"), "HTTP/1.1 400"},
		{"two lengths", post("{}", "Content-Length: 2\r\nContent-Length: 3\r\n"), "HTTP/1.1 400"},
		{"a length too long", post("{}", "Content-Length: 100\r\n"), `...ErrorCode":60002`},
		{"a length of a gigabyte", post("{}", "Content-Length: 1000000000\r\n"), `...ErrorCode":60002`},
		{"an unknown coding", post("{}", "Transfer-Encoding: gzip\r\n"), "HTTP/1.1 501"},
		{"length and chunks", post("2\r\n{}\r\n0\r\n\r\n", "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n"), "HTTP/1.1 "},
		{"chunks of no length", post("x\r\n{}\r\n0\r\n\r\n", "Transfer-Encoding: chunked\r\n"), `...ErrorCode":60002`},
		{"a chunk of a huge length", post("ffffffffffffffff\r\n{}", "Transfer-Encoding: chunked\r\n"), `...ErrorCode":60002`},
		{"chunks that end early", post("5\r\n{}", "Transfer-Encoding: chunked\r\n"), `...ErrorCode":60002`},
		{"a blank in the address", "POST /v4/openim/send msg HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 400"},
		{"a bad escape in the path", "POST /v4/openim/%zz HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 400"},
		{"an address of another server", "POST http://example.test/v4/openim/nothing?" + s.a.query() + " HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}", `...ErrorCode":60009`},
		{"a proxy's CONNECT", "CONNECT example.test:443 HTTP/1.1\r\nHost: example.test:443\r\n\r\n", "HTTP/1.1 404"},
		{"TRACE", "TRACE / HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 404"},
		{"OPTIONS of all", "OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 "},
		{"files outside", "GET /try/../../../etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 "},
		{"an expectation", post("{}", "Expect: 100-continue\r\n"), `...ErrorCode":90003`},
		{"an unknown expectation", post("{}", "Expect: tea\r\n"), "HTTP/1.1 417"},
		{"HTTP 1.0", "POST /v4/openim/sendmsg?" + s.a.query() + " HTTP/1.0\r\nContent-Length: 2\r\n\r\n{}", `...ErrorCode":90003`},
	} {
		s.rows.Add(1)
		t.Run(row.name, func(t *testing.T) {
			answer := s.exchange(t, row.request)
			inside, anywhere := strings.CutPrefix(row.want, "...")
			if anywhere && !strings.Contains(answer, inside) || !anywhere && !strings.HasPrefix(answer, row.want) || strings.Contains(answer, "root:") {
				t.Errorf("answered %.300q, want %q", answer, row.want)
			}
		})
	}
	s.pipelined(t, post("{}")+post("x")+post(`{"To_Account":7,"MsgRandom":1}`))
}

// pipelined sends three requests before it reads an answer: each gets its own.
func (s *server) pipelined(t *testing.T, requests string) {
	s.rows.Add(1)
	t.Run("pipelined", func(t *testing.T) {
		conn, err := net.Dial("tcp", s.addr)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		conn.SetDeadline(time.Now().Add(20 * time.Second))
		io.WriteString(conn, requests)
		in := bufio.NewReader(conn)
		for _, code := range []int{90003, 60003, 60015} {
			resp, err := http.ReadResponse(in, nil)
			if err != nil {
				t.Fatal(err)
			}
			raw, err := io.ReadAll(resp.Body)
			if err != nil {
				t.Fatal(err)
			}
			if e := judge(t, raw); e.ErrorCode != code {
				t.Errorf("%+v, want %d", e, code)
			}
		}
	})
}

// upgrades are requests for a WebSocket that are wrong, or ask for more.
func (s *server) upgrades(t *testing.T) {
	good := "GET /binfo?sdkappid=1 HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
	with := func(old, new string) string { return strings.Replace(good, old, new, 1) }
	for _, row := range []struct{ name, request, want string }{
		{"a good one", good, "HTTP/1.1 101"},
		{"under a prefix", with("/binfo", "/a/b/binfo"), "HTTP/1.1 101"},
		{"another address", with("/binfo", "/bin"), "HTTP/1.1 404"},
		{"an address that only begins right", with("/binfo", "/binfo/x"), "HTTP/1.1 404"},
		{"POST", with("GET", "POST"), "HTTP/1.1 405"},
		{"HTTP 1.0", with("HTTP/1.1", "HTTP/1.0"), "HTTP/1.1 505"},
		{"no upgrade", with("Upgrade: websocket\r\n", ""), "HTTP/1.1 400"},
		{"another upgrade", with("Upgrade: websocket", "Upgrade: h2c"), "HTTP/1.1 400"},
		{"no connection", with("Connection: Upgrade\r\n", ""), "HTTP/1.1 400"},
		{"no key", with("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n", ""), "HTTP/1.1 400"},
		{"a short key", with("dGhlIHNhbXBsZSBub25jZQ==", "dGhl"), "HTTP/1.1 400"},
		{"no version", with("Sec-WebSocket-Version: 13\r\n", ""), "HTTP/1.1 400"},
		{"an old version", with("Version: 13", "Version: 8"), "HTTP/1.1 426"},
		{"a made-up version", with("Version: 13", "Version: x"), "HTTP/1.1 426"},
		{"a long instanceid", with("sdkappid=1", "instanceid="+strings.Repeat("x", 65)), "HTTP/1.1 400"},
		{"an instanceid with U+0000", with("sdkappid=1", "instanceid=%00"), "HTTP/1.1 400"},
		{"an instanceid that is not UTF-8", with("sdkappid=1", "instanceid=%ff"), "HTTP/1.1 400"},
		{"a platform that is no number", with("sdkappid=1", "sdkappid=1&platform=99999999999999999999"), "HTTP/1.1 101"},
		{"a huge address", with("sdkappid=1", "sdkappid="+strings.Repeat("1", 40<<10)), "HTTP/1.1 431"},
	} {
		s.rows.Add(1)
		t.Run(row.name, func(t *testing.T) {
			if answer := s.exchange(t, row.request); !strings.HasPrefix(answer, row.want) {
				t.Errorf("answered %.300q, want %q", answer, row.want)
			}
		})
	}
	s.rows.Add(2)
	t.Run("compression is not agreed on", func(t *testing.T) {
		answer := s.exchange(t, with("\r\n\r\n", "\r\nSec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n\r\n"))
		if !strings.HasPrefix(answer, "HTTP/1.1 101") || strings.Contains(strings.ToLower(answer), "sec-websocket-extensions") {
			t.Errorf("answered %.300q", answer)
		}
	})
	t.Run("a subprotocol is not agreed on", func(t *testing.T) {
		answer := s.exchange(t, with("\r\n\r\n", "\r\nSec-WebSocket-Protocol: mqtt\r\n\r\n"))
		if !strings.HasPrefix(answer, "HTTP/1.1 101") || strings.Contains(strings.ToLower(answer), "sec-websocket-protocol") {
			t.Errorf("answered %.300q", answer)
		}
	})
}
