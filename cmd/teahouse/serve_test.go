package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"os/exec"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/teahouse-chat/teahouse/usersig"
)

// serving is a server in a process of its own, on a port of its own.
type serving struct {
	cmd     *exec.Cmd
	welcome string
	logged  *bytes.Buffer
}

func serve(t *testing.T, data string) *serving {
	t.Helper()
	s := &serving{cmd: command(nil, "serve", "--data", data, "--listen", "127.0.0.1:0", "--drain", "100ms"), logged: &bytes.Buffer{}}
	s.cmd.Stderr = s.logged
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.cmd.Process.Kill() })
	lines := bufio.NewScanner(out)
	for lines.Scan() && (lines.Text() != "" || s.welcome == "" || !strings.Contains(s.welcome, "SDK")) {
		s.welcome += lines.Text() + "\n"
	}
	go io.Copy(io.Discard, out)
	if !strings.Contains(s.welcome, "REST API") {
		s.cmd.Wait()
		t.Fatalf("serve says:\n%s%s", s.welcome, s.logged)
	}
	return s
}

// stop sends SIGTERM and gives the exit code.
func (s *serving) stop(t *testing.T) int {
	t.Helper()
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() { s.cmd.Wait(); close(ended) }()
	select {
	case <-ended:
	case <-time.After(20 * time.Second):
		t.Fatalf("it does not stop:\n%s", s.logged)
	}
	return s.cmd.ProcessState.ExitCode()
}

// row gives what the welcome says behind a word.
func (s *serving) row(t *testing.T, name string) string {
	t.Helper()
	m := regexp.MustCompile(`(?m)^  ` + name + ` +(\S.*)$`).FindStringSubmatch(s.welcome)
	if m == nil {
		t.Fatalf("no %q in\n%s", name, s.welcome)
	}
	return m[1]
}

func TestServeFromNothing(t *testing.T) {
	data := t.TempDir()
	s := serve(t, data)
	id, key, url := s.row(t, "SDKAppID"), s.row(t, "Key"), strings.TrimSuffix(s.row(t, "REST API"), "/v4/")
	if id != "1400000001" || len(key) != 64 || s.row(t, "Admin") != "administrator" {
		t.Errorf("it says\n%s", s.welcome)
	}
	if want := "TencentCloudChat.create({SDKAppID: 1400000001, proxyServer: '" + s.row(t, "WebSocket") + "'})"; s.row(t, "Web SDK") != want {
		t.Errorf("it says\n%s", s.welcome)
	}
	for _, path := range []string{"/healthz", "/readyz", "/try/"} {
		res, err := http.Get(url + path)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if res.StatusCode != http.StatusOK {
			t.Errorf("%s answers %s", path, res.Status)
		}
	}
	buyTry(t, s.row(t, "Try it"), key)
	callThrough(t, url, key)
	changeBeside(t, url, data)

	if code := s.stop(t); code != 0 {
		t.Errorf("SIGTERM ends it with %d:\n%s", code, s.logged)
	}
	again := serve(t, data)
	if again.row(t, "SDKAppID") != id || strings.Contains(again.welcome, key) {
		t.Errorf("the second start says\n%s", again.welcome)
	}
	if strings.Contains(again.welcome, "Try it") {
		t.Errorf("try_page is off, and yet it says\n%s", again.welcome)
	}
	again.stop(t)
}

// buyTry uses the printed link as the page does.
func buyTry(t *testing.T, link, key string) {
	t.Helper()
	page, ticket, ok := strings.Cut(strings.Fields(link)[0], "#")
	if !ok {
		t.Fatalf("no ticket in %s", link)
	}
	res, err := http.Post(page+"ticket", "application/json", strings.NewReader(`{"Ticket":"`+ticket+`","UserID":"try-mina"}`))
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	var sold struct{ UserSig string }
	if err := json.NewDecoder(res.Body).Decode(&sold); err != nil {
		t.Fatal(err)
	}
	if _, err := usersig.Check(sold.UserSig, 1400000001, key, "try-mina"); err != nil {
		t.Error(err)
	}
}

func callThrough(t *testing.T, url, key string) {
	t.Helper()
	env := []string{"TEAHOUSE_URL=" + url, "TEAHOUSE_APP=1400000001", "TEAHOUSE_KEY=" + key}
	out, errs, code := teahouse(t, env, "call", "im_open_login_svc.account_import", `{"UserID":"mina"}`)
	if code != 0 || !strings.Contains(out, `"ErrorCode": 0`) {
		t.Errorf("exit %d: %s%s", code, out, errs)
	}
	out, errs, code = teahouse(t, env, "call", "im_open_login_svc/account_check", `{"CheckItem":[{"UserID":"mina"},{"UserID":"nobody"}]}`)
	if code != 0 || !strings.Contains(out, `"Imported"`) || !strings.Contains(out, `"NotImported"`) {
		t.Errorf("exit %d: %s%s", code, out, errs)
	}
	out, errs, code = teahouse(t, env, "call", "no_such_svc.command")
	if code != 1 || !strings.Contains(out, "60009") || !strings.Contains(errs, "no_such_svc.command: 60009") {
		t.Errorf("exit %d: %s%s", code, out, errs)
	}
	out, errs, code = teahouse(t, env, "call", "im_open_login_svc.account_check", "--as", "mina")
	if code != 1 || !strings.Contains(errs, "60010") {
		t.Errorf("exit %d: %s%s", code, out, errs)
	}
}

// changeBeside switches the page off while the server runs.
func changeBeside(t *testing.T, url, data string) {
	t.Helper()
	must(t, "app", "settings", "set", "1400000001", "try_page=off", "--data", data)
	for end := time.Now().Add(time.Minute); ; time.Sleep(50 * time.Millisecond) {
		res, err := http.Get(url + "/try/")
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if res.StatusCode == http.StatusNotFound {
			return
		}
		if time.Now().After(end) {
			t.Fatal("the server does not see that the page was switched off")
		}
	}
}
