package media

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/wire/cos"
)

func (s *Service) getCosSig(ctx context.Context, c *api.Caller, req *cos.GetCosSigRequest) (*cos.GetCosSigResponse, error) {
	resp := &cos.GetCosSigResponse{}
	for _, one := range req.RawURLs {
		shown, err := s.master(ctx, c, one.RawURL)
		if err != nil {
			return nil, err
		}
		shown.ResourceID = one.ResourceID
		resp.PreSigURLs = append(resp.PreSigURLs, shown)
	}
	return resp, nil
}

// master makes the address that opens a file whatever is with it, at the place where
// its own address leads.
func (s *Service) master(ctx context.Context, c *api.Caller, url string) (cos.PreSigURL, error) {
	var shown cos.PreSigURL
	base, _, _ := strings.Cut(url, Folder)
	r, err := refOf(url)
	if err != nil || r.App != c.App.ID || base == "" {
		shown.Code, shown.Desc = cos.ErrParameter.Code, "no address of a file of this application"
		return shown, nil
	}
	f, err := s.find(ctx, r.App, r.ID)
	if errors.Is(err, cos.ErrNoFile) {
		shown.Status = cos.Missing
		return shown, nil
	}
	if err != nil {
		return shown, err
	}
	if f.Banned {
		shown.Status = cos.Banned
	}
	secret, err := s.secret(ctx, r.App)
	if err != nil {
		return shown, err
	}
	p := place{base: base, app: f.App, id: f.ID, name: f.Name, gone: time.Now().Unix() + lasting, secret: secret}
	shown.PreSigURL = p.master()
	return shown, nil
}
