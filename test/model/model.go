// Package model is a language model for tests and for trying out the chatbot without a key:
// an HTTP server that speaks OpenAI's /chat/completions. It is no AI and says so. It repeats
// what it was asked, and how much it was told of the conversation, so that memory,
// prompts and pictures can be seen in its answers. Words in the question make it slow, fail,
// break off or call a tool, as real models do now and then.
package model

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"
)

// Request is what the model was asked.
type Request struct {
	Model    string    `json:"model"`
	Messages []Message `json:"messages"`
	Stream   bool      `json:"stream"`
}

// Message is one of the conversation. Content is a text, or a list of parts.
type Message struct {
	Role    string          `json:"role"`
	Content json.RawMessage `json:"content"`
}

// Part is a part of a message.
type Part struct {
	Type  string `json:"type"`
	Text  string `json:"text"`
	Image struct {
		URL string `json:"url"`
	} `json:"image_url"`
}

// Text returns the text of a message, and the addresses of its pictures.
func (m Message) Text() (text string, images []string) {
	if json.Unmarshal(m.Content, &text) == nil {
		return text, nil
	}
	var parts []Part
	if json.Unmarshal(m.Content, &parts) != nil {
		return "", nil
	}
	for _, p := range parts {
		text += p.Text
		if p.Image.URL != "" {
			images = append(images, p.Image.URL)
		}
	}
	return text, images
}

// Question returns the last message.
func (r Request) Question() string {
	if len(r.Messages) == 0 {
		return ""
	}
	text, _ := r.Messages[len(r.Messages)-1].Text()
	return text
}

// How is how the model answers.
type How struct {
	Status int           // not 200: an error
	Code   string        // of the error
	Pause  time.Duration // before each token
	Break  bool          // in the middle of the answer the connection is cut
	Tool   bool          // instead of a text it wants a tool to be called
	Hang   bool          // nothing comes at all
}

// Server is the model. Its address for clients ends with /v1.
type Server struct {
	mu     sync.Mutex
	pause  time.Duration
	behave func(n int, r Request) How
	asked  []Request
	gone   int
}

// Pause sets how long a token takes, 0 until then.
func (s *Server) Pause(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pause = d
}

// Behave sets how the n-th request is answered, from 1 on. Until then the words in the
// question say it.
func (s *Server) Behave(f func(n int, r Request) How) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.behave = f
}

// Asked returns all requests so far.
func (s *Server) Asked() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Request(nil), s.asked...)
}

// Gone returns how many callers went away before their answer had ended.
func (s *Server) Gone() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.gone
}

// Words change how a question is answered.
var words = map[string]func(h *How){
	"/slow":  func(h *How) { h.Pause = time.Second },
	"/fail":  func(h *How) { h.Status = http.StatusServiceUnavailable },
	"/break": func(h *How) { h.Break = true },
	"/tool":  func(h *How) { h.Tool = true },
}

func (s *Server) how(r Request) How {
	s.mu.Lock()
	s.asked = append(s.asked, r)
	n, behave, h := len(s.asked), s.behave, How{Pause: s.pause}
	s.mu.Unlock()
	if behave != nil {
		return behave(n, r)
	}
	for word, change := range words {
		if strings.Contains(r.Question(), word) {
			change(&h)
		}
	}
	return h
}

// ServeHTTP implements http.Handler.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost || !strings.HasSuffix(r.URL.Path, "/chat/completions") {
		refuse(w, http.StatusNotFound, "not_found")
		return
	}
	var asked Request
	if err := json.NewDecoder(r.Body).Decode(&asked); err != nil || len(asked.Messages) == 0 {
		refuse(w, http.StatusBadRequest, "invalid_request_error")
		return
	}
	how := s.how(asked)
	switch {
	case how.Hang:
		<-r.Context().Done()
	case how.Status != 0 && how.Status != http.StatusOK:
		refuse(w, how.Status, how.Code)
	case !asked.Stream:
		whole(w, asked)
	default:
		s.stream(w, r, asked, how)
	}
}

func refuse(w http.ResponseWriter, status int, code string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(map[string]any{"error": map[string]any{
		"message": "the test model was told to fail", "type": "test", "code": code}})
}

func whole(w http.ResponseWriter, asked Request) {
	w.Header().Set("Content-Type", "application/json")
	json.NewEncoder(w).Encode(map[string]any{"id": "test", "object": "chat.completion", "model": asked.Model, "choices": []any{
		map[string]any{"index": 0, "finish_reason": "stop", "message": map[string]string{"role": "assistant", "content": Answer(asked)}}}})
}

// Answer returns what the model says: what it was told.
func Answer(r Request) string {
	var b strings.Builder
	prompt, messages := "", r.Messages
	if messages[0].Role == "system" {
		prompt, _ = messages[0].Text()
		messages = messages[1:]
	}
	if len(messages) == 0 {
		return "I am a test model, not an AI. You asked nothing."
	}
	last := messages[len(messages)-1]
	question, images := last.Text()
	fmt.Fprintf(&b, "I am a test model, not an AI: I only repeat. You wrote: “%s”.", question)
	if len(images) > 0 {
		fmt.Fprintf(&b, " Pictures: %s.", strings.Join(images, " "))
	}
	if before := messages[:len(messages)-1]; len(before) == 0 {
		b.WriteString(" It is the first message I know of.")
	} else {
		first, _ := before[0].Text()
		fmt.Fprintf(&b, " I was given %d earlier messages; the oldest is “%s”.", len(before), first)
	}
	if prompt != "" {
		fmt.Fprintf(&b, " My instructions begin with “%s”.", firstWords(prompt, 6))
	}
	return b.String()
}

func firstWords(text string, n int) string {
	all := strings.Fields(text)
	return strings.Join(all[:min(n, len(all))], " ")
}
