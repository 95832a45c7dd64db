package media

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/wire/cos"
)

func (s *Service) preSig(ctx context.Context, c *api.Caller, req *cos.PreSigRequest) (*cos.PreSigResponse, error) {
	owner, err := s.caller(ctx, c)
	if err != nil {
		return nil, err
	}
	p, err := s.draw(ctx, c, owner, req.FileType, req.FileName)
	if err != nil {
		return nil, err
	}
	download := p.download()
	resp := &cos.PreSigResponse{UploadURL: p.upload(), DownloadURL: download, RequestID: p.id, ExpiredTime: p.until}
	switch req.FileType {
	case cos.Image:
		resp.ThumbURL, resp.LargeURL = scaled(download, thumb), scaled(download, large)
	case cos.Video:
		resp.SnapshotURL = download
	}
	return resp, nil
}
