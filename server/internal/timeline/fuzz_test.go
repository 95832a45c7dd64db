package timeline

import (
	"bytes"
	"reflect"
	"testing"
)

// FuzzStored decodes values of the store that are damaged, or were not written by
// us. What can be read is what the library reads, and the same after it was written again.
func FuzzStored(f *testing.F) {
	kinds := []any{Message{}, Head{}, arrived{}, reference{}, logged{}, noted{}, Place{}}
	for i, v := range kinds {
		raw, err := encode(v)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(i, raw)
	}
	full, err := encode(Message{Time: 1, Seq: 2, Random: 3, From: 4, Body: []byte(`{"MsgBody":[]}`)})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(0, full)
	f.Add(0, []byte{format, 0xa2, 9, 0x40, 13, 0x40})                           // empty, and there
	f.Add(0, []byte{format, 0xa2, 7, 0x18, 1, 7, 2})                            // twice
	f.Add(6, []byte{format, 0xa2, 3, 0xf4, 8, 0x1b, 0xff, 0, 0, 0, 0, 0, 0, 0}) // too large
	f.Fuzz(func(t *testing.T, kind int, raw []byte) {
		if kind < 0 || kind >= len(kinds) {
			return
		}
		v := reflect.New(reflect.TypeOf(kinds[kind])).Interface()
		if decode(raw, v) != nil {
			return
		}
		library := reflect.New(reflect.TypeOf(kinds[kind])).Interface()
		if err := decoding.Unmarshal(raw[1:], library); err != nil || !reflect.DeepEqual(v, library) {
			t.Fatalf("%x is read as %+v, by the library as %+v, %v", raw, v, library, err)
		}
		first, err := encode(v)
		if err != nil {
			t.Fatalf("%+v was read and cannot be written: %v", v, err)
		}
		again := reflect.New(reflect.TypeOf(kinds[kind])).Interface()
		if err := decode(first, again); err != nil {
			t.Fatalf("%+v was written and cannot be read: %v", v, err)
		}
		if second, err := encode(again); err != nil || !bytes.Equal(first, second) {
			t.Fatalf("%T changes: %x, then %x, %v", v, first, second, err)
		}
	})
}
