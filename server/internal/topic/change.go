package topic

import (
	"errors"

	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/wire/group"
)

// Insert stores a new topic.
func Insert(tx *store.Tx, t *Topic) error {
	tx.Emit(Saved{t})
	return insertTopic(tx, t)
}

// Lock reads a topic in order to change it. Errors: group.ErrNoSuchTopic.
func Lock(tx *store.Tx, topic uint64) (*Topic, error) {
	t, err := lockTopic(tx, topic)
	if errors.Is(err, store.ErrNotFound) {
		return nil, group.ErrNoSuchTopic
	}
	return t, err
}

// Save stores a changed topic.
func Save(tx *store.Tx, t *Topic) error {
	tx.Emit(Saved{t})
	return updateTopic(tx, t)
}

// Delete ends a topic and what members had set in it.
func Delete(tx *store.Tx, t *Topic) error {
	tx.Emit(Gone{t})
	return deleteTopic(tx, t.ID)
}

// Clear ends all topics of a community that is no more, and returns them.
func Clear(tx *store.Tx, group uint64) ([]*Topic, error) {
	all, err := topicsOf(tx, group)
	if err != nil {
		return nil, err
	}
	for _, t := range all {
		if err := Delete(tx, t); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// Change lets change alter what is particular of a member in a topic.
func Change(tx *store.Tx, t *Topic, account uint64, change func(s *Setting)) (before, after Setting, err error) {
	if before, err = getSetting(tx, t.ID, account); err != nil {
		return before, before, err
	}
	after = before
	change(&after)
	if after == before {
		return before, after, nil
	}
	tx.Emit(Set{Topic: t, Account: account, Before: before, After: after})
	return before, after, putSetting(tx, t, account, after)
}
