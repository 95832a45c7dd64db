package wire_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/teahouse-chat/teahouse/wire"
)

func TestMisfit(t *testing.T) {
	for _, row := range []struct {
		kind, content string
		strict        bool
		want          string
	}{
		{wire.Text, `{"Text":"x"}`, true, ""},
		{wire.Text, `{"Text":"x","More":[1]}`, true, ""},
		{wire.Text, `{"Text":7}`, false, "Text of TIMTextElem"},
		{wire.Text, `{"text":"x"}`, false, "Text of TIMTextElem"},
		{wire.Text, `{"Text":"x","Text":7}`, false, "Text of TIMTextElem"},
		{wire.Text, `{`, false, "MsgContent of TIMTextElem"},
		{wire.Custom, `{"Data":null}`, true, ""},
		{wire.Image, `{"ImageInfoArray":[{"URL":"x","Width":1}]}`, true, ""},
		{wire.Image, `{"ImageInfoArray":[{"URL":1}]}`, true, "ImageInfoArray.URL of TIMImageElem"},
		{wire.Image, `{"ImageInfoArray":[null]}`, true, "ImageInfoArray of TIMImageElem"},
		{wire.Relay, `{"AbstractList":["x"],"MsgList":[{"MsgBody":[{}]}]}`, true, ""},
		{wire.Relay, `{"MsgList":[{"MsgBody":["x"]}]}`, true, "MsgList.MsgBody of TIMRelayElem"},
		{"TIMSpellElem", `{}`, false, ""},
		{"TIMSpellElem", `{}`, true, `unknown MsgType "TIMSpellElem"`},
	} {
		if got := wire.Misfit([]wire.Element{{MsgType: row.kind, MsgContent: json.RawMessage(row.content)}}, row.strict); got != row.want {
			t.Errorf("%s %s: %q, want %q", row.kind, row.content, got, row.want)
		}
	}
}

// FuzzMsgBody checks elements of every kind. Of those that fit, a client that reads
// them by another parser gets what it expects.
func FuzzMsgBody(f *testing.F) {
	files, err := filepath.Glob("*/testdata/*/*/request*.json")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		var req struct{ MsgBody json.RawMessage }
		if json.Unmarshal(raw, &req) == nil && req.MsgBody != nil {
			f.Add([]byte(req.MsgBody))
		}
	}
	for _, seed := range []string{
		`[{"MsgType":"TIMImageElem","MsgContent":{"UUID":"x","ImageFormat":1,"ImageInfoArray":[{"Type":1,"Size":1,"Width":1,"Height":1,"URL":"x"}]}}]`,
		`[{"MsgType":"TIMRelayElem","MsgContent":{"Title":"x","AbstractList":["x"],"MsgList":[{"From_Account":"x","MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":"x"}}]}]}}]`,
		`[{"MsgType":"TIMFaceElem","MsgContent":{"Index":1,"Data":"x"}},{"MsgType":"TIMLocationElem","MsgContent":{"Desc":"x","Latitude":1.5,"Longitude":-1}}]`,
		`[{"MsgType":"TIMSoundElem","MsgContent":{"Url":"x","UUID":"x","Size":1,"Second":1,"Download_Flag":2}},{"MsgType":"TIMFileElem","MsgContent":{"FileName":"x","FileSize":1}}]`,
		`[{"MsgType":"TIMVideoFileElem","MsgContent":{"VideoUrl":"x","VideoSecond":1,"ThumbUrl":"x","ThumbWidth":1}}]`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		var body []wire.Element
		if json.Unmarshal(raw, &body) != nil || !wire.CheckBody(body) || wire.Misfit(body, false) != "" {
			return
		}
		for _, e := range body {
			var content map[string]any
			if err := json.Unmarshal(e.MsgContent, &content); err != nil && known[e.MsgType] != nil {
				t.Fatalf("%s has the content %s: %v", e.MsgType, e.MsgContent, err)
			}
			for name, is := range known[e.MsgType] {
				if v := content[name]; v != nil && !is(v) {
					t.Fatalf("%s of %s is %v", name, e.MsgType, v)
				}
			}
			if _, ok := content["Text"].(string); e.MsgType == wire.Text && !ok {
				t.Fatalf("a text without its text: %s", e.MsgContent)
			}
		}
	})
}

func isText(v any) bool   { _, ok := v.(string); return ok }
func isNumber(v any) bool { _, ok := v.(float64); return ok }

// isListOf tells that a value is a list whose entries are is.
func isListOf(is func(any) bool) func(any) bool {
	return func(v any) bool {
		list, ok := v.([]any)
		for _, e := range list {
			ok = ok && is(e)
		}
		return ok
	}
}

func isObject(v any) bool { _, ok := v.(map[string]any); return ok }

// known is what clients take for granted.
var known = map[string]map[string]func(any) bool{
	wire.Custom:   {"Data": isText, "Desc": isText, "Ext": isText},
	wire.Face:     {"Index": isNumber, "Data": isText},
	wire.Location: {"Desc": isText, "Latitude": isNumber, "Longitude": isNumber},
	wire.Image:    {"UUID": isText, "ImageFormat": isNumber, "ImageInfoArray": isListOf(isObject)},
	wire.Sound:    {"Url": isText, "Size": isNumber, "Second": isNumber},
	wire.File:     {"Url": isText, "FileName": isText, "FileSize": isNumber},
	wire.Video:    {"VideoUrl": isText, "VideoSecond": isNumber, "ThumbUrl": isText, "ThumbWidth": isNumber},
	wire.Relay:    {"Title": isText, "AbstractList": isListOf(isText), "MsgList": isListOf(isObject)},
}
