package group

import "slices"

// Limits of counters: whole numbers of a group that its members share.
const (
	MaxCounters   = 20  // of a group
	MaxCounterKey = 128 // bytes
)

// Counter is a counter of a group.
type Counter struct {
	Key   string `json:"Key"`
	Value int64  `json:"Value"`
}

func checkCounterKeys(keys []string) error {
	if len(keys) > MaxCounters {
		return ErrCounters.With("at most %d", MaxCounters)
	}
	for i, k := range keys {
		if k == "" || len(k) > MaxCounterKey {
			return ErrBadParameter.With("the key of a counter is 1 to %d bytes", MaxCounterKey)
		}
		if slices.Contains(keys[:i], k) {
			return ErrBadParameter.With("counter %q is named twice", k)
		}
	}
	return nil
}

// CounterInfo is the part of a tip that tells of changed counters.
type CounterInfo struct {
	Type   int       `json:"Type"` // CountersSet and so on
	Seq    uint64    `json:"GroupCounterSeq"`
	Values []Counter `json:"GroupCounter"`
}

// Values of Type in CounterInfo.
const (
	CountersSet     = 0
	CountersDeleted = 1
	CountersChanged = 2
)
