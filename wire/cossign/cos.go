// Package cossign is the vocabulary of im_cos_sign_svr, by which old upload plug-ins
// of the SDK ask for credentials of a cloud's object store.
package cossign

import "github.com/teahouse-chat/teahouse/wire"

// Cos asks for such credentials. There is no such store here: it is refused with
// wire.ErrNoFeature, and the plug-in tim-upload-plugin does without.
var Cos = wire.DefineClient[CosRequest, wire.Empty]("im_cos_sign_svr.cos")

// CosRequest is what the plug-ins send.
type CosRequest struct {
	Cmd      string `json:"cmd"`
	SubCmd   string `json:"sub_cmd"`
	Duration int    `json:"duration"`
	Version  int    `json:"version"`
}
