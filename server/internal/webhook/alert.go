package webhook

import (
	"strings"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/app"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	wire "github.com/teahouse-chat/teahouse/wire/webhook"
)

// OverLimit tells that a command is called more often than it may be.
func (h *Hooks) OverLimit(a *app.App, command string, limit int) {
	h.Soon(id.Pair(a.ID, 0, 0), At(h, a, Origin{}, time.Now(), wire.AlertRequestOverLimit, func() *wire.AlertRequestOverLimitBody {
		service, word, _ := strings.Cut(command, ".")
		return &wire.AlertRequestOverLimitBody{ServiceName: service, Command: word, Request: limit + 1, Limit: limit}
	}))
}
