package operate

import (
	"context"
	"fmt"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/job"
)

// retained is what was last done for an application that does not keep its messages for
// ever.
type retained struct {
	days int
	at   time.Time
}

// expireEvery is how often messages are looked for that are too old.
const expireEvery = time.Hour

// FollowRetention deletes the messages that are older than their application keeps them,
// until ctx ends: every hour, and within a second after the setting was changed.
func (s *Service) FollowRetention(ctx context.Context) {
	done := map[uint32]retained{}
	job.NewLoop("messages that are too old", time.Second, s.Log).Run(ctx, func(ctx context.Context) error {
		return s.retain(ctx, done, time.Now())
	})
}

func (s *Service) retain(ctx context.Context, done map[uint32]retained, now time.Time) error {
	for _, a := range s.Apps.List() {
		days, last := a.Settings.HistoryDays, done[a.ID]
		if days == 0 || days == last.days && now.Sub(last.at) < expireEvery {
			continue
		}
		done[a.ID] = retained{days, now} // whatever comes of it: not every second
		began := time.Now()
		n, err := s.Timeline.ExpireAll(ctx, a.ID, uint32(max(now.AddDate(0, 0, -days).Unix(), 0)))
		if err != nil {
			return fmt.Errorf("application %d: %w", a.ID, err)
		}
		if n > 0 {
			s.Log.Info("old messages are deleted", "app", a.ID, "conversations", n, "took", time.Since(began))
		}
	}
	return nil
}
