package push

import (
	"slices"

	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/wire/push"
)

// condition is a Condition with attributes by number: renaming one changes nothing
// for pushes that are under way.
type condition struct {
	TagsOr   []string       `json:"or,omitempty"`
	TagsAnd  []string       `json:"and,omitempty"`
	TagsNot  []string       `json:"not,omitempty"`
	AttrsOr  map[int]string `json:"aor,omitempty"`
	AttrsAnd map[int]string `json:"aand,omitempty"`
}

// resolve looks up the attributes of a condition. Errors: push.ErrAttr.
func resolve(tx *store.Tx, app uint32, c *push.Condition) (condition, error) {
	if c.Everybody() {
		return condition{}, nil
	}
	done := condition{TagsOr: c.TagsOr, TagsAnd: c.TagsAnd, TagsNot: c.TagsNot}
	if len(c.AttrsOr)+len(c.AttrsAnd) == 0 {
		return done, nil
	}
	numbers, err := attrNumbers(tx, app)
	if err != nil {
		return done, err
	}
	if done.AttrsOr, err = byNumber(numbers, c.AttrsOr); err != nil {
		return done, err
	}
	done.AttrsAnd, err = byNumber(numbers, c.AttrsAnd)
	return done, err
}

func byNumber(numbers map[string]int, values map[string]string) (map[int]string, error) {
	if len(values) == 0 {
		return nil, nil
	}
	found := map[int]string{}
	for name, value := range values {
		n, ok := numbers[name]
		if !ok {
			return nil, push.ErrAttr.With("%q", name)
		}
		found[n] = value
	}
	return found, nil
}

// match returns those of the accounts that a condition holds for.
func (c *condition) match(tx *store.Tx, app uint32, accounts []uint64) ([]uint64, error) {
	if wanted := slices.Concat(c.TagsOr, c.TagsAnd, c.TagsNot); len(wanted) > 0 {
		tags, err := tagsAmong(tx, app, accounts, wanted)
		if err != nil {
			return nil, err
		}
		accounts = slices.DeleteFunc(slices.Clone(accounts), func(a uint64) bool { return !c.tagsHold(tags[a]) })
	}
	if len(c.AttrsOr)+len(c.AttrsAnd) > 0 {
		attrs, err := attrsOf(tx, app, accounts)
		if err != nil {
			return nil, err
		}
		accounts = slices.DeleteFunc(slices.Clone(accounts), func(a uint64) bool { return !c.attrsHold(attrs[a]) })
	}
	return accounts, nil
}

func (c *condition) tagsHold(tags []string) bool {
	has := func(tag string) bool { return slices.Contains(tags, tag) }
	lacks := func(tag string) bool { return !has(tag) }
	return (len(c.TagsOr) == 0 || slices.ContainsFunc(c.TagsOr, has)) &&
		!slices.ContainsFunc(c.TagsAnd, lacks) &&
		(len(c.TagsNot) == 0 || slices.ContainsFunc(c.TagsNot, lacks))
}

func (c *condition) attrsHold(attrs map[int]string) bool {
	or := len(c.AttrsOr) == 0
	for n, value := range c.AttrsOr {
		own, there := attrs[n]
		or = or || there && own == value
	}
	for n, value := range c.AttrsAnd {
		if own, there := attrs[n]; !there || own != value {
			return false
		}
	}
	return or
}
