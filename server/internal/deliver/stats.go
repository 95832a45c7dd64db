package deliver

import "sync/atomic"

// Stats are what a Hub has done since it was made, and holds now.
type Stats struct {
	Sessions   int    // open now
	Deliveries uint64 // frames handed to sockets or put into queues of sessions
	Writes     uint64 // system calls for them and for answers
	Bytes      uint64 // written
	Dropped    uint64 // droppable frames that slow sessions lost
	TooSlow    uint64 // sessions closed because they could not keep up
	Broken     uint64 // sessions whose socket ended
}

// counters are kept per shard, so that CPUs do not fight over them.
type counters struct {
	deliveries, writes, bytes, dropped, tooSlow, broken atomic.Uint64
}

func (c *counters) wrote(frames, bytes int) {
	c.deliveries.Add(uint64(frames))
	c.writes.Add(1)
	c.bytes.Add(uint64(bytes))
}

// Stats adds up the counters of all shards.
func (h *Hub) Stats() Stats {
	var t Stats
	for _, s := range h.shards {
		s.mu.Lock()
		t.Sessions += len(s.sessions)
		s.mu.Unlock()
		t.Deliveries += s.stats.deliveries.Load()
		t.Writes += s.stats.writes.Load()
		t.Bytes += s.stats.bytes.Load()
		t.Dropped += s.stats.dropped.Load()
		t.TooSlow += s.stats.tooSlow.Load()
		t.Broken += s.stats.broken.Load()
	}
	return t
}

func (c *counters) closed(why Reason) {
	switch why.Code {
	case TooSlow.Code:
		c.tooSlow.Add(1)
	case Broken.Code:
		c.broken.Add(1)
	}
}
