package account

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/deliver"
	"github.com/teahouse-chat/teahouse/server/internal/event"
	"github.com/teahouse-chat/teahouse/server/internal/webhook"
)

// sessionEnded is told of each session that lost its account: by logout, by a
// kick, or because its socket went away.
func (s *Service) sessionEnded(session *deliver.Session) {
	a := session.Account()
	instID := session.Instance()
	if session.Replaced() {
		return // the instance is back already on another socket; who opened that told of the cut
	}
	i := s.online.find(instID)
	cut := i != nil && !i.gone.Load() && i.kicked.Load() == nil
	if cut {
		s.tellCut(i.instance())
	}
	if s.hub.SessionOf(instID) != nil {
		return // it came back just now
	}
	s.online.drop(instID)
	s.events.Publish(context.Background(), event.SessionClosed{Account: a, Instance: instID, Cut: cut})
}

// tellCut tells the application that an instance lost its socket.
func (s *Service) tellCut(i instance) {
	s.tellState(i.account, webhook.Origin{Platform: webhook.Platform(i.platform)}, cutOff, nil)
}
