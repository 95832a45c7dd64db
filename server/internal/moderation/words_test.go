package moderation

import (
	"errors"
	"testing"

	"github.com/teahouse-chat/teahouse/wire/moderation"
)

// TestScreen is which word counts where several are said.
func TestScreen(t *testing.T) {
	m := newMatcher([]moderation.Word{
		{Keyword: "refuse", WordType: moderation.Plain, FilterType: moderation.Refuse},
		{Keyword: `no\s+way`, WordType: moderation.Expression, FilterType: moderation.Refuse},
		{Keyword: "darn", WordType: moderation.Plain, FilterType: moderation.Replace, ReplacedContent: "***"},
		{Keyword: `\d{6,}`, WordType: moderation.Expression, FilterType: moderation.Replace, ReplacedContent: "<number>"},
		{Keyword: "wager", WordType: moderation.Plain, FilterType: moderation.Mark, ReplacedContent: "is not used"},
		{Keyword: "darn it", WordType: moderation.Plain, FilterType: moderation.Mark},
		{Keyword: "赌博", WordType: moderation.Plain, FilterType: moderation.Mark},
		{Keyword: `(?i)call \S+ now`, WordType: moderation.Expression, FilterType: moderation.Mark},
	})
	for _, row := range []struct {
		text, screened string
		risk           bool
		err            error
	}{
		{"hello", "hello", false, nil},
		{"", "", false, nil},
		{"a Wager?", "a Wager?", true, nil},
		{"一起赌博吧", "一起赌博吧", true, nil},
		{"Call me NOW", "Call me NOW", true, nil},
		{"a darn wager", "a *** wager", true, nil},
		{"darn it", "*** it", false, nil}, // the word to be marked is gone
		{"call 123456 now", "call <number> now", true, nil},
		{"a wager, no  way", "", false, moderation.ErrBlocked},
		{"darn, refuse the wager", "", false, moderation.ErrBlocked},
	} {
		screened, risk, err := m.screen(row.text)
		if err == nil && (screened != row.screened || risk != row.risk) || !errors.Is(err, row.err) {
			t.Errorf("%q: %q, risky %v, %v", row.text, screened, risk, err)
		}
	}
}
