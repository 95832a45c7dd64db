// Package postgres runs a PostgreSQL server for tests: a cluster of its own in a
// temporary folder, on a unix socket, gone when the process that started it is.
// A database for each test is made by [Cluster.Database].
//
// The programs come from the path or from where Debian puts them; where there are
// none and the tests run as root, Debian's package is installed. TEST_POSTGRES
// may name a server instead (a URL of a superuser); it is not restarted then.
package postgres

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
)

// Cluster is a running server.
type Cluster struct {
	bin, dir string
	settings []string
	admin    string // URL of the database postgres
	drawn    atomic.Int64
	mu       sync.Mutex
	server   *exec.Cmd
	alive    io.Closer // the server stops when it is closed
	once     sync.Once // see Prepared
	copied   string
	failed   error
}

var shared = sync.OnceValues(func() (*Cluster, error) { return Start() })

// Shared returns the cluster of this process, which it starts when first asked.
// It goes with the process.
func Shared() (*Cluster, error) { return shared() }

var synced = sync.OnceValues(func() (*Cluster, error) {
	return Start("fsync=on", "shared_buffers=512MB", "max_wal_size=4GB")
})

// Synced is as Shared, a server for benchmarks: it syncs to the disk.
func Synced() (*Cluster, error) { return synced() }

// Start makes a cluster and starts its server, which takes about a second. It
// stops with the process, or by Stop. Nothing is synced to the disk, so only a
// crash of the server's processes is survived, unless "fsync=on" is among the
// settings, which go to the server.
func Start(settings ...string) (*Cluster, error) {
	if given := os.Getenv("TEST_POSTGRES"); given != "" {
		return &Cluster{admin: given}, nil
	}
	bin, err := programs()
	if err != nil {
		return nil, err
	}
	c := &Cluster{bin: bin, settings: settings}
	if c.dir, err = os.MkdirTemp("", "teahouse-postgres-"); err != nil {
		return nil, err
	}
	c.admin = c.url("postgres")
	if err = c.initialize(); err == nil {
		err = c.start()
	}
	if err != nil {
		os.RemoveAll(c.dir)
		return nil, err
	}
	return c, nil
}

// url names a database for connections over the unix socket.
func (c *Cluster) url(database string) string {
	u := url.URL{Scheme: "postgres", User: url.User("postgres"), Path: "/" + database,
		RawQuery: url.Values{"host": {c.dir}, "port": {"5432"}, "sslmode": {"disable"}}.Encode()}
	return u.String()
}

// initialize makes the cluster. Its sorting is a language's, not that of bytes,
// as it is with many who have a PostgreSQL: what relies on bytes must say so.
func (c *Cluster) initialize() error {
	if err := os.Chmod(c.dir, 0o755); err != nil {
		return err
	}
	if id := unprivileged(); id != nil {
		if err := os.Chown(c.dir, int(id.Uid), int(id.Gid)); err != nil {
			return err
		}
	}
	common := []string{"-D", filepath.Join(c.dir, "data"), "-U", "postgres", "-E", "UTF8", "--auth", "trust", "--no-sync"}
	_, err := c.run("initdb", append(common, "--locale-provider=icu", "--icu-locale=en-US", "--locale=C.UTF-8")...)
	if err == nil {
		return nil
	}
	os.RemoveAll(filepath.Join(c.dir, "data")) // one before version 15, or built without ICU
	_, err = c.run("initdb", common...)
	return err
}

// start runs the server under a shell that stops it when this process is gone, in
// whatever way it ends.
func (c *Cluster) start() error {
	const script = `"$0" "$@" & server=$!; read gone; kill -QUIT $server; wait; cd /; rm -rf "$DIR"`
	data := filepath.Join(c.dir, "data")
	args := []string{"-c", script, filepath.Join(c.bin, "postgres"), "-D", data}
	for _, s := range append([]string{"listen_addresses=", "unix_socket_directories=" + c.dir, "port=5432",
		"fsync=off", "max_connections=200", "shared_buffers=64MB", "max_wal_size=512MB"}, c.settings...) {
		args = append(args, "-c", s)
	}
	cmd := exec.Command("/bin/sh", args...)
	cmd.Dir = c.dir
	cmd.Env = append(os.Environ(), "DIR="+c.dir, "LC_ALL=C")
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: unprivileged(), Setpgid: true}
	log, err := os.OpenFile(filepath.Join(c.dir, "log"), os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o644)
	if err != nil {
		return err
	}
	defer log.Close()
	cmd.Stdout, cmd.Stderr = log, log
	alive, err := cmd.StdinPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	c.server, c.alive = cmd, alive
	return c.await()
}

