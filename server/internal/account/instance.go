package account

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/wire/account"
)

// instance is one SDK object that logged in: its row outlives its sockets.
type instance struct {
	account  id.Account
	fresh    bool   // the account comes into being with it; not stored
	key      string // the URL's instanceid
	id       uint64 // InstId
	ticket   string // hash of the A2Key
	class    class
	platform int
	made     time.Time // the UserSig of its login; not stored
	expires  time.Time // of that UserSig
	login    time.Time
	kicks    uint64         // how many there had been before its row was read or written; not stored
	kick     account.Kicked // KickType 0: not kicked
	rooms    []string       // the live rooms it is in
}

// stale tells whether an instance can never come back: its UserSig expired more than a
// day ago.
func (i *instance) stale(now time.Time) bool { return now.Sub(i.expires) > 24*time.Hour }

// class groups platforms: by default a user has one instance in each.
type class int

const (
	other class = iota
	web
	miniProgram
	mobile
	desktop
	pad
)

// platforms says the class and the name of each platform number.
var platforms = map[int]struct {
	class class
	name  string
}{
	2: {mobile, "Android"}, 3: {mobile, "iPhone"}, 4: {desktop, "Mac"}, 7: {web, "Web"},
	8: {miniProgram, "MiniProgram"}, 9: {miniProgram, "MiniProgram"}, 10: {miniProgram, "MiniProgram"},
	11: {miniProgram, "MiniProgram"}, 12: {miniProgram, "MiniProgram"}, 19: {miniProgram, "MiniProgram"},
	13: {pad, "iPad"}, 15: {mobile, "Android"}, 20: {mobile, "Android"}, 21: {mobile, "Android"},
}

// PlatformName returns the name that the server API shows for a platform number.
func PlatformName(platform int) string {
	if p, ok := platforms[platform]; ok {
		return p.name
	}
	return "Web"
}

// displaces tells whether a newcomer of the same account kicks i, by the
// application's policy.
var displaces = map[string]func(i, newcomer class) bool{
	"class": func(i, newcomer class) bool { return i == newcomer },
	"one":   func(i, newcomer class) bool { return true },
	"any":   func(i, newcomer class) bool { return false },
}

// newTicket returns an A2Key and the hash of it that is stored.
func newTicket() (ticket, hash string) {
	raw := make([]byte, 24)
	rand.Read(raw)
	ticket = base64.RawURLEncoding.EncodeToString(raw)
	return ticket, hashOf(ticket)
}

func hashOf(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

// instances remembers the instances that are connected to this node, by their
// A2Key, so that frames cost no query.
type instances struct {
	mu   sync.RWMutex
	byID map[uint64]*connected
	all  map[string]*connected
}

// connected is what frames need to know of an instance, and no more: there is one for
// each session.
type connected struct {
	account  id.Account
	id       uint64 // InstId
	ticket   string // the A2Key itself: the map's key
	expires  int64  // Unix seconds, as UserSigs tell them
	kicked   atomic.Pointer[account.Kicked]
	platform int32
	gone     atomic.Bool // logged out
}

// instance returns what is known of the instance here.
func (c *connected) instance() instance {
	i := instance{account: c.account, id: c.id, platform: int(c.platform), expires: time.Unix(c.expires, 0)}
	if k := c.kicked.Load(); k != nil {
		i.kick = *k
	}
	return i
}

func (in *instances) get(ticket string) *connected {
	in.mu.RLock()
	defer in.mu.RUnlock()
	return in.all[ticket]
}

func (in *instances) find(instID uint64) *connected {
	in.mu.RLock()
	defer in.mu.RUnlock()
	return in.byID[instID]
}

func (in *instances) add(ticket string, i instance) {
	in.mu.Lock()
	defer in.mu.Unlock()
	if in.all == nil {
		in.all, in.byID = map[string]*connected{}, map[uint64]*connected{}
	}
	c := &connected{account: i.account, id: i.id, ticket: ticket, expires: i.expires.Unix(), platform: int32(i.platform)}
	in.all[ticket], in.byID[i.id] = c, c
}

func (in *instances) drop(instID uint64) {
	in.mu.Lock()
	defer in.mu.Unlock()
	if c := in.byID[instID]; c != nil {
		delete(in.all, c.ticket)
		delete(in.byID, instID)
	}
}

// EnterRoom notes in the caller's instance row that it is in a live room, so
// that it comes back into it after its socket or the server was cut. The room's
// name is never that of another one later.
func (s *Service) EnterRoom(ctx context.Context, c *api.Caller, room string) error {
	return s.changeRooms(ctx, c.Instance, func(rooms []string) []string {
		if slices.Contains(rooms, room) {
			return rooms
		}
		return append(rooms, room)
	})
}

// LeaveRoom takes the note back.
func (s *Service) LeaveRoom(ctx context.Context, c *api.Caller, room string) error {
	return s.changeRooms(ctx, c.Instance, without(room))
}

// ForgetRoom takes the notes of all instances of an account back.
func ForgetRoom(tx *store.Tx, a id.Account, room string) error {
	all, err := instancesOf(tx, a)
	if err != nil {
		return err
	}
	for _, i := range all {
		if slices.Contains(i.rooms, room) {
			if err := setRooms(tx, i.id, without(room)); err != nil {
				return err
			}
		}
	}
	return nil
}

func without(room string) func(rooms []string) []string {
	return func(rooms []string) []string {
		return slices.DeleteFunc(rooms, func(r string) bool { return r == room })
	}
}

func (s *Service) changeRooms(ctx context.Context, instID uint64, change func([]string) []string) error {
	return s.db.Update(ctx, func(tx *store.Tx) error { return setRooms(tx, instID, change) })
}

// Rooms returns the live rooms that an instance is in.
func (s *Service) Rooms(ctx context.Context, a id.Account, instID uint64) ([]string, error) {
	var rooms []string
	err := s.db.View(ctx, func(tx *store.Tx) error {
		i, err := instanceByID(tx, instID)
		if errors.Is(err, store.ErrNotFound) {
			return nil
		}
		rooms = i.rooms
		return err
	})
	return rooms, err
}

// PlatformOf returns the platform of an instance that is connected here, as the
// server API names it.
func (s *Service) PlatformOf(instID uint64) string {
	if c := s.online.find(instID); c != nil {
		return PlatformName(int(c.platform))
	}
	return PlatformName(0)
}

// Device is an instance that is logged in, whether it is connected now or not.
type Device struct {
	Account  uint64
	Instance uint64 // InstId
	Platform string // as the server API names it
	Portable bool   // a phone or tablet, which offline push reaches
	Login    time.Time
}

// Devices returns the instances of accounts, by their numbers, that neither logged
// out nor were kicked.
func (s *Service) Devices(ctx context.Context, app uint32, accounts []uint64) (map[uint64][]Device, error) {
	found := map[uint64][]Device{}
	return found, s.db.View(ctx, func(tx *store.Tx) error {
		all, err := instancesOfAll(tx, app, accounts)
		for _, i := range all {
			found[i.account.ID] = append(found[i.account.ID], Device{Account: i.account.ID, Instance: i.id,
				Platform: PlatformName(i.platform), Portable: i.class == mobile || i.class == pad, Login: i.login})
		}
		return err
	})
}
