package timeline

import (
	"runtime"
	"strings"

	"github.com/cockroachdb/pebble/v2/vfs"
)

// politeFS has whoever writes a table, which takes long and which nobody waits for, give
// way after each block. On few cores those who answer clients would else wait for the
// scheduler's ten milliseconds, several times for a message.
type politeFS struct{ vfs.FS }

func (fs politeFS) Create(name string, category vfs.DiskWriteCategory) (vfs.File, error) {
	f, err := fs.FS.Create(name, category)
	if err == nil && strings.HasSuffix(name, ".sst") {
		f = politeFile{f}
	}
	return f, err
}

type politeFile struct{ vfs.File }

func (f politeFile) Write(p []byte) (int, error) {
	n, err := f.File.Write(p)
	runtime.Gosched()
	return n, err
}
