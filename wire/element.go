package wire

import (
	"bytes"
	"encoding/json"
	"strings"
)

// Element is one part of a message's MsgBody. Its content passes through the
// server unchanged, byte for byte, also when its kind is not known here.
type Element struct {
	MsgType    string          `json:"MsgType"`
	MsgContent json.RawMessage `json:"MsgContent"`
}

// Kinds of elements that clients show.
const (
	Text     = "TIMTextElem"
	Custom   = "TIMCustomElem"
	Face     = "TIMFaceElem"
	Location = "TIMLocationElem"
	Image    = "TIMImageElem"
	Sound    = "TIMSoundElem"
	File     = "TIMFileElem"
	Video    = "TIMVideoFileElem"
	Relay    = "TIMRelayElem"
	Stream   = "TIMStreamElem" // sent by the commands of stream_msg alone
)

// MaxBody is the most bytes that a message's MsgBody and CloudCustomData may
// take together.
const MaxBody = 12 << 10

// Risk is MsgCheckResult of a message with words that are marked as risky; clients take
// any number above 1 for that. Of other messages the field is absent.
const Risk = 2

// CheckResult returns MsgCheckResult of a message that has such words, or has none.
func CheckResult(risk bool) int {
	if risk {
		return Risk
	}
	return 0
}

// CheckBody tests the form of a MsgBody: at least one element, each with a kind
// and an object as its content. It does not look into contents.
func CheckBody(body []Element) bool {
	for _, e := range body {
		if e.MsgType == "" || !isObject(e.MsgContent) {
			return false
		}
	}
	return len(body) > 0
}

// ReadElements reads the array of a MsgBody that is well-formed JSON: each element
// with a kind and a content. The contents are parts of raw. It reports false for
// forms that it does not know, which are for a decoder.
func ReadElements(raw []byte) (body []Element, ok bool) {
	body = []Element{}
	ok = eachEntry(raw, func(entry []byte) bool {
		var e Element
		through := EachMember(entry, func(name, value []byte) bool {
			switch string(name) {
			case "MsgType":
				if value[0] != '"' || bytes.IndexByte(value, '\\') >= 0 {
					return false
				}
				e.MsgType = kindName(value[1 : len(value)-1])
			case "MsgContent":
				e.MsgContent = value
			default:
				return !foldsTo(name, "MsgType") && !foldsTo(name, "MsgContent") // a decoder takes the same name in other letters
			}
			return true
		})
		body = append(body, e)
		return through && e.MsgType != "" && e.MsgContent != nil
	})
	return body, ok
}

// AppendElements appends a MsgBody as JSON. Contents, which have to be well-formed,
// stay as they are but for white space between their parts.
func AppendElements(dst []byte, body []Element) []byte {
	dst = append(dst, '[')
	for i, e := range body {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(dst, `{"MsgType":`...)
		if kinds[e.MsgType] != nil {
			dst = append(append(append(dst, '"'), e.MsgType...), '"')
		} else {
			dst = append(dst, quoted(e.MsgType)...)
		}
		dst = append(dst, `,"MsgContent":`...)
		if e.MsgContent == nil {
			dst = append(dst, "null"...)
		}
		dst = appendCompact(dst, e.MsgContent)
		dst = append(dst, '}')
	}
	return append(dst, ']')
}

// foldsTo tells whether two names are the same but for upper and lower case, which may
// take more bytes than known.
func foldsTo(name []byte, known string) bool {
	return len(name) >= len(known) && strings.EqualFold(string(name), known)
}

func quoted(text string) []byte {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(text) // a string always encodes
	return buf.Bytes()[:buf.Len()-1]
}

// kindName is a kind as a string; those that are known need no memory.
func kindName(b []byte) string {
	for _, known := range [...]string{Text, Custom, Face, Location, Image, Sound, File, Video, Relay} {
		if string(b) == known {
			return known
		}
	}
	return string(b)
}

// BodySize returns how many bytes of MaxBody a message takes.
func BodySize(body []Element, custom string) int {
	n := len(custom)
	for _, e := range body {
		n += len(e.MsgType) + len(e.MsgContent)
	}
	return n
}

func isObject(raw json.RawMessage) bool {
	return len(bytes.TrimSpace(raw)) > 0 && bytes.TrimSpace(raw)[0] == '{'
}

// NewText returns a body with one text element.
func NewText(text string) []Element { return newElement(Text, map[string]string{"Text": text}) }

// NewCustom returns a body with one custom element.
func NewCustom(data, desc, ext string) []Element {
	return newElement(Custom, map[string]string{"Data": data, "Desc": desc, "Ext": ext})
}

func newElement(kind string, content any) []Element {
	raw, err := json.Marshal(content)
	if err != nil {
		panic(err) // maps of strings always encode
	}
	return []Element{{kind, raw}}
}
