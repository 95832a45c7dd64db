package account

import "github.com/teahouse-chat/teahouse/wire"

// FetchImsdkPurchaseBitsv2 tells a client which features it may use.
var FetchImsdkPurchaseBitsv2 = wire.DefineClient[FetchImsdkPurchaseBitsv2Request, FetchImsdkPurchaseBitsv2Response]("im_sdk_config_mgr.fetch_imsdk_purchase_bitsv2")

// FetchImsdkPurchaseBitsv2Request names the application.
type FetchImsdkPurchaseBitsv2Request struct {
	App uint32 `json:"uint32_sdkappid"`
}

// PurchaseBits holds up to 64 characters 0 or 1; the last one is bit 0.
type PurchaseBits struct {
	Code    int    `json:"int32_error_code"`
	Message string `json:"str_error_message"`
	Bits    string `json:"str_purchase_bits"`
	Expired uint32 `json:"uint32_expired_time"` // seconds until the next fetch
}

// FetchImsdkPurchaseBitsv2Response has the bits twice: some clients read them
// from an object inside the body.
type FetchImsdkPurchaseBitsv2Response struct {
	PurchaseBits
	Body PurchaseBits `json:"body"`
}