// await returns when the server takes connections.
func (c *Cluster) await() (err error) {
	ctx, cancel := context.WithTimeout(context.Background(), 60*time.Second)
	defer cancel()
	for ctx.Err() == nil {
		if err = c.Exec(ctx, "SELECT 1"); err == nil {
			return nil
		}
		time.Sleep(20 * time.Millisecond)
	}
	said, _ := os.ReadFile(filepath.Join(c.dir, "log"))
	return fmt.Errorf("the PostgreSQL server did not start: %w\n%s", err, said)
}

// Connect connects so that it also works behind a pooler: TEST_POSTGRES may name
// one.
func Connect(ctx context.Context, url string) (*pgx.Conn, error) {
	config, err := pgx.ParseConfig(url)
	if err != nil {
		return nil, err
	}
	config.DefaultQueryExecMode = pgx.QueryExecModeExec
	return pgx.ConnectConfig(ctx, config)
}

// Exec runs a statement as superuser in the database postgres.
func (c *Cluster) Exec(ctx context.Context, sql string, args ...any) error {
	conn, err := Connect(ctx, c.admin)
	if err != nil {
		return err
	}
	defer conn.Close(context.WithoutCancel(ctx))
	_, err = conn.Exec(ctx, sql, args...)
	return err
}

// Database makes an empty database and returns its URL, which `teahouse serve
// --store` takes. drop deletes it, whoever is connected.
func (c *Cluster) Database() (url string, drop func(), err error) { return c.create("") }

// create makes a database; from is the end of the statement.
func (c *Cluster) create(from string) (url string, drop func(), err error) {
	name := fmt.Sprintf("teahouse_%d_%d", os.Getpid(), c.drawn.Add(1))
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	if err := c.Exec(ctx, "CREATE DATABASE "+name+from); err != nil {
		return "", nil, fmt.Errorf("make a database: %w", err)
	}
	at, err := withPath(c.admin, "/"+name)
	return at, func() {
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		_ = c.Exec(ctx, "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)")
	}, err
}

func withPath(admin, path string) (string, error) {
	u, err := url.Parse(admin)
	if err != nil {
		return "", err
	}
	u.Path = path
	return u.String(), nil
}

// Disconnect ends all connections to the database of a URL, in the middle of
// whatever they are doing.
func (c *Cluster) Disconnect(ctx context.Context, database string) error {
	u, err := url.Parse(database)
	if err != nil {
		return err
	}
	return c.Exec(ctx, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1 AND pid <> pg_backend_pid()", u.Path[1:])
}

// ErrGiven says that the server is not ours to stop.
var ErrGiven = errors.New("the server was given by TEST_POSTGRES")

// Restart stops the server as a crash does, without a word to anybody, and starts
// it again; it recovers what was committed.
func (c *Cluster) Restart() error {
	if c.dir == "" {
		return ErrGiven
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, err := c.run("pg_ctl", "-D", filepath.Join(c.dir, "data"), "-m", "immediate", "-w", "stop"); err != nil {
		return err
	}
	old, alive := c.server, c.alive
	// The shell of the old server must not clear away the folder: it dies first.
	if err := syscall.Kill(-old.Process.Pid, syscall.SIGKILL); err != nil {
		return err
	}
	_ = old.Wait()
	_ = alive.Close()
	return c.start()
}

// Stop stops the server and removes the cluster.
func (c *Cluster) Stop() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.dir == "" || c.server == nil {
		return
	}
	_ = c.alive.Close()
	_ = c.server.Wait()
	c.server = nil
}

// run runs one of PostgreSQL's programs and returns what it said.
func (c *Cluster) run(program string, args ...string) (string, error) {
	cmd := exec.Command(filepath.Join(c.bin, program), args...)
	cmd.Dir = c.dir
	cmd.Env = append(os.Environ(), "LC_ALL=C.UTF-8")
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: unprivileged()}
	out, err := cmd.CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("%s: %w\n%s", program, err, out)
	}
	return string(out), nil
}

// unprivileged is the user to run the server as when we are root, which
// PostgreSQL refuses to run as; nil if we are not.
func unprivileged() *syscall.Credential {
	if os.Getuid() != 0 {
		return nil
	}
	u, err := user.Lookup("postgres")
	if err != nil {
		if u, err = user.Lookup("nobody"); err != nil {
			return nil
		}
	}
	uid, _ := strconv.Atoi(u.Uid)
	gid, _ := strconv.Atoi(u.Gid)
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
}
