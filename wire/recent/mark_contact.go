package recent

import "github.com/teahouse-chat/teahouse/wire"

// MarkContact sets and clears marks of conversations: 64 standard marks, of
// which the first 32 are the system's, and a text.
var MarkContact = wire.Define[MarkContactRequest, MarkContactResponse]("recentcontact.mark_contact")

// Bits of MarkItem.OptType.
const (
	OptStandard = 1
	OptCustom   = 2
)

// MarkContactRequest lists at most MaxContacts changes.
type MarkContactRequest struct {
	From  string     `json:"From_Account"`
	Items []MarkItem `json:"MarkItem"`
}

// MarkItem changes the marks of a conversation: with OptStandard the bits of
// Clear and then of Set, 0 to 63, with OptCustom the text.
type MarkItem struct {
	OptType    int     `json:"OptType"`
	Contact    Contact `json:"ContactItem"`
	Clear      []int   `json:"ClearMark,omitempty"`
	Set        []int   `json:"SetMark,omitempty"`
	CustomMark string  `json:"CustomMark,omitempty"`
}

// Apply returns bits with the item's changes made.
func (m *MarkItem) Apply(bits uint64) uint64 {
	for _, n := range m.Clear {
		bits &^= 1 << n
	}
	for _, n := range m.Set {
		bits |= 1 << n
	}
	return bits
}

func (m *MarkItem) check() error {
	if m.OptType < OptStandard || m.OptType > OptStandard|OptCustom {
		return ErrParameter.With("OptType %d", m.OptType)
	}
	for _, list := range [][]int{m.Clear, m.Set} {
		for _, n := range list {
			if n < 0 || n >= standardMarkLen {
				return ErrParameter.With("mark %d", n)
			}
		}
	}
	if len(m.CustomMark) > MaxCustomMark {
		return ErrNameTooLong.With("CustomMark has at most %d bytes", MaxCustomMark)
	}
	return m.Contact.Check()
}

// Validate checks the form.
func (r *MarkContactRequest) Validate() error {
	if len(r.Items) == 0 || len(r.Items) > MaxContacts {
		return ErrContacts
	}
	for i := range r.Items {
		if err := r.Items[i].check(); err != nil {
			return err
		}
	}
	return nil
}

// MarkContactResponse has a result per change.
type MarkContactResponse struct {
	Results []MarkResult `json:"ResultItem"`
	Display
}

// MarkResult is what became of a change.
type MarkResult struct {
	OptType int `json:"OptType"`
	Result
}
