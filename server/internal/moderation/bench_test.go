package moderation

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/moderation"
)

// someWords are words of two and more characters, every other one Chinese, half of which
// are refused; none of them is in a text that follows.
func someWords(n int) (words []moderation.Word) {
	for i := range n {
		w := moderation.Word{Keyword: fmt.Sprintf("bad%dword", i), WordType: moderation.Plain, FilterType: moderation.Refuse}
		if i%2 == 1 {
			w.Keyword = string([]rune{rune(0x4e00 + i%5000), rune(0x5e00 + i%3000), '忌'})
		}
		if i%4 > 1 {
			w.FilterType, w.ReplacedContent = moderation.Replace, "***"
		}
		words = append(words, w)
	}
	return words
}

// BenchmarkWords is what screening costs a message of 200 bytes, English or Chinese: with no
// words it is a look whether there are any.
func BenchmarkWords(b *testing.B) {
	texts := map[string]string{"english": strings.Repeat("meet me at the tea house at nine ", 6)[:198], "chinese": strings.Repeat("我们九点在茶馆见面", 7) + "好好吗"}
	for _, n := range []int{0, 100, 10_000} {
		s := &Service{apps: map[uint32]*snapshot{1: {checked: time.Now().Add(time.Hour), words: newMatcher(someWords(n))}}}
		for name, text := range texts {
			body := wire.NewText(text)
			b.Run(fmt.Sprintf("words=%d/%s", n, name), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					if found, err := s.Body(b.Context(), 1, body); found != (Verdict{}) || err != nil {
						b.Fatal(found, err)
					}
				}
			})
		}
	}
}

// BenchmarkLearn is what it costs to take up a list of words that changed.
func BenchmarkLearn(b *testing.B) {
	words := someWords(10_000)
	for b.Loop() {
		newMatcher(words)
	}
}
