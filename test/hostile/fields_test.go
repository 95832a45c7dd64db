package hostile_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// values are one of each kind that a field may not be.
var values = []struct{ name, json string }{
	{"null", `null`}, {"true", `true`}, {"a number", `7`}, {"a negative number", `-7`}, {"a fraction", `1.5`},
	{"2^32", `4294967296`}, {"2^64", `18446744073709551616`}, {"1e400", `1e400`}, {"-0", `-0`}, {"a word", `"word"`},
	{"an empty string", `""`}, {"a number as string", `"7"`}, {"U+0000", `"\u0000"`}, {"half a surrogate", `"\ud800"`},
	{"a list", `[]`}, {"a list of nulls", `[null]`}, {"a list of lists", `[[7]]`}, {"an object", `{}`}, {"a long string", `"` + strings.Repeat("x", 5000) + `"`},
}

// fields are rows of wrong types for each kind of field; the code is that of all
// values but those that fit.
func (s *server) fields(t *testing.T) {
	for _, f := range []struct {
		what, command, body, field string
		code                       int
		fits                       map[string]int // values with another code
	}{
		{"an account", "openim.sendmsg", `{"From_Account":"alice","MsgRandom":1,"MsgBody":` + text + `}`, "To_Account", 60015,
			map[string]int{"null": 90003, "a word": 90012, "an empty string": 90003, "a number as string": 90012, "U+0000": 90001, "half a surrogate": 90012, "a long string": 90012}},
		{"a random number", "openim.sendmsg", `{"From_Account":"alice","To_Account":"ghost","MsgBody":` + text + `}`, "MsgRandom", 90005,
			map[string]int{"a number": 90012}},
		{"a number of 32 bits", "openim.sendmsg", `{"From_Account":"alice","To_Account":"ghost","MsgRandom":1,"MsgBody":` + text + `}`, "MsgSeq", 90001,
			map[string]int{"null": 90012, "a number": 90012}},
		{"a time to live", "openim.sendmsg", `{"From_Account":"alice","To_Account":"ghost","MsgRandom":1,"MsgBody":` + text + `}`, "MsgLifeTime", 90044,
			map[string]int{"null": 90012, "a number": 90012}},
		{"a choice of numbers", "openim.sendmsg", `{"From_Account":"alice","To_Account":"ghost","MsgRandom":1,"MsgBody":` + text + `}`, "SyncOtherMachine", 90031, nil},
		{"a body", "openim.sendmsg", `{"From_Account":"alice","To_Account":"ghost","MsgRandom":1}`, "MsgBody", 90007,
			map[string]int{"a list": 90002, "a list of nulls": 90002, "a list of lists": 90002}},
		{"a push", "openim.sendmsg", `{"From_Account":"alice","To_Account":"ghost","MsgRandom":1,"MsgBody":` + text + `}`, "OfflinePushInfo", 90043,
			map[string]int{"an object": 90012}},
		{"a list of words", "openim.sendmsg", `{"From_Account":"alice","To_Account":"ghost","MsgRandom":1,"MsgBody":` + text + `}`, "SendMsgControl", 90001,
			map[string]int{"null": 90012, "a list": 90012, "a list of nulls": 90012}},
		{"a list of accounts", "openim.batchsendmsg", `{"From_Account":"alice","MsgRandom":1,"MsgBody":` + text + `}`, "To_Account", 60015,
			map[string]int{"null": 90003, "a list": 90003, "a list of nulls": 90012}},
		{"a list of objects", "im_open_login_svc.account_check", `{}`, "CheckItem", 70402, map[string]int{"a list of nulls": -1}},
		{"a name", "im_open_login_svc.account_import", `{}`, "UserID", 70402, map[string]int{"a word": -1, "a number as string": -1}},
		{"a group's random number", "group_open_http_svc.send_group_msg", `{"GroupId":"none","MsgBody":` + text + `}`, "Random", 10004,
			map[string]int{"a number": 10010}},
		{"a group", "group_open_http_svc.destroy_group", `{}`, "GroupId", 10004,
			map[string]int{"a word": 10010, "a number as string": 10010, "half a surrogate": 10015, "a long string": 10015}},
		{"a number of members", "group_open_http_svc.create_group", `{"Type":"Secret","Name":"x","GroupId":"x"}`, "MaxMemberCount", 10004, nil},
		{"a list of members", "group_open_http_svc.add_group_member", `{"GroupId":"none"}`, "MemberList", 10004, nil},
		{"a list of fields", "profile.portrait_set", `{"From_Account":"alice"}`, "ProfileItem", 40001, map[string]int{"a list of nulls": 40009}},
		{"a page of conversations", "recentcontact.get_list", `{"From_Account":"alice","StartIndex":0,"TopTimeStamp":0,"TopStartIndex":0,"AssistFlags":7}`, "TimeStamp", 50002,
			map[string]int{"null": -1, "a number": -1, "a negative number": -1, "2^32": -1, "-0": -1}},
	} {
		for _, v := range values {
			code := f.code
			if own, ok := f.fits[v.name]; ok {
				code = own
			}
			if code < 0 {
				continue // it is a right value
			}
			body := strings.Replace(f.body, "{", fmt.Sprintf(`{%q:%s,`, f.field, v.json), 1)
			s.row(t, f.what+" that is "+v.name, code, s.post("/v4/"+strings.Replace(f.command, ".", "/", 1), s.a.query(), strings.Replace(body, ",}", "}", 1)))
		}
	}
}

