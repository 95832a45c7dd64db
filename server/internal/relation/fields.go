package relation

import (
	"slices"
	"strings"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/app"
	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/sns"
)

// mayWriteFields tells whether a caller may write custom fields of friends; who writes into
// a list is its owner, or an App admin.
func mayWriteFields(c *api.Caller, items []sns.Item) error {
	for _, item := range items {
		word, custom := strings.CutPrefix(item.Tag, sns.CustomPrefix)
		if !custom {
			continue
		}
		known, may := c.App.Settings.FriendFields.MayWrite(word, app.Reader{Master: c.Admin, Own: true})
		if !known {
			return wire.Service("sns").BadParameter.With("no field is called %q", item.Tag)
		}
		if !may {
			return wire.Service("sns").BadParameter.With("%s is written by App admins alone", item.Tag)
		}
	}
	return nil
}

// readable tells whether the owner of a list, or an App admin, may read a field of friends.
func readable(rules app.FieldRules, tag string, admin bool) bool {
	word, custom := strings.CutPrefix(tag, sns.CustomPrefix)
	return !custom || rules.MayRead(word, app.Reader{Master: admin, Own: true})
}

func readableItems(c *api.Caller, items []sns.Item) []sns.Item {
	rules := c.App.Settings.FriendFields
	if len(rules) == 0 {
		return items
	}
	return slices.DeleteFunc(items, func(item sns.Item) bool { return !readable(rules, item.Tag, c.Admin) })
}
