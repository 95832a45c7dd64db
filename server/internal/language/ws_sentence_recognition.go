package language

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/wire/language"
)

func (s *Service) wsSentenceRecognition(context.Context, *api.Caller, *language.WsSentenceRecognitionRequest) (*language.WsSentenceRecognitionResponse, error) {
	return &language.WsSentenceRecognitionResponse{CmdErrorCode: language.NewCmdError(errNoSpeech)}, errNoSpeech
}
