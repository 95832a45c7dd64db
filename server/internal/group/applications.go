package group

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"slices"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/roster"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/wire/group"
	"github.com/teahouse-chat/teahouse/wire/notice"
)

// How long applications wait for a decision, and how long decided ones are
// remembered, so that clients that were away learn that nothing is left to do.
const (
	applicationsKept = 30 * 24 * time.Hour
	decidedKept      = 7 * 24 * time.Hour
)

// application is somebody who is to join when somebody decides so. There is one of
// a kind for each subject and inviter in a group.
type application struct {
	ID      uint64
	App     uint32
	Group   uint64
	Kind    int    // group.Application and so on
	Subject uint64 // who would join
	Inviter uint64 // 0 for an application, and for an App admin without an account
	Token   string // Authentication
	Message string
	Added   time.Time
	Handled int // group.Open and so on
}

// kinds say whom the decision is told, and how.
var kinds = map[int]struct {
	agreed, refused int // ReportType
	told            func(a *application) uint64
}{
	group.Application: {notice.ReportAccepted, notice.ReportRejected, func(a *application) uint64 { return a.Subject }},
	// The inviter asked for the approval, so it is answered as who applies is.
	group.InvitationToPermit: {notice.ReportAccepted, notice.ReportRejected, func(a *application) uint64 { return a.Inviter }},
	group.InvitationToAnswer: {notice.ReportAgreed, notice.ReportRefused, func(a *application) uint64 { return a.Inviter }},
}

func (s *Service) newApplication(ctx context.Context, g *Group, kind int, subject, inviter uint64, message string) (application, error) {
	number, err := s.applications.Next(ctx)
	return application{ID: number, App: g.App, Group: g.ID, Kind: kind, Subject: subject, Inviter: inviter,
		Token: rand.Text(), Message: message, Added: time.Now().Truncate(time.Millisecond)}, err
}

// deciders are those who let others into a group.
func (s *Service) deciders(ctx context.Context, g *Group) ([]id.Account, error) {
	var staff []roster.Member
	err := s.DB.View(ctx, func(tx *store.Tx) (err error) {
		staff, err = roster.Staff(tx, g.ID)
		return err
	})
	if err != nil {
		return nil, err
	}
	var numbers []uint64
	for _, m := range staff {
		if m.Role >= g.Rules().Approve {
			numbers = append(numbers, m.Account)
		}
	}
	return s.accountsOf(ctx, g.App, numbers)
}

// ask adds a stored notice for each of those who are asked to decide.
func (a *Aftermath) ask(asked []id.Account, by string, about application, body notice.GroupSystemBody) *Aftermath {
	body.Authentication, body.MsgKey = about.Token, uint64(about.Added.UnixMilli())
	for _, one := range asked {
		a.Tell(one, by, body)
	}
	return a
}

// fileApplication stores an application. It reports whether it is new: one that is
// still open stays, with the new text.
func fileApplication(tx *store.Tx, a application) (fresh bool, err error) {
	if err := dropApplications(tx, a.Added.Add(-applicationsKept)); err != nil {
		return false, err
	}
	old, err := applicationOf(tx, a.Group, a.Subject, a.Kind, a.Inviter)
	switch {
	case errors.Is(err, store.ErrNotFound):
	case err != nil:
		return false, err
	case old.Handled == group.Open:
		return false, setApplicationText(tx, old.ID, a.Message)
	}
	return true, putApplication(tx, a)
}

// findApplication returns the application that a decision is about: by its token,
// or else by who it is about. Errors: group.ErrHandled, group.ErrBadParameter.
func (s *Service) findApplication(ctx context.Context, g *Group, token string, subject uint64, kind int, inviter uint64) (a application, err error) {
	err = s.DB.View(ctx, func(tx *store.Tx) (err error) {
		if token != "" {
			if a, err = applicationByToken(tx, g.ID, token); !errors.Is(err, store.ErrNotFound) {
				return err
			}
		}
		a, err = applicationOf(tx, g.ID, subject, kind, inviter)
		if err == nil && token != "" {
			return group.ErrHandled // the token is of one before
		}
		return err
	})
	if errors.Is(err, store.ErrNotFound) || err == nil && time.Since(a.Added) > applicationsKept {
		return a, group.ErrBadParameter.With("there is no such application")
	}
	return a, err
}

