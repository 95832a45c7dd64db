package language

import "github.com/teahouse-chat/teahouse/wire"

// WsBatchTransText translates texts. It is switched off: wire.ErrNoFeature.
var WsBatchTransText = wire.DefineClient[WsBatchTransTextRequest, WsBatchTransTextResponse]("im_open_translate.ws_batch_trans_text")

// WsBatchTransTextRequest has the texts and the languages; Source may be "auto".
type WsBatchTransTextRequest struct {
	SourceText []string `json:"SourceText"`
	Source     string   `json:"Source"`
	Target     string   `json:"Target"`
}

// WsBatchTransTextResponse has the translations in the order of the texts.
type WsBatchTransTextResponse struct {
	CmdErrorCode CmdError `json:"CmdErrorCode"`
	RequestID    string   `json:"RequestId"`
	TargetText   []string `json:"TargetText"`
}
