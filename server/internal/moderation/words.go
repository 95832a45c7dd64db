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
	refused, marked finder
	replaced        *ahocorasick.AhoCorasick // nil: no such words
	replacements    []string
	replacing       []replacing
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
	plain := map[int][]string{} // by FilterType
	for _, w := range words {
		if w.WordType == moderation.Expression {
			m.addExpression(w)
			continue
		}
		plain[w.FilterType] = append(plain[w.FilterType], w.Keyword)
		if w.FilterType == moderation.Replace {
			m.replacements = append(m.replacements, w.ReplacedContent)
		}
	}
	m.replaced = automaton(plain[moderation.Replace])
	m.refused.words, m.marked.words = automaton(plain[moderation.Refuse]), automaton(plain[moderation.Mark])
	return m
}

func (m *matcher) addExpression(w moderation.Word) {
	re, err := regexp.Compile(w.Keyword)
	if err != nil {
		return // was checked when it was added
	}
	switch w.FilterType {
	case moderation.Replace:
		m.replacing = append(m.replacing, replacing{re, w.ReplacedContent})
	case moderation.Refuse:
		m.refused.expressions = append(m.refused.expressions, re)
	case moderation.Mark:
		m.marked.expressions = append(m.marked.expressions, re)
	}
}

// finder tells whether a text has one of its words.
type finder struct {
	words       *ahocorasick.AhoCorasick // nil: none
	expressions []*regexp.Regexp
}

func (f *finder) in(text string) bool {
	if f.words != nil && f.words.Iter(text).Next() != nil {
		return true
	}
	for _, re := range f.expressions {
		if re.MatchString(text) {
			return true
		}
	}
	return false
}

func automaton(words []string) *ahocorasick.AhoCorasick {
	if len(words) == 0 {
		return nil
	}
	b := ahocorasick.NewAhoCorasickBuilder(ahocorasick.Opts{AsciiCaseInsensitive: true, MatchKind: ahocorasick.LeftMostLongestMatch})
	a := b.Build(words)
	return &a
}

// screen returns a text with words replaced, and whether what is left of it has words
// that are marked; or moderation.ErrBlocked.
func (m *matcher) screen(text string) (screened string, risk bool, err error) {
	if m == nil || text == "" {
		return text, false, nil
	}
	if m.refused.in(text) {
		return text, false, moderation.ErrBlocked
	}
	if m.replaced != nil {
		text = m.replace(text)
	}
	for _, r := range m.replacing {
		text = r.expression.ReplaceAllLiteralString(text, r.with)
	}
	return text, m.marked.in(text), nil
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
// replaced, and whether what is left of it has words that are marked; or
// moderation.ErrBlocked.
func (s *Service) Text(ctx context.Context, app uint32, text string) (screened string, risk bool, err error) {
	if s == nil || text == "" {
		return text, false, nil
	}
	now, err := s.of(ctx, app)
	if err != nil {
		return text, false, err
	}
	return now.words.screen(text)
}

// Screen returns Text for an application's words as they are now: for where no time may
// be lost by looking for them.
func (s *Service) Screen(ctx context.Context, app uint32) (func(text string) (screened string, risk bool, err error), error) {
	if s == nil {
		return (*matcher)(nil).screen, nil
	}
	now, err := s.of(ctx, app)
	if err != nil {
		return nil, err
	}
	return now.words.screen, nil
}

// Texts is Text for several that are changed in place and cannot be marked; nil ones are
// passed over.
func (s *Service) Texts(ctx context.Context, app uint32, texts ...*string) error {
	for _, t := range texts {
		if t == nil {
			continue
		}
		screened, _, err := s.Text(ctx, app, *t)
		if err != nil {
			return err
		}
		*t = screened
	}
	return nil
}

// Verdict is what was found in a body that is not refused.
type Verdict struct {
	Changed bool // words were replaced
	Risk    bool // it has words that are marked
}

// Body is Text for the text elements of a message, which are changed in place.
func (s *Service) Body(ctx context.Context, app uint32, body []wire.Element) (v Verdict, err error) {
	if s == nil {
		return v, nil
	}
	now, err := s.of(ctx, app)
	if err != nil || now.words == nil {
		return v, err
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
		screened, risk, err := now.words.screen(text)
		if err != nil {
			return Verdict{}, err
		}
		v.Risk = v.Risk || risk
		if screened == text {
			continue // byte for byte as it was
		}
		if content["Text"], err = json.Marshal(screened); err != nil {
			return Verdict{}, err
		}
		if body[i].MsgContent, err = json.Marshal(content); err != nil {
			return Verdict{}, err
		}
		v.Changed = true
	}
	return v, nil
}
