// Package job owns rows that must be carried out: what a change of the records
// leaves to be done elsewhere. A row is written in the transaction of the change.
// Normally whoever wrote it carries it out at once and forgets it; after a crash
// in between, it is carried out at the next start. So a job may be carried out
// twice, and its work bears the job's id as a repeat key.
//
// Rooms with rows of their own for what is to be done look for them in a Loop.
package job

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/store"
)

// Job is a row.
type Job struct {
	ID      string
	App     uint32
	Kind    string
	Payload json.RawMessage
	created int64 // milliseconds; of those that were read
}

// retryAfter is how long a row may lie before somebody else than its writer
// carries it out, and how often those that failed are tried again.
const retryAfter = 30 * time.Second

// forgetAfter gathers forgotten jobs, so that forgetting costs no sync each.
const forgetAfter = 200 * time.Millisecond

// Add writes a job in the transaction of the change that it follows from.
// payload is encoded as JSON.
func Add(tx *store.Tx, app uint32, kind string, payload any) (Job, error) {
	raw, err := json.Marshal(payload)
	if err != nil {
		return Job{}, fmt.Errorf("encode job %s: %w", kind, err)
	}
	j := Job{ID: rand.Text(), App: app, Kind: kind, Payload: raw}
	return j, insertJob(tx, j, time.Now())
}

// Run carries out a job.
type Run func(ctx context.Context, j Job) error

// Jobs carries out what was left behind.
type Jobs struct {
	db    *store.DB
	log   *slog.Logger
	after func(ctx context.Context, done []Job) error
	kinds map[string]Run

	mu     sync.Mutex
	done   []Job
	timer  *time.Timer
	closed bool
}

// New returns the Jobs of a database. after is called with jobs whose rows are
// gone, to drop their repeat keys; it may be nil.
func New(db *store.DB, log *slog.Logger, after func(ctx context.Context, done []Job) error) *Jobs {
	return &Jobs{db: db, log: log, after: after, kinds: map[string]Run{}}
}

// Handle says who carries out jobs of a kind. All kinds are told before Follow.
func (j *Jobs) Handle(kind string, run Run) { j.kinds[kind] = run }

// Forget drops the row of a job that was carried out: soon, together with others.
func (j *Jobs) Forget(done Job) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.done = append(j.done, done)
	if j.timer == nil && !j.closed {
		j.timer = time.AfterFunc(forgetAfter, func() {
			if err := j.Flush(context.Background()); err != nil {
				j.log.Warn("forget jobs", "error", err)
			}
		})
	}
}

// Flush drops the rows of all jobs that were forgotten so far.
func (j *Jobs) Flush(ctx context.Context) error {
	j.mu.Lock()
	done := j.done
	j.done, j.timer = nil, nil
	j.mu.Unlock()
	if len(done) == 0 {
		return nil
	}
	ids := make([]string, len(done))
	for i, d := range done {
		ids[i] = d.ID
	}
	err := j.db.Update(ctx, func(tx *store.Tx) error { return deleteJobs(tx, ids) })
	if err == nil && j.after != nil {
		err = j.after(ctx, done)
	}
	return err
}

// Recover carries out all jobs that a former run of the program left. Call it
// before requests are served.
func (j *Jobs) Recover(ctx context.Context) error { return j.sweep(ctx, time.Now().Add(time.Hour)) }

// Follow carries out, until ctx ends, the jobs that nobody did in their time; then
// it drops the rows of those that were forgotten.
func (j *Jobs) Follow(ctx context.Context) {
	tick := time.NewTicker(retryAfter / 2)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			j.Close()
			return
		case <-tick.C:
			if err := j.sweep(ctx, time.Now().Add(-retryAfter)); err != nil && ctx.Err() == nil {
				j.log.Warn("look for jobs", "error", err)
			}
		}
	}
}

// Close drops the rows of the jobs that were forgotten. The database is still
// open then.
func (j *Jobs) Close() {
	j.mu.Lock()
	j.closed = true
	j.mu.Unlock()
	if err := j.Flush(context.Background()); err != nil {
		j.log.Warn("forget jobs", "error", err)
	}
}

// perPage is how many jobs are read at a time.
const perPage = 1000

// sweep carries out the jobs written before a time, in the order they were
// written. One that fails is logged and stays.
func (j *Jobs) sweep(ctx context.Context, before time.Time) error {
	var last Job
	for {
		var page []Job
		err := j.db.View(ctx, func(tx *store.Tx) (err error) {
			page, err = jobsBefore(tx, before, last, perPage)
			return err
		})
		if err != nil {
			return err
		}
		for _, l := range page {
			j.carryOut(ctx, l)
		}
		if len(page) < perPage {
			return nil
		}
		last = page[perPage-1]
	}
}

func (j *Jobs) carryOut(ctx context.Context, l Job) {
	run := j.kinds[l.Kind]
	if run == nil {
		j.log.Error("nobody carries out this kind of job", "kind", l.Kind, "job", l.ID)
		return
	}
	if err := protect(ctx, run, l); err != nil {
		j.log.Warn("job failed, will be tried again", "kind", l.Kind, "job", l.ID, "error", err)
		return
	}
	j.Forget(l)
}

// protect makes an error of a panic: a job that ends the server would do so again at
// each start.
func protect(ctx context.Context, run Run, j Job) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	return run(ctx, j)
}
