package timeline

import "hash/maphash"

// repeatFilter knows which repeat keys are surely new, which nearly all are, so
// that they need not be looked for on disk. It covers the newest bucket and the
// one before in fixed memory; the fuller it is, the oftener it says perhaps.
type repeatFilter struct {
	bucket      uint32
	now, before sieve
	seed        maphash.Seed
}

// filterWords makes 4 MiB per bucket: one false alarm in a hundred at three
// million keys in ten minutes. Pages that are never set cost no memory.
const filterWords = 1 << 19

const mix = 0x9E3779B97F4A7C15

// sieve is a Bloom filter.
type sieve []uint64

// load takes in the keys that are stored for bucket and later, and for the one
// before.
func (f *repeatFilter) load(r Reader, bucket uint32) error {
	f.seed, f.bucket = maphash.MakeSeed(), bucket
	f.now, f.before = make(sieve, filterWords), make(sieve, filterWords)
	prefix := len(bucketKey(0))
	return r.Scan(bucketKey(max(bucket, 1)-1), newKey(kindRepeat).end(), false, func(k, _ []byte) (bool, error) {
		f.now.add(f.hash(k[prefix:]))
		return true, nil
	})
}

func (f *repeatFilter) hash(k []byte) uint64 { return maphash.Bytes(f.seed, k) }

// perhaps reports whether k may be stored in bucket or the one before. A clock
// that was set back makes it know nothing.
func (f *repeatFilter) perhaps(k []byte, bucket uint32) bool {
	if bucket < f.bucket {
		return true
	}
	f.turn(bucket)
	h := f.hash(k)
	return f.now.has(h) || f.before.has(h)
}

// add takes in a key that is being stored.
func (f *repeatFilter) add(k []byte) { f.now.add(f.hash(k)) }

// turn begins a new bucket and forgets the ones that are over.
func (f *repeatFilter) turn(bucket uint32) {
	if bucket == f.bucket {
		return
	}
	f.now, f.before = f.before, f.now
	clear(f.now)
	if bucket > f.bucket+1 {
		clear(f.before)
	}
	f.bucket = bucket
}

// add sets four bits. The top bits of h name one; multiplying mixes all others
// into them.
func (b sieve) add(h uint64) {
	for range 4 {
		b[h>>45] |= 1 << (h >> 39 & 63)
		h = h*mix + 1
	}
}

func (b sieve) has(h uint64) bool {
	for range 4 {
		if b[h>>45]&(1<<(h>>39&63)) == 0 {
			return false
		}
		h = h*mix + 1
	}
	return true
}
