package blob

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/iotest"
	"time"
)

func TestPutOnce(t *testing.T) {
	d, err := OpenDisk(filepath.Join(t.TempDir(), "a", "files"))
	if err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	if n, err := d.Put(ctx, "7/ab/one.jpg", strings.NewReader("hello")); n != 5 || err != nil {
		t.Fatal(n, err)
	}
	if _, err := d.Put(ctx, "7/ab/one.jpg", strings.NewReader("other")); !errors.Is(err, ErrExists) {
		t.Error("a second Put:", err)
	}
	b, err := d.Open(ctx, "7/ab/one.jpg")
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	if got, _ := io.ReadAll(b); string(got) != "hello" || b.Size() != 5 || time.Since(b.Time()) > time.Minute {
		t.Errorf("%q of %d bytes at %v", got, b.Size(), b.Time())
	}
	if _, err := d.Open(ctx, "7/ab"); !errors.Is(err, ErrNotFound) {
		t.Error("a folder is no blob:", err)
	}
	for range 2 {
		if err := d.Delete(ctx, "7/ab/one.jpg"); err != nil {
			t.Error(err)
		}
	}
	if _, err := d.Open(ctx, "7/ab/one.jpg"); !errors.Is(err, ErrNotFound) {
		t.Error("after Delete:", err)
	}
}

func TestFailedPutLeavesNothing(t *testing.T) {
	dir := t.TempDir()
	d, err := OpenDisk(dir)
	if err != nil {
		t.Fatal(err)
	}
	broken := errors.New("the connection broke")
	if _, err := d.Put(context.Background(), "1/x", io.MultiReader(strings.NewReader("half"), iotest.ErrReader(broken))); !errors.Is(err, broken) {
		t.Error(err)
	}
	var left []string
	filepath.WalkDir(dir, func(path string, e os.DirEntry, _ error) error {
		if !e.IsDir() {
			left = append(left, path)
		}
		return nil
	})
	if len(left) != 0 {
		t.Errorf("left: %q", left)
	}
}

func TestOpenRemovesWhatCrashesLeft(t *testing.T) {
	dir := t.TempDir()
	if _, err := OpenDisk(dir); err != nil {
		t.Fatal(err)
	}
	old, young := filepath.Join(dir, unfinished, "put-1"), filepath.Join(dir, unfinished, "put-2")
	for _, path := range []string{old, young} {
		if err := os.WriteFile(path, []byte("half"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	before := time.Now().Add(-2 * abandoned)
	if err := os.Chtimes(old, before, before); err != nil {
		t.Fatal(err)
	}
	if _, err := OpenDisk(dir); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(old); err == nil {
		t.Error("the abandoned file is still there")
	}
	if _, err := os.Stat(young); err != nil {
		t.Error("a file that is being written is gone:", err)
	}
}

func TestNames(t *testing.T) {
	d, err := OpenDisk(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"", "..", "../x", "a/../x", "/x", "a//b", "a/", ".hidden", "a b", "a/b/c/d/e", "a\x00"} {
		if _, err := d.Put(context.Background(), name, strings.NewReader("x")); err == nil {
			t.Errorf("Put(%q) went through", name)
		}
		if _, err := d.Open(context.Background(), name); err == nil {
			t.Errorf("Open(%q) went through", name)
		}
	}
}

func TestOfManyOneIsStored(t *testing.T) {
	d, err := OpenDisk(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	var stored atomic.Int32
	var all sync.WaitGroup
	for i := range 16 {
		all.Go(func() {
			_, err := d.Put(context.Background(), "1/ab/same", bytes.NewReader(bytes.Repeat([]byte{byte(i)}, 1<<16)))
			if err == nil {
				stored.Add(1)
			} else if !errors.Is(err, ErrExists) {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if stored.Load() != 1 {
		t.Errorf("%d were stored", stored.Load())
	}
	b, err := d.Open(context.Background(), "1/ab/same")
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	got, _ := io.ReadAll(b)
	if len(got) != 1<<16 || !bytes.Equal(got, bytes.Repeat(got[:1], len(got))) {
		t.Error("the file is a mixture")
	}
}
