package store

import (
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"reflect"
	"regexp"
	"strings"
	"sync"
)

// dialect is what our SQL becomes for one of the databases.
type dialect struct {
	in, lock, limit, param string                           // replacements of the words
	types                  map[string]string                // of column types in migrations
	list                   func(reflect.Value) (any, error) // a slice as a parameter
	text                   func(string) string              // a text as a parameter
}

var sqliteDialect = dialect{
	in:    "IN (SELECT value FROM json_each($$$1))",
	lock:  "", // the one writer needs no row locks
	limit: "LIMIT $$$1",
	param: "?$1",
	types: map[string]string{"BYTEA": "BLOB"},
	list:  jsonList,
	text:  func(s string) string { return s },
}

var postgresDialect = dialect{
	in:    "= ANY($$$1)",
	lock:  " FOR UPDATE",
	limit: "LIMIT NULLIF($$$1::bigint, -1)",
	param: "$$$1",
	// Both sort texts by their bytes.
	types: map[string]string{"TEXT": `TEXT COLLATE "C"`, "BLOB": "BYTEA"},
	list:  arrayList,
	text:  cleanText,
}

var (
	param = regexp.MustCompile(`\$(\d+)`)
	in    = regexp.MustCompile(`@in\((\d+)\)`)
	limit = regexp.MustCompile(`LIMIT \$(\d+)`)
	lock  = regexp.MustCompile(`\s*@lock`)
	// Comments and literals are matched so that nothing inside them is.
	types = regexp.MustCompile(`--[^\n]*|'[^']*'|\b(?:TEXT|BLOB|BYTEA)\b`)
)

// expand turns our SQL into the database's.
func (d *dialect) expand(query string) string {
	query = in.ReplaceAllString(query, d.in)
	query = limit.ReplaceAllString(query, d.limit) // -1 is no limit
	query = lock.ReplaceAllString(query, d.lock)
	return param.ReplaceAllString(query, d.param)
}

// schema turns a migration into the database's SQL.
func (d *dialect) schema(text string) string {
	return types.ReplaceAllStringFunc(text, func(word string) string {
		if own, ok := d.types[word]; ok {
			return own
		}
		return word
	})
}

// expanded remembers what expand made of each text: there are few.
type expanded struct {
	dialect *dialect
	done    sync.Map
}

func (e *expanded) get(query string) string {
	if s, ok := e.done.Load(query); ok {
		return s.(string)
	}
	s := e.dialect.expand(query)
	e.done.Store(query, s)
	return s
}

// values makes parameters of args that mean the same to both databases: numbers,
// booleans, texts, bytes, and slices, which are list parameters.
func (d *dialect) values(args []any) ([]any, error) {
	out := make([]any, len(args))
	for i, a := range args {
		v, err := d.value(a)
		if err != nil {
			return nil, fmt.Errorf("parameter %d: %w", i+1, err)
		}
		out[i] = v
	}
	return out, nil
}

func (d *dialect) value(a any) (any, error) {
	switch a := a.(type) {
	case nil, []byte:
		return a, nil
	case json.RawMessage:
		return d.text(string(a)), nil // JSON is text
	}
	if v := reflect.ValueOf(a); v.Kind() == reflect.Slice {
		return d.list(v)
	}
	v, err := driver.DefaultParameterConverter.ConvertValue(a)
	if s, ok := v.(string); ok {
		return d.text(s), err
	}
	return v, err
}

// jsonList is a list for json_each.
func jsonList(list reflect.Value) (any, error) {
	if _, err := arrayList(list); err != nil {
		return nil, err
	}
	if list.Len() == 0 {
		return "[]", nil
	}
	raw, err := json.Marshal(list.Interface())
	return string(raw), err
}

// arrayList is a list for ANY.
func arrayList(list reflect.Value) (any, error) {
	switch kind := list.Type().Elem().Kind(); {
	case kind == reflect.String:
		all := make([]string, list.Len())
		for i := range all {
			all[i] = cleanText(list.Index(i).String())
		}
		return all, nil
	case kind >= reflect.Int && kind <= reflect.Int64, kind >= reflect.Uint && kind <= reflect.Uint64:
		all := make([]int64, list.Len())
		for i := range all {
			v, err := driver.DefaultParameterConverter.ConvertValue(list.Index(i).Interface())
			if err != nil {
				return nil, err
			}
			all[i] = v.(int64)
		}
		return all, nil
	}
	return nil, fmt.Errorf("a list of %s cannot be a parameter", list.Type().Elem())
}

// cleanText replaces what PostgreSQL does not take in a text, where SQLite does.
// Doors refuse it in names; elsewhere a user would see it as this sign anyway.
func cleanText(s string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", "\uFFFD")
}
