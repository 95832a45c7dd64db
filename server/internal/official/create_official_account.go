package official

import (
	"context"
	"crypto/rand"
	"errors"
	"strings"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/profile"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/server/internal/webhook"
	base "github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/account"
	wire "github.com/teahouse-chat/teahouse/wire/official"
	fields "github.com/teahouse-chat/teahouse/wire/profile"
)

func (s *Service) createOfficialAccount(ctx context.Context, c *api.Caller, req *wire.CreateOfficialAccountRequest) (*wire.CreateOfficialAccountResponse, error) {
	if _, err := s.Accounts.Lookup(ctx, c.App.ID, req.Owner); errors.Is(err, base.ErrNoSuchAccount) {
		return nil, wire.ErrNoAccount.With("%q", req.Owner)
	} else if err != nil {
		return nil, err
	}
	name := req.UserID
	if name == "" {
		name = account.OfficialPrefix + strings.ToLower(rand.Text()[:16])
	}
	mayCreate := func(tx *store.Tx) error { return mayCreate(tx, c.App.ID, name) }
	if err := s.DB.View(ctx, mayCreate); err != nil {
		return nil, err
	}
	if err := s.askCreate(ctx, c, req); err != nil {
		return nil, err
	}
	a, err := s.Accounts.Make(ctx, c.App.ID, name, "", "")
	if err != nil {
		return nil, err
	}
	o := &official{key: key{app: c.App.ID}, account: a, owner: req.Owner, title: req.Name, introduction: req.Introduction, face: req.FaceUrl,
		organization: req.Organization, custom: req.CustomString, most: wire.MaxSubscribers, created: time.Now().Unix()}
	if req.MaxSubscriberNum != nil {
		o.most = *req.MaxSubscriberNum
	}
	return &wire.CreateOfficialAccountResponse{UserID: name}, s.DB.Update(ctx, func(tx *store.Tx) error {
		if err := mayCreate(tx); err != nil {
			return err
		}
		if err := insertOfficial(tx, o); err != nil {
			return err
		}
		if err := showProfile(tx, o); err != nil {
			return err
		}
		return webhook.InRecords(tx, webhook.Own(a), s.toldCreated(c, o))
	})
}

func mayCreate(tx *store.Tx, app uint32, name string) error {
	switch _, err := officialNamed(tx, app, name); {
	case err == nil:
		return wire.ErrTaken.With("%s", name)
	case !errors.Is(err, store.ErrNotFound):
		return err
	}
	n, err := countOfficials(tx, app)
	if err == nil && n >= wire.MaxAccounts {
		err = wire.ErrTooMany.With("%d", wire.MaxAccounts)
	}
	return err
}

// showProfile writes what clients see of an official account into its profile.
func showProfile(tx *store.Tx, o *official) error {
	return profile.ReplaceTexts(tx, o.account, map[string]string{fields.Nick: o.title, fields.Image: o.face,
		"Tag_Profile_IM_SelfSignature": o.introduction})
}
