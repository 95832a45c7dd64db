package relation

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/wire/sns"
)

func (s *Service) blackListCheck(ctx context.Context, c *api.Caller, req *sns.BlackListCheckRequest) (*sns.BlackListCheckResponse, error) {
	items, failed, err := s.check(ctx, c, &req.AccountsRequest, checking{
		command: "BlackListCheck", both: req.CheckType != sns.BlackCheckSingle,
		has: blockedAmong, had: blockersAmong,
		words: [4]string{sns.BlackNone, sns.BlackAWithB, sns.BlackBWithA, sns.BlackBothWay},
	})
	if err != nil {
		return nil, err
	}
	return &sns.BlackListCheckResponse{BlackListCheckItem: items, FailAccount: failed}, nil
}
