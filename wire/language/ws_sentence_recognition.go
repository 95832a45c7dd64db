package language

import "github.com/teahouse-chat/teahouse/wire"

// WsSentenceRecognition makes text of a recorded sentence. It is switched off:
// wire.ErrNoFeature.
var WsSentenceRecognition = wire.DefineClient[WsSentenceRecognitionRequest, WsSentenceRecognitionResponse]("im_open_speech.ws_sentence_recognition")

// WsSentenceRecognitionRequest says where the sound is, and what it is.
type WsSentenceRecognitionRequest struct {
	URL         string `json:"BytesUrl"`
	App         uint32 `json:"Uint32Sdkappid"`
	VoiceFormat string `json:"BytesVoiceFormat"` // mp3, ...
	SourceType  uint64 `json:"Uint64SourceType"` // 0: a URL
	EngineType  string `json:"BytesEngServiceType"`
}

// WsSentenceRecognitionResponse has the text.
type WsSentenceRecognitionResponse struct {
	CmdErrorCode CmdError `json:"CmdErrorCode"`
	RequestID    string   `json:"BytesRequestid"`
	Result       string   `json:"BytesResult"`
}
