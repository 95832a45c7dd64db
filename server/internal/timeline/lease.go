package timeline

import (
	"context"
	"maps"
	"time"
)

// claim says that this node is still there and takes its share of the partitions:
// what nobody has, up to as many as each of the nodes gets. What it has too many of
// it stops following and gives up the next time, when that is idle.
func (w *follower) claim(ctx context.Context) error {
	if w.l.shared == nil {
		if len(w.mine) == 0 { // all, as the log may come from a store that nodes shared
			all := make([]uint16, partitions)
			for p := range all {
				all[p] = uint16(p)
			}
			w.hold(all, len(all), time.Time{})
		}
		w.wakeAll(ctx)
		return nil
	}
	if err := w.save(ctx); err != nil {
		return err
	}
	began, idle := time.Now(), w.idle()
	var mine []uint16
	var fair int
	err := w.l.Update(ctx, []Touch{{name: w.name}}, func(tx *Tx) error {
		now, err := w.readLeases(tx)
		if err != nil {
			return err
		}
		mine, fair = now.share(w.self, idle, time.Now().Add(w.l.opts.LeaseTime))
		return tx.set(leasesKey(w.name), now)
	})
	if err != nil {
		return err
	}
	w.hold(mine, fair, began.Add(w.l.opts.LeaseTime))
	w.wakeAll(ctx)
	return nil
}

// idle returns the partitions that are to be given up and at which nothing is
// being done: all that was handled there is stored.
func (w *follower) idle() (idle []uint16) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for p, t := range w.mine {
		stored := true
		for _, at := range t.at {
			stored = stored && at.at == at.saved
		}
		if t.leaving && t.busy == 0 && stored {
			idle = append(idle, p)
		}
	}
	return idle
}

// hold takes in which partitions this node has. What it had to wait for may have
// been followed by another node meanwhile, so it begins there anew.
func (w *follower) hold(mine []uint16, fair int, until time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	before := w.mine
	w.mine, w.until = map[uint16]*tenure{}, until
	for i, p := range mine {
		t := before[p]
		if t == nil {
			t = &tenure{at: map[uint32]position{}}
		}
		t.leaving = i >= fair
		w.mine[p] = t
	}
}

func (w *follower) readLeases(tx *Tx) (now leases, err error) {
	if w.l.shared == nil {
		return now, nil
	}
	b, err := tx.b.Get(leasesKey(w.name))
	if err == nil && b != nil {
		err = decode(b, &now)
	}
	if now.Nodes == nil {
		now.Nodes = map[uint64]int64{}
	}
	for len(now.Owners) < partitions {
		now.Owners = append(now.Owners, 0)
	}
	return now, err
}

// share notes that self is there until a time, gives up what it says and takes what
// nobody has. It returns what self has, and how many that should be.
func (now *leases) share(self uint64, idle []uint16, until time.Time) (mine []uint16, fair int) {
	at := time.Now().UnixMilli()
	maps.DeleteFunc(now.Nodes, func(_ uint64, until int64) bool { return until <= at })
	now.Nodes[self] = until.UnixMilli()
	for p, owner := range now.Owners {
		if _, there := now.Nodes[owner]; !there {
			now.Owners[p] = 0
		}
		if now.Owners[p] == self {
			mine = append(mine, uint16(p))
		}
	}
	fair = (len(now.Owners) + len(now.Nodes) - 1) / len(now.Nodes)
	for _, p := range idle {
		if len(mine) > fair && now.Owners[p] == self {
			now.Owners[p] = 0
			mine = without(mine, p)
		}
	}
	for p, owner := range now.Owners {
		if owner == 0 && len(mine) < fair {
			now.Owners[p] = self
			mine = append(mine, uint16(p))
		}
	}
	return mine, fair
}

func without(all []uint16, p uint16) (rest []uint16) {
	for _, x := range all {
		if x != p {
			rest = append(rest, x)
		}
	}
	return rest
}

// leave gives up everything.
func (w *follower) leave(ctx context.Context) error {
	if w.l.shared == nil {
		return nil
	}
	return w.l.Update(ctx, []Touch{{name: w.name}}, func(tx *Tx) error {
		now, err := w.readLeases(tx)
		if err != nil {
			return err
		}
		delete(now.Nodes, w.self)
		for p, owner := range now.Owners {
			if owner == w.self {
				now.Owners[p] = 0
			}
		}
		return tx.set(leasesKey(w.name), now)
	})
}
