package account

import (
	"fmt"
	"testing"

	"github.com/teahouse-chat/teahouse/server/internal/id"
)

func TestKnownIsBounded(t *testing.T) {
	n := newKnown[string](100)
	n.put("asked for", &id.Account{ID: 7})
	n.put("dropped", &id.Account{ID: 8})
	for i := range uint64(10_000) {
		n.put(fmt.Sprint(i), &id.Account{ID: i})
		if a, ok := n.get("asked for"); !ok || a.ID != 7 {
			t.Fatalf("%v is forgotten after %d more", a, i)
		}
		if i == 60 { // it is old by now
			n.drop("dropped")
		}
	}
	if all := len(n.young) + len(n.old); all > 100 {
		t.Errorf("%d are kept", all)
	}
	if _, ok := n.get("dropped"); ok {
		t.Error("what was dropped is there")
	}
	if a, ok := n.get("9999"); !ok || a.ID != 9999 {
		t.Error("the newest is forgotten")
	}
	if _, ok := n.get("100"); ok {
		t.Error("one that nobody asked for is kept")
	}
}
