package media

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/wire/cos"
)

func (s *Service) simpleSig(ctx context.Context, c *api.Caller, req *cos.SimpleSigRequest) (*cos.SimpleSigResponse, error) {
	owner, err := s.caller(ctx, c)
	if err != nil {
		return nil, err
	}
	if req.User != "" && req.User != owner.Name {
		return nil, cos.ErrDenied.With("in the name of another account")
	}
	resp := &cos.SimpleSigResponse{}
	for _, o := range req.Objects {
		p, err := s.draw(ctx, c, owner, o.FileType, o.FileName)
		if err != nil {
			return nil, err
		}
		one := cos.SimplePre{ID: o.ID, UploadURL: p.upload(), DownloadURL: p.download(), FileKey: p.path()}
		if o.FileType == cos.Video {
			one.SnapshotURL = one.DownloadURL
		}
		resp.PreSigs = append(resp.PreSigs, one)
	}
	return resp, nil
}