var defined = regexp.MustCompile(`[dD]efine(?:Client)?\[[^\]]*\]\(\s*"([a-z0-9_A-Z]+\.[a-z0-9_A-Z]+)"`)

// inPart is in answers to batches of which members failed.
var inPart = regexp.MustCompile(`"(Result|ResultCode|ErrorCode)":[1-9]|"FailAccounts":\["`)

// commands sends the example of every command with each of its fields in turn
// replaced by each of the wrong values. What is right may be done, so it is done to
// an application of its own; nothing may be a failure of the server. Over REST a code is
// one of the command's service, and what the command's schema refuses is not taken.
func (s *server) commands(t *testing.T) {
	client, ops := s.login(t, s.c, "mia"), readOperations(t)
	requests, err := filepath.Glob("../../wire/*/testdata/*/*/request*.json")
	if err != nil || len(requests) < 50 {
		t.Fatalf("%d examples, %v", len(requests), err)
	}
	slices.SortFunc(requests, func(a, b string) int { // at last those that end the client's session
		last := func(p string) int {
			if strings.Contains(p, "wslog") || strings.Contains(p, "/kick/") {
				return 1
			}
			return 0
		}
		return last(a) - last(b)
	})
	for _, file := range requests {
		door, word := filepath.Base(filepath.Dir(file)), filepath.Base(filepath.Dir(filepath.Dir(file)))
		service := filepath.Dir(filepath.Dir(filepath.Dir(filepath.Dir(file))))
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, command := range commandsOf(t, service, word) {
			t.Run(command+" "+door, func(t *testing.T) {
				for _, body := range spoil(t, raw) {
					var answer []byte
					if door == "rest" {
						answer = s.admin(t, s.c, command, body)
					} else {
						answer = client.ask(t, command, client.as(), body)
					}
					e := judge(t, answer)
					if op := ops.of(command); op != nil && door == "rest" {
						if why := op.refuses(t, body); why != nil && e.ErrorCode == 0 && !inPart.Match(answer) {
							t.Errorf("it is taken, and its schema says %v", why)
						}
						if !documented(command, e.ErrorCode) {
							t.Errorf("code %d is none of the service's", e.ErrorCode)
						}
					}
					if t.Failed() {
						t.Fatalf("%.300s: %+v", body, e)
					}
				}
			})
		}
	}
}

// commandsOf returns the names of the commands with a word, or with a service and a
// word where the word alone is not one's own.
func commandsOf(t *testing.T, dir, word string) (names []string) {
	t.Helper()
	files, _ := filepath.Glob(filepath.Join(dir, "*"+word+".go"))
	for _, f := range files {
		raw, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range defined.FindAllStringSubmatch(string(raw), -1) {
			if (strings.HasSuffix(m[1], "."+word) || strings.Replace(m[1], ".", "_", 1) == word) && !slices.Contains(names, m[1]) {
				names = append(names, m[1])
			}
		}
	}
	if len(names) == 0 {
		t.Errorf("no command %s in %s", word, dir)
	}
	return names
}

// spoil returns the document with each field in turn missing or replaced by each
// wrong value, fields of objects and of the first entry of lists too.
func spoil(t *testing.T, raw []byte) (docs []string) {
	t.Helper()
	var doc any
	if err := json.Unmarshal(raw, &doc); err != nil {
		t.Fatal(err)
	}
	add := func() {
		out, err := json.Marshal(doc)
		if err != nil {
			t.Fatal(err)
		}
		docs = append(docs, string(out))
	}
	var walk func(v any)
	walk = func(v any) {
		switch v := v.(type) {
		case map[string]any:
			for k, old := range v {
				delete(v, k)
				add()
				for _, bad := range values {
					v[k] = json.RawMessage(bad.json)
					add()
				}
				v[k] = old
				walk(old)
			}
		case []any:
			if len(v) > 0 {
				walk(v[0])
			}
		}
	}
	add()
	walk(doc)
	return docs
}
