package webhook

import (
	"context"
	"encoding/json"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/store"
)

// letter is an event that was put aside: its application's server refused it, or was
// away for too long.
type letter struct {
	App     uint32
	ID      string // RequestId
	Command string
	Origin
	Body     json.RawMessage
	Happened time.Time
	PutAside time.Time
	Tries    int
	Why      string // of the last attempt
}

const (
	// mostLetters is how many letters of an application are kept, the newest.
	mostLetters = 100_000
	// keepLetters is how long.
	keepLetters = 30 * 24 * time.Hour
	// lookEvery is how often the node looks for letters to be told again, clearEvery
	// for those to be dropped.
	lookEvery, clearEvery = time.Second, 10 * time.Minute
)

func (h *Hooks) putAside(ctx context.Context, l letter) error {
	l.PutAside = time.Now()
	err := h.DB.Update(ctx, func(tx *store.Tx) error { return insertLetter(tx, &l) })
	if err != nil {
		return err
	}
	h.stats.letters.Add(1)
	h.Log.Warn("a webhook's event was put aside", "app", l.App, "webhook", l.Command, "id", l.ID, "tries", l.Tries, "error", l.Why)
	return nil
}

// followLetters tells letters again that an operator wants told, and drops old ones.
func (h *Hooks) followLetters(ctx context.Context) {
	look, clear := time.NewTicker(lookEvery), time.NewTicker(clearEvery)
	defer look.Stop()
	defer clear.Stop()
	for {
		var err error
		select {
		case <-ctx.Done():
			return
		case <-look.C:
			err = h.replay(ctx)
		case <-clear.C:
			err = h.DB.Update(ctx, func(tx *store.Tx) error { return dropLetters(tx, time.Now().Add(-keepLetters), mostLetters) })
		}
		if err != nil && ctx.Err() == nil {
			h.Log.Warn("letters of webhooks", "error", err)
		}
	}
}

// replay tells the letters that are wanted, each once, in the order they were put
// aside. Those that fail stay, with the reason.
func (h *Hooks) replay(ctx context.Context) error {
	for {
		var some []letter
		err := h.DB.View(ctx, func(tx *store.Tx) (err error) {
			some, err = wantedLetters(tx, 50)
			return err
		})
		if err != nil || len(some) == 0 {
			return err
		}
		for i := range some {
			if err := h.again(ctx, &some[i]); err != nil {
				return err
			}
		}
	}
}

func (h *Hooks) again(ctx context.Context, l *letter) error {
	a, err := h.Apps.Get(l.App)
	why := "the application wants no webhooks"
	if err == nil && a.Settings.Webhook.URL != "" {
		err = h.tell(ctx, &request{app: a, command: l.Command, id: l.ID, ip: l.IP, platform: l.Platform, body: l.Body})
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if why = ""; err != nil {
			why = err.Error()
		}
	}
	return h.DB.Update(ctx, func(tx *store.Tx) error {
		if why == "" {
			return deleteLetter(tx, l.App, l.ID)
		}
		return keepLetter(tx, l.App, l.ID, why)
	})
}

// Letter is an event that was put aside, as operators see it.
type Letter struct {
	ID       string // RequestId
	Command  string
	Happened time.Time
	PutAside time.Time
	Tries    int
	Why      string // of the last attempt
	Body     json.RawMessage
}

// Letters lists at most limit letters of an application, the oldest first.
func Letters(ctx context.Context, db *store.DB, app uint32, limit int) (all []Letter, err error) {
	var some []letter
	err = db.View(ctx, func(tx *store.Tx) (err error) {
		some, err = lettersOf(tx, app, limit)
		return err
	})
	for _, l := range some {
		all = append(all, Letter{l.ID, l.Command, l.Happened, l.PutAside, l.Tries, l.Why, l.Body})
	}
	return all, err
}

// Replay has letters of an application told again, those that are named or all if ids
// is nil: by the server that runs, within seconds, or by the next one. It returns how
// many there are.
func Replay(ctx context.Context, db *store.DB, app uint32, ids []string) (n int64, err error) {
	err = db.Update(ctx, func(tx *store.Tx) (err error) {
		n, err = wantLetters(tx, app, ids)
		return err
	})
	return n, err
}
