package operate

import (
	"context"
	"errors"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/wire/cos"
	"github.com/teahouse-chat/teahouse/wire/operate"
)

// linked is how long a link to a file is good.
const linked = 12 * time.Hour

func (s *Service) getHistory(ctx context.Context, c *api.Caller, req *operate.GetHistoryRequest) (*operate.GetHistoryResponse, error) {
	hour, err := req.Hour()
	if err != nil {
		return nil, operate.ErrParameter
	}
	now := s.Timeline.Now()
	if hour.Before(now.Add(-historyAge)) {
		return nil, operate.ErrExpired
	}
	var h history
	err = s.DB.View(ctx, func(tx *store.Tx) (err error) {
		h, err = getHistory(tx, c.App.ID, req.ChatType, hour.Unix())
		return err
	})
	switch {
	case errors.Is(err, store.ErrNotFound) && !c.App.Settings.MessageLog:
		return nil, operate.ErrNoFile.With("the setting message_log is off")
	case errors.Is(err, store.ErrNotFound):
		return nil, operate.ErrNoFile
	case err != nil:
		return nil, err
	}
	until := now.Add(linked)
	url, err := s.Files.Link(ctx, c, h.file, until)
	if errors.Is(err, cos.ErrNoFile) { // deleted by file_days
		return nil, operate.ErrExpired
	}
	if err != nil {
		return nil, err
	}
	return &operate.GetHistoryResponse{File: []operate.HistoryFile{{URL: url, ExpireTime: until.UTC().Format(time.DateTime),
		FileSize: h.size, FileMD5: h.md5, GzipSize: h.gzipSize, GzipMD5: h.gzipMD5}}}, nil
}
