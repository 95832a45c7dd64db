package world

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"time"
)

// server is a process of the binary, which is started again with the same
// arguments after it ended.
type server struct {
	bin, data, addr string
	args            []string
	http            *http.Client
	url             string // http or https
	log             logBuffer

	cmd    *exec.Cmd
	exited chan struct{} // closed when cmd has ended
}

// freeAddr returns an address of the loopback interface that was free just now.
func freeAddr() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer l.Close()
	return l.Addr().String(), nil
}

// start runs the server and waits until it takes requests.
func (s *server) start() error {
	args := append([]string{"serve", "--data", s.data, "--listen", s.addr}, s.args...)
	s.log.line("--- teahouse " + strings.Join(args, " "))
	s.cmd = exec.Command(s.bin, args...)
	s.cmd.Stdout, s.cmd.Stderr = &s.log, &s.log
	s.cmd.Env = append(os.Environ(), "GORACE=halt_on_error=0")
	if err := s.cmd.Start(); err != nil {
		return err
	}
	exited := make(chan struct{})
	s.exited = exited
	go func(cmd *exec.Cmd) {
		cmd.Wait() // what it says is in cmd.ProcessState
		s.log.line("--- ended: " + cmd.ProcessState.String())
		close(exited)
	}(s.cmd)
	return waitFor(context.Background(), func() error {
		select {
		case <-exited:
			return final{errors.New("the server ended instead of starting: " + s.cmd.ProcessState.String())}
		default:
		}
		_, err := s.get("/readyz")
		return err
	})
}

func (s *server) running() bool {
	if s.cmd == nil {
		return false
	}
	select {
	case <-s.exited:
		return false
	default:
		return true
	}
}

// kill ends the server with SIGKILL.
func (s *server) kill() {
	if s.running() {
		s.cmd.Process.Kill()
		<-s.exited
	}
}

// stop ends the server with SIGTERM and returns its exit code, -1 for a signal.
func (s *server) stop() (int, error) {
	if !s.running() {
		return s.cmd.ProcessState.ExitCode(), nil
	}
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		return 0, err
	}
	select {
	case <-s.exited:
		return s.cmd.ProcessState.ExitCode(), nil
	case <-time.After(2 * patience):
		s.cmd.Process.Signal(syscall.SIGQUIT) // its goroutines, for the log
		<-s.exited
		return -1, errors.New("the server did not end after SIGTERM")
	}
}

// get returns the body of a page.
func (s *server) get(path string) ([]byte, error) {
	res, err := s.http.Get(s.url + path)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("GET %s: %s", path, res.Status)
	}
	return io.ReadAll(res.Body)
}

// run runs a verb of the binary and returns what it printed.
func (s *server) run(args ...string) ([]byte, error) {
	var errs bytes.Buffer
	cmd := exec.Command(s.bin, args...)
	cmd.Stderr = &errs
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("teahouse %s: %w\n%s", strings.Join(args, " "), err, errs.String())
	}
	return out, nil
}

// logBuffer keeps what a process printed.
type logBuffer struct {
	mu  sync.Mutex
	all bytes.Buffer
}

func (b *logBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.all.Write(p)
}

func (b *logBuffer) line(text string) { fmt.Fprintln(b, text) }

func (b *logBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.all.String()
}

// tail returns the last lines.
func (b *logBuffer) tail(n int) string {
	lines := strings.Split(strings.TrimRight(b.String(), "\n"), "\n")
	return strings.Join(lines[max(0, len(lines)-n):], "\n")
}
