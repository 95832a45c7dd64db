// Package language owns translation and speech that becomes text. It has no provider
// of either yet, so it says that both are switched off: clients then tell their
// users, and do not wait.
package language

import (
	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/language"
)

// Service is the room of languages.
type Service struct{}

// New returns the service.
func New() *Service { return &Service{} }

// Register adds the commands.
func (s *Service) Register(r *api.Registry) {
	api.Handle(r, language.WsBatchTransText, api.User, s.wsBatchTransText)
	api.Handle(r, language.WsSentenceRecognition, api.User, s.wsSentenceRecognition)
}

var (
	errNoTranslation = wire.ErrNoFeature.With("translation")
	errNoSpeech      = wire.ErrNoFeature.With("speech to text")
)
