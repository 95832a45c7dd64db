package message

import "sync"

// logins remembers where an account's notice log ended when an instance logged in,
// until its first sync. What came later was pushed, and must not be in the answer
// too: the web SDK drops a conversation that the sync names as unread and the
// conversation list, asked for a moment earlier, did not have.
type logins struct {
	mu  sync.Mutex
	all map[uint64]uint64 // by instance
}

// mostLogins bounds those who have logged in and not synced; then a sync may have
// what was pushed.
const mostLogins = 100_000

func (l *logins) put(instance, end uint64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.all == nil {
		l.all = map[uint64]uint64{}
	}
	if len(l.all) < mostLogins {
		l.all[instance] = end
	}
}

// take returns where the log ended, once.
func (l *logins) take(instance uint64) (end uint64, known bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	end, known = l.all[instance]
	delete(l.all, instance)
	return end, known
}
