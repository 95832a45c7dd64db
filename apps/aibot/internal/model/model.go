// Package model asks a language model: any server with OpenAI's /chat/completions,
// streaming.
package model

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/hashicorp/go-retryablehttp"
	"github.com/sashabaranov/go-openai"

	"github.com/teahouse-chat/teahouse/apps/aibot/internal/config"
	"github.com/teahouse-chat/teahouse/apps/aibot/internal/memory"
)

// firstPause is between the first two attempts; each further one is twice as long, unless
// the model says how long to wait.
const firstPause = 500 * time.Millisecond

// Why there is no answer, or no whole one.
var (
	ErrDown    = errors.New("the model cannot be reached")
	ErrTooLong = errors.New("the context is too long for the model")
	ErrBroken  = errors.New("the answer broke off")
	ErrNothing = errors.New("the model said nothing")

	errSilent = errors.New("no token came in time")
)

// Request is what a model is asked.
type Request struct {
	Name   string // of the model
	Prompt string
	Turns  []memory.Turn
	Vision bool // it takes pictures
}

// Client asks a model. It may be used by many goroutines.
type Client struct {
	cfg   config.Model
	api   *openai.Client
	slots chan struct{} // one for each call under way
}

// New returns a client.
func New(cfg config.Model) *Client {
	again := retryablehttp.NewClient()
	again.Logger = nil
	again.RetryMax = cfg.Retries
	again.RetryWaitMin, again.RetryWaitMax = min(firstPause, time.Duration(cfg.MaxPause)), time.Duration(cfg.MaxPause)
	again.ErrorHandler = retryablehttp.PassthroughErrorHandler // the last answer says most
	api := openai.DefaultConfig(cfg.Key)
	api.BaseURL, api.HTTPClient = cfg.URL, again.StandardClient()
	return &Client{cfg: cfg, api: openai.NewClientWithConfig(api), slots: make(chan struct{}, cfg.Calls)}
}

// Ask has the model answer, and calls say for each piece of text as it comes. Until the
// first piece a call is repeated after 429, 5xx and broken connections. The error is
// ErrDown, ErrTooLong or ErrNothing before anything was said, ErrBroken afterwards, or the
// cause why ctx is over.
func (c *Client) Ask(ctx context.Context, r Request, say func(piece string)) error {
	select {
	case c.slots <- struct{}{}:
		defer func() { <-c.slots }()
	case <-ctx.Done():
		return context.Cause(ctx)
	}
	call, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	silence := time.AfterFunc(time.Duration(c.cfg.First), func() { stop(errSilent) })
	defer silence.Stop()
	said := false
	done, err := c.stream(call, r, func(piece string) {
		if piece != "" {
			said = true
			say(piece)
		}
		if said {
			silence.Reset(time.Duration(c.cfg.Stall))
		}
	})
	switch {
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case call.Err() != nil:
		err = context.Cause(call)
	}
	switch {
	case err != nil && said, !done && said:
		return because(ErrBroken, err)
	case tooLong(err):
		return because(ErrTooLong, err)
	case err != nil:
		return because(ErrDown, err)
	case !said:
		return ErrNothing
	}
	return nil
}

func because(what, why error) error {
	if why == nil {
		return what
	}
	return fmt.Errorf("%w: %w", what, why)
}

// stream makes the call. token is called with each token, also with those that are no
// text for the reader. done says that the model came to an end.
func (c *Client) stream(ctx context.Context, r Request, token func(piece string)) (done bool, err error) {
	request := c.request(r)
	s, err := c.api.CreateChatCompletionStream(ctx, request)
	if errors.Is(err, openai.ErrReasoningModelMaxTokensDeprecated) {
		request.MaxTokens, request.MaxCompletionTokens = 0, request.MaxTokens
		s, err = c.api.CreateChatCompletionStream(ctx, request)
	}
	if err != nil {
		return false, err
	}
	defer s.Close()
	for {
		part, err := s.Recv()
		if errors.Is(err, io.EOF) {
			return done, nil
		}
		if err != nil {
			return false, err
		}
		for _, choice := range part.Choices {
			token(choice.Delta.Content)
			done = done || choice.FinishReason != ""
		}
	}
}

func (c *Client) request(r Request) openai.ChatCompletionRequest {
	request := openai.ChatCompletionRequest{Model: r.Name, MaxTokens: c.cfg.Answer, Stream: true}
	if r.Prompt != "" {
		request.Messages = append(request.Messages, openai.ChatCompletionMessage{Role: openai.ChatMessageRoleSystem, Content: r.Prompt})
	}
	for _, t := range r.Turns {
		request.Messages = append(request.Messages, message(t, r.Vision))
	}
	return request
}

func message(t memory.Turn, vision bool) openai.ChatCompletionMessage {
	if !vision || len(t.Images) == 0 {
		return openai.ChatCompletionMessage{Role: t.Role, Content: t.Text}
	}
	m := openai.ChatCompletionMessage{Role: t.Role, MultiContent: []openai.ChatMessagePart{{Type: openai.ChatMessagePartTypeText, Text: t.Text}}}
	for _, address := range t.Images {
		m.MultiContent = append(m.MultiContent, openai.ChatMessagePart{Type: openai.ChatMessagePartTypeImageURL,
			ImageURL: &openai.ChatMessageImageURL{URL: address}})
	}
	return m
}

// tooLong says whether a model refused a request for its length.
func tooLong(err error) bool {
	var refused *openai.APIError
	return errors.As(err, &refused) && refused.Code == "context_length_exceeded"
}
