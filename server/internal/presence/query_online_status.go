package presence

import (
	"context"
	"slices"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/account"
	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/wire"
	wireaccount "github.com/teahouse-chat/teahouse/wire/account"
)

// pushOnlineFor is how long after its login a phone that is gone still counts as
// reachable by offline push.
const pushOnlineFor = 7 * 24 * time.Hour

func (s *Service) queryOnlineStatus(ctx context.Context, c *api.Caller, req *wireaccount.QueryOnlineStatusRequest) (*wireaccount.QueryOnlineStatusResponse, error) {
	found, err := s.Accounts.LookupAll(ctx, c.App.ID, req.ToAccount)
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, wire.ErrNoSuchAccount
	}
	ids := make([]uint64, 0, len(found))
	for _, a := range found {
		ids = append(ids, a.ID)
	}
	devices, err := s.Accounts.Devices(ctx, c.App.ID, ids)
	if err != nil {
		return nil, err
	}
	var customs map[uint64]string
	if req.IsReturnCustomStatus == 1 {
		if customs, err = s.customs(ctx, c.App.ID, ids); err != nil {
			return nil, err
		}
	}
	resp := &wireaccount.QueryOnlineStatusResponse{}
	for _, name := range req.ToAccount {
		a, ok := found[name]
		if !ok {
			resp.ErrorList = append(resp.ErrorList, wireaccount.FailedStatus{ToAccount: name, ErrorCode: wire.ErrNoSuchAccount.Code})
			continue
		}
		status := s.status(a, devices[a.ID], time.Now())
		if status.Status == wireaccount.Online {
			status.CustomStatus = customs[a.ID]
		}
		if status.Detail = detail(status.Detail, req.IsReturnInstid == 1); req.IsNeedDetail != 1 {
			status.Detail = nil
		}
		resp.QueryResult = append(resp.QueryResult, status)
	}
	return resp, nil
}

// status says how an account is, with each of its devices that is not offline.
func (s *Service) status(a id.Account, devices []account.Device, now time.Time) wireaccount.OnlineStatus {
	status := wireaccount.OnlineStatus{ToAccount: a.Name, Status: wireaccount.Offline}
	connected := map[uint64]bool{}
	for _, i := range s.Hub.Online(a.App, a.ID) {
		connected[i.ID] = true
	}
	for _, d := range devices {
		one := wireaccount.PlatformStatus{Platform: d.Platform, Instid: d.Instance}
		switch {
		case connected[d.Instance]:
			one.Status = wireaccount.Online
		case d.Portable && now.Sub(d.Login) < pushOnlineFor:
			one.Status = wireaccount.PushOnline
		default:
			continue
		}
		if status.Status != wireaccount.Online {
			status.Status = one.Status
		}
		status.Detail = append(status.Detail, one)
	}
	return status
}

// detail has one entry for each platform, Online if one of its devices is, or one
// for each device.
func detail(all []wireaccount.PlatformStatus, each bool) []wireaccount.PlatformStatus {
	if each {
		return all
	}
	var merged []wireaccount.PlatformStatus
	for _, one := range all {
		one.Instid = 0
		i := slices.IndexFunc(merged, func(m wireaccount.PlatformStatus) bool { return m.Platform == one.Platform })
		switch {
		case i < 0:
			merged = append(merged, one)
		case one.Status == wireaccount.Online:
			merged[i] = one
		}
	}
	return merged
}
