package timeline

import (
	"encoding/hex"
	"encoding/json"
	"reflect"
	"slices"
	"testing"

	"github.com/teahouse-chat/teahouse/server/internal/id"
)

// TestFormat holds what is stored by those who run this already. A change that
// makes it fail would make their messages unreadable.
func TestFormat(t *testing.T) {
	testStoredKeys(t)
	testStoredValues(t)
	testStoredHashes(t)
}

// testStoredHashes: all nodes, now and later, agree on where a conversation is.
func testStoredHashes(t *testing.T) {
	pair, group := id.Pair(1, 2, 3), id.GroupConv(1, 4)
	if got, want := [...]part{partOf(pair, partitions), partOf(group, partitions), partOf(group, 1)}, storedParts; got != want {
		t.Errorf("parts: %v, were %v", got, want)
	}
	rows := locksOf([]Touch{InConv(pair), InConv(group), OfAccount(1, 9), {name: "n"}})
	if !slices.Equal(rows, storedLocks) {
		t.Errorf("rows of locks: %v, were %v", rows, storedLocks)
	}
}

var storedParts, storedLocks = [...]part{{1, 6}, {1, 12}, {1, 0}}, []int32{98341, 120053, 402578, 403013, 405188}

func testStoredKeys(t *testing.T) {
	pair, group := id.Pair(1, 2, 3), id.GroupConv(1, 4)
	pos := Pos{Time: 5, Seq: 6, Random: 7}
	keys := map[string]key{
		"head of a pair":     convKey(kindHead, pair),
		"message of a pair":  messageKey(pair, pos),
		"message of a group": messageKey(group, Seq(9)),
		"arrival":            numberKey(kindArrived, pair, 8),
		"own count":          ownKey(group, 2, 9),
		"recalled":           numberKey(kindRecall, pair, 8),
		"recall by time":     recallsKey(pair, 10).pos(pair, pos),
		"side record":        sideKey(group, Seq(9), 1, "k"),
		"place":              placeKey(2, pair),
		"hidden":             hiddenKey(2, pair).pos(pair, pos),
		"notice":             noticeKey(1, 2, 11),
		"job":                jobKey(1, "job"),
		"log":                logKey(part{1, 2}, 12),
		"log end":            logEndKey(part{1, 2}),
		"cursor":             cursorKey(part{1, 2}, "name"),
		"known name":         cursorKey(known, "name"),
		"leases":             leasesKey("name"),
		"mark of a batch":    writerKey(1, 2),
		"version":            formatKey(),
		"document":           keptKey(1, []byte("\x00\x00\x00\x05random")),
		"repeat in a pair":   append(bucketKey(13), repeatKey(&Message{Conv: pair, From: 3, ReqSeq: 6, Random: 7}, Repeat{})...),
		"repeat in a group":  append(bucketKey(13), repeatKey(&Message{Conv: group, From: 3, ClientSeq: 6, Random: 7}, Repeat{})...),
	}
	for name, want := range storedKeys {
		if got := hex.EncodeToString(keys[name]); got != want {
			t.Errorf("key %s: %s, was %s", name, got, want)
		}
	}
	if len(storedKeys) != len(keys) {
		t.Errorf("%d keys are held, there are %d", len(storedKeys), len(keys))
	}
}

