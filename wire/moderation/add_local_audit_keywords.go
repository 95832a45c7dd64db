package moderation

import (
	"regexp"

	"github.com/teahouse-chat/teahouse/wire"
)

// AddLocalAuditKeywords adds up to 10 words to the application's list. Texts of
// messages, of profiles and of groups are held against it: words are replaced
// (FilterType 1), or the text is refused with 80001 (profiles: 40005; FilterType 2). A word
// that is there already is changed.
//
// FilterType 3 is a value of our own: a message with the word is sent and stored as it is,
// and marked: receivers, the sender's other devices and histories have it with
// MsgCheckResult 2, clients as hasRiskContent. A message that is edited is checked anew. In
// profiles and groups, where nothing can be marked, such a word is let through. ReplacedContent
// counts with FilterType 1 alone.
//
// Refusing comes before replacing, and replacing before marking: a text with a word to be
// refused is refused whatever else it has, and marked for what is left once words were
// replaced. A before-webhook is asked afterwards; what it writes is not looked at, and a
// mark stays.
var AddLocalAuditKeywords = wire.Define[AddLocalAuditKeywordsRequest, RequestID]("im_msg_audit_mgr.add_local_audit_keywords")

// AddLocalAuditKeywordsRequest lists the words.
type AddLocalAuditKeywordsRequest struct {
	SdkAppId        uint32 `json:"SdkAppId,omitempty"`
	LocalAuditWords []Word `json:"LocalAuditWords"`
}

// Validate checks numbers, kinds and expressions.
func (r *AddLocalAuditKeywordsRequest) Validate() error {
	if err := checkCount(len(r.LocalAuditWords)); err != nil {
		return err
	}
	for _, w := range r.LocalAuditWords {
		if err := w.check(); err != nil {
			return err
		}
	}
	return nil
}

func checkCount(n int) error {
	if n == 0 {
		return ErrParameter.With("LocalAuditWords is missing")
	}
	if n > MaxWords {
		return ErrTooManyWords.With("at most %d in a request", MaxWords)
	}
	return nil
}

func (w *Word) check() error {
	switch {
	case w.Keyword == "" || len(w.Keyword) > MaxKeyword || len(w.ReplacedContent) > MaxReplaced:
		return ErrParameter.With("a Keyword has 1 to %d bytes, ReplacedContent at most %d", MaxKeyword, MaxReplaced)
	case w.WordType != Plain && w.WordType != Expression:
		return ErrParameter.With("WordType is 1 or 2")
	case w.FilterType < Replace || w.FilterType > Mark:
		return ErrParameter.With("FilterType is 1, 2 or 3")
	case w.WordType == Expression:
		if re, err := regexp.Compile(w.Keyword); err != nil {
			return ErrParameter.With("the expression %q: %v", w.Keyword, err)
		} else if re.MatchString("") {
			return ErrParameter.With("the expression %q matches the empty text", w.Keyword)
		}
	}
	return nil
}
