package attr

import (
	"slices"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/group"
	"github.com/teahouse-chat/teahouse/server/internal/webhook"
	wire "github.com/teahouse-chat/teahouse/wire/group"
	hook "github.com/teahouse-chat/teahouse/wire/webhook"
)

// options are the kinds of changes as webhooks name them.
var options = map[int]string{wire.AttrSet: "set", wire.AttrModify: "modify", wire.AttrDeleted: "delete", wire.AttrClear: "clear"}

// told tells which attributes changed, with the values that they have, or had if they
// are gone.
func (s *Service) told(c *api.Caller, st group.Standing, ch change, before []wire.Attr) *webhook.Event {
	return webhook.Of(s.groups.Hooks, c, hook.GroupAfterGroupAttrChanged, func() *hook.GroupAfterGroupAttrChangedBody {
		b := &hook.GroupAfterGroupAttrChangedBody{GroupID: st.Group.GroupID, Type: st.Group.Type, Operator: st.Actor.Name,
			OptionType: options[ch.op], GroupAttr: []hook.Attr{}}
		for _, a := range ch.put {
			b.GroupAttr = append(b.GroupAttr, hook.Attr{Key: a.Key, Value: a.Value})
		}
		if ch.op == wire.AttrDeleted || ch.op == wire.AttrClear {
			for _, a := range before {
				if slices.Contains(ch.drop, a.Key) {
					b.GroupAttr = append(b.GroupAttr, hook.Attr{Key: a.Key, Value: a.Value})
				}
			}
		}
		return b
	})
}
