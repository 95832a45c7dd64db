package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/group"
	"github.com/teahouse-chat/teahouse/wire/openim"
)

// everything has a field of each sort that requests and answers have.
type everything struct {
	Text    string            `json:"Text"`
	Number  uint32            `json:"Number,omitempty"`
	Signed  int64             `json:"Signed"`
	Float   float64           `json:"Float"`
	Bool    bool              `json:"Bool"`
	Raw     json.RawMessage   `json:"Raw,omitempty"`
	Any     any               `json:"Any"`
	Pointer *uint32           `json:"Pointer,omitempty"`
	Texts   []string          `json:"To_Account"`
	Numbers [2]int            `json:"Numbers"`
	Map     map[string]string `json:"Map"`
	Nested  struct {
		Deeper []everythingInside `json:"Deeper"`
	} `json:"Nested"`
	everythingInside
	Untagged string
	Body     openim.Body       `json:"MsgBody,omitempty"`
	Push     openim.PushInfo   `json:"OfflinePushInfo,omitempty"`
	Life     *openim.LifeTime  `json:"MsgLifeTime,omitempty"`
	Seq      group.Cursor      `json:"Seq,omitempty"`
	Sync     openim.SyncOther  `json:"SyncOtherMachine,omitempty"`
	Random   *openim.Random    `json:"MsgRandom,omitempty"`
	Hidden   string            `json:"-"`
	Profile  map[string]any    `json:"Profile,omitempty"`
	Elements []wire.Element    `json:"Elements,omitempty"`
	Raws     []json.RawMessage `json:"Raws,omitempty"`
}

type everythingInside struct {
	Inside string
	Twice  *everythingInside `json:"Twice,omitempty"`
}

// standard is decode with the decoder of the standard library.
func standard(body []byte, req any, bad *wire.Error) error {
	if isEmptyList(body) {
		body = []byte("{}")
	}
	if !isObject(body) || !utf8.Valid(body) || tooDeep(body) {
		return wire.ErrBadJSON
	}
	err := json.Unmarshal(body, req)
	var wrong *json.UnmarshalTypeError
	for range mostEmptyLists {
		if !errors.As(err, &wrong) || wrong.Value != "array" || !isObjectType(wrong.Type) {
			break
		}
		at := emptyListBefore(body, int(wrong.Offset))
		if at < 0 {
			break
		}
		body = slices.Clone(body)
		body[at] = '{'
		body[at+bytes.IndexByte(body[at:], ']')] = '}'
		reflect.ValueOf(req).Elem().SetZero()
		err = json.Unmarshal(body, req)
	}
	var own *wire.Error
	switch {
	case errors.As(err, &wrong) && strings.HasSuffix(wrong.Field, "_Account"):
		return wire.ErrAccountType
	case errors.As(err, &wrong):
		return bad
	case errors.As(err, &own):
		return own
	case err != nil:
		return wire.ErrBadJSON
	case bytes.Contains(body, []byte(`\u0000`)) && hasNUL(reflect.ValueOf(req)):
		return bad
	}
	if v, ok := req.(interface{ Validate() error }); ok {
		return v.Validate()
	}
	return nil
}

// FuzzDecode: requests are read, and answers written, as the standard library does it.
func FuzzDecode(f *testing.F) {
	for _, seed := range []string{
		`{"Text":"a\u00e9\ud83d\ude00\ud800<&>\u2028","Number":7,"Signed":-9,"Float":1.5e-9,"Bool":true,"Raw":{ "x" : [1] },"Any":[1,"x",{"y":null}]}`,
		`{"text":"other letters","TEXT":"again","Text":null,"Number":null,"Raw":null,"Pointer":null,"To_Account":null,"Map":null,"MsgBody":null}`,
		`{"Number":"1"}`, `{"Number":-1}`, `{"Number":1.0}`, `{"Number":4294967296}`, `{"To_Account":"x"}`, `{"To_ACCount":0,"0000000":[]}`, `{"To_Account":[1,"x"],"Number":"x"}`,
		`{"Map":[],"Nested":[],"Profile":[ ]}`, `{"Nested":{"Deeper":[[],{"Inside":"x","Twice":[]}]}}`, `{"Nested":{"Deeper":[{"Inside":1}]}}`,
		`{"Numbers":[1],"Numbers":[1,2,3]}`, `{"Map":{"a":"b","a":"c"},"Map":{"d":"\u0000"}}`, `{"Twice":{"Inside":"x"},"Twice":{"Twice":{}}}`,
		`{"MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":"x\u0000"}}],"MsgLifeTime":0,"SyncOtherMachine":2,"MsgRandom":1,"Seq":7}`,
		`{"MsgBody":[{"MsgſType":"x","MsgContent":{}}]}`, `{"MsgBody":{}}`, `{"MsgBody":[]}`, `{"MsgBody":[null]}`, `{"MsgLifeTime":"x"}`, `{"OfflinePushInfo":[]}`,
		`{"Text":"\ud800x","Any":1e400}`, `{"Float":1e400}`, `{"Float":-0.0}`, `{"Text":"x",}`, `{"Text" "x"}`, ` [ ] `, "{\"Text\":\"\t\"}",
		`{"Elements":[{"MsgType":1}]}`, `{"Raws":[null,1,{}]}`, `{"Untagged":"x","untagged":"y","Hidden":"z"}`, `{"":1,"Any":{"":{}}}`,
		`{"From_Account":"a","To_Account":"b","MsgSeq":1,"MsgRandom":2,"MsgTimeStamp":3,"MsgBody":[{"MsgContent":{"Text":"x"},"MsgType":"TIMTextElem"}],"CloudCustomData":"y","ForbidCallbackControl":["ForbidBeforeSendMsgCallback"]}`,
		`{"Type":"Public","Name":"x","MemberList":[{"Member_Account":"a","AppMemberDefinedData":[]}],"AppDefinedData":[{"Key":"x","Value":"y"}]}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		differ[everything](t, body)
		differ[openim.SendMsgRequest](t, body)
		differ[group.CreateGroupRequest](t, body)
	})
}

// firstOfTwo tells whether a body has two mistakes, of which we tell the first, a wrong
// type. The standard library goes on behind such, and a value that finds fault with itself
// later has the last word.
func firstOfTwo(failed, expected error, bad *wire.Error) bool {
	wrongType := func(err error) bool { return errors.Is(err, bad) || errors.Is(err, wire.ErrAccountType) }
	return wrongType(failed) && expected != nil && !wrongType(expected) && !errors.Is(expected, wire.ErrBadJSON)
}

func differ[Req any](t *testing.T, body []byte) {
	t.Helper()
	bad := wire.NewError(7, "bad")
	got, want := new(Req), new(Req)
	failed, expected := decode(bytes.Clone(body), got, bad), standard(bytes.Clone(body), want, bad)
	if wire.CodeOf(failed) != wire.CodeOf(expected) && !firstOfTwo(failed, expected, bad) {
		t.Fatalf("%T %q: %v, the standard library leads to %v", got, body, failed, expected)
	}
	if failed != nil {
		return
	}
	if !reflect.DeepEqual(got, want) {
		t.Fatalf("%T %q: %+v, the standard library has %+v", got, body, got, want)
	}
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(want); err != nil {
		return
	}
	if written := append(encode(got), '\n'); !bytes.Equal(written, buf.Bytes()) {
		t.Fatalf("%T %q is written %s, by the standard library %s", got, body, written, buf.Bytes())
	}
}
