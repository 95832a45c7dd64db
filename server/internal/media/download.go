package media

import (
	"context"
	"errors"

	"github.com/teahouse-chat/teahouse/server/internal/blob"
	"github.com/teahouse-chat/teahouse/wire/cos"
)

// Content is an open file, or a picture made from one. It is to be closed.
type Content struct {
	blob.Blob
	Name   string // for saving it
	Type   string
	Inline bool   // a browser may show it; else it is to be saved
	Tag    string // another one has other bytes
}

// Open opens what an address is for. Errors: cos.ErrDenied, cos.ErrNoFile.
func (s *Service) Open(ctx context.Context, r Ref) (*Content, error) {
	p, err := s.open(ctx, r, "get")
	if err != nil {
		return nil, err
	}
	f, err := s.find(ctx, r.App, r.ID)
	if err != nil {
		return nil, err
	}
	if f.Banned && !p.all {
		return nil, cos.ErrDenied.With("the file is banned")
	}
	switch {
	case r.Cover && f.Kind == cos.Video:
		return videoPicture(), nil
	case r.Cover:
		return nil, cos.ErrNoFile
	case r.Short > 0:
		if c, err := s.picture(ctx, &f, r.Short); err != nil || c != nil {
			return c, err
		}
	}
	b, err := s.blobs.Open(ctx, f.blobName())
	if errors.Is(err, blob.ErrNotFound) {
		return nil, cos.ErrNoFile
	}
	if err != nil {
		return nil, err
	}
	return &Content{Blob: b, Name: f.Name, Type: f.Type, Inline: f.Type != opaque, Tag: f.ID}, nil
}
