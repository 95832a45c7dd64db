package roomtest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"testing"
)

// Answer is a JSON object: a response, or an event of a push.
type Answer map[string]any

func decode(t testing.TB, raw []byte) Answer {
	t.Helper()
	var a Answer
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	if err := d.Decode(&a); err != nil {
		t.Fatalf("%v: %s", err, raw)
	}
	return a
}

// At follows a path of field names and list indexes; nil where it ends early.
func (a Answer) At(path ...any) any {
	var v any = map[string]any(a)
	for _, step := range path {
		switch s := step.(type) {
		case string:
			m, _ := v.(map[string]any)
			v = m[s]
		case int:
			list, _ := v.([]any)
			if s >= len(list) {
				return nil
			}
			v = list[s]
		}
	}
	return v
}

// Text is what is at a path as text; "" where there is nothing.
func (a Answer) Text(path ...any) string {
	if v := a.At(path...); v != nil {
		return fmt.Sprint(v)
	}
	return ""
}

// Int is the number at a path; -1 where there is none.
func (a Answer) Int(path ...any) int {
	n, err := strconv.Atoi(a.Text(path...))
	if err != nil {
		return -1
	}
	return n
}

// Len is the length of the list at a path; -1 where there is none.
func (a Answer) Len(path ...any) int {
	list, ok := a.At(path...).([]any)
	if !ok {
		return -1
	}
	return len(list)
}

// Has tells whether there is something at a path.
func (a Answer) Has(path ...any) bool { return a.At(path...) != nil }

// Kind says in a word what an event of a push is: "message", "tip 1", "aside 6",
// "notice 7", "recall", "read", "mention", "changed", "newest", or the number of the event.
func (a Answer) Kind() string {
	item := "GroupTips"
	switch a.Int("Event") {
	case 3:
		return "message"
	case 4:
		return "tip " + a.Text(item, 0, "MsgBody", "OpType")
	case 6:
		return "aside " + a.Text(item, 0, "MsgBody", "OpType")
	case 12:
		return "mention"
	case 19:
		return "changed"
	case 26:
		return "newest"
	case 5:
		switch {
		case a.Has(item, 0, "MsgBody", "GroupWithdrawInfoArray"):
			return "recall"
		case a.Has(item, 0, "MsgBody", "GroupReadInfoArray"):
			return "read"
		case a.Has(item, 0, "MsgBody", "GroupMsgReceiptList"):
			return "receipt"
		}
		return "notice " + a.Text(item, 0, "MsgBody", "ReportType")
	}
	return "event " + a.Text("Event")
}
