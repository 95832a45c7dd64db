package moderation

import (
	"context"
	"encoding/json"
	"regexp"
	"strings"

	ahocorasick "github.com/petar-dambovaliev/aho-corasick"

	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/moderation"
)

// matcher holds texts against a list of words, in time that does not grow with it.
type matcher struct {
	refused, replaced *ahocorasick.AhoCorasick // nil: no such words
	replacements      []string
	refusing          []*regexp.Regexp
	replacing         []replacing
}

type replacing struct {
	expression *regexp.Regexp
	with       string
}

// newMatcher returns nil if there are no words.
func newMatcher(words []moderation.Word) *matcher {
	if len(words) == 0 {
		return nil
	}
	m := &matcher{}
	var refused, replaced []string
	for _, w := range words {
		switch {
		case w.WordType == moderation.Expression:
			re, err := regexp.Compile(w.Keyword)
			if err != nil {
				continue // was checked when it was added
			}
			if w.FilterType == moderation.Refuse {
				m.refusing = append(m.refusing, re)
			} else {
				m.replacing = append(m.replacing, replacing{re, w.ReplacedContent})
			}
		case w.FilterType == moderation.Refuse:
			refused = append(refused, w.Keyword)
		default:
			replaced = append(replaced, w.Keyword)
			m.replacements = append(m.replacements, w.ReplacedContent)
		}
	}
	m.refused, m.replaced = automaton(refused), automaton(replaced)
	return m
}

func automaton(words []string) *ahocorasick.AhoCorasick {
	if len(words) == 0 {
		return nil
	}
	b := ahocorasick.NewAhoCorasickBuilder(ahocorasick.Opts{AsciiCaseInsensitive: true, MatchKind: ahocorasick.LeftMostLongestMatch})
	a := b.Build(words)
	return &a
}

// screen returns a text with words replaced, or moderation.ErrBlocked.
func (m *matcher) screen(text string) (string, error) {
	if m == nil || text == "" {
		return text, nil
	}
	if m.refused != nil && m.refused.Iter(text).Next() != nil {
		return text, moderation.ErrBlocked
	}
	for _, re := range m.refusing {
		if re.MatchString(text) {
			return text, moderation.ErrBlocked
		}
	}
	if m.replaced != nil {
		text = m.replace(text)
	}
	for _, r := range m.replacing {
		text = r.expression.ReplaceAllLiteralString(text, r.with)
	}
	return text, nil
}

func (m *matcher) replace(text string) string {
	var out strings.Builder
	at := 0
	for it := m.replaced.Iter(text); ; {
		found := it.Next()
		if found == nil {
			break
		}
		out.WriteString(text[at:found.Start()])
		out.WriteString(m.replacements[found.Pattern()])
		at = found.End()
	}
	if at == 0 {
		return text
	}
	return out.String() + text[at:]
}

// Text holds a text against the words of an application: it returns it with words
// replaced, or moderation.ErrBlocked.
func (s *Service) Text(ctx context.Context, app uint32, text string) (string, error) {
	if s == nil || text == "" {
		return text, nil
	}
	now, err := s.of(ctx, app)
	if err != nil {
		return text, err
	}
	return now.words.screen(text)
}

// Screen returns Text for an application's words as they are now: for where no time may
// be lost by looking for them.
func (s *Service) Screen(ctx context.Context, app uint32) (func(text string) (string, error), error) {
	if s == nil {
		return (*matcher)(nil).screen, nil
	}
	now, err := s.of(ctx, app)
	if err != nil {
		return nil, err
	}
	return now.words.screen, nil
}

// Texts is Text for several that are changed in place; nil ones are passed over.
func (s *Service) Texts(ctx context.Context, app uint32, texts ...*string) error {
	for _, t := range texts {
		if t == nil {
			continue
		}
		screened, err := s.Text(ctx, app, *t)
		if err != nil {
			return err
		}
		*t = screened
	}
	return nil
}

// Body is Text for the text elements of a message, which are changed in place; it
// tells whether any was.
func (s *Service) Body(ctx context.Context, app uint32, body []wire.Element) (changed bool, err error) {
	if s == nil {
		return false, nil
	}
	now, err := s.of(ctx, app)
	if err != nil || now.words == nil {
		return false, err
	}
	for i, e := range body {
		if e.MsgType != wire.Text {
			continue
		}
		content := map[string]json.RawMessage{}
		var text string
		if json.Unmarshal(e.MsgContent, &content) != nil || json.Unmarshal(content["Text"], &text) != nil {
			continue // the form of contents is not looked at here
		}
		screened, err := now.words.screen(text)
		if err != nil {
			return false, err
		}
		if screened == text {
			continue // byte for byte as it was
		}
		if content["Text"], err = json.Marshal(screened); err != nil {
			return false, err
		}
		if body[i].MsgContent, err = json.Marshal(content); err != nil {
			return false, err
		}
		changed = true
	}
	return changed, nil
}
