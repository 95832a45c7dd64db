package group

import (
	"slices"

	"github.com/teahouse-chat/teahouse/server/internal/app"
	"github.com/teahouse-chat/teahouse/server/internal/roster"
	"github.com/teahouse-chat/teahouse/wire/group"
)

// levels are the least ranks of the levels of custom fields.
var levels = map[string]roster.Role{app.Anyone: roster.None, app.Self: roster.Admin, app.Plain: roster.Plain,
	app.Admin: roster.Admin, app.Owner: roster.Owner, app.Master: roster.Master}

// mayAt tells whether a rank has a level. self: the field is of the caller's own
// membership.
func mayAt(level string, rank roster.Role, self bool) bool {
	return rank >= levels[level] || self && level == app.Self
}

// mayWriteFields tells whether somebody may write custom fields of groups of a
// type. least is the rank that it takes where the application defined none.
func mayWriteFields(rules app.FieldRules, typ string, rank, least roster.Role, fields []group.Field) error {
	for _, f := range fields {
		r, known := rules.Find(typ, f.Key)
		if !known {
			return group.ErrBadParameter.With("no custom field is called %s", f.Key)
		}
		if len(rules) == 0 {
			return need(rank, least, "change custom fields")
		}
		if !mayAt(r.Write, rank, false) {
			return group.ErrNotPermitted.With("your role may not change %s", f.Key)
		}
	}
	return nil
}

// MayWriteMember tells whether somebody may write custom fields of a member. Where
// the application defined none, members write their own, and those of a lower rank
// if they are admins.
func MayWriteMember(rules app.FieldRules, typ string, rank, target roster.Role, self bool, fields []group.Field) error {
	for _, f := range fields {
		r, known := rules.Find(typ, f.Key)
		if !known {
			return group.ErrBadParameter.With("no custom field is called %s", f.Key)
		}
		if len(rules) == 0 {
			r.Write = app.Self
		}
		if !mayAt(r.Write, rank, self) {
			return group.ErrNotPermitted.With("your role may not change %s", f.Key)
		}
		if !self && r.Write == app.Self && rank <= target {
			return group.ErrNotPermitted.With("this member's role is not below yours")
		}
	}
	return nil
}

// ReadableFields returns those custom fields that somebody may read.
func ReadableFields(rules app.FieldRules, typ string, rank roster.Role, self bool, fields []group.Field) []group.Field {
	if len(rules) == 0 || rank == roster.Master {
		return fields
	}
	return slices.DeleteFunc(slices.Clone(fields), func(f group.Field) bool {
		r, known := rules.Find(typ, f.Key)
		return !known || !mayAt(r.Read, rank, self)
	})
}
