package timeline

import (
	"bytes"
	"reflect"
	"testing"

	"github.com/fxamacker/cbor/v2"
	"pgregory.net/rapid"

	"github.com/teahouse-chat/teahouse/server/internal/id"
)

// TestRecords: what is put into our format by hand is what the library makes of it, and
// is read as the library reads it, whatever the values are, with all fields that a type
// has or gets.
func TestRecords(t *testing.T) {
	t.Run("head", sameRecord[Head])
	t.Run("message", sameRecord[Message])
	t.Run("entry", sameRecord[logged])
	t.Run("arrived", sameRecord[arrived])
	t.Run("reference", sameRecord[reference])
	t.Run("notice", sameRecord[noted])
	t.Run("place", sameRecord[Place])
}

func sameRecord[T any, P interface {
	*T
	listed
	encode(scratch []byte) []byte
}](t *testing.T) {
	values := rapid.MakeCustom[T](rapid.MakeConfig{Types: map[reflect.Type]*rapid.Generator[any]{
		reflect.TypeFor[convRef](): rapid.Map(rapid.Make[id.Conv](), refer).AsAny(),
	}})
	rapid.Check(t, func(t *rapid.T) {
		v := values.Draw(t, "value")
		library, err := encode(&v)
		if err != nil {
			t.Fatal(err)
		}
		own := P(&v).encode([]byte("what was there"))
		if got, want := inOrder(t, own), inOrder(t, library); !bytes.Equal(got, want) {
			t.Errorf("%x, the library %x", own, library)
		}
		var want T
		if err := decoding.Unmarshal(library[1:], &want); err != nil {
			t.Fatal(err)
		}
		for _, b := range [][]byte{own, library} {
			var got T
			if !readFields(b, P(&got)) {
				t.Errorf("%x is not read", b)
			} else if !reflect.DeepEqual(got, want) {
				t.Errorf("%x is read as %+v, by the library as %+v", b, got, want)
			}
		}
	})
}

var sorting, _ = cbor.CanonicalEncOptions().EncMode()

// inOrder has the fields of a value in the order of their names: where a type is
// embedded, the library begins with the fields of that.
func inOrder(t *rapid.T, b []byte) []byte {
	var fields map[int]any
	if err := decoding.Unmarshal(b[1:], &fields); err != nil {
		t.Fatal(err)
	}
	sorted, err := sorting.Marshal(fields)
	if err != nil {
		t.Fatal(err)
	}
	return sorted
}

// BenchmarkEntry reads an entry of the arrival log with a message of 200 bytes.
func BenchmarkEntry(b *testing.B) {
	m := Message{From: 1 << 40, FromAccount: "sender", ToAccount: "receiver", Seq: 1 << 30, Random: 1 << 30, ReqSeq: 1 << 30,
		Time: 1 << 30, Body: bytes.Repeat([]byte("x"), 200), Number: 1000, Counts: [2]uint64{1000, 500}}
	raw := (&logged{Entry: Entry{At: 1 << 40, Kind: EntryMessage}, Conv: refer(id.Pair(1, 2, 3)), Meta: []byte(`{"Door":"WebSocket"}`),
		stored: m.encode(nil)}).encode(nil)
	b.Run("by hand", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			var x logged
			if !readFields(raw, &x) {
				b.Fatal("not read")
			}
		}
	})
	b.Run("library", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			var x logged
			if err := decoding.Unmarshal(raw[1:], &x); err != nil {
				b.Fatal(err)
			}
		}
	})
}
