package api

import (
	"bytes"
	"encoding/json"
	"errors"

	"github.com/teahouse-chat/teahouse/wire"
)

type envelope struct {
	ActionStatus string `json:"ActionStatus"`
	ErrorCode    int    `json:"ErrorCode"`
	ErrorInfo    string `json:"ErrorInfo"`
}

// Envelope joins the outcome of a command with its response into one flat JSON
// object, as both doors answer. A field that the response has itself follows
// the envelope's, and so wins with the clients' parsers.
func Envelope(resp any, err error) []byte {
	e := envelope{ActionStatus: "OK"}
	if err != nil {
		own := wire.ErrInternal
		errors.As(err, &own)
		e = envelope{"FAIL", own.Code, own.Info}
	}
	out := encode(e)
	if resp == nil {
		return out
	}
	fields := encode(resp)
	if len(fields) <= len("{}") {
		return out
	}
	out[len(out)-1] = ','
	return append(out, fields[1:]...)
}

// encode leaves < > & as they are: answers are read by JSON parsers only.
func encode(v any) []byte {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return encode(envelope{"FAIL", wire.ErrInternal.Code, wire.ErrInternal.Info}) // a mistake in a response type
	}
	return buf.Bytes()[:buf.Len()-1]
}
