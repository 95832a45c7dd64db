package scenario_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/teahouse-chat/teahouse/test/world"
	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/openim"
)

// needRoot skips a story that mounts file systems.
func needRoot(t *testing.T) {
	t.Helper()
	if os.Getuid() != 0 {
		t.Skip("this story mounts a file system: run it as root")
	}
}

// small moves the server's data onto a file system of some megabytes.
func small(t *testing.T, w *world.World, megabytes int) (dir string) {
	t.Helper()
	needRoot(t)
	dir = t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, fmt.Sprintf("size=%dm", megabytes)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { syscall.Unmount(dir, syscall.MNT_DETACH) })
	if code := w.Stop(); code != 0 {
		t.Fatalf("exit code %d", code)
	}
	if err := os.CopyFS(filepath.Join(dir, "data"), os.DirFS(w.Data())); err != nil {
		t.Fatal(err)
	}
	w.Move(filepath.Join(dir, "data"), "")
	w.Restart()
	return dir
}

// fill takes space until some bytes are left.
func fill(t *testing.T, dir string, left uint64) (free func()) {
	t.Helper()
	path := filepath.Join(dir, fmt.Sprintf("ballast %d", left))
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	// The server writes meanwhile, and what does not fit is not allocated at all: so
	// once more, until it fits.
	for size := int64(0); ; {
		var fs syscall.Statfs_t
		if err := syscall.Statfs(dir, &fs); err != nil {
			t.Fatal(err)
		}
		rest := fs.Bavail * uint64(fs.Bsize)
		if rest <= left {
			break
		}
		switch err := syscall.Fallocate(int(f.Fd()), 0, size, int64(rest-left)); {
		case err == nil:
			size += int64(rest - left)
		case !errors.Is(err, syscall.ENOSPC) && !errors.Is(err, syscall.EINTR):
			t.Fatal(err)
		}
	}
	return func() {
		if err := os.Remove(path); err != nil {
			t.Error(err)
		}
	}
}

// TestDiskNearlyFull takes space until little is left: messages are refused with
// the documented code, all else goes on, and so do messages when there is space.
func TestDiskNearlyFull(t *testing.T) {
	w := world.Start(t, world.Embedded())
	c := newChat(w)
	dir := small(t, w, 200)
	c.say(10)
	for range 2 {
		free := fill(t, dir, 5<<20)
		m := c.alice.Client().NewMessage(c.bob.Name, wire.NewText("too much"))
		w.Until("messages are refused", func() error {
			m := c.alice.Client().NewMessage(c.bob.Name, wire.NewText("perhaps"))
			_, err := world.Try(c.alice, openim.SendMsg, m)
			if err == nil {
				c.direct = append(c.direct, "perhaps")
				return errors.New("it was taken")
			}
			return nil
		})
		world.Refuses(c.alice, openim.SendMsg, m, wire.Service("openim").Internal)
		if _, err := c.alice.Client().SendGroup(t.Context(), c.work, wire.NewText("too much")); wire.CodeOf(err) != 10002 {
			t.Errorf("in the group: %v", err)
		}
		if got := c.bob.History("alice"); !slices.Equal(got, c.direct) {
			t.Errorf("history %q, not %q", got, c.direct)
		}
		w.Login("carol") // records need little
		free()
		w.Until("messages are taken again", func() error {
			_, err := world.Try(c.alice, openim.SendMsg, m) // the same message once more
			return err
		})
		c.direct = append(c.direct, "too much")
		c.whole(t)
	}
	for _, line := range []string{"the disk is nearly full", "there is space again"} {
		if got := strings.Count(w.Log(), line); got != 2 {
			t.Errorf("%q is in the log %d times", line, got)
		}
	}
	if got := strings.Count(w.Log(), "level=ERROR"); got != 2 {
		t.Errorf("%d errors in the log", got)
	}
	w.Kill()
	w.Restart()
	c.whole(t)
}

