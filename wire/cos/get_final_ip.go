package cos

import "github.com/teahouse-chat/teahouse/wire"

// GetFinalIP asks for a network address to use in place of a domain of files. This
// server has no other addresses than those of its URLs.
var GetFinalIP = wire.DefineClient[GetFinalIPRequest, GetFinalIPResponse]("im_cos_msg.get_final_ip")

// GetFinalIPRequest names the domain.
type GetFinalIPRequest struct {
	Domain string `json:"str_domain"`
}

// GetFinalIPResponse has an empty address: the domain itself is to be used.
type GetFinalIPResponse struct {
	FinalIP string `json:"str_final_ip"`
}
