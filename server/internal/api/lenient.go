package api

import (
	"bytes"
	"errors"
	"reflect"
	"slices"

	json "github.com/go-json-experiment/json/v1"
)

// isEmptyList tells whether a body is [], which PHP makes of an empty object.
func isEmptyList(body []byte) bool {
	trimmed := bytes.TrimSpace(body)
	return len(trimmed) >= 2 && trimmed[0] == '[' && len(bytes.TrimSpace(trimmed[1:])) == 1 && trimmed[len(trimmed)-1] == ']'
}

// mostEmptyLists is how many empty lists of a request are taken for objects.
const mostEmptyLists = 16

// unmarshal is json.Unmarshal that takes an empty list where an object belongs for
// an empty object: PHP cannot tell them apart.
func unmarshal(body []byte, req any) error {
	err := json.Unmarshal(body, req)
	for range mostEmptyLists {
		var wrong *json.UnmarshalTypeError
		if !errors.As(err, &wrong) || wrong.Value != "array" || !isObjectType(wrong.Type) {
			return err
		}
		at := emptyListBefore(body, int(wrong.Offset))
		if at < 0 {
			return err
		}
		body = slices.Clone(body)
		body[at] = '{'
		body[at+bytes.IndexByte(body[at:], ']')] = '}'
		reflect.ValueOf(req).Elem().SetZero()
		err = json.Unmarshal(body, req)
	}
	return err
}

func isObjectType(t reflect.Type) bool { return t.Kind() == reflect.Struct || t.Kind() == reflect.Map }

// emptyListBefore returns where the empty list stands that the decoder met at
// offset, or -1 if the list there is not empty.
func emptyListBefore(body []byte, offset int) int {
	at := bytes.LastIndexByte(body[:min(offset+1, len(body))], '[')
	if at < 0 || !bytes.HasPrefix(bytes.TrimLeft(body[at+1:], " \t\r\n"), []byte("]")) {
		return -1
	}
	return at
}
