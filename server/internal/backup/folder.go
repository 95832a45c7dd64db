package backup

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/klauspost/compress/zstd"
)

const (
	manifestFile = "manifest.json"
	dataFile     = "data.zst"
)

// Manifest is what manifest.json says. It is written last: a folder without it
// holds no whole backup.
type Manifest struct {
	Format int `json:"format"`
	Head
	Counts
	Files []File `json:"files"`
}

// File is a file of a backup.
type File struct {
	Name   string `json:"name"`
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"`
}

// Create keeps a stream in a folder, which is empty or not there yet, and reads it
// again to see that it is whole. When it returns the files are on disk. If it
// fails nothing remains.
func Create(dir string, stream func() (io.ReadCloser, error)) (m Manifest, err error) {
	made, err := claim(dir)
	if err != nil {
		return m, err
	}
	defer func() {
		if err != nil {
			os.Remove(filepath.Join(dir, manifestFile))
			os.Remove(filepath.Join(dir, dataFile))
			if made {
				os.Remove(dir)
			}
		}
	}()
	in, err := stream()
	if err != nil {
		return m, err
	}
	defer in.Close()
	s, err := NewReader(in)
	if err != nil {
		return m, err
	}
	m = Manifest{Format: Format, Head: s.Head()}
	file, err := writeData(filepath.Join(dir, dataFile), s)
	if err != nil {
		return m, err
	}
	m.Counts, m.Files = s.Counts(), []File{file}
	if err := checkData(dir, m); err != nil {
		return m, fmt.Errorf("reading again what was written: %w", err)
	}
	return m, writeManifest(dir, m)
}

// claim makes sure that there is an empty folder.
func claim(dir string) (made bool, err error) {
	there, err := os.ReadDir(dir)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return true, os.MkdirAll(dir, 0o700)
	case err != nil:
		return false, err
	case len(there) > 0:
		return false, fmt.Errorf("%s is not empty: a backup wants a folder of its own", dir)
	}
	return false, nil
}

// writeData copies a stream item by item, so that what is written is whole.
func writeData(path string, s *Reader) (File, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return File{}, err
	}
	defer f.Close()
	sum := &summed{w: f, hash: sha256.New()}
	packed, err := zstd.NewWriter(sum, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(1))
	if err != nil {
		return File{}, err
	}
	out, err := NewWriter(packed, s.Head())
	if err != nil {
		return File{}, err
	}
	if err := pass(s, out); err != nil {
		return File{}, err
	}
	err = errors.Join(packed.Close(), f.Sync(), f.Close())
	return File{Name: dataFile, Bytes: sum.n, SHA256: sum.String()}, err
}

func pass(s *Reader, out *Writer) error {
	for {
		item, err := s.Next()
		switch {
		case err == io.EOF:
			return out.End(nil)
		case err != nil:
			return err
		case item.Key != nil:
			err = out.Entry(item.Key, item.Value)
		case item.Values != nil:
			err = out.Row(item.Values)
		default:
			err = out.Table(*item.Table)
		}
		if err != nil {
			return err
		}
	}
}

// writeManifest puts the manifest in its place as a whole.
func writeManifest(dir string, m Manifest) error {
	raw, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return err
	}
	path := filepath.Join(dir, manifestFile)
	f, err := os.OpenFile(path+".new", os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(append(raw, '\n'))
	if err = errors.Join(err, f.Sync(), f.Close()); err == nil {
		err = os.Rename(path+".new", path)
	}
	if err != nil {
		os.Remove(path + ".new")
		return err
	}
	return errors.Join(syncPath(dir), syncPath(filepath.Dir(filepath.Clean(dir))))
}

func syncPath(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// summed counts and sums up what passes.
type summed struct {
	w    io.Writer
	n    int64
	hash interface {
		io.Writer
		Sum([]byte) []byte
	}
}

func (s *summed) Write(p []byte) (int, error) {
	n, err := s.w.Write(p)
	s.n += int64(n)
	s.hash.Write(p[:n])
	return n, err
}

func (s *summed) String() string { return hex.EncodeToString(s.hash.Sum(nil)) }

// Check reads a whole backup and compares it with its manifest. Errors:
// ErrDamaged, or that the folder holds no backup, or one of a newer program.
func Check(dir string) (Manifest, error) {
	m, err := readManifest(dir)
	if err != nil {
		return m, err
	}
	return m, checkData(dir, m)
}

func readManifest(dir string) (m Manifest, err error) {
	raw, err := os.ReadFile(filepath.Join(dir, manifestFile))
	if errors.Is(err, os.ErrNotExist) {
		if _, data := os.Stat(filepath.Join(dir, dataFile)); data == nil {
			return m, damaged("%s has no %s, so it was not finished", dir, manifestFile)
		}
		return m, fmt.Errorf("there is no backup in %s", dir)
	}
	if err != nil {
		return m, err
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	if d.Decode(&m) != nil || m.Format < 1 {
		return m, damaged("%s cannot be read", manifestFile)
	}
	if err := checkFormat(m.Format); err != nil {
		return m, err
	}
	if len(m.Files) != 1 || m.Files[0].Name != dataFile {
		return m, damaged("%s lists other files than there are", manifestFile)
	}
	return m, nil
}

func checkData(dir string, m Manifest) error {
	f, err := os.Open(filepath.Join(dir, dataFile))
	if errors.Is(err, os.ErrNotExist) {
		return damaged("%s is missing", dataFile)
	}
	if err != nil {
		return err
	}
	defer f.Close()
	want := m.Files[0]
	sum := &summed{w: io.Discard, hash: sha256.New()}
	if _, err := io.Copy(sum, f); err != nil {
		return err
	}
	if sum.n != want.Bytes || sum.String() != want.SHA256 {
		return damaged("%s is not what %s says (%d of %d bytes, checksum %.12s instead of %.12s)",
			dataFile, manifestFile, sum.n, want.Bytes, sum, want.SHA256)
	}
	counts := Counts{}
	err = Read(dir, func(s *Reader) error {
		if s.Head() != m.Head {
			return damaged("%s is of another backup than %s", dataFile, manifestFile)
		}
		for {
			if _, err := s.Next(); err == io.EOF {
				counts = s.Counts()
				return nil
			} else if err != nil {
				return err
			}
		}
	})
	if err == nil && counts != m.Counts {
		err = damaged("it should hold %+v, and holds %+v", m.Counts, counts)
	}
	return err
}

// Read opens the stream of a backup for f.
func Read(dir string, f func(s *Reader) error) error {
	file, err := os.Open(filepath.Join(dir, dataFile))
	if err != nil {
		return err
	}
	defer file.Close()
	unpacked, err := zstd.NewReader(file, zstd.WithDecoderConcurrency(1))
	if err != nil {
		return err
	}
	defer unpacked.Close()
	s, err := NewReader(unpacked)
	if err != nil {
		return err
	}
	return f(s)
}
