package media

import (
	"context"
	"strings"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/wire/cos"
)

func (s *Service) getImageInfo(ctx context.Context, c *api.Caller, req *cos.GetImageInfoRequest) (*cos.GetImageInfoResponse, error) {
	f, err := s.own(ctx, c, req.URL)
	if err != nil {
		return nil, err
	}
	if f.Width == 0 {
		return nil, cos.ErrNoFile.With("not an image")
	}
	resp := &cos.GetImageInfoResponse{}
	for _, row := range []struct {
		kind, short int
		url         string
	}{{cos.Thumb, thumb, scaled(req.URL, thumb)}, {cos.Large, large, scaled(req.URL, large)}, {cos.Original, 0, req.URL}} {
		one := cos.ImageInfo{Type: row.kind, URL: row.url, Width: f.Width, Height: f.Height, Format: strings.TrimPrefix(f.Type, "image/")}
		if row.short > 0 && f.scalable(row.short) {
			one.Width, one.Height = fit(f.Width, f.Height, row.short)
		}
		resp.Images = append(resp.Images, one)
	}
	return resp, nil
}

// own finds the file of a download URL that the caller's application gave out.
func (s *Service) own(ctx context.Context, c *api.Caller, url string) (File, error) {
	if _, err := s.caller(ctx, c); err != nil {
		return File{}, err
	}
	r, err := refOf(url)
	if err != nil {
		return File{}, err
	}
	if r.App != c.App.ID {
		return File{}, cos.ErrNoFile
	}
	if _, err := s.open(ctx, r, "get"); err != nil {
		return File{}, err
	}
	return s.find(ctx, r.App, r.ID)
}
