package timeline

import (
	"bytes"
	"reflect"
	"testing"

	"github.com/fxamacker/cbor/v2"
	"pgregory.net/rapid"

	"github.com/teahouse-chat/teahouse/server/internal/id"
)

// TestEncode: what is put into our format by hand is what the library makes of it,
// whatever the values are, with all fields that a type has or gets.
func TestEncode(t *testing.T) {
	t.Run("head", sameEncoding[Head])
	t.Run("message", sameEncoding[Message])
	t.Run("entry", sameEncoding[logging])
	t.Run("arrived", sameEncoding[arrived])
	t.Run("reference", sameEncoding[reference])
	t.Run("notice", sameEncoding[noted])
}

func sameEncoding[T any, P interface {
	*T
	encode(scratch []byte) []byte
}](t *testing.T) {
	values := rapid.MakeCustom[T](rapid.MakeConfig{Types: map[reflect.Type]*rapid.Generator[any]{
		reflect.TypeFor[convRef](): rapid.Map(rapid.Make[id.Conv](), refer).AsAny(),
		reflect.TypeFor[cbor.RawMessage](): rapid.Map(rapid.Uint64(), func(n uint64) cbor.RawMessage {
			return (&arrived{Counts: [2]uint64{n, n}}).encode(nil)[1:]
		}).AsAny(),
	}})
	rapid.Check(t, func(t *rapid.T) {
		v := values.Draw(t, "value")
		want, err := encode(&v)
		if err != nil {
			t.Fatal(err)
		}
		if got := P(&v).encode([]byte("what was there")); !bytes.Equal(got, want) {
			t.Errorf("%x, the library %x", got, want)
		}
	})
}
