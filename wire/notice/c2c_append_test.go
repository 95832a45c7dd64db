package notice_test

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"reflect"
	"testing"

	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/notice"
)

// TestAppendJSON: the event is what an encoder writes, whichever of its fields have
// something, also ones that are new.
func TestAppendJSON(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		events := make([]notice.C2CMessage, 1+random.IntN(2))
		for i := range events {
			fill(random, reflect.ValueOf(&events[i]).Elem())
			if events[i].Body = nil; random.IntN(2) == 0 { // either form of a body
				events[i].Body = wire.AppendElements(nil, events[i].MsgBody)
			}
		}
		e := notice.NewC2CMsg(events...)
		e.Event = random.IntN(30)
		var want bytes.Buffer
		enc := json.NewEncoder(&want)
		enc.SetEscapeHTML(false)
		if err := enc.Encode(e); err != nil {
			t.Fatal(err)
		}
		got := e.AppendJSON([]byte("..."))
		if string(got) != "..."+string(bytes.TrimSuffix(want.Bytes(), []byte("\n"))) {
			t.Fatalf("%s, an encoder has %s", got, want.Bytes())
		}
	}
}

// fill gives each field of a struct something, or nothing.
func fill(random *rand.Rand, v reflect.Value) {
	for i := range v.NumField() {
		f := v.Field(i)
		if random.IntN(3) == 0 && f.Kind() != reflect.Slice { // a message has elements
			continue
		}
		switch f.Kind() {
		case reflect.String:
			f.SetString([]string{"", "ann", "<\"é\\\n>", "中文"}[random.IntN(4)])
		case reflect.Int:
			f.SetInt(random.Int64N(3))
		case reflect.Uint32, reflect.Uint64:
			f.SetUint(uint64(random.Uint32()))
		case reflect.Pointer:
			f.Set(reflect.New(f.Type().Elem()))
			if f.Elem().Kind() == reflect.Struct {
				fill(random, f.Elem())
			}
		case reflect.Slice:
			if f.Type() != reflect.TypeFor[[]wire.Element]() {
				continue
			}
			f.Set(reflect.ValueOf([]wire.Element{{MsgType: wire.Text, MsgContent: json.RawMessage(`{"Text":"x"}`)}, {MsgType: "Own", MsgContent: json.RawMessage(`{}`)}}))
		default:
			panic("no values of " + f.Type().String())
		}
	}
}
