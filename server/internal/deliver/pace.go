package deliver

import "time"

const (
	// perSession and longest set how often a room's ring is written: rounds that write to n
	// sessions follow each other by n*perSession, so that a large room gathers frames
	// instead of writing each alone. That is about twice what the writes take.
	perSession = 20 * time.Microsecond
	longest    = 200 * time.Millisecond
	// unhurried is how much of that may be run up before a ring has to wait at all: a
	// message in a quiet room waits for nothing, nor does the next one.
	unhurried = 200 * time.Millisecond
	// roundBytes is how much a round may have for each session before it comes early:
	// more at once does not make a byte any cheaper, and does not fit into a socket.
	roundBytes = 64 << 10
)

// pace says when a part of a ring may be written next.
type pace struct {
	ahead int64 // when all rounds so far are paid off
	due   int64 // not before
}

// wrote notes a round that began at a time and wrote to some sessions of all shards
// together. floor is the shortest time between rounds, bytes what the ring had for each.
func (p *pace) wrote(at int64, sessions int, bytes uint64, floor time.Duration) {
	cost := min(max(time.Duration(sessions)*perSession, floor), longest)
	if sessions == 0 {
		cost = 0
	}
	if bytes > roundBytes {
		cost = cost * roundBytes / time.Duration(bytes)
	}
	p.ahead = max(p.ahead, at) + int64(cost)
	p.due = p.ahead - int64(unhurried)
}

const (
	// window is how often a shard looks at its load.
	window = int64(100 * time.Millisecond)
	// perWrite and bytesPerNano are about what writing costs, on any machine of these
	// years; busy and easy are shares of the time.
	perWrite     = 8 * time.Microsecond
	bytesPerNano = 4
	busy, easy   = 0.55, 0.35
	firstFloor   = 2 * time.Millisecond
)

// load is how busy a shard is with writing, and the time between rounds that follows
// from it for rings of any size: nothing while there is little to do. Many small
// rooms that are busy at once gather by it as a large one does.
type load struct {
	begun         int64
	writes, bytes uint64 // of the shard when the window began
	floor         time.Duration
}

// look counts what the shard did since it looked last, if that is long enough ago.
func (l *load) look(at int64, writes, bytes uint64) {
	passed := at - l.begun
	if passed < window {
		return
	}
	spent := int64(writes-l.writes)*int64(perWrite) + int64(bytes-l.bytes)/bytesPerNano
	share := float64(spent) / float64(passed)
	switch {
	case share > busy:
		l.floor = min(max(l.floor*3/2, firstFloor), longest)
	case share < easy:
		if l.floor = l.floor * 3 / 4; l.floor < firstFloor {
			l.floor = 0
		}
	}
	l.begun, l.writes, l.bytes = at, writes, bytes
}
