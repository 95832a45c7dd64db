package operate

import (
	"context"
	"slices"
	"strconv"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/wire/operate"
)

const shownDays = 30

func (s *Service) getAppInfo(ctx context.Context, c *api.Caller, req *operate.GetAppInfoRequest) (*operate.GetAppInfoResponse, error) {
	if err := s.Flush(ctx); err != nil {
		return nil, err
	}
	users, groups, err := s.Totals(ctx, c.App.ID)
	if err != nil {
		return nil, err
	}
	var counted []counted
	err = s.DB.View(ctx, func(tx *store.Tx) (err error) {
		counted, err = figuresSince(tx, c.App.ID, today()-shownDays+1)
		return err
	})
	if err != nil {
		return nil, err
	}
	days := map[int64]map[string]int64{}
	for _, n := range counted {
		if days[n.day] == nil {
			days[n.day] = map[string]int64{}
		}
		days[n.day][n.name] += n.value
	}
	resp := &operate.GetAppInfoResponse{ErrorInfo: "OK", Result: []map[string]string{}}
	for day := today(); day > today()-shownDays; day-- {
		n := days[day]
		if n == nil {
			continue
		}
		n["RegistUserNumTotal"], n["GroupAllGroupNum"] = int64(users), int64(groups)
		users -= int(n["RegistUserNumOneDay"] - n[deletedUsers]) // as they were at the end of the day before
		groups -= int(n["GroupNewGroupNum"] - n["GroupDestroyGroupNum"])
		n["UpMsgNum"] = n["C2CUpMsgNum"] + n["GroupUpMsgNum"]
		shown := map[string]string{"Date": time.Unix(day*secondsDay, 0).UTC().Format("20060102")}
		for _, name := range operate.Figures {
			if name == "Date" || len(req.RequestField) > 0 && !slices.Contains(req.RequestField, name) {
				continue
			}
			switch name {
			case "AppName":
				shown[name] = c.App.Name
			case "AppId":
				shown[name] = strconv.FormatUint(uint64(c.App.ID), 10)
			case "Company":
				shown[name] = ""
			default:
				shown[name] = strconv.FormatInt(n[name], 10)
			}
		}
		resp.Result = append(resp.Result, shown)
	}
	return resp, nil
}
