package model

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// stream sends the answer word by word as server-sent events.
func (s *Server) stream(w http.ResponseWriter, r *http.Request, asked Request, how How) {
	w.Header().Set("Content-Type", "text/event-stream")
	send := func(delta map[string]any, reason any) {
		raw, err := json.Marshal(map[string]any{"id": "test", "object": "chat.completion.chunk", "model": asked.Model,
			"choices": []any{map[string]any{"index": 0, "delta": delta, "finish_reason": reason}}})
		if err != nil {
			panic(err) // maps of texts always encode
		}
		fmt.Fprintf(w, "data: %s\n\n", raw)
		w.(http.Flusher).Flush()
	}
	send(map[string]any{"role": "assistant", "content": ""}, nil)
	if how.Tool {
		send(map[string]any{"tool_calls": []any{map[string]any{"index": 0, "id": "call_test", "type": "function",
			"function": map[string]string{"name": "look_up", "arguments": `{"what":"tea"}`}}}}, nil)
		send(map[string]any{}, "tool_calls")
		fmt.Fprint(w, "data: [DONE]\n\n")
		return
	}
	tokens := strings.SplitAfter(Answer(asked), " ")
	for i, token := range tokens {
		if !s.wait(r, how.Pause) {
			return
		}
		if how.Break && i == len(tokens)/2 {
			panic(http.ErrAbortHandler)
		}
		send(map[string]any{"content": token}, nil)
	}
	send(map[string]any{}, "stop")
	fmt.Fprint(w, "data: [DONE]\n\n")
}

// wait takes as long as a token, and says whether somebody still listens.
func (s *Server) wait(r *http.Request, pause time.Duration) bool {
	t := time.NewTimer(pause)
	defer t.Stop()
	select {
	case <-r.Context().Done():
		s.mu.Lock()
		s.gone++
		s.mu.Unlock()
		return false
	case <-t.C:
		return true
	}
}
