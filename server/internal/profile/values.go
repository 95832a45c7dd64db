package profile

import (
	"encoding/json"
	"maps"
	"slices"

	"github.com/teahouse-chat/teahouse/server/internal/app"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/wire/profile"
)

// Values are fields of one user by tag, each a JSON string or number.
type Values map[string]json.RawMessage

// Text returns a string field, "" if it was never written.
func (v Values) Text(tag string) string {
	var text string
	if raw, ok := v[tag]; ok {
		json.Unmarshal(raw, &text) // a number is no text
	}
	return text
}

// Tags lists the fields by name.
func (v Values) Tags() []string { return slices.Sorted(maps.Keys(v)) }

// Read returns the fields of accounts, by their numbers, that were ever written:
// the wanted ones, or all without tags.
func Read(tx *store.Tx, app uint32, accounts []uint64, tags ...string) (map[uint64]Values, error) {
	return readValues(tx, app, accounts, tags)
}

// Known tells whether there is a field of this name.
func Known(tag string) bool {
	_, ok := find(tag)
	return ok
}

var allowTypes = map[string]string{"any": profile.AllowAny, "confirm": profile.NeedConfirm, "deny": profile.DenyAny}

// DefaultAllow is the AllowType of users who chose none.
func DefaultAllow(a *app.App) string { return allowTypes[a.Settings.FriendAllowType] }
