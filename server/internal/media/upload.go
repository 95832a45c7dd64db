package media

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/app"
	"github.com/teahouse-chat/teahouse/server/internal/blob"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/wire/cos"
)

// Errors of uploads that have no number, as no command gives them.
var (
	ErrTooLarge = errors.New("media: the file is larger than the application allows")
	ErrEmpty    = errors.New("media: the file is empty")
)

// Upload stores a file under an address that was given for it. length is -1 if it
// is not known. When Upload returns nil the file is there for good; a second upload
// to the same address changes nothing and succeeds, since clients repeat what had
// no answer. Errors: cos.ErrDenied, ErrNoFile, ErrQuota, ErrTooLarge, ErrEmpty.
func (s *Service) Upload(ctx context.Context, r Ref, body io.Reader, length int64) (File, error) {
	p, err := s.open(ctx, r, "put")
	if err != nil {
		return File{}, err
	}
	if f, err := s.find(ctx, p.app, p.id); err == nil || !errors.Is(err, cos.ErrNoFile) {
		return f, err
	}
	a, err := s.apps.Get(p.app)
	if err != nil {
		return File{}, err
	}
	if length > maxBytes(a, p.kind) {
		return File{}, ErrTooLarge
	}
	if err := s.checkQuota(ctx, a, p.owner, length); err != nil {
		return File{}, err
	}
	_, err = s.blobs.Put(ctx, blobName(p.app, p.id), &bounded{r: body, left: maxBytes(a, p.kind)})
	if err != nil && !errors.Is(err, blob.ErrExists) { // that is of an upload whose record a crash took
		return File{}, err
	}
	return s.record(ctx, p)
}

// maxBytes is how large a file of a kind may be.
func maxBytes(a *app.App, kind int) int64 {
	if kind == cos.Image || kind == cos.Sound {
		return int64(a.Settings.ImageMB) << 20
	}
	return int64(a.Settings.FileMB) << 20
}

// bounded reads at most left bytes, and at least one.
type bounded struct {
	r    io.Reader
	left int64
	some bool
}

func (b *bounded) Read(p []byte) (int, error) {
	n, err := b.r.Read(p)
	b.left -= int64(n)
	b.some = b.some || n > 0
	switch {
	case b.left < 0:
		return 0, ErrTooLarge
	case err == io.EOF && !b.some:
		return 0, ErrEmpty
	}
	return n, err
}

// record looks at a stored blob and writes down what it is.
func (s *Service) record(ctx context.Context, p place) (File, error) {
	f := File{App: p.app, ID: p.id, Account: p.owner, Kind: p.kind, Name: p.name, Created: time.Now()}
	b, err := s.blobs.Open(ctx, blobName(p.app, p.id))
	if err != nil {
		return f, err
	}
	defer b.Close()
	f.Size = b.Size()
	start := make([]byte, 512)
	n, err := io.ReadFull(b, start)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		return f, fmt.Errorf("read a stored file: %w", err)
	}
	f.Type = typeOf(start[:n], f.Name)
	if f.Kind == cos.Image {
		f.Width, f.Height, f.Turn = measure(io.MultiReader(bytes.NewReader(start[:n]), b))
	}
	return f, s.db.Update(ctx, func(tx *store.Tx) error {
		fresh, err := addFile(tx, &f)
		if err != nil || !fresh {
			return err
		}
		return addUsage(tx, f.App, f.Account, f.Size)
	})
}

func blobName(app uint32, id string) string { return fmt.Sprintf("%d/%s/%s", app, id[:2], id) }
