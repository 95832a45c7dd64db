package media

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/wire/cos"
)

// Keep stores a file that is no account's: it counts in nobody's quota. If r fails
// nothing is stored.
func (s *Service) Keep(ctx context.Context, app uint32, name string, r io.Reader) (File, error) {
	f := File{App: app, ID: newID(), Kind: cos.File, Name: cleanName(name), Type: opaque, Created: time.Now()}
	var err error
	if f.Size, err = s.blobs.Put(ctx, f.blobName(), r); err != nil {
		return f, err
	}
	return f, s.db.Update(ctx, func(tx *store.Tx) error {
		_, err := addFile(tx, &f)
		return err
	})
}

// Link returns an address of such a file that opens it until a time.
func (s *Service) Link(ctx context.Context, c *api.Caller, fileID string, until time.Time) (string, error) {
	f, err := s.find(ctx, c.App.ID, fileID)
	if err != nil {
		return "", err
	}
	secret, err := s.secret(ctx, c.App.ID)
	if err != nil {
		return "", err
	}
	p := place{base: s.base(c), app: f.App, id: f.ID, name: f.Name, gone: until.Unix(), secret: secret}
	return p.download(), nil
}

// Drop deletes such a file; one that is not there is no error.
func (s *Service) Drop(ctx context.Context, app uint32, fileID string) error {
	if !validID.MatchString(fileID) {
		return fmt.Errorf("media: bad id %q", fileID)
	}
	if err := s.blobs.Delete(ctx, blobName(app, fileID)); err != nil {
		return err
	}
	return s.db.Update(ctx, func(tx *store.Tx) error {
		_, err := dropFile(tx, app, fileID)
		return err
	})
}
