package bot

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/teahouse-chat/teahouse/apps/aibot/internal/chat"
	"github.com/teahouse-chat/teahouse/apps/aibot/internal/config"
	"github.com/teahouse-chat/teahouse/apps/aibot/internal/memory"
	"github.com/teahouse-chat/teahouse/apps/aibot/internal/model"
)

// turn is a question that is being answered.
type turn struct {
	stop context.CancelCauseFunc
	done chan struct{}
}

// groupHint is added to a robot's prompt in groups.
const groupHint = "\n\nSeveral people write to you in a group. Each message begins with the name of its writer and a colon."

// lastWords is how long the end of an answer that broke off may take.
const lastWords = 5 * time.Second

// cutOff ends an answer that the user does not wait for any more.
const cutOff = " …"

// take answers a question, unless it came too late or its user asks too much. An answer
// to the same asker that is still on its way ends first.
func (b *Bot) take(q memory.Question) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.closed {
		return // it stays open until the next start
	}
	work, wait := b.plan(q)
	ctx, stop := context.WithCancelCause(b.work)
	t, key := &turn{stop, make(chan struct{})}, q.Asker()
	before := b.running[key]
	if wait == 0 {
		b.running[key] = t
	}
	b.all.Go(func() {
		defer b.ended(key, t)
		if before != nil && wait == 0 {
			before.stop(errAskedAgain)
			<-before.done
		}
		work(ctx, q)
	})
}

// plan says what is done with a question, and how long its user has to wait if it is one
// too many.
func (b *Bot) plan(q memory.Question) (work func(context.Context, memory.Question), wait time.Duration) {
	if _, is := b.robots[q.Robot]; !is || time.Since(q.At) > time.Duration(b.cfg.Limits.TooOld) {
		return b.leave, 0 // also those that a robot left open that is not configured any more
	}
	wait, tell := b.limits.over(q.User)
	switch {
	case wait == 0:
		return b.answer, 0
	case tell:
		return func(ctx context.Context, q memory.Question) { b.say(ctx, q, b.tooFast(wait)) }, wait
	}
	return b.leave, wait
}

// ended forgets a turn.
func (b *Bot) ended(key string, t *turn) {
	t.stop(nil)
	close(t.done)
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.running[key] == t {
		delete(b.running, key)
	}
}

// answer has the model answer, and writes what it says into the chat.
func (b *Bot) answer(ctx context.Context, q memory.Question) {
	began := time.Now()
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	// What is on its way to the chat has a chance to end well, whatever stops the model.
	writing, give := context.WithCancel(context.WithoutCancel(ctx))
	defer give()
	a := b.chat.Answer(writing, place(q), func(err error) { stop(err) })
	err := b.ask(ctx, q, a.Add)
	if errors.Is(err, errStopped) && a.Text() == "" {
		return // it stays open until the next start
	}
	said := a.Text()
	if last := b.lastWords(err, said); last != "" {
		a.Add(last)
	}
	defer time.AfterFunc(lastWords, give).Stop()
	if failed := a.End(); failed != nil && !errors.Is(failed, chat.ErrGone) {
		b.log.Error("an answer did not reach the chat", "robot", q.Robot, "user", q.User, "group", q.GroupID, "error", failed)
	}
	b.close(q, said)
	if err != nil && !errors.Is(err, errAskedAgain) {
		b.log.Warn("no whole answer", "robot", q.Robot, "user", q.User, "group", q.GroupID, "error", err)
		return
	}
	b.log.Debug("answered", "robot", q.Robot, "user", q.User, "group", q.GroupID, "took", time.Since(began), "cause", err)
}

// ask asks the model. Where the context is too long for it, it is asked with half, and a
// quarter.
func (b *Bot) ask(ctx context.Context, q memory.Question, say func(string)) error {
	r := b.robots[q.Robot]
	request := model.Request{Name: r.Model, Prompt: r.Prompt, Vision: b.vision(r)}
	if request.Name == "" {
		request.Name = b.cfg.Model.Name
	}
	if q.GroupID != "" {
		request.Prompt += groupHint
	}
	tokens := b.cfg.Model.Context - memory.Turn{Text: request.Prompt}.Tokens()
	for attempt := 0; ; attempt++ {
		var err error
		if request.Turns, err = b.store.Context(ctx, q, tokens>>attempt); err != nil {
			return err
		}
		if err = b.model.Ask(ctx, request, say); attempt == 2 || !errors.Is(err, model.ErrTooLong) {
			return err
		}
	}
}

func (b *Bot) vision(r config.Robot) bool {
	if r.Vision != nil {
		return *r.Vision
	}
	return b.cfg.Model.Vision
}

// lastWords returns what is put behind an answer that is not whole.
func (b *Bot) lastWords(err error, said string) string {
	switch {
	case err == nil, errors.Is(err, chat.ErrGone):
		return ""
	case errors.Is(err, errAskedAgain) && said == "":
		return ""
	case errors.Is(err, errAskedAgain):
		return strings.TrimPrefix(cutOff, said[len(said)-1:]) // one space will do
	case said != "":
		return "\n\n" + b.cfg.Texts.Broken
	case errors.Is(err, model.ErrNothing):
		return b.cfg.Texts.Nothing
	}
	return b.cfg.Texts.Down
}

// say has the robot itself say something to a question, which is thereby closed.
func (b *Bot) say(ctx context.Context, q memory.Question, text string) {
	ctx, stop := context.WithTimeout(context.WithoutCancel(ctx), lastWords)
	defer stop()
	a := b.chat.Answer(ctx, place(q), func(error) {})
	a.Add(text)
	if err := a.End(); err != nil {
		b.log.Error("a word of the robot did not reach the chat", "robot", q.Robot, "user", q.User, "error", err)
	}
	b.close(q, "")
}

// leave closes a question without an answer. It stays part of the conversation.
func (b *Bot) leave(_ context.Context, q memory.Question) { b.close(q, "") }

func (b *Bot) close(q memory.Question, said string) {
	if err := b.store.Answer(context.WithoutCancel(b.work), q, said); err != nil {
		b.log.Error("an answer was not stored", "robot", q.Robot, "user", q.User, "error", err)
	}
}

func place(q memory.Question) chat.Place {
	return chat.Place{Robot: q.Robot, User: q.User, GroupID: q.GroupID, TopicID: q.TopicID, GroupType: q.GroupType}
}
