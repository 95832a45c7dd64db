//go:build linux

package main

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"
)

// others write to each other while something else is measured.
type others struct {
	p                  *pushing
	senders, receivers []*conn
	n                  atomic.Int64
}

// pairsBeside is how many they are.
const pairsBeside = 20

func newOthers(p *pushing) (o *others, err error) {
	o = &others{p: p}
	if o.senders, err = dialAll(p.s, "sender", pairsBeside); err == nil {
		o.receivers, err = dialAll(p.s, "receiver", pairsBeside)
	}
	return o, err
}

// accounts returns how many accounts there are that were not imported: with the
// administrator.
func (o *others) accounts() int { return 2*pairsBeside + 1 }

func (o *others) close() {
	for i := range o.senders {
		o.senders[i].close()
		o.receivers[i].close()
	}
}

// beside is what was seen of others meanwhile.
type beside struct {
	rate    float64       // messages a second
	slowest time.Duration // the longest that a write of records took
	longest float64       // seconds of the longest transaction of a database
}

// during runs do while they write.
func (o *others) during(do func() error) (b beside, err error) {
	ctx, stop := context.WithCancel(context.Background())
	var sent atomic.Int64
	var wg sync.WaitGroup
	errs := make([]error, len(o.senders)+2)
	for i, c := range o.senders {
		wg.Go(func() {
			for ctx.Err() == nil && errs[i] == nil {
				errs[i] = c.do("openim.sendmsg", sendBody(c.user, o.receivers[i].user, int(o.n.Add(1))))
				sent.Add(1)
			}
		})
	}
	wg.Go(func() { b.slowest, errs[len(o.senders)] = o.p.probe(ctx) })
	wg.Go(func() { b.longest, errs[len(o.senders)+1] = longestTransaction(ctx, o.p.s.database) })
	begun := time.Now()
	err = do()
	b.rate = float64(sent.Load()) / time.Since(begun).Seconds()
	stop()
	wg.Wait()
	return b, errors.Join(append(errs, err)...)
}

// longestTransaction watches a database and returns how many seconds the longest of
// its transactions took at least. Of an embedded one a write that waits tells.
func longestTransaction(ctx context.Context, database string) (longest float64, err error) {
	for database != "" && ctx.Err() == nil {
		now, err := ask[float64](database, `SELECT COALESCE(MAX(EXTRACT(EPOCH FROM clock_timestamp() - xact_start)), 0)::float8
			FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'`)
		if err != nil {
			return longest, err
		}
		longest = max(longest, now)
		time.Sleep(20 * time.Millisecond)
	}
	return longest, nil
}
