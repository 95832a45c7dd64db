// Package media owns the files of messages: who may upload one, where it lies, its
// signed addresses, and the smaller pictures of images. The bytes are in a
// blob.Store, what is known of them in records.
package media

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"log/slog"
	"path"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/teahouse-chat/teahouse/server/internal/account"
	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/app"
	"github.com/teahouse-chat/teahouse/server/internal/blob"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/cos"
	"github.com/teahouse-chat/teahouse/wire/cossign"
)

// Options are what an operator may say. The zero value is good.
type Options struct {
	Log *slog.Logger // slog.Default() if nil
	// PublicURL is where clients reach this server, without a slash at its end; ""
	// means as each client's own connection came.
	PublicURL string
}

// Service keeps files.
type Service struct {
	db       *store.DB
	apps     *app.Apps
	accounts *account.Service
	blobs    blob.Store
	opts     Options
	secrets  secrets
	scaling  chan struct{} // bounds pictures that are made at the same time
}

// New returns the service.
func New(db *store.DB, apps *app.Apps, accounts *account.Service, blobs blob.Store, o Options) *Service {
	if o.Log == nil {
		o.Log = slog.Default()
	}
	return &Service{db: db, apps: apps, accounts: accounts, blobs: blobs, opts: o, scaling: make(chan struct{}, 2)}
}

// Register adds the commands. The frames of clients carry a UserSig and no ticket, so they
// come as from somebody who is not logged in.
func (s *Service) Register(r *api.Registry) {
	const anyone = api.User | api.Guest
	api.Handle(r, cos.PreSig, anyone, s.preSig)
	api.Handle(r, cos.SimpleSig, anyone, s.simpleSig)
	api.Handle(r, cos.GetImageInfo, anyone, s.getImageInfo)
	api.Handle(r, cos.GetFinalIP, anyone, s.getFinalIP)
	api.Handle(r, cos.VideoCover, anyone, s.videoCover)
	api.Handle(r, cossign.Cos, anyone, s.cos)
	api.Handle(r, cos.ForbidIllegalObject, api.Admin, s.forbidIllegalObject)
	api.Handle(r, cos.AllowBannedObject, api.Admin, s.allowBannedObject)
	api.Handle(r, cos.GetCosSig, api.Admin, s.getCosSig)
}

// File is what is known of a file.
type File struct {
	App     uint32
	ID      string
	Account uint64 // who uploaded it
	Kind    int    // cos.Image, ...
	Name    string
	Type    string // as it is served
	Size    int64
	Width   int // pixels of an image as it is shown, else 0
	Height  int
	Turn    int // its EXIF orientation
	Created time.Time
	Banned  bool // opened by the application's server alone
}

// caller returns the account that a frame speaks for: of its session, or of its
// UserSig.
func (s *Service) caller(ctx context.Context, c *api.Caller) (id.Account, error) {
	if c.Account.ID != 0 {
		return c.Account, nil
	}
	if c.Head.Identifier == "" || c.Head.UserSig == "" {
		return id.Account{}, wire.ErrBadAccount
	}
	if _, err := s.accounts.CheckSig(ctx, c.App, c.Head.Identifier, c.Head.UserSig); err != nil {
		return id.Account{}, err
	}
	return s.accounts.Lookup(ctx, c.App.ID, c.Head.Identifier)
}

// lasting is how many seconds an upload address is good for.
const lasting = 900

// draw makes the address of a file that somebody is about to upload. Errors:
// cos.ErrQuota.
func (s *Service) draw(ctx context.Context, c *api.Caller, owner id.Account, kind int, name string) (place, error) {
	if err := s.checkQuota(ctx, c.App, owner.ID, 0); err != nil {
		return place{}, err
	}
	secret, err := s.secret(ctx, c.App.ID)
	if err != nil {
		return place{}, err
	}
	p := place{base: s.base(c), app: c.App.ID, id: newID(), name: cleanName(name), kind: kind, owner: owner.ID,
		until: time.Now().Unix() + lasting, secret: secret}
	if days := c.App.Settings.FileDays; days > 0 {
		p.gone = time.Now().AddDate(0, 0, days).Unix()
	}
	return p, nil
}

// base is where the caller's client reaches this server.
func (s *Service) base(c *api.Caller) string {
	if s.opts.PublicURL != "" {
		return s.opts.PublicURL
	}
	return c.Head.Base
}

func newID() string {
	raw := make([]byte, 16)
	rand.Read(raw)
	return hex.EncodeToString(raw)
}

const maxName = 200 // bytes

// cleanName makes of a name that a client gave one that can be the last part of a
// URL and the name of a saved file.
func cleanName(name string) string {
	name = path.Base(strings.ReplaceAll(name, `\`, "/"))
	name = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r == utf8.RuneError || strings.ContainsRune(`"<>|:*?`, r) {
			return '_'
		}
		return r
	}, name)
	if ext := path.Ext(name); len(name) > maxName && len(ext) < 20 {
		name = strings.ToValidUTF8(name[:maxName-len(ext)], "") + ext
	}
	if name = strings.ToValidUTF8(name[:min(len(name), maxName)], ""); strings.Trim(name, ". /") == "" {
		return "file"
	}
	return name
}

// blobName is the name of a file in the blob store, and the beginning of those of
// its smaller pictures.
func (f *File) blobName() string { return blobName(f.App, f.ID) }

// find returns what is known of a file. Errors: cos.ErrNoFile.
func (s *Service) find(ctx context.Context, app uint32, id string) (f File, err error) {
	err = s.db.View(ctx, func(tx *store.Tx) (err error) {
		f, err = getFile(tx, app, id)
		return err
	})
	if errors.Is(err, store.ErrNotFound) {
		err = cos.ErrNoFile
	}
	return f, err
}

// checkQuota refuses more bytes than the application lets an account keep.
func (s *Service) checkQuota(ctx context.Context, a *app.App, owner uint64, more int64) error {
	most := int64(a.Settings.QuotaMB) << 20
	if most == 0 {
		return nil
	}
	var used int64
	err := s.db.View(ctx, func(tx *store.Tx) (err error) {
		used, err = usage(tx, a.ID, owner)
		return err
	})
	if err == nil && used+max(more, 1) > most {
		err = cos.ErrQuota
	}
	return err
}
