package timeline

import (
	"path/filepath"
	"runtime"
	"sync/atomic"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"
)

// TestTablesGiveWay: on one core others run between the blocks of a table.
func TestTablesGiveWay(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	f, err := politeFS{vfs.Default}.Create(filepath.Join(t.TempDir(), "000001.sst"), vfs.WriteCategoryUnspecified)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	const blocks = 100
	var written atomic.Int32
	seen, done := map[int32]bool{}, make(chan bool)
	go func() {
		for written.Load() < blocks {
			seen[written.Load()] = true
			runtime.Gosched()
		}
		close(done)
	}()
	for range blocks {
		if _, err := f.Write([]byte("block")); err != nil {
			t.Fatal(err)
		}
		written.Add(1)
	}
	<-done
	if len(seen) < blocks/2 {
		t.Errorf("another goroutine ran after %d of %d blocks", len(seen), blocks)
	}
}
