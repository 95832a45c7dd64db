package wire

import (
	"bytes"
	"encoding/json"
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
