package language

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/wire/language"
)

func (s *Service) wsBatchTransText(context.Context, *api.Caller, *language.WsBatchTransTextRequest) (*language.WsBatchTransTextResponse, error) {
	return &language.WsBatchTransTextResponse{CmdErrorCode: language.NewCmdError(errNoTranslation), TargetText: []string{}}, errNoTranslation
}
