package ws

import (
	"bytes"

	"github.com/go-json-experiment/json/jsontext"
	json "github.com/go-json-experiment/json/v1"

	"github.com/teahouse-chat/teahouse/wire"
)

// request is a message of a client. What else the head holds, the server does
// not need. The body may be malformed: whoever decodes it finds out.
type request struct {
	Head head           `json:"head"`
	Body jsontext.Value `json:"body"`
}

type head struct {
	Command    string         `json:"servcmd"`
	Seq        jsontext.Value `json:"seq"`
	A2         string         `json:"a2"`
	TinyID     string         `json:"tinyid"`
	Identifier string         `json:"identifier"`
	UserSig    string         `json:"usersig"`
}

// parse reads a message, which may be reused afterwards. It finds the head's members in
// the form in which clients write them, and leaves all others to a decoder.
func parse(message []byte) (r request, err error) {
	if r.scan(message) {
		return r, nil
	}
	r = request{}
	err = json.Unmarshal(message, &r)
	return r, err
}

func (r *request) scan(message []byte) bool {
	through := wire.EachMember(message, func(name, value []byte) bool {
		switch string(name) {
		case "head":
			return wire.EachMember(value, r.Head.take)
		case "body":
			r.Body = bytes.Clone(value)
			return true
		}
		return false
	})
	return through && r.Head.Command != "" && r.Head.Seq != nil
}

// take takes a member of the head. Those that the server does not need are looked at too:
// what is no JSON is refused, whatever part of it is needed.
func (h *head) take(name, value []byte) bool {
	field := h.field(name)
	switch {
	case string(name) == "seq":
		h.Seq = bytes.Clone(value)
		return isDigits(value)
	case field != nil:
		if !isPlain(value) {
			return false
		}
		*field = string(value[1 : len(value)-1])
		return true
	}
	return isPlain(value) || isDigits(value)
}

func (h *head) field(name []byte) *string {
	switch string(name) {
	case "servcmd":
		return &h.Command
	case "a2":
		return &h.A2
	case "tinyid":
		return &h.TinyID
	case "identifier":
		return &h.Identifier
	case "usersig":
		return &h.UserSig
	}
	return nil
}

// isPlain tells whether a value is a string that stands for itself: ASCII without escapes.
func isPlain(value []byte) bool {
	if value[0] != '"' {
		return false
	}
	for _, c := range value[1 : len(value)-1] {
		if c < ' ' || c > '~' || c == '\\' {
			return false
		}
	}
	return true
}

// isDigits tells whether a value is a whole number without a sign.
func isDigits(value []byte) bool {
	for _, c := range value {
		if c < '0' || c > '9' {
			return false
		}
	}
	return len(value) == 1 || value[0] != '0'
}
