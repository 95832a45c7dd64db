package group

import "slices"

// AttrService is a further service word of the commands on attributes.
const AttrService = "group_open_attr_http_svc"

// Limits of attributes: texts of a group that its members share, and see change.
const (
	MaxAttrs     = 16     // of a group
	MaxAttrKey   = 32     // bytes
	MaxAttrValue = 4000   // bytes
	MaxAttrTotal = 16_000 // bytes of all values of a group
	AttrRate     = 5      // writes a second into a group
)

// Attr is an attribute. Seq is of the form that clients have: the AttrMainSeq with
// which it was last written.
type Attr struct {
	Key   string  `json:"key"`
	Value string  `json:"value"`
	Seq   *uint64 `json:"seq,omitempty"`
}

// AttrKey names an attribute.
type AttrKey struct {
	Key string  `json:"key"`
	Seq *uint64 `json:"seq,omitempty"` // as the client knows it; 0: that there is none
}

// AttrVersion is what a client knows when it writes. AttrMainSeq is the number of
// changes of the group's attributes so far; with RaceConflict in AttrControl a
// write is refused (10056) that did not know all of them.
type AttrVersion struct {
	AttrMainSeq uint64   `json:"AttrMainSeq,omitempty"`
	AttrControl []string `json:"AttrControl,omitempty"`
	BytesKey    string   `json:"BytesKey,omitempty"` // AVChatRoomKey, not needed
}

// RaceConflict in AttrControl asks for the refusal of writes that come too late.
const RaceConflict = "RaceConflict"

// Checked tells whether the write asks to be refused when it comes too late.
func (v *AttrVersion) Checked() bool { return slices.Contains(v.AttrControl, RaceConflict) }

// AttrWritten answers a write, to clients alone: the number of the change, and
// the attributes that now have it.
type AttrWritten struct {
	AttrMainSeq  uint64    `json:"AttrMainSeq,omitempty"`
	GroupAttrAry []AttrKey `json:"GroupAttrAry,omitzero"`
}

func checkAttrs(attrs []Attr) error {
	keys, total := make([]string, len(attrs)), 0
	for i, a := range attrs {
		if len(a.Value) > MaxAttrValue {
			return ErrAttrValue.With("%q has more than %d bytes", shortKey(a.Key), MaxAttrValue)
		}
		keys[i], total = a.Key, total+len(a.Value)
	}
	if err := checkAttrKeys(keys); err != nil {
		return err
	}
	if total > MaxAttrTotal {
		return ErrAttrTotal.With("at most %d bytes", MaxAttrTotal)
	}
	return nil
}

func checkAttrKeys(keys []string) error {
	if len(keys) > MaxAttrs {
		return ErrAttrCount.With("at most %d", MaxAttrs)
	}
	for i, k := range keys {
		switch {
		case k == "":
			return ErrBadParameter.With("GroupAttr has an empty key")
		case len(k) > MaxAttrKey:
			return ErrAttrKey.With("%q has more than %d bytes", shortKey(k), MaxAttrKey)
		case slices.Contains(keys[:i], k):
			return ErrBadParameter.With("GroupAttr has %q twice", k)
		}
	}
	return nil
}

func shortKey(k string) string { return k[:min(len(k), MaxAttrKey)] }

// GroupAttrOption is the part of a tip that tells of changed attributes.
type GroupAttrOption struct {
	AttrMainSeq uint64 `json:"AttrMainSeq"`
	OpType      int    `json:"OpType"` // AttrSet and so on
	// WithValues is 1: the changed attributes are in Info. A client that knew the change
	// before takes them from there; any other one reads all anew.
	WithValues  int           `json:"PushChangedAttrValFlag"`
	ChangedKeys []string      `json:"BytesChangedKeys"`
	Info        []ChangedAttr `json:"GroupAttrInfo"`
}

// Values of OpType in GroupAttrOption.
const (
	AttrSet     = 1
	AttrModify  = 2
	AttrClear   = 3
	AttrDeleted = 4
)

// ChangedAttr is an attribute as tips have it.
type ChangedAttr struct {
	Key   string `json:"Key"`
	Value string `json:"Val"`
	Seq   uint64 `json:"SubKeySeq"`
}
