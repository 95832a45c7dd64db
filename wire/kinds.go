package wire

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// Misfit returns what is wrong with the contents of a MsgBody, or "". Fields of
// elements of known kinds must have the JSON types of the protocol, because
// receivers use them without asking. strict, for what an application's server
// sends, also refuses kinds that are not known and a second custom element;
// clients' elements of new kinds pass through. An element of a stream has commands of
// its own.
func Misfit(body []Element, strict bool) string {
	customs := 0
	for _, e := range body {
		if e.MsgType == Stream {
			return Stream + " outside of stream_msg"
		}
		fields, known := kinds[e.MsgType]
		if !known {
			if strict {
				return fmt.Sprintf("unknown MsgType %.40q", e.MsgType)
			}
			continue
		}
		if e.MsgType == Custom {
			customs++
		}
		if name := misfit(e.MsgContent, fields); name != "" {
			return name + " of " + e.MsgType
		}
	}
	if strict && customs > 1 {
		return "more than one " + Custom
	}
	return ""
}

// field is a field of an element: its name and the first bytes its JSON value
// may have. A list says that of its entries, too.
type field struct {
	name     string
	begins   string
	required bool
	entries  string  // what the entries of a list begin with
	fields   []field // of entries that are objects
}

const (
	str  = `"`
	num  = `-0123456789`
	list = `[`
	obj  = `{`
)

func optional(begins string, names ...string) []field {
	fields := make([]field, len(names))
	for i, name := range names {
		fields[i] = field{name: name, begins: begins}
	}
	return fields
}

func listOf(name, entries string, fields ...field) []field {
	return []field{{name: name, begins: list, entries: entries, fields: fields}}
}

func fields(groups ...[]field) (all []field) {
	for _, g := range groups {
		all = append(all, g...)
	}
	return all
}

// kinds lists the elements whose content is known, with the fields that are
// checked. Further fields pass through.
var kinds = map[string][]field{
	Text:     {{name: "Text", begins: str, required: true}},
	Custom:   optional(str, "Data", "Desc", "Ext", "Sound"),
	Face:     fields(optional(num, "Index"), optional(str, "Data")),
	Location: fields(optional(str, "Desc"), optional(num, "Latitude", "Longitude")),
	Image: fields(optional(str, "UUID"), optional(num, "ImageFormat"),
		listOf("ImageInfoArray", obj, fields(optional(num, "Type", "Size", "Width", "Height"), optional(str, "URL"))...)),
	Sound: fields(optional(str, "Url", "UUID"), optional(num, "Size", "Second", "Download_Flag")),
	File:  fields(optional(str, "Url", "UUID", "FileName"), optional(num, "FileSize", "Download_Flag")),
	Video: fields(optional(str, "VideoUrl", "VideoUUID", "VideoFormat", "ThumbUrl", "ThumbUUID", "ThumbFormat"),
		optional(num, "VideoSize", "VideoSecond", "VideoDownloadFlag", "ThumbSize", "ThumbWidth", "ThumbHeight", "ThumbDownloadFlag")),
	Relay: fields(optional(str, "Title", "CompatibleText", "JsonMsgKey"), listOf("AbstractList", str),
		listOf("MsgList", obj, fields(optional(str, "From_Account", "To_Account", "GroupId", "CloudCustomData"), listOf("MsgBody", obj))...)),
}

// mostFields is how many fields of an object are known at most.
const mostFields = 16

// misfit returns the name of a field that does not fit, or "". Names are exact, as
// those of clients are; of a name that comes twice the last counts.
func misfit(content json.RawMessage, fields []field) string {
	var values [mostFields]json.RawMessage
	through := EachMember(content, func(name, value []byte) bool {
		for i := range fields {
			if fields[i].name == string(name) {
				values[i] = value
			}
		}
		return true
	})
	if !through {
		var all map[string]json.RawMessage
		if json.Unmarshal(content, &all) != nil {
			return "MsgContent"
		}
		for i := range fields {
			values[i] = all[fields[i].name]
		}
	}
	for i, f := range fields {
		v := values[i]
		if v == nil || string(v) == "null" {
			if f.required {
				return f.name
			}
			continue
		}
		if !bytes.ContainsAny(v[:1], f.begins) {
			return f.name
		}
		if name := f.misfit(v); name != "" {
			return name
		}
	}
	return ""
}

// misfit looks into a list.
func (f field) misfit(v json.RawMessage) string {
	if f.entries == "" {
		return ""
	}
	var entries []json.RawMessage
	if json.Unmarshal(v, &entries) != nil {
		return f.name
	}
	for _, e := range entries {
		if !bytes.ContainsAny(e[:1], f.entries) {
			return f.name
		}
		if name := misfit(e, f.fields); f.fields != nil && name != "" {
			return f.name + "." + name
		}
	}
	return ""
}
