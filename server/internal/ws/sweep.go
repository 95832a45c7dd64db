package ws

import (
	"cmp"
	"slices"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/deliver"
)

// Reasons for which the sweep closes sockets.
var (
	silent  = deliver.Reason{Code: 1001, Text: "nothing heard for too long"}
	tooLong = deliver.Reason{Code: 1008, Text: "the message took too long"}
	crowded = deliver.Reason{Code: 1013, Text: "the server is full of clients that are not logged in"}
)

// lingering is how long a closed socket may stay for the client's last words.
const lingering = 5 * time.Second

// sweep closes sockets that have been silent too long, without a timer for each, and sends
// goroutines home that have nothing to do.
func (d *Door) sweep() {
	tick := time.NewTicker(max(min(d.opts.Silent/10, 5*time.Second), 10*time.Millisecond))
	defer tick.Stop()
	for {
		select {
		case <-d.stop:
			return
		case at := <-tick.C:
			all := d.all()
			for _, s := range all {
				d.look(s, at)
			}
			d.thin(all, at)
			d.crew.rest()
		}
	}
}

// look closes a socket whose time is over.
func (d *Door) look(s *socket, at time.Time) {
	quiet := at.Sub(time.UnixMilli(s.heard.Load()))
	begun := s.begun.Load()
	switch {
	case s.ended.Load():
		if quiet > lingering {
			s.conn.shut()
		}
	case quiet > d.opts.Silent && at.Sub(s.session.Wrote()) > d.opts.Silent:
		d.stats.silent.Add(1)
		s.session.CloseFor(silent)
	case begun != 0 && at.Sub(time.UnixMilli(begun)) > d.opts.Silent:
		d.stats.silent.Add(1)
		s.session.CloseFor(tooLong)
	}
}

// thin makes room up to half of MaxSockets while less than a tenth is left: anybody
// can open sockets, and must not keep out those who log in. It makes much room at
// once because those that wait to be accepted may be strangers too.
func (d *Door) thin(all []*socket, at time.Time) {
	if d.opts.MaxSockets == 0 || len(all) <= d.opts.MaxSockets*9/10 {
		return
	}
	all = slices.DeleteFunc(all, func(s *socket) bool { return s.ended.Load() }) // they go anyway
	surplus := max(0, len(all)-d.opts.MaxSockets/2)
	guests := slices.DeleteFunc(all, func(s *socket) bool {
		return s.session.Bound() || at.Sub(d.made)-s.opened < d.opts.Young
	})
	slices.SortFunc(guests, func(a, b *socket) int { return cmp.Compare(a.opened, b.opened) })
	for _, s := range guests[:min(surplus, len(guests))] {
		d.stats.crowded.Add(1)
		s.session.CloseFor(crowded)
	}
}
