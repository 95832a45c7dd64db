package memory

import (
	"database/sql"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"
)

func open(t *testing.T) *Store {
	t.Helper()
	s, err := Open(t.Context(), filepath.Join(t.TempDir(), "a folder?#", "x.db"), time.Hour)
	if err == nil {
		t.Error("a folder that is not there was opened")
	}
	if s, err = Open(t.Context(), filepath.Join(t.TempDir(), "mem?#ory.db"), time.Hour); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// ask stores a question, and its answer unless that is empty.
func ask(t *testing.T, s *Store, event, user, text, answer string) Question {
	t.Helper()
	all, err := s.Ask(t.Context(), []Question{{Event: event, Robot: "@RBT#tea", User: user, Turn: Turn{Role: User, Text: text}, At: time.Now()}})
	if err != nil || len(all) != 1 {
		t.Fatalf("%v, %v", all, err)
	}
	if answer != "" {
		if err := s.Answer(t.Context(), all[0], answer); err != nil {
			t.Fatal(err)
		}
	}
	return all[0]
}

func texts(t *testing.T, s *Store, q Question, tokens int) (all []string) {
	t.Helper()
	turns, err := s.Context(t.Context(), q, tokens)
	if err != nil {
		t.Fatal(err)
	}
	for _, turn := range turns {
		all = append(all, turn.Role[:1]+" "+turn.Text)
	}
	return all
}

func TestContext(t *testing.T) {
	s := open(t)
	ask(t, s, "1", "ann", "one", "first")
	ask(t, s, "2", "bob", "of somebody else", "x")
	left := ask(t, s, "3", "ann", "two", "")
	last := ask(t, s, "4", "ann", "three", "")
	if err := s.Answer(t.Context(), left, "second"); err != nil { // behind the next question, as when it was cut off
		t.Fatal(err)
	}
	ask(t, s, "5", "ann", "later", "")
	for _, row := range []struct {
		tokens int
		want   []string
	}{
		{1000, []string{"u one", "a first", "u two", "a second", "u three"}},
		{20, []string{"u two", "a second", "u three"}},
		{13, []string{"u three"}}, // an answer without its question does not begin
		{0, []string{"u three"}},
	} {
		if got := texts(t, s, last, row.tokens); !reflect.DeepEqual(got, row.want) {
			t.Errorf("%d tokens: %q, want %q", row.tokens, got, row.want)
		}
	}
	unanswered := ask(t, s, "6", "ann", "again", "")
	if got := texts(t, s, unanswered, 1000); got[len(got)-1] != "u three\nlater\nagain" {
		t.Errorf("%q", got)
	}
}

func TestEventsAreStoredOnce(t *testing.T) {
	s := open(t)
	both := []Question{{Event: "e", Robot: "@RBT#a", User: "ann", At: time.Now()}, {Event: "e", Robot: "@RBT#b", User: "ann", At: time.Now()}}
	for i, want := range []int{2, 0} {
		fresh, err := s.Ask(t.Context(), both)
		if err != nil || len(fresh) != want {
			t.Errorf("time %d: %d questions, %v", i, len(fresh), err)
		}
	}
	if open, err := s.Open(t.Context()); err != nil || len(open) != 2 || open[0].Robot != "@RBT#a" {
		t.Errorf("open: %+v, %v", open, err)
	}
}

func TestForgetting(t *testing.T) {
	s := open(t)
	s.keep = 3 * time.Hour
	ctx := t.Context()
	old := Question{Event: "old", Robot: "r", User: "ann", Turn: Turn{Role: User, Text: "long ago", Images: []string{"http://a/1.png"}}, At: time.Now().Add(-2 * time.Hour)}
	if _, err := s.Ask(ctx, []Question{old}); err != nil {
		t.Fatal(err)
	}
	q := Question{Event: "new", Robot: "r", User: "ann", Turn: Turn{Role: User, Text: "now"}, At: time.Now()}
	fresh, err := s.Ask(ctx, []Question{q})
	if err != nil {
		t.Fatal(err)
	}
	if got, err := s.Context(ctx, fresh[0], 5000); err != nil || len(got) != 1 || got[0].Text != "long ago\n[picture]\nnow" || got[0].Images != nil {
		t.Errorf("%+v, %v", got, err)
	}
	s.keep, s.pruned = time.Hour, time.Time{}
	q.Event = "newest"
	if fresh, err = s.Ask(ctx, []Question{q}); err != nil {
		t.Fatal(err)
	}
	if got := texts(t, s, fresh[0], 5000); !reflect.DeepEqual(got, []string{"u now\nnow"}) {
		t.Errorf("%q", got)
	}
	if left, err := s.Open(ctx); err != nil || len(left) != 2 {
		t.Errorf("open: %+v, %v", left, err)
	}
	if again, err := s.Ask(ctx, []Question{old}); err != nil || len(again) != 0 {
		t.Errorf("an old event is new again: %v", err)
	}
	if err := s.update(ctx, func(tx *sql.Tx) error {
		for range most + 5 {
			if _, err := say(ctx, tx, q.Conversation(), Turn{Role: User, Text: "x"}, time.Now(), 0); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	var n int
	if err := s.db.QueryRow(`SELECT COUNT(*) FROM turns`).Scan(&n); err != nil || n != most {
		t.Errorf("%d turns, %v", n, err)
	}
}

func TestTokens(t *testing.T) {
	for _, row := range []struct {
		text string
		want int
	}{
		{"", 0}, {"tea", 1}, {"green tea", 3}, {"茶道", 2}, {"茶 tea", 3}, {strings.Repeat("a", 300), 100},
	} {
		if got := Tokens(row.text); got != row.want {
			t.Errorf("%q: %d, want %d", row.text, got, row.want)
		}
	}
}
