package language

import (
	"encoding/json"
	"log/slog"
	"testing"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/app"
	"github.com/teahouse-chat/teahouse/server/internal/id"
)

// What is not there yet is said at once, in the form that clients read.
func TestLanguagesAreSwitchedOff(t *testing.T) {
	r := api.NewRegistry(slog.New(slog.DiscardHandler))
	New().Register(r)
	commands := r.Commands()
	if len(commands) != 2 {
		t.Errorf("%d commands", len(commands))
	}
	for _, c := range commands {
		caller := &api.Caller{App: &app.App{ID: 1}, Account: id.Account{App: 1, ID: 2, Name: "ann"}, Door: api.WebSocket}
		resp, err := r.Do(t.Context(), caller, c.Name, []byte(`{}`))
		var answer struct {
			ErrorCode    int
			ErrorInfo    string
			CmdErrorCode struct{ ErrorCode int }
		}
		raw := api.Envelope(resp, err)
		if json.Unmarshal(raw, &answer) != nil || answer.ErrorCode != 60020 || answer.ErrorInfo == "" || answer.CmdErrorCode.ErrorCode != 60020 {
			t.Errorf("%s: %s", c.Name, raw)
		}
	}
}
