package model

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/teahouse-chat/teahouse/apps/aibot/internal/config"
	"github.com/teahouse-chat/teahouse/apps/aibot/internal/memory"
)

const (
	tea  = `data: {"choices":[{"index":0,"delta":{"content":"green "},"finish_reason":null}]}`
	end  = `data: {"choices":[{"index":0,"delta":{"content":"tea"},"finish_reason":"stop"}]}`
	over = "data: [DONE]"
)

// TestDialects: servers of this protocol differ in what they put around the text.
func TestDialects(t *testing.T) {
	for _, row := range []struct {
		name   string
		status int
		lines  []string
		text   string
		err    error
	}{
		{name: "as documented", lines: []string{tea, "", end, "", over, ""}, text: "green tea"},
		{name: "without an end mark", lines: []string{tea, "", end, ""}, text: "green tea"},
		{name: "without spaces, and with comments", lines: []string{": wait", strings.Replace(tea, "data: ", "data:", 1), "", ": wait", end, "", over}, text: "green tea"},
		{name: "the role first, usage last", lines: []string{`data: {"choices":[{"index":0,"delta":{"role":"assistant","content":""}}]}`, "", tea, "", end, "",
			`data: {"choices":[],"usage":{"total_tokens":3}}`, "", over}, text: "green tea"},
		{name: "thoughts, which are not for the reader", lines: []string{`data: {"choices":[{"index":0,"delta":{"reasoning_content":"hm"}}]}`, "", tea, "", end, "", over}, text: "green tea"},
		{name: "an error in the middle", lines: []string{tea, "", `data: {"error":{"message":"overloaded","code":"overloaded"}}`, ""}, text: "green ", err: ErrBroken},
		{name: "an error instead", lines: []string{`data: {"error":{"message":"overloaded"}}`, ""}, err: ErrDown},
		{name: "cut off", lines: []string{tea, ""}, text: "green ", err: ErrBroken},
		{name: "no JSON", lines: []string{"data: tea", ""}, err: ErrDown},
		{name: "no events", lines: []string{"<html>", ""}, err: ErrNothing},
		{name: "nothing", err: ErrNothing},
		{name: "a wrong key", status: http.StatusUnauthorized, lines: []string{`{"error":{"message":"no","code":"invalid_api_key"}}`}, err: ErrDown},
		{name: "too long", status: http.StatusBadRequest, lines: []string{`{"error":{"message":"no","code":"context_length_exceeded"}}`}, err: ErrTooLong},
		{name: "an error that is no JSON", status: http.StatusBadGateway, lines: []string{"<html>"}, err: ErrDown},
	} {
		asked := 0
		c := against(t, func(w http.ResponseWriter, r *http.Request) {
			asked++
			if row.status != 0 {
				w.WriteHeader(row.status)
			}
			io.WriteString(w, strings.Join(row.lines, "\r\n"))
		})
		var text strings.Builder
		err := c.Ask(t.Context(), Request{Name: "m", Turns: []memory.Turn{{Role: memory.User, Text: "x"}}}, func(piece string) { text.WriteString(piece) })
		if text.String() != row.text || !errors.Is(err, row.err) {
			t.Errorf("%s: %q, %v, want %q, %v", row.name, text.String(), err, row.text, row.err)
		}
		if want := map[bool]int{true: 2, false: 1}[row.status >= 500]; asked != want {
			t.Errorf("%s: asked %d times, want %d", row.name, asked, want)
		}
	}
}

func TestRequest(t *testing.T) {
	var got map[string]any
	var key string
	c := against(t, func(w http.ResponseWriter, r *http.Request) {
		key = r.Method + " " + r.URL.Path + " " + r.Header.Get("Authorization")
		json.NewDecoder(r.Body).Decode(&got)
		io.WriteString(w, end+"\n\n"+over+"\n\n")
	})
	turns := []memory.Turn{{Role: memory.User, Text: "one"}, {Role: memory.Assistant, Text: "two"}, {Role: memory.User, Text: "what is it?", Images: []string{"http://a/1.png"}}}
	if err := c.Ask(t.Context(), Request{Name: "m", Prompt: "be kind", Turns: turns, Vision: true}, func(string) {}); err != nil {
		t.Fatal(err)
	}
	raw, _ := json.Marshal(got)
	want := `{"max_tokens":77,"messages":[{"content":"be kind","role":"system"},{"content":"one","role":"user"},{"content":"two","role":"assistant"},` +
		`{"content":[{"text":"what is it?","type":"text"},{"image_url":{"url":"http://a/1.png"},"type":"image_url"}],"role":"user"}],"model":"m","stream":true}`
	if string(raw) != want || key != "POST /v1/chat/completions Bearer secret" {
		t.Errorf("asked %s\n%s, want\n%s", key, raw, want)
	}
}

// TestStop: who is not waited for any more is told so, and a model that says nothing is
// not waited for.
func TestStop(t *testing.T) {
	c := against(t, func(w http.ResponseWriter, r *http.Request) {
		io.WriteString(w, tea+"\n\n")
		w.(http.Flusher).Flush()
		<-r.Context().Done()
	})
	ctx, stop := context.WithCancelCause(t.Context())
	why := errors.New("asked again")
	if err := c.Ask(ctx, Request{Name: "m"}, func(string) { stop(why) }); !errors.Is(err, why) {
		t.Errorf("stopped: %v", err)
	}
	c.cfg.Stall = config.Duration(20 * time.Millisecond)
	if err := c.Ask(t.Context(), Request{Name: "m"}, func(string) {}); !errors.Is(err, ErrBroken) || !errors.Is(err, errSilent) {
		t.Errorf("silent in the middle: %v", err)
	}
}

// against returns a client of a server that answers by f.
func against(t *testing.T, f http.HandlerFunc) *Client {
	s := httptest.NewServer(f)
	t.Cleanup(s.Close)
	cfg := config.Default().Model
	cfg.URL, cfg.Key, cfg.Retries, cfg.MaxPause, cfg.Answer = s.URL+"/v1/", "secret", 1, config.Duration(time.Millisecond), 77
	return New(cfg)
}
