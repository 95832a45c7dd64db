//go:build linux

package main

import (
	"crypto/tls"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/teahouse-chat/teahouse/usersig"
)

// server is a running process of the binary with one application whose limits
// are off.
type server struct {
	cmd  *exec.Cmd
	data string
	args []string // that name the stores
	// With TLS, what clients trust, and the options of its serve.
	tls   *tls.Config
	serve []string
	drop  func()
	// database is the URL of the PostgreSQL database, if there is one.
	database string
	addr     string
	app      uint32
	key      string
	up       time.Duration // from the start of the process until it was ready
	bin      string
	profiles string // what the files of CPU profiles begin with, if they are wanted
}

func startServer(bin, layout string, prepare ...func(*server) error) (*server, error) {
	data, err := os.MkdirTemp("", "teahouse-load-")
	if err != nil {
		return nil, err
	}
	s := &server{bin: bin, data: data}
	if s.database, s.drop, err = layouts[layout](); err != nil {
		return nil, err
	}
	if s.args = []string{"--data", data}; s.database != "" {
		s.args = append(s.args, "--store", s.database)
	}
	raw, err := exec.Command(bin, append([]string{"app", "create", "--json"}, s.args...)...).Output()
	if err != nil {
		return nil, fmt.Errorf("app create: %w", err)
	}
	var made struct {
		SDKAppID uint32
		Key      string
	}
	if err := json.Unmarshal(raw, &made); err != nil {
		return nil, err
	}
	s.app, s.key = made.SDKAppID, made.Key
	err = exec.Command(bin, append([]string{"app", "settings", "set", strconv.Itoa(int(s.app)),
		"group_rate=0", "client_rate=0", "rest_rate=0", "push_per_day=0", "group_members=Community=1000000"}, s.args...)...).Run()
	if err != nil {
		return nil, fmt.Errorf("app settings set: %w", err)
	}
	for _, f := range prepare {
		if err := f(s); err != nil {
			return nil, err
		}
	}
	return s, s.run()
}

// run starts the process, again at the address that it had before.
func (s *server) run() (err error) {
	if s.addr == "" {
		if s.addr, err = freeAddress(); err != nil {
			return err
		}
	}
	options := append([]string{"serve", "--listen", s.addr, "--drain", "0s", "--log-level", "error"}, s.serve...)
	s.cmd = exec.Command(s.bin, append(options, s.args...)...)
	s.cmd.Stderr = os.Stderr
	begun := time.Now()
	if err := startPinned(s.cmd); err != nil {
		return err
	}
	asks := s.http()
	for time.Since(begun) < 30*time.Second {
		resp, err := asks.Get(s.url("http", "/readyz"))
		if err == nil {
			resp.Body.Close()
			s.up = time.Since(begun)
			if s.profiles != "" {
				go s.profile(s.cmd.Process.Pid)
			}
			return nil
		}
		time.Sleep(time.Millisecond)
	}
	return fmt.Errorf("the server did not become ready")
}

func freeAddress() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer l.Close()
	return l.Addr().String(), nil
}

func (s *server) stop() {
	s.cmd.Process.Signal(syscall.SIGTERM)
	s.cmd.Wait()
	s.drop()
	os.RemoveAll(s.data)
}

// crash kills the process and starts it again.
func (s *server) crash() error {
	if err := s.cmd.Process.Kill(); err != nil {
		return err
	}
	s.cmd.Wait()
	return s.run()
}

func (s *server) sig(user string) string { return usersig.Make(s.app, s.key, user, time.Hour) }

// rest calls a command as the admin.
func (s *server) rest(command, body string) error {
	url := fmt.Sprintf("http://%s/v4/%s?sdkappid=%d&identifier=administrator&usersig=%s&random=1&contenttype=json",
		s.addr, strings.Replace(command, ".", "/", 1), s.app, s.sig("administrator"))
	resp, err := http.Post(url, "application/json", strings.NewReader(body))
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(resp.Body)
	if err != nil {
		return err
	}
	var e struct {
		ErrorCode int
		ErrorInfo string
	}
	if err := json.Unmarshal(raw, &e); err != nil || e.ErrorCode != 0 {
		return fmt.Errorf("%s: %s %v", command, raw, err)
	}
	return nil
}

// importAccounts makes n accounts called prefix0, prefix1, ...
func (s *server) importAccounts(prefix string, n int) error {
	const perCall = 100
	for first := 0; first < n; first += perCall {
		var list []string
		for i := first; i < min(first+perCall, n); i++ {
			list = append(list, fmt.Sprintf(`{"UserID":"%s%d"}`, prefix, i))
		}
		if err := s.rest("im_open_login_svc.multiaccount_import", fmt.Sprintf(`{"AccountList":[%s]}`, strings.Join(list, ","))); err != nil {
			return err
		}
	}
	return nil
}

// cpu returns the CPU time that the server has used.
func (s *server) cpu() time.Duration { return cpuOf(s.cmd.Process.Pid) }

// resident returns the server's resident memory in bytes.
func (s *server) resident() float64 {
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/statm", s.cmd.Process.Pid))
	if err != nil {
		return 0
	}
	pages, _ := strconv.ParseFloat(strings.Fields(string(raw))[1], 64)
	return pages * float64(os.Getpagesize())
}

// peak returns the most resident memory that the server had, in bytes.
func (s *server) peak() float64 {
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid))
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(raw), "VmHWM:")
	kb, _ := strconv.ParseFloat(strings.Fields(rest + " 0")[0], 64)
	return kb * 1024
}

// disk returns how many bytes the stores take.
func (s *server) disk() (total float64, err error) {
	err = filepath.WalkDir(s.data, func(_ string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return nil // what goes meanwhile takes nothing
		}
		if info, err := d.Info(); err == nil {
			total += float64(info.Size())
		}
		return nil
	})
	if err != nil || s.database == "" {
		return total, err
	}
	size, err := ask[int64](s.database, "SELECT pg_database_size(current_database())")
	return total + float64(size), err
}
