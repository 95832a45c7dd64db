package account

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/event"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/job"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/account"
)

// deletedJob names the jobs that clear up behind deleted accounts.
const deletedJob = "account_deleted"

// OnDelete adds somebody who clears up behind a deleted account: what f removes may
// be gone already, for it is called again after a crash or an error. Who was added last
// is called first, because it may build upon the others. Add them before the first
// request.
func (s *Service) OnDelete(f func(ctx context.Context, a id.Account) error) {
	s.clearing = append(s.clearing, f)
}

// UseJobs says who carries out what a deletion leaves to be done. Without jobs no
// account is deleted.
func (s *Service) UseJobs(jobs *job.Jobs) {
	s.jobs = jobs
	jobs.Handle(deletedJob, func(ctx context.Context, j job.Job) error {
		var a id.Account
		if err := json.Unmarshal(j.Payload, &a); err != nil {
			return fmt.Errorf("decode job: %w", err)
		}
		return s.clearUp(ctx, a)
	})
}

func (s *Service) accountDelete(ctx context.Context, c *api.Caller, req *account.AccountDeleteRequest) (*account.AccountDeleteResponse, error) {
	resp := &account.AccountDeleteResponse{}
	now := time.Now()
	for _, item := range req.DeleteItem {
		result := account.DeleteResult{UserID: item.UserID}
		switch err := s.remove(ctx, c.App.ID, item.UserID, now); {
		case errors.Is(err, wire.ErrNoSuchAccount):
			result.ResultCode, result.ResultInfo = wire.ErrNoSuchAccount.Code, account.NotExist
		case err != nil:
			return nil, err
		}
		resp.ResultItem = append(resp.ResultItem, result)
	}
	nextSecond(ctx, now)
	return resp, nil
}

// Delete deletes an account with all it has. Errors: wire.ErrNoSuchAccount.
func (s *Service) Delete(ctx context.Context, app uint32, name string) error {
	return s.remove(ctx, app, name, time.Now())
}

// remove takes an account out of the records, with a job row for what it has
// elsewhere, which is normally done before remove returns.
func (s *Service) remove(ctx context.Context, app uint32, name string, now time.Time) error {
	var gone id.Account
	var row job.Job
	var kicked []instance
	err := s.db.Update(ctx, func(tx *store.Tx) (err error) {
		if gone, err = getAccount(tx, app, name); err != nil {
			return err
		}
		if kicked, err = instancesOf(tx, gone); err != nil {
			return err
		}
		if err = deleteAccount(tx, gone, now); err != nil {
			return err
		}
		tx.Emit(event.AccountDeleted{Account: gone})
		row, err = job.Add(tx, app, deletedJob, gone)
		return err
	})
	if errors.Is(err, store.ErrNotFound) {
		return wire.ErrNoSuchAccount.With("%q", name)
	}
	if err != nil {
		return err
	}
	for i := range kicked {
		kicked[i].kick.KickType = account.KickedByREST
	}
	s.tellKicked(kicked)
	// The account is gone: a caller that goes away must not leave half of it.
	if err := s.clearUp(context.WithoutCancel(ctx), gone); err != nil {
		s.log.Warn("what a deleted account had will be removed later", "account", name, "error", err)
		return nil
	}
	s.jobs.Forget(row)
	return nil
}

func (s *Service) clearUp(ctx context.Context, a id.Account) error {
	for _, f := range slices.Backward(s.clearing) {
		if err := f(ctx, a); err != nil {
			return err
		}
	}
	return nil
}
