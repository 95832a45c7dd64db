package openim

import (
	"bytes"
	"encoding/json"

	"github.com/teahouse-chat/teahouse/wire"
)

// Body is a MsgBody. Decoding gives ErrNoBody for anything but an array, and
// ErrElement for elements of another form than {MsgType, MsgContent}.
type Body []wire.Element

// UnmarshalJSON reads the array.
func (b *Body) UnmarshalJSON(raw []byte) error {
	if len(raw) == 0 || raw[0] != '[' {
		return ErrNoBody
	}
	if body, ok := wire.ReadElements(bytes.Clone(raw)); ok { // raw is the decoder's
		*b = body
		if !wire.CheckBody(*b) {
			return ErrElement
		}
		return nil
	}
	var parts []struct {
		MsgType    *string
		MsgContent json.RawMessage
	}
	if json.Unmarshal(raw, &parts) != nil {
		return ErrElement
	}
	*b = make(Body, len(parts))
	for i, p := range parts {
		if p.MsgType == nil {
			return ErrElement.With("element %d has no MsgType", i)
		}
		(*b)[i] = wire.Element{MsgType: *p.MsgType, MsgContent: p.MsgContent}
	}
	if !wire.CheckBody(*b) {
		return ErrElement
	}
	return nil
}

// Check tests elements of kinds that are known: their fields must have the JSON
// types of the protocol, else ErrBody. strict, for what an application's server
// sends, also refuses kinds that are not known and a second custom element;
// clients' elements of new kinds pass through.
func (b Body) Check(strict bool) error {
	if name := wire.Misfit(b, strict); name != "" {
		return ErrBody.With("%s", name)
	}
	return nil
}
