package timeline

import "math/rand/v2"

// overlay is the changes of a batch that are not sent yet, in the order of their
// keys: what lies over the store. Ranges lie below the keys: what is set or
// deleted later than a range comes through.
type overlay struct {
	head    onode
	size    int // bytes of changes
	ranges  []keyRange
	journal []change // since mark
	mark    struct{ size, ranges int }
}

// onode is a node of a skip list.
type onode struct {
	key     string
	value   []byte
	deleted bool
	next    []*onode
}

type keyRange struct{ lo, hi string }

// change is how to take back one change.
type change struct {
	key string
	old *onode // nil: there was none
}

const overlayLevels = 12

// path finds the last node before key on each level.
func (o *overlay) path(key string) (path [overlayLevels]*onode) {
	if o.head.next == nil {
		o.head.next = make([]*onode, overlayLevels)
	}
	n := &o.head
	for level := overlayLevels - 1; level >= 0; level-- {
		for n.next[level] != nil && n.next[level].key < key {
			n = n.next[level]
		}
		path[level] = n
	}
	return path
}

// get returns the node of a key, nil if there is none.
func (o *overlay) get(key string) *onode {
	if n := o.path(key)[0].next[0]; n != nil && n.key == key {
		return n
	}
	return nil
}

// at returns the first node with a key >= key or, if back, the last one < key.
func (o *overlay) at(key string, back bool) *onode {
	n := o.path(key)[0]
	if !back {
		return n.next[0]
	}
	if n == &o.head {
		return nil
	}
	return n
}

// put sets or deletes a key and notes how to take that back.
func (o *overlay) put(key string, value []byte, deleted bool) {
	o.journal = append(o.journal, change{key, o.place(key, value, deleted)})
	o.size += len(key) + len(value)
}

// place puts a node there and returns a copy of the one it replaces.
func (o *overlay) place(key string, value []byte, deleted bool) (old *onode) {
	path := o.path(key)
	if n := path[0].next[0]; n != nil && n.key == key {
		old = &onode{key: key, value: n.value, deleted: n.deleted}
		n.value, n.deleted = value, deleted
		return old
	}
	levels := 1
	for levels < overlayLevels && rand.Uint32()&3 == 0 {
		levels++
	}
	n := &onode{key: key, value: value, deleted: deleted, next: make([]*onode, levels)}
	for i := range n.next {
		n.next[i], path[i].next[i] = path[i].next[i], n
	}
	return nil
}

// remove takes a node out and returns it.
func (o *overlay) remove(key string) *onode {
	path := o.path(key)
	n := path[0].next[0]
	if n == nil || n.key != key {
		return nil
	}
	for i := range n.next {
		path[i].next[i] = n.next[i]
	}
	return n
}

// deleteRange hides what lies below and forgets what was changed inside.
func (o *overlay) deleteRange(lo, hi string) {
	for n := o.at(lo, false); n != nil && n.key < hi; n = o.at(lo, false) {
		o.journal = append(o.journal, change{n.key, o.remove(n.key)})
	}
	o.ranges = append(o.ranges, keyRange{lo, hi})
	o.size += len(lo) + len(hi)
}

// covers reports whether a range hides the key in the store.
func (o *overlay) covers(key string) bool {
	for _, r := range o.ranges {
		if r.lo <= key && key < r.hi {
			return true
		}
	}
	return false
}

// setMark remembers the state for undo.
func (o *overlay) setMark() {
	o.journal = o.journal[:0]
	o.mark.size, o.mark.ranges = o.size, len(o.ranges)
}

// undo takes back the changes since setMark.
func (o *overlay) undo() {
	for i := len(o.journal) - 1; i >= 0; i-- {
		switch c := o.journal[i]; {
		case c.old == nil:
			o.remove(c.key)
		default:
			o.place(c.key, c.old.value, c.old.deleted)
		}
	}
	o.ranges = o.ranges[:o.mark.ranges]
	o.size = o.mark.size
	o.journal = o.journal[:0]
}
