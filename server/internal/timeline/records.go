package timeline

// What an append writes, and what most readers read, field by field. It is stored data:
// fields are added, and never get another meaning.

func (h *Head) fields(r *record) {
	number(r, 1, &h.Number)
	r.counts(2, &h.Counts)
	some(r, 3, &h.Time)
	r.pos(4, &h.Last)
	r.someBool(5, &h.HasLast)
	r.someInt(6, &h.LastRecall)
	some(r, 7, &h.Cleared)
	r.someBool(8, &h.Dropped)
	some(r, 9, &h.ClearedCount)
	some(r, 10, &h.Recalled)
	r.pos(11, &h.Top)
	some(r, 12, &h.Imports)
	some(r, 13, &h.Expired)
	r.counts(14, &h.ExpiredCounts)
}

func (m *Message) fields(r *record) {
	number(r, 1, &m.From)
	r.someText(2, &m.FromAccount)
	r.someText(3, &m.ToAccount)
	number(r, 4, &m.Seq)
	some(r, 5, &m.Random)
	some(r, 15, &m.ReqSeq)
	some(r, 6, &m.ClientSeq)
	number(r, 7, &m.Time)
	some(r, 8, &m.ClientTime)
	someBytes(r, 9, &m.Body)
	r.someText(10, &m.CloudCustomData)
	some(r, 11, &m.Flags)
	some(r, 12, &m.Priority)
	someBytes(r, 13, &m.AtInfo)
	r.someNumbers(14, &m.Targets)
	someBytes(r, 23, &m.Memo)
	some(r, 22, &m.Milli)
	number(r, 17, &m.Number)
	r.counts(18, &m.Counts)
	some(r, 16, &m.Version)
	r.someText(19, &m.Revoker)
	r.someText(20, &m.RevokeReason)
	r.someInt(21, &m.RevokeTime)
}

func (x *logged) fields(r *record) {
	r.int(1, &x.At)
	number(r, 2, &x.Kind)
	r.conv(3, &x.Conv)
	r.someMessage(4, x)
	someBytes(r, 5, &x.Meta)
	some(r, 6, &x.Account)
	some(r, 7, &x.UpTo)
	some(r, 8, &x.Time)
	someBytes(r, 9, &x.What)
}

// someMessage is the message of an entry. One that was just stored is not encoded again.
func (r *record) someMessage(n byte, x *logged) {
	switch {
	case !r.reading && x.Message == nil && x.stored == nil, !r.field(n):
	case !r.reading && x.stored != nil:
		r.b = append(r.b, x.stored[1:]...)
	default:
		if r.reading {
			x.Message = &Message{}
		}
		in := r.inner()
		for in.more() {
			x.Message.fields(&in)
		}
		r.leave(&in)
	}
}

func (a *arrived) fields(r *record) {
	number(r, 1, &a.Time)
	r.pos(2, &a.Pos)
	r.counts(3, &a.Counts)
}

func (f *reference) fields(r *record) {
	r.conv(1, &f.Conv)
	r.pos(2, &f.Pos)
	number(r, 3, &f.Time)
	number(r, 4, &f.Number)
	r.counts(5, &f.Counts)
}

func (n *noted) fields(r *record) {
	some(r, 1, &n.Kind)
	someBytes(r, 2, &n.Payload)
	r.int(3, &n.Time)
	r.someConv(4, &n.Conv)
	r.pos(5, &n.Pos)
}

func (r *record) someConv(n byte, c **convRef) {
	if !r.reading && *c == nil || !r.field(n) {
		return
	}
	if r.reading {
		*c = &convRef{}
	}
	(*c).value(r)
}

func (p *Place) fields(r *record) {
	some(r, 1, &p.Joined)
	some(r, 2, &p.Cleared)
	r.someBool(3, &p.Removed)
	some(r, 4, &p.RemovedAt)
	r.someInt(5, &p.Pinned)
	r.someBool(6, &p.Left)
	some(r, 7, &p.Read)
	some(r, 8, &p.ReadTime)
	r.someInt(9, &p.ReadCount)
	some(r, 10, &p.Hidden)
}

// The methods below are alike for all types. One that takes any of them would make
// each value live on the heap.

func (h *Head) encode(scratch []byte) []byte {
	r := writing(scratch)
	h.fields(&r)
	return r.b
}

func (m *Message) encode(scratch []byte) []byte {
	r := writing(scratch)
	m.fields(&r)
	return r.b
}

func (x *logged) encode(scratch []byte) []byte {
	r := writing(scratch)
	x.fields(&r)
	return r.b
}

func (a *arrived) encode(scratch []byte) []byte {
	r := writing(scratch)
	a.fields(&r)
	return r.b
}

func (f *reference) encode(scratch []byte) []byte {
	r := writing(scratch)
	f.fields(&r)
	return r.b
}

func (n *noted) encode(scratch []byte) []byte {
	r := writing(scratch)
	n.fields(&r)
	return r.b
}

func (p *Place) encode(scratch []byte) []byte {
	r := writing(scratch)
	p.fields(&r)
	return r.b
}