// decide carries a decision out: the subject joins, or is asked in its turn, or
// not.
func (s *Service) decide(ctx context.Context, c *api.Caller, st Standing, a application, agree bool, text string) error {
	names, err := s.Accounts.ByID(ctx, a.App, []uint64{a.Subject, a.Inviter})
	if err != nil {
		return err
	}
	subject, ok := names[a.Subject]
	if !ok {
		return group.ErrNoSuchAccount
	}
	d := decision{c: c, by: st.Actor, a: a, agree: agree, text: text, subject: subject, inviter: names[a.Inviter]}
	d.joining = Joining{By: d.inviter, How: group.JoinInvited, Caller: c}
	if a.Kind == group.Application {
		d.joining = Joining{By: subject, How: group.JoinApplied, Caller: c}
	}
	if d.inviter.ID != 0 {
		m, err := s.MemberOf(ctx, st.Group, d.inviter)
		if err != nil {
			return err
		}
		d.joining.ByRole = m.Role
	}
	s.prepare(ctx, &d.joining, []id.Account{subject})
	if a.Kind == group.InvitationToPermit && c.App.Settings.InviteConsent {
		if d.next, err = s.newApplication(ctx, st.Group, group.InvitationToAnswer, a.Subject, a.Inviter, a.Message); err != nil {
			return err
		}
	}
	return s.Change(ctx, a.App, d.carryOut)
}

// decision is an answer to an application.
type decision struct {
	c                *api.Caller
	by               id.Account
	a                application
	agree            bool
	text             string
	subject, inviter id.Account
	joining          Joining
	next             application // what is asked next; ID 0: nothing
}

func (d *decision) carryOut(tx *store.Tx) (*Aftermath, error) {
	g, err := Lock(tx, d.a.Group)
	if err != nil {
		return nil, err
	}
	if err := d.stillOpen(tx); err != nil {
		return nil, err
	}
	if err := settle(tx, d.a.ID, group.Decided, time.Now()); err != nil {
		return nil, err
	}
	kind := kinds[d.a.Kind]
	after, report := NewAftermath(g, 0), kind.refused
	if d.agree {
		report = kind.agreed
		if d.next.ID != 0 {
			fresh, err := fileApplication(tx, d.next)
			if err != nil || !fresh {
				return after, err
			}
			return after.ask([]id.Account{d.subject}, d.inviter.Name, d.next,
				notice.GroupSystemBody{ReportType: notice.ReportAsked}), nil
		}
		came, err := join(tx, &d.c.App.Settings, g, []id.Account{d.subject}, &d.joining, after)
		if err != nil {
			return nil, err
		}
		if err := came.refusal(); err != nil {
			return nil, err
		}
		if len(came.Came) == 0 {
			return nil, group.ErrIsMember
		}
	}
	for _, told := range []id.Account{d.subject, d.inviter} {
		if told.ID != 0 && told.ID == kind.told(&d.a) {
			after.Tell(told, d.by.Name, notice.GroupSystemBody{ReportType: report, RemarkInfo: d.text})
			break
		}
	}
	return after, nil
}

// stillOpen refuses what was decided before, and what needs no decision any more.
func (d *decision) stillOpen(tx *store.Tx) error {
	now, err := applicationByID(tx, d.a.ID)
	switch {
	case errors.Is(err, store.ErrNotFound):
		return group.ErrHandled
	case err != nil || now.Handled == group.Open:
		return err
	case now.Handled == group.Decided:
		return group.ErrHandled
	}
	m, err := roster.Get(tx, d.a.Group, d.a.Subject)
	if err == nil && m.Role != roster.None {
		return group.ErrIsMember
	}
	return cmp.Or(err, error(group.ErrHandled))
}

// decidable are the groups whose applications an account decides: its number by
// that of the group.
func (s *Service) decidable(ctx context.Context, a id.Account, community bool) (map[uint64]*Group, error) {
	members, err := s.groupsOf(ctx, a, false, func(g *Group) bool { return g.Rules().Community == community })
	if err != nil {
		return nil, err
	}
	all := map[uint64]*Group{}
	for _, m := range slices.DeleteFunc(members, func(m membership) bool { return m.member.Role < m.group.Rules().Approve }) {
		all[m.group.ID] = m.group
	}
	return all, nil
}
