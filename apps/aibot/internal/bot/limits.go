package bot

import (
	"fmt"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"github.com/teahouse-chat/teahouse/apps/aibot/internal/config"
)

// manyUsers is how many users are remembered before those are forgotten who have not
// asked for a while.
const manyUsers = 10_000

// limits is how many questions of each user are answered.
type limits struct {
	perMinute, burst int

	mu    sync.Mutex
	users map[string]*asked
}

type asked struct {
	rate *rate.Limiter
	told time.Time // until then the user knows
}

func newLimits(cfg config.Limits) *limits {
	return &limits{perMinute: cfg.PerMinute, burst: cfg.Burst, users: map[string]*asked{}}
}

// over counts a question of a user. If it is one too many, it returns how long the user
// has to wait, and whether to tell: once for each wait.
func (l *limits) over(user string) (wait time.Duration, tell bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	u := l.users[user]
	if u == nil {
		l.forget()
		u = &asked{rate: rate.NewLimiter(rate.Limit(float64(l.perMinute)/60), l.burst)}
		l.users[user] = u
	}
	now := time.Now()
	may := u.rate.ReserveN(now, 1)
	if wait = may.DelayFrom(now); wait == 0 {
		return 0, false
	}
	may.CancelAt(now)
	if tell = now.After(u.told); tell {
		u.told = now.Add(wait)
	}
	return wait, tell
}

// forget forgets users who may ask as much as new ones. The caller holds l.mu.
func (l *limits) forget() {
	if len(l.users) < manyUsers {
		return
	}
	for name, u := range l.users {
		if u.rate.Tokens() >= float64(l.burst) {
			delete(l.users, name)
		}
	}
}

func (b *Bot) tooFast(wait time.Duration) string {
	seconds := int(wait/time.Second) + 1
	if seconds == 1 {
		return fmt.Sprintf(b.cfg.Texts.TooFast, "a second")
	}
	return fmt.Sprintf(b.cfg.Texts.TooFast, fmt.Sprintf("%d seconds", seconds))
}
