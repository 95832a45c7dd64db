package push

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/api"

	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/wire/push"
)

func (s *Service) imGetPushReport(ctx context.Context, c *api.Caller, req *push.ImGetPushReportRequest) (*push.ImGetPushReportResponse, error) {
	resp := &push.ImGetPushReportResponse{Reports: []push.Report{}}
	return resp, s.DB.View(ctx, func(tx *store.Tx) error {
		for _, task := range req.TaskIds {
			p, err := taskNamed(tx, c.App.ID, task)
			if err != nil {
				return err
			}
			if p == nil {
				return push.ErrBadTask.With("%.60q", task)
			}
			resp.Reports = append(resp.Reports, push.Report{TaskId: task, Status: p.status,
				StartTime: p.created.UTC().Format(time.DateTime), Finished: p.total, Total: p.total})
		}
		return nil
	})
}

// taskNamed returns the push of a TaskId, nil if there is none.
func taskNamed(tx *store.Tx, app uint32, task string) (*pushed, error) {
	parts := strings.Split(task, "_")
	if len(parts) != 4 {
		return nil, nil
	}
	num, err := strconv.ParseInt(parts[1], 10, 63)
	if err != nil {
		return nil, nil
	}
	p, err := pushByNumber(tx, app, num)
	if errors.Is(err, store.ErrNotFound) || err == nil && p.task() != task {
		return nil, nil
	}
	return p, err
}
