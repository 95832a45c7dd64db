package server

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/backup"
)

// controlDir is the folder, in the data folder, of the socket by which verbs on the
// same machine ask a running server. Its permissions keep others out, so whoever
// may read the data may ask for a copy of them, and nobody else.
const (
	controlDir  = "control"
	controlFile = "socket"
)

// control is the server's end of the socket.
type control struct {
	dir  string
	http *http.Server
	end  context.CancelFunc
	busy sync.WaitGroup
}

// openControl listens on the socket. The caller holds the lock of the data folder.
func openControl(data string, copyTo func(ctx context.Context, w io.Writer) error, t *tracer, log *slog.Logger) (*control, error) {
	dir := filepath.Join(data, controlDir)
	if err := os.RemoveAll(dir); err != nil { // a server that was killed left it
		return nil, err
	}
	if err := os.Mkdir(dir, 0o700); err != nil {
		return nil, err
	}
	path, done, err := reachable(dir)
	if err != nil {
		return nil, err
	}
	defer done()
	l, err := net.ListenUnix("unix", &net.UnixAddr{Name: path, Net: "unix"})
	if err != nil {
		return nil, err
	}
	l.SetUnlinkOnClose(false) // path may not be its name any more
	c := &control{dir: dir}
	ctx, end := context.WithCancel(context.Background())
	c.end = end
	mux := http.NewServeMux()
	mux.HandleFunc("POST /backup", c.backup(copyTo, log))
	mux.Handle("/profile/", profiles())
	mux.Handle("GET /trace", t)
	c.http = &http.Server{Handler: mux, ReadHeaderTimeout: 10 * time.Second,
		BaseContext: func(net.Listener) context.Context { return ctx }}
	go c.http.Serve(l)
	return c, nil
}

// backup answers with a stream, one caller at a time.
func (c *control) backup(copyTo func(ctx context.Context, w io.Writer) error, log *slog.Logger) http.HandlerFunc {
	var one sync.Mutex
	return func(w http.ResponseWriter, r *http.Request) {
		c.busy.Add(1)
		defer c.busy.Done()
		if !one.TryLock() {
			backup.Fail(w, errors.New("another backup is under way"))
			return
		}
		defer one.Unlock()
		began := time.Now()
		log.Info("backup begins")
		if err := copyTo(r.Context(), w); err != nil {
			log.Warn("backup failed", "after", time.Since(began), "error", err)
			return
		}
		log.Info("backup is complete", "after", time.Since(began))
	}
}

// close ends what is under way and waits for it.
func (c *control) close() {
	c.end()
	c.http.Close()
	c.busy.Wait()
	os.RemoveAll(c.dir)
}

// mostPath is how long the path of a unix socket may be everywhere.
const mostPath = 100

// reachable returns a path of the socket in a folder that is short enough, until
// done is called.
func reachable(dir string) (path string, done func(), err error) {
	path = filepath.Join(dir, controlFile)
	if len(path) <= mostPath {
		return path, func() {}, nil
	}
	f, err := os.Open(dir)
	if err != nil {
		return "", nil, err
	}
	path = fmt.Sprintf("/proc/self/fd/%d/%s", f.Fd(), controlFile)
	return path, func() { f.Close() }, nil
}

// askBackup asks the server that runs on a data folder for a stream. Nobody there
// is errNobody.
func askBackup(ctx context.Context, data string) (io.ReadCloser, error) {
	return askControl(ctx, data, "POST", "/backup")
}

// askControl asks the server that runs on a data folder. Nobody there is errNobody.
func askControl(ctx context.Context, data, method, what string) (io.ReadCloser, error) {
	path, done, err := reachable(filepath.Join(data, controlDir))
	if err != nil {
		return nil, errNobody
	}
	defer done()
	conn, err := (&net.Dialer{}).DialContext(ctx, "unix", path)
	if err != nil {
		return nil, errNobody
	}
	client := http.Client{Transport: &http.Transport{
		DialContext: func(context.Context, string, string) (net.Conn, error) { return conn, nil }}}
	req, err := http.NewRequestWithContext(ctx, method, "http://control"+what, nil)
	if err != nil {
		return nil, err
	}
	res, err := client.Do(req)
	if err != nil {
		return nil, fmt.Errorf("ask the running server: %w", err)
	}
	if res.StatusCode != http.StatusOK {
		res.Body.Close()
		return nil, fmt.Errorf("the running server answers %s", res.Status)
	}
	return res.Body, nil
}

// errNobody says that no server listens on the socket of a data folder.
var errNobody = errors.New("no server runs")
