package roster

import (
	"context"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/store"
)

// Until is an account for which something ends at a time in seconds.
type Until struct {
	Account uint64
	Until   int64
}

// Ban keeps an account out of a group until a time in seconds; 0 ends it. It does
// not end a membership: Remove does.
func Ban(tx *store.Tx, group, account uint64, until int64) error {
	return setBan(tx, group, account, until)
}

// Banned returns which of the accounts may not join a group at a time, with the
// ends of their bans in seconds.
func Banned(tx *store.Tx, group uint64, accounts []uint64, now time.Time) (map[uint64]int64, error) {
	all, err := bansOf(tx, group, accounts, now.Unix())
	banned := make(map[uint64]int64, len(all))
	for _, b := range all {
		banned[b.Account] = b.Until
	}
	return banned, err
}

// BannedUntil returns until when an account may not join a group, 0 if it may.
func (r *Roster) BannedUntil(ctx context.Context, group, account uint64, now time.Time) (until int64, err error) {
	err = r.db.View(ctx, func(tx *store.Tx) error {
		banned, err := Banned(tx, group, []uint64{account}, now)
		until = banned[account]
		return err
	})
	return until, err
}

// Bans returns who is banned from a group at a time, those first whose ban ends
// first: after the first offset of them, at most limit.
func (r *Roster) Bans(ctx context.Context, group uint64, now time.Time, offset, limit int) (all []Until, err error) {
	err = r.db.View(ctx, func(tx *store.Tx) error {
		all, err = bans(tx, group, now.Unix(), offset, limit)
		return err
	})
	return all, err
}

// Mutes returns who is muted in a group at a time, those first whose mute ends
// first.
func (r *Roster) Mutes(ctx context.Context, group uint64, now time.Time) (all []Until, err error) {
	err = r.db.View(ctx, func(tx *store.Tx) error {
		all, err = mutes(tx, group, now.Unix())
		return err
	})
	return all, err
}
