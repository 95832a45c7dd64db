package app

import (
	"github.com/teahouse-chat/teahouse/wire/profile"
	"github.com/teahouse-chat/teahouse/wire/sns"
)

// Custom fields of a user's profile, and those that a user's list has of friends. Anyone is
// any user of the application, Self the user whose profile or list it is.
var (
	userFieldForm = fieldForm{profile.MaxCustomFields, []string{Anyone, Self, Master}, []string{Self, Master},
		nil, Anyone, Self, validWord, wordKeys}
	friendFieldForm = fieldForm{sns.MaxCustomFields, []string{Self, Master}, []string{Self, Master},
		nil, Self, Self, validWord, wordKeys}
)

const wordKeys = "1 to 8 letters: what stands behind the Tag_..._Custom_ of the field's name"

func validWord(key string) bool { return sns.ValidCustom(sns.CustomPrefix + key) }

// Reader is who reads or writes fields of a user: an App admin over REST, the user whose
// they are, or somebody else.
type Reader struct{ Master, Own bool }

func (r Reader) has(level string) bool {
	return level == "" || level == Anyone || r.Master || r.Own && level == Self
}

// MayRead tells whether somebody may read a field of users or friends. What is defined no
// more nobody reads.
func (all FieldRules) MayRead(key string, by Reader) bool {
	r, known := all.Find("", key)
	return known && by.has(r.Read)
}

// MayWrite tells whether there is such a field, and whether somebody may write it.
func (all FieldRules) MayWrite(key string, by Reader) (known, may bool) {
	r, known := all.Find("", key)
	return known, known && by.has(r.Write)
}
