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
	customs := 0
	for _, e := range b {
		fields, known := kinds[e.MsgType]
		if !known {
			if strict {
				return ErrBody.With("unknown MsgType %.40q", e.MsgType)
			}
			continue
		}
		if e.MsgType == wire.Custom {
			customs++
		}
		if name := misfit(e.MsgContent, fields); name != "" {
			return ErrBody.With("%s of %s", name, e.MsgType)
		}
	}
	if strict && customs > 1 {
		return ErrBody.With("more than one %s", wire.Custom)
	}
	return nil
}

// field is a field of an element: its name and the first bytes its JSON value
// may have.
type field struct {
	name     string
	begins   string
	required bool
}

const (
	text   = `"`
	num    = `-0123456789`
	list   = `[`
	must   = true
	mayNot = false
)

// kinds lists the elements whose content is known, with the fields that are
// checked. Further fields pass through.
var kinds = map[string][]field{
	wire.Text:     {{"Text", text, must}},
	wire.Custom:   {{"Data", text, mayNot}, {"Desc", text, mayNot}, {"Ext", text, mayNot}, {"Sound", text, mayNot}},
	wire.Face:     {{"Index", num, mayNot}, {"Data", text, mayNot}},
	wire.Location: {{"Desc", text, mayNot}, {"Latitude", num, mayNot}, {"Longitude", num, mayNot}},
	wire.Image:    {{"UUID", text, mayNot}, {"ImageFormat", num, mayNot}, {"ImageInfoArray", list, mayNot}},
	wire.Sound:    {{"Url", text, mayNot}, {"UUID", text, mayNot}, {"Size", num, mayNot}, {"Second", num, mayNot}, {"Download_Flag", num, mayNot}},
	wire.File:     {{"Url", text, mayNot}, {"UUID", text, mayNot}, {"FileSize", num, mayNot}, {"FileName", text, mayNot}, {"Download_Flag", num, mayNot}},
	wire.Video:    {{"VideoUrl", text, mayNot}, {"VideoUUID", text, mayNot}, {"VideoSize", num, mayNot}, {"ThumbUrl", text, mayNot}, {"ThumbUUID", text, mayNot}},
	wire.Relay:    {{"Title", text, mayNot}, {"CompatibleText", text, mayNot}, {"AbstractList", list, mayNot}, {"MsgList", list, mayNot}},
}

// misfit returns the name of a field that does not fit, or "".
func misfit(content json.RawMessage, fields []field) string {
	var values map[string]json.RawMessage
	if json.Unmarshal(content, &values) != nil {
		return "MsgContent"
	}
	for _, f := range fields {
		v, there := values[f.name]
		if !there || bytes.Equal(v, []byte("null")) {
			if f.required {
				return f.name
			}
			continue
		}
		if !bytes.ContainsAny(v[:1], f.begins) {
			return f.name
		}
	}
	return ""
}
