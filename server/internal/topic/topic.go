// Package topic owns the topics of communities: their profiles, and what single
// members have set for themselves in them or may not do there. A topic's messages
// are a timeline of its own; its members are those of its community.
//
// Changes are made by the functions that take a transaction; they emit Saved, Gone
// and Set. Questions on the path of a message are answered from memory.
package topic

import (
	"context"
	"errors"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/event"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/roster"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/wire/group"
)

// Topic is a topic as it was at one moment. It is never changed: a change makes a
// new value, which Find then returns.
type Topic struct {
	ID           uint64 // internal number, of the same row as those of groups
	App          uint32
	Group        uint64 // its community
	TopicID      string
	Name         string
	Introduction string
	Notification string
	FaceURL      string
	Custom       string // CustomString
	MuteAll      bool
	Permission   int64 // what every member may do in it: bits
	Created      time.Time
}

// Conv names the topic's timeline.
func (t *Topic) Conv() id.Conv { return id.GroupConv(t.App, t.ID) }

// Setting is what is particular of a member in a topic. The zero Setting is that of
// everybody else.
type Setting struct {
	MsgFlag    string // "": as in the community
	MutedUntil int64  // seconds; 0: never was
}

// Muted tells whether the member may not speak in the topic at a time.
func (s *Setting) Muted(now time.Time) bool { return s.MutedUntil > now.Unix() }

// Saved says that a topic was made or its profile changed.
type Saved struct{ Topic *Topic }

// Gone says that a topic is no more.
type Gone struct{ Topic *Topic }

// Set says what is particular of a member in a topic now.
type Set struct {
	Topic   *Topic
	Account uint64
	Before  Setting
	After   Setting
}

type (
	nameKey struct {
		app     uint32
		topicID string
	}
	memberKey struct{ topic, account uint64 }
)

// Bounds of what is remembered. Of groups that are no topics it is remembered
// that they are none.
const (
	mostTopics   = 200_000
	mostSettings = 500_000
)

// Topics answers questions about topics.
type Topics struct {
	db       *store.DB
	byName   *roster.Cache[nameKey, *Topic]
	byID     *roster.Cache[uint64, *Topic]
	settings *roster.Cache[memberKey, Setting]
}

// New returns the Topics of a database, which hear of changes through events.
func New(db *store.DB, events *event.Hub) *Topics {
	t := &Topics{db: db, byName: roster.NewCache[nameKey, *Topic](mostTopics), byID: roster.NewCache[uint64, *Topic](mostTopics),
		settings: roster.NewCache[memberKey, Setting](mostSettings)}
	event.On(events, func(_ context.Context, e Saved) {
		t.byName.Put(nameKey{e.Topic.App, e.Topic.TopicID}, e.Topic)
		t.byID.Put(e.Topic.ID, e.Topic)
	})
	event.On(events, func(_ context.Context, e Gone) {
		t.byName.Drop(nameKey{e.Topic.App, e.Topic.TopicID})
		t.byID.Put(e.Topic.ID, nil)
	})
	event.On(events, func(_ context.Context, e Set) {
		t.settings.Put(memberKey{e.Topic.ID, e.Account}, e.After)
	})
	return t
}

// Find returns a topic by its TopicId, from memory when it was asked for before.
// Errors: group.ErrNoSuchTopic.
func (t *Topics) Find(ctx context.Context, app uint32, topicID string) (*Topic, error) {
	found, err := t.byName.Get(nameKey{app, topicID}, func() (found *Topic, err error) {
		err = t.db.View(ctx, func(tx *store.Tx) error {
			found, err = ByName(tx, app, topicID)
			return err
		})
		return found, err
	})
	if errors.Is(err, store.ErrNotFound) {
		return nil, group.ErrNoSuchTopic.With("%q", topicID)
	}
	return found, err
}

// ByID returns a topic by its internal number, nil if there is none of it.
func (t *Topics) ByID(ctx context.Context, topic uint64) (*Topic, error) {
	return t.byID.Get(topic, func() (found *Topic, err error) {
		err = t.db.View(ctx, func(tx *store.Tx) error {
			found, err = byID(tx, topic)
			return err
		})
		if errors.Is(err, store.ErrNotFound) {
			return nil, nil
		}
		return found, err
	})
}

// Of returns the topics of a community in the order in which they were made.
func (t *Topics) Of(ctx context.Context, group uint64) (all []*Topic, err error) {
	err = t.db.View(ctx, func(tx *store.Tx) error {
		all, err = topicsOf(tx, group)
		return err
	})
	return all, err
}

// Among returns those of the numbers of groups and topics that are topics, with one
// query.
func (t *Topics) Among(ctx context.Context, numbers []uint64) (all []*Topic, err error) {
	if len(numbers) == 0 {
		return nil, nil
	}
	err = t.db.View(ctx, func(tx *store.Tx) error {
		all, err = topicsAmong(tx, numbers)
		return err
	})
	return all, err
}

// Setting returns what is particular of a member in a topic, from memory when it
// was asked for before.
func (t *Topics) Setting(ctx context.Context, topic, account uint64) (Setting, error) {
	return t.settings.Get(memberKey{topic, account}, func() (s Setting, err error) {
		err = t.db.View(ctx, func(tx *store.Tx) error {
			s, err = getSetting(tx, topic, account)
			return err
		})
		return s, err
	})
}

// Wish is the receive option that an account has chosen for one topic.
type Wish struct {
	Group, Topic uint64
	MsgFlag      string
}

// Wishes returns the receive options that an account has chosen for topics: of one
// community, or with group 0 of all.
func (t *Topics) Wishes(ctx context.Context, account, group uint64) (all []Wish, err error) {
	err = t.db.View(ctx, func(tx *store.Tx) error {
		all, err = wishesOf(tx, account, group)
		return err
	})
	return all, err
}

// Mutes returns who is muted in a topic at a time, those first whose mute ends
// first.
func (t *Topics) Mutes(ctx context.Context, topic uint64, now time.Time) (all []roster.Until, err error) {
	err = t.db.View(ctx, func(tx *store.Tx) error {
		all, err = mutesIn(tx, topic, now.Unix())
		return err
	})
	return all, err
}
