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
	if s.hub.SessionOf(instID) != nil {
		return // the instance is back already on another socket
	}
	i := s.online.find(instID)
	cut := i != nil && !i.gone.Load() && i.kicked.Load() == nil
	if cut {
		s.tellState(a, webhook.Origin{Platform: webhook.Platform(i.platform)}, cutOff, nil)
	}
	s.online.drop(instID)
	s.events.Publish(context.Background(), event.SessionClosed{Account: a, Instance: instID, Cut: cut})
}