// TestDiskFull leaves no byte. The server lives on what its files hold already,
// refuses messages, and goes on when there is space; it does not start on a full
// disk. What was acknowledged is there in any case.
func TestDiskFull(t *testing.T) {
	w := world.Start(t, world.Embedded())
	c := newChat(w)
	dir := small(t, w, 100)
	c.say(10)
	free := fill(t, dir, 0)
	refused := func() error {
		text := fmt.Sprint("full ", len(c.direct))
		_, err := world.Try(c.alice, openim.SendMsg, c.alice.Client().NewMessage(c.bob.Name, wire.NewText(text)))
		if err == nil {
			c.direct = append(c.direct, text)
			return errors.New("it was taken")
		}
		return nil
	}
	w.Until("messages are refused", refused)
	if got := c.bob.History("alice"); !slices.Equal(got, c.direct) {
		t.Errorf("history %q, not %q", got, c.direct)
	}
	free()
	w.Until("messages are taken again", func() error {
		if refused() == nil {
			return errors.New("refused")
		}
		return nil
	})
	c.whole(t)
	free = fill(t, dir, 0)
	w.Until("messages are refused", refused)
	w.Kill()
	w.Fails(w.ServeArgs(), w.Data(), "is full: 0 bytes are free")
	free()
	w.Restart()
	c.whole(t)
}

// TestDiskFails has the timelines' log refuse a write, as a broken disk does: the
// server cannot keep its word any more, so it ends with one line that says why.
func TestDiskFails(t *testing.T) {
	w := world.Start(t, world.Embedded())
	c := newChat(w)
	c.say(10)
	info, err := os.Stat(newest(t, filepath.Join(w.Data(), "timelines/*.log")))
	if err != nil {
		t.Fatal(err)
	}
	// No file may grow over this size from now on, which a write is answered.
	limit := &unix.Rlimit{Cur: uint64(info.Size()) + 2000, Max: uint64(info.Size()) + 2000}
	if err := unix.Prlimit(w.Pid(), unix.RLIMIT_FSIZE, limit, nil); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	go func() {
		w.Until("the server has ended", func() error {
			if !w.Ended() {
				return errors.New("it runs")
			}
			return nil
		})
		cancel()
	}()
	lost := ""
	for n := 0; ctx.Err() == nil; n++ {
		text := fmt.Sprint("more ", n)
		if _, err := c.alice.Client().Send(ctx, c.bob.Name, wire.NewText(text)); err == nil {
			c.direct = append(c.direct, text)
		} else {
			lost = text
		}
	}
	if code := w.Stop(); code != 1 {
		t.Errorf("exit code %d", code)
	}
	if got := strings.Count(w.Log(), "timelines cannot be written, so the server ends; what was acknowledged is stored"); got != 1 {
		t.Errorf("the log says %d times why it ends:\n%s", got, w.Log())
	}
	w.Restart()
	// The message without an answer may be there or not.
	if got := c.bob.History("alice"); len(got) == len(c.direct)+1 && got[len(got)-1] == lost {
		c.direct = append(c.direct, lost)
	}
	c.whole(t)
}

// TestReadOnly starts a server on data that it must not change.
func TestReadOnly(t *testing.T) {
	needRoot(t)
	w := world.Start(t, world.Embedded())
	c := newChat(w)
	c.say(3)
	w.Stop()
	if err := syscall.Mount(w.Data(), w.Data(), "", syscall.MS_BIND, ""); err != nil {
		t.Fatal(err)
	}
	mounted := true
	unmount := func() {
		if mounted {
			mounted = false
			if err := syscall.Unmount(w.Data(), 0); err != nil {
				t.Error(err)
			}
		}
	}
	defer unmount()
	if err := syscall.Mount("", w.Data(), "", syscall.MS_BIND|syscall.MS_REMOUNT|syscall.MS_RDONLY, ""); err != nil {
		t.Fatal(err)
	}
	w.Fails(w.ServeArgs(), "data folder cannot be written", "read-only file system")
	unmount()

	// Somebody else's data are read-only, too.
	shared := filepath.Join(os.TempDir(), fmt.Sprintf("teahouse-others-%d", os.Getpid()))
	if err := os.CopyFS(shared, os.DirFS(w.Data())); err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(shared)
	if err := os.Chmod(shared, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, data := range []string{shared, filepath.Join(shared, "new")} {
		w.Failed(w.RunAs(65534, "serve", "--data", data, "--listen", "127.0.0.1:0"), "data folder", "permission denied")
	}
	w.Restart()
	c.whole(t)
}
