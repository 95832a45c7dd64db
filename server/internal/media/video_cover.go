package media

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/wire/cos"
)

func (s *Service) videoCover(ctx context.Context, c *api.Caller, req *cos.VideoCoverRequest) (*cos.VideoCoverResponse, error) {
	f, err := s.own(ctx, c, req.SnapshotURL)
	if err == nil && f.Kind != cos.Video {
		err = cos.ErrNoFile.With("not a video")
	}
	if err != nil {
		return nil, err
	}
	return &cos.VideoCoverResponse{DownloadURL: req.SnapshotURL + cover}, nil
}