func testStoredValues(t *testing.T) {
	pair, pos := id.Pair(1, 2, 3), Pos{Time: 5, Seq: 6, Random: 7}
	m := Message{From: 2, FromAccount: "a", ToAccount: "b", Seq: 6, Random: 7, ReqSeq: 6, ClientSeq: 8, Time: 5, ClientTime: 4,
		Body: json.RawMessage(`[]`), CloudCustomData: "c", Flags: FlagRecalled | FlagPeerRead, Priority: 1, AtInfo: json.RawMessage(`{}`),
		Targets: []uint64{9}, Number: 10, Counts: [2]uint64{11, 12}, Version: 13, Revoker: "r", RevokeReason: "w", RevokeTime: 14}
	ref := refer(pair)
	values := map[string]any{
		"message": &m,
		"stream":  &Message{From: 2, Seq: 6, Time: 5, Number: 10, Memo: []byte("m")},
		"head": &Head{Number: 1, Counts: [2]uint64{2, 3}, Time: 4, Last: pos, HasLast: true, LastRecall: 5, Cleared: 6, Dropped: true,
			ClearedCount: 7, Recalled: 8, Top: pos, Imports: 9, Expired: 10, ExpiredCounts: [2]uint64{11, 12}},
		"place":     &Place{Joined: 1, Cleared: 2, Removed: true, RemovedAt: 3, Pinned: 4, Left: true, Read: 5, ReadTime: 6, ReadCount: -7, Hidden: 8},
		"arrived":   &arrived{Time: 5, Pos: pos, Counts: [2]uint64{1, 2}},
		"reference": &reference{Conv: ref, Pos: pos, Time: 5, Number: 6, Counts: [2]uint64{1, 2}},
		"notice":    &noted{Notice: Notice{Kind: 1, Payload: json.RawMessage(`{}`), Time: 2}, Conv: &ref, Pos: pos},
		"leases":    &leases{Nodes: map[uint64]int64{1: 2}, Owners: []uint64{1, 0}},
		"entry":     &logged{Entry: Entry{At: 1, Kind: EntryRead, Account: 2, UpTo: 3, Time: 4}, Conv: ref, Meta: []byte(`{}`)},
	}
	for name, v := range values {
		b, err := encode(v)
		if err != nil {
			t.Fatal(err)
		}
		if got := hex.EncodeToString(b); got != storedValues[name] {
			t.Errorf("value %s: %s, was %s", name, got, storedValues[name])
		}
		back := reflect.New(reflect.TypeOf(v).Elem())
		if err := decode(b, back.Interface()); err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(back.Interface(), v) {
			t.Errorf("value %s comes back as %+v", name, back.Elem())
		}
	}
}

var storedKeys = map[string]string{
	"arrival":            "610000000101000000000000000200000000000000030000000000000008",
	"cursor":             "630000000100026e616d65",
	"head of a pair":     "68000000010100000000000000020000000000000003",
	"hidden":             "78000000010000000000000002000000010100000000000000020000000000000003000000050000000600000007",
	"known name":         "630000000000006e616d65",
	"leases":             "666e616d65",
	"mark of a batch":    "62000000000000000102",
	"version":            "76",
	"document":           "6b000000050000000172616e646f6d",
	"job":                "6a000000016a6f62",
	"log":                "6c000000010002000000000000000c",
	"log end":            "4c000000010002",
	"message of a group": "6d000000010200000000000000040000000000000009",
	"message of a pair":  "6d000000010100000000000000020000000000000003000000050000000600000007",
	"notice":             "6e000000010000000000000002000000000000000b",
	"own count":          "6f0000000102000000000000000400000000000000020000000000000009",
	"place":              "70000000010000000000000002000000010100000000000000020000000000000003",
	"recall by time":     "52000000010100000000000000020000000000000003000000000000000a000000050000000600000007",
	"recalled":           "720000000101000000000000000200000000000000030000000000000008",
	"repeat in a group":  "710000000d67000000010200000000000000040000000000000003000000070000000000000006",
	"repeat in a pair":   "710000000d700000000100000000000000030000000000000002000000000000000600000007",
	"side record":        "73000000010200000000000000040000000000000009016b",
}

var storedValues = map[string]string{
	"arrived":   "01a3010502a301050206030703820102",
	"entry":     "01a70101020406020703080403840101020305427b7d",
	"head":      "01ae010102820203030404a301050206030705f50605070608f509070a080ba30105020603070c090d0a0e820b0c",
	"leases":    "01a201a1010202820100",
	"message":   "01b50102026161036162040605070f0606080705080409425b5d0a61630b1904800c010d427b7d0e8109110a12820b0c100d136172146177150e",
	"notice":    "01a5010102427b7d030204840101020305a3010502060307",
	"place":     "01aa0101020203f50403050406f50705080609260a08",
	"stream":    "01a601020406070517416d110a12820000",
	"reference": "01a501840101020302a30105020603070305040605820102",
}
