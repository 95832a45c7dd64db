package operate

import (
	"context"
	"fmt"
	"time"
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
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		if err := s.retain(ctx, done, time.Now()); err != nil && ctx.Err() == nil {
			s.Log.Error("delete old messages", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
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
