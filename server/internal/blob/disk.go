package blob

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// Disk keeps blobs as files below a folder.
type Disk struct{ dir string }

// unfinished is the folder of what is being written, beside the blobs so that a
// finished one can be renamed.
const unfinished = "tmp"

// abandoned is how old a file in unfinished is whose writer is surely gone.
const abandoned = 24 * time.Hour

// OpenDisk opens a folder, makes it if need be, and removes what writers that
// crashed have left.
func OpenDisk(dir string) (*Disk, error) {
	d := &Disk{dir}
	tmp := filepath.Join(dir, unfinished)
	if err := d.folder(tmp); err != nil {
		return nil, fmt.Errorf("files: %w", err)
	}
	left, err := os.ReadDir(tmp)
	if err != nil {
		return nil, fmt.Errorf("files: %w", err)
	}
	for _, entry := range left {
		if info, err := entry.Info(); err == nil && time.Since(info.ModTime()) > abandoned {
			os.Remove(filepath.Join(tmp, entry.Name()))
		}
	}
	return d, nil
}

func (d *Disk) path(name string) (string, error) {
	if !validName.MatchString(name) {
		return "", fmt.Errorf("blob: bad name %q", name)
	}
	return filepath.Join(d.dir, filepath.FromSlash(name)), nil
}

// folder makes a folder and those above it, durably.
func (d *Disk) folder(path string) error {
	err := os.Mkdir(path, 0o700)
	switch {
	case errors.Is(err, fs.ErrExist):
		return nil
	case errors.Is(err, fs.ErrNotExist):
		if err := d.folder(filepath.Dir(path)); err != nil {
			return err
		}
		err = os.Mkdir(path, 0o700)
		if errors.Is(err, fs.ErrExist) {
			return nil
		}
	}
	if err != nil {
		return err
	}
	return syncFolder(filepath.Dir(path))
}

func syncFolder(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	return f.Sync()
}

// Put writes beside the blobs, syncs, and links the finished file to its name.
func (d *Disk) Put(ctx context.Context, name string, r io.Reader) (size int64, err error) {
	path, err := d.path(name)
	if err != nil {
		return 0, err
	}
	f, err := os.CreateTemp(filepath.Join(d.dir, unfinished), "put-*")
	if err != nil {
		return 0, err
	}
	defer func() {
		f.Close()
		os.Remove(f.Name())
	}()
	if size, err = io.Copy(f, r); err != nil {
		return 0, err
	}
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	if err := f.Sync(); err != nil {
		return 0, err
	}
	if err := d.folder(filepath.Dir(path)); err != nil {
		return 0, err
	}
	err = os.Link(f.Name(), path) // a rename would replace what is there
	if errors.Is(err, fs.ErrExist) {
		return 0, ErrExists
	}
	if err != nil {
		return 0, err
	}
	return size, syncFolder(filepath.Dir(path))
}

// Open opens a blob.
func (d *Disk) Open(_ context.Context, name string) (Blob, error) {
	path, err := d.path(name)
	if err != nil {
		return nil, err
	}
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ErrNotFound
	}
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err != nil || !info.Mode().IsRegular() {
		f.Close()
		return nil, errors.Join(err, ErrNotFound)
	}
	return &file{f, info}, nil
}

// Delete removes a blob.
func (d *Disk) Delete(_ context.Context, name string) error {
	path, err := d.path(name)
	if err != nil {
		return err
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// file is an open blob on disk. Its *os.File lets net/http send without copying.
type file struct {
	*os.File
	info fs.FileInfo
}

func (f *file) Size() int64     { return f.info.Size() }
func (f *file) Time() time.Time { return f.info.ModTime() }
