package account

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/wire/account"
)

func (s *Service) fetchImsdkPurchaseBitsv2(_ context.Context, c *api.Caller, _ *account.FetchImsdkPurchaseBitsv2Request) (*account.FetchImsdkPurchaseBitsv2Response, error) {
	bits := account.PurchaseBits{Bits: c.App.Settings.FeaturesOff.Bits(), Expired: configExpires}
	return &account.FetchImsdkPurchaseBitsv2Response{PurchaseBits: bits, Body: bits}, nil
}
