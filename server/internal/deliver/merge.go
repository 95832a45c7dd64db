package deliver

import (
	"bytes"
	"slices"
	"sync/atomic"
)

// chunk is a run of frames of a ring, merged into one for all sessions that are at
// its beginning when their round comes: these get all of it by one buffer. Who is
// elsewhere, or must not get one of the frames, gets them one by one.
type chunk struct {
	frame  *Frame // bytes and header alone
	end    *node  // behind the last frame
	frames int
	except []uint64 // instances that must not get one of the frames, in ascending order
	skips  bool     // one of the frames is not for members who discard
	reach  atomic.Int64
}

const (
	// mergeBytes is about how long a merged document may be.
	mergeBytes = 64 << 10

	pushBegins  = `{"head":{"servcmd":"im_open_push.msg_push","seq":0},"body":{"EventArray":[`
	mergeBegins = `{"head":{"servcmd":"im_open_push.multi_msg_push_ws","seq":0},"body":{"EventArray":[`
	pushEnds    = `]}}`
)

// mergeable are the events that clients take several of, by the beginning of their JSON:
// messages, tips, notices and reactions of groups.
var mergeable = [][]byte{[]byte(`{"Event":3,`), []byte(`{"Event":4,`), []byte(`{"Event":5,`), []byte(`{"Event":6,`), []byte(`{"Event":21,`)}

// events returns the events of a frame that may be merged with others, without the
// brackets around them; nil for other frames.
func (f *Frame) events() []byte {
	if f.Audience != nil || f.Without != nil || f.To != Everybody {
		return nil
	}
	doc := f.Payload()
	if !bytes.HasPrefix(doc, []byte(pushBegins)) || !bytes.HasSuffix(doc, []byte(pushEnds)) {
		return nil
	}
	events := doc[len(pushBegins) : len(doc)-len(pushEnds)]
	if !slices.ContainsFunc(mergeable, func(begins []byte) bool { return bytes.HasPrefix(events, begins) }) {
		return nil
	}
	return events
}

// merge merges what was published from a node up to another one, as far as it can be. The
// last node may be there already while the one before does not lead to it yet.
func merge(from, to *node) {
	for n := from; n != to && n.next.Load() != nil; {
		if c := n.merged.Load(); c != nil { // of another shard
			n = c.end
			continue
		}
		c := chunkFrom(n, to)
		if c.frames > 1 && n.merged.CompareAndSwap(nil, c) {
			for at := n; at != c.end; at = at.next.Load() {
				at.frame.Reach.addMerged(&c.reach)
			}
		}
		n = c.end
	}
}

// chunkFrom merges the first frames from a node on, which has one. What cannot be merged
// is a chunk of one frame, and has no document.
func chunkFrom(n, to *node) *chunk {
	c := &chunk{}
	var parts [][]byte
	size := 0
	for end, next := n, n.next.Load(); end != to && next != nil && size < mergeBytes; end, next = next, next.next.Load() {
		events := end.frame.events()
		if events == nil {
			break
		}
		parts = append(parts, events)
		size += len(events) + 1
		if f := end.frame; f.Except != 0 {
			c.except = append(c.except, f.Except)
		}
		c.skips = c.skips || end.frame.SkipDiscard
		c.frames++
		c.end = next
	}
	if c.frames < 2 {
		return &chunk{frames: 1, end: n.next.Load()}
	}
	buf := make([]byte, maxHeader, maxHeader+len(mergeBegins)+size+len(pushEnds))
	buf = append(buf, mergeBegins...)
	buf = append(buf, bytes.Join(parts, []byte{','})...)
	c.frame = newFrame(append(buf, pushEnds...))
	slices.Sort(c.except)
	c.except = slices.Compact(c.except)
	return c
}

// suits tells whether a member gets all frames of a chunk. The session is locked.
func (c *chunk) suits(a *attachment) bool {
	if c.skips && (a.discard || a.wishes != nil) {
		return false
	}
	_, out := slices.BinarySearch(c.except, a.session.instance)
	return !out
}
