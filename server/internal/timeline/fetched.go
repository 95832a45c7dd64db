package timeline

import (
	"maps"
	"slices"
)

// fetcher gets many things from a store at once, in one round trip.
type fetcher interface {
	// fetch puts values of keys into got, nil for those that are not there, and
	// rows into runs.
	fetch(keys []string, runs []*run, got map[string][]byte) error
}

// fetched is what is known of a store so far. It is the Lazy part of snapshots and
// batches.
type fetched struct {
	from     fetcher
	got      map[string][]byte // nil: it is not there
	runs     map[span]*run
	wantKeys map[string]struct{}
	wantRuns map[*run]struct{}
	missed   bool
	straight bool
	failed   error
}

// span is what a run is about.
type span struct {
	keyRange
	back bool
}

// run is the rows of a range that are known, from its beginning or end on.
type run struct {
	span
	keys, values [][]byte
	all          bool // there are no more
	want         int  // how many more to fetch
}

const (
	rowsAtFirst = 32 // fetched for a Scan, which does not say how far it goes
	rowsFactor  = 8  // how many times more each time they do not suffice
	mostRows    = 4096
)

func newFetched(from fetcher) fetched {
	return fetched{from: from, got: map[string][]byte{}, runs: map[span]*run{},
		wantKeys: map[string]struct{}{}, wantRuns: map[*run]struct{}{}}
}

func (f *fetched) Missed() bool { return f.missed }

func (f *fetched) Failed() error { return f.failed }

func (f *fetched) Straight() { f.straight = true }

// Fetch gets what was noted.
func (f *fetched) Fetch() error {
	f.missed = false
	if len(f.wantKeys) == 0 && len(f.wantRuns) == 0 {
		return nil
	}
	runs := slices.Collect(maps.Keys(f.wantRuns))
	err := f.from.fetch(slices.Collect(maps.Keys(f.wantKeys)), runs, f.got)
	clear(f.wantKeys)
	clear(f.wantRuns)
	if f.failed == nil {
		f.failed = err
	}
	return err
}

// lack notes that something is not known. With nothing but the answer missing it
// gets it.
func (f *fetched) lack() error {
	f.missed = true
	if f.straight {
		return f.Fetch()
	}
	return nil
}

// below returns the value in the store.
func (f *fetched) below(key string) ([]byte, error) {
	v, known := f.got[key]
	if known {
		return v, nil
	}
	f.wantKeys[key] = struct{}{}
	if err := f.lack(); err != nil {
		return nil, err
	}
	return f.got[key], nil
}

// walk goes along a range of the store.
type walk struct {
	f *fetched
	r *run
	n int
}

// walk begins a walk that will want about first rows.
func (f *fetched) walk(lo, hi string, back bool, first int) *walk {
	s := span{keyRange{lo, hi}, back}
	r := f.runs[s]
	if r == nil {
		r = &run{span: s, want: first, all: lo >= hi}
		f.runs[s] = r
	}
	return &walk{f: f, r: r}
}

// row returns the row the walk has come to, a nil key at its end.
func (w *walk) row() (k, v []byte, err error) {
	if w.n >= len(w.r.keys) && !w.r.all {
		w.f.wantRuns[w.r] = struct{}{}
		if err := w.f.lack(); err != nil {
			return nil, nil, err
		}
	}
	if w.n >= len(w.r.keys) {
		return nil, nil, nil
	}
	return w.r.keys[w.n], w.r.values[w.n], nil
}

// rest is the range that is not known yet.
func (r *run) rest() (lo, hi []byte) {
	lo, hi = []byte(r.lo), []byte(r.hi)
	if n := len(r.keys); n > 0 && r.back {
		hi = r.keys[n-1]
	} else if n > 0 {
		lo = append(slices.Clone(r.keys[n-1]), 0)
	}
	return lo, hi
}

// grew is called when rows were added after want were asked for.
func (r *run) grew(by int) {
	r.all = by < r.want
	r.want = min(max(r.want*rowsFactor, rowsAtFirst), mostRows)
}

// Get returns a value of the store.
func (f *fetched) Get(key []byte) ([]byte, error) { return f.below(string(key)) }

// Scan goes along the rows of the store.
func (f *fetched) Scan(lo, hi []byte, back bool, do func(k, v []byte) (bool, error)) error {
	for w := f.walk(string(lo), string(hi), back, rowsAtFirst); ; w.n++ {
		k, v, err := w.row()
		if err != nil || k == nil {
			return err
		}
		if more, err := do(k, v); err != nil || !more {
			return err
		}
	}
}

// Seek returns the first row of a range of the store.
func (f *fetched) Seek(lo, hi []byte, back bool) (k, v []byte, err error) {
	return f.walk(string(lo), string(hi), back, 1).row()
}
