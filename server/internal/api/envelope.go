package api

import (
	"errors"
	"reflect"
	"sync"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	jsonv1 "github.com/go-json-experiment/json/v1"

	"github.com/teahouse-chat/teahouse/wire"
)

type envelope struct {
	ActionStatus string  `json:"ActionStatus,omitempty"`
	ErrorCode    int     `json:"ErrorCode"`
	ErrorInfo    *string `json:"ErrorInfo,omitempty"`
}

var nothing string // the ErrorInfo of what succeeded

// displayed are the services whose answers over REST have an ErrorDisplay, a text
// for end users, which is empty.
var displayed = map[string]bool{"profile": true, "sns": true, "follow": true, "recentcontact": true}

// Envelope joins the outcome of a command with its response into one flat JSON
// object, as both doors answer. A response that says its ActionStatus or ErrorInfo
// itself is taken at its word; no name comes twice, which many clients' parsers refuse.
func Envelope(resp any, err error) []byte { return AppendEnvelope(nil, resp, err) }

// AppendEnvelope appends what Envelope returns.
func AppendEnvelope(out []byte, resp any, err error) []byte {
	e := envelope{ActionStatus: "OK", ErrorInfo: &nothing}
	if err != nil {
		own := wire.ErrInternal
		errors.As(err, &own)
		e = envelope{"FAIL", own.Code, &own.Info}
	}
	var fields []byte
	if resp != nil {
		fields = encode(resp)
	}
	if len(fields) <= len("{}") {
		return append(out, e.encoded()...)
	}
	if says(resp, "ActionStatus") {
		e.ActionStatus = ""
	}
	if says(resp, "ErrorInfo") {
		e.ErrorInfo = nil
	}
	out = append(out, e.encoded()...)
	out[len(out)-1] = ','
	return append(out, fields[1:]...)
}

// success is the envelope of what went well.
var success = encode(envelope{ActionStatus: "OK", ErrorInfo: &nothing})

func (e envelope) encoded() []byte {
	if e.ErrorCode == 0 && e.ActionStatus == "OK" && e.ErrorInfo == &nothing {
		return success
	}
	return encode(e)
}

// EnvelopeOf is Envelope with what the answers of a service have over REST alone.
func EnvelopeOf(service string, resp any, err error) []byte {
	out := Envelope(resp, err)
	if !displayed[service] || field(resp, "ErrorDisplay").IsValid() {
		return out
	}
	return append(out[:len(out)-1], `,"ErrorDisplay":""}`...)
}

// says tells whether a response has a field and something in it.
func says(resp any, name string) bool {
	own := field(resp, name)
	return own.IsValid() && !own.IsZero()
}

// field is a field of a response, which has the same name on the wire.
func field(resp any, name string) reflect.Value {
	v := reflect.Indirect(reflect.ValueOf(resp))
	if v.Kind() != reflect.Struct {
		return reflect.Value{}
	}
	key := fieldKey{v.Type(), name}
	index, known := fieldIndexes.Load(key)
	if !known {
		f, _ := v.Type().FieldByName(name)
		index, _ = fieldIndexes.LoadOrStore(key, f.Index)
	}
	if index := index.([]int); index != nil {
		return v.FieldByIndex(index)
	}
	return reflect.Value{}
}

// fieldIndexes has where a field stands in a type of response, nil if it has none: the
// search for it costs more than the rest of an envelope.
var fieldIndexes sync.Map

type fieldKey struct {
	response reflect.Type
	name     string
}

// forms is how answers are encoded: as the standard library does, but that < > & are
// left as they are, for answers are read by JSON parsers only.
var forms = json.JoinOptions(jsonv1.DefaultOptionsV1(), jsontext.EscapeForHTML(false))

func encode(v any) []byte {
	out, err := json.Marshal(v, forms)
	if err != nil {
		return encode(envelope{"FAIL", wire.ErrInternal.Code, &wire.ErrInternal.Info}) // a mistake in a response type
	}
	return out
}
