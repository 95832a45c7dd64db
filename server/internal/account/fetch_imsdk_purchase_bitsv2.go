package account

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/wire/account"
)

func (s *Service) fetchImsdkPurchaseBitsv2(context.Context, *api.Caller, *account.FetchImsdkPurchaseBitsv2Request) (*account.FetchImsdkPurchaseBitsv2Response, error) {
	bits := account.PurchaseBits{Bits: allFeatures, Expired: configExpires}
	return &account.FetchImsdkPurchaseBitsv2Response{PurchaseBits: bits, Body: bits}, nil
}
