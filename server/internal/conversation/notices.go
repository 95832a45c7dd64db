package conversation

import (
	"github.com/teahouse-chat/teahouse/server/internal/deliver"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/wire/notice"
	"github.com/teahouse-chat/teahouse/wire/recent"
)

// tell shows a change of a list to the owner's other devices.
func (s *Service) tell(owner id.Account, except uint64, m notice.RecentContact) {
	s.push(owner, except, notice.NewRecentContact(m))
}

// push shows an event to all sessions of an account but one.
func (s *Service) push(to id.Account, except uint64, e any) {
	f, err := deliver.Push(e)
	if err != nil {
		s.opts.Log.Error("encode notice", "account", to.Name, "error", err)
		return
	}
	f.Except = except
	s.hub.ToAccount(to.App, to.ID, f)
}

func contact(c *recent.Contact) notice.Contact {
	return notice.Contact{Type: c.Type, UserId: c.To, GroupId: c.GroupName()}
}
