// Package memory keeps what was said with robots, in a SQLite file: the questions and
// answers of each conversation, and which questions are still to be answered. A question
// is on disk before the webhook that brought it is acknowledged.
package memory

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"path/filepath"
	"strings"
	"time"

	_ "modernc.org/sqlite" // the driver
)

// Who said something.
const (
	User      = "user"
	Assistant = "assistant"
)

// Turn is something that was said.
type Turn struct {
	Role   string
	Text   string
	Images []string // addresses of pictures
}

// Question is a message that a robot is to answer.
type Question struct {
	ID        int64  // by Ask
	Event     string // names the webhook; the same one is stored once
	Robot     string
	User      string
	GroupID   string // "": one-to-one
	TopicID   string
	GroupType string
	Turn      Turn
	At        time.Time
}

// Conversation is whose words belong together: a user's with a robot, or all of a group
// or topic.
func (q *Question) Conversation() string {
	switch {
	case q.TopicID != "":
		return q.Robot + "\ntopic\n" + q.TopicID
	case q.GroupID != "":
		return q.Robot + "\ngroup\n" + q.GroupID
	}
	return q.Robot + "\nuser\n" + q.User
}

// Asker is who is answered one question at a time: the next one ends the answer before.
func (q *Question) Asker() string { return q.Conversation() + "\n" + q.User }

const schema = `
CREATE TABLE IF NOT EXISTS events (event TEXT NOT NULL, robot TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (event, robot)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS events_at ON events (at);
CREATE TABLE IF NOT EXISTS turns (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	conversation TEXT NOT NULL, role TEXT NOT NULL, text TEXT NOT NULL, images TEXT NOT NULL, at INTEGER NOT NULL,
	question INTEGER NOT NULL -- of an answer: the turn it answers
);
CREATE INDEX IF NOT EXISTS turns_conversation ON turns (conversation, id);
CREATE INDEX IF NOT EXISTS turns_at ON turns (at);
CREATE TABLE IF NOT EXISTS open (
	id INTEGER PRIMARY KEY, robot TEXT NOT NULL, user TEXT NOT NULL,
	group_id TEXT NOT NULL, topic_id TEXT NOT NULL, group_type TEXT NOT NULL
);`

// Store is the file. It may be used by many goroutines.
type Store struct {
	db     *sql.DB
	keep   time.Duration
	pruned time.Time
}

// Open opens or makes the file. What is older than keep is forgotten.
func Open(ctx context.Context, file string, keep time.Duration) (*Store, error) {
	file, err := filepath.Abs(file)
	if err != nil {
		return nil, err
	}
	at := url.URL{Scheme: "file", Path: filepath.ToSlash(file), RawQuery: "_pragma=journal_mode(wal)&_pragma=synchronous(full)&_pragma=busy_timeout(5000)&_txlock=immediate"}
	db, err := sql.Open("sqlite", at.String())
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1) // one writer, and reads are short
	if _, err := db.ExecContext(ctx, schema); err != nil {
		db.Close()
		return nil, fmt.Errorf("store %s: %w", file, err)
	}
	return &Store{db: db, keep: keep}, nil
}

// Close closes the file.
func (s *Store) Close() error { return s.db.Close() }

// Ask stores questions of one event, and returns those that are new: an event that is
// told again brings none.
func (s *Store) Ask(ctx context.Context, all []Question) (fresh []Question, err error) {
	err = s.update(ctx, func(tx *sql.Tx) error {
		for _, q := range all {
			known, err := tx.ExecContext(ctx, `INSERT INTO events (event, robot, at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`, q.Event, q.Robot, time.Now().Unix())
			if err != nil {
				return err
			}
			if n, err := known.RowsAffected(); err != nil || n == 0 {
				if err != nil {
					return err
				}
				continue
			}
			if q.ID, err = say(ctx, tx, q.Conversation(), q.Turn, q.At, 0); err != nil {
				return err
			}
			if _, err := tx.ExecContext(ctx, `INSERT INTO open (id, robot, user, group_id, topic_id, group_type) VALUES ($1, $2, $3, $4, $5, $6)`,
				q.ID, q.Robot, q.User, q.GroupID, q.TopicID, q.GroupType); err != nil {
				return err
			}
			fresh = append(fresh, q)
		}
		return s.prune(ctx, tx)
	})
	return fresh, err
}

// Answer stores what a robot said to a question, which is open no longer. An empty text
// is no turn.
func (s *Store) Answer(ctx context.Context, q Question, text string) error {
	return s.update(ctx, func(tx *sql.Tx) error {
		if text != "" {
			if _, err := say(ctx, tx, q.Conversation(), Turn{Role: Assistant, Text: text}, time.Now(), q.ID); err != nil {
				return err
			}
		}
		_, err := tx.ExecContext(ctx, `DELETE FROM open WHERE id = $1`, q.ID)
		return err
	})
}

// Open returns the questions that were not answered, oldest first.
func (s *Store) Open(ctx context.Context) (all []Question, err error) {
	rows, err := s.db.QueryContext(ctx, `SELECT o.id, o.robot, o.user, o.group_id, o.topic_id, o.group_type, t.text, t.images, t.at
		FROM open o JOIN turns t ON t.id = o.id ORDER BY o.id`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var q Question
		var images string
		var at int64
		if err := rows.Scan(&q.ID, &q.Robot, &q.User, &q.GroupID, &q.TopicID, &q.GroupType, &q.Turn.Text, &images, &at); err != nil {
			return nil, err
		}
		q.Turn.Role, q.Turn.Images, q.At = User, split(images), time.Unix(at, 0)
		all = append(all, q)
	}
	return all, rows.Err()
}

// shown is how long a model is given a picture. Its file may be gone some day, and a
// picture that cannot be fetched spoils the whole request.
const shown = time.Hour

// Context returns what the model is to know for a question: the question itself, and
// before it as much of its conversation as fits into a number of tokens, the newest
// first. An answer stands behind its question; two turns of one role in a row are
// one, because some models want them in turn. Pictures from earlier are named only.
func (s *Store) Context(ctx context.Context, q Question, tokens int) ([]Turn, error) {
	rows, err := s.db.QueryContext(ctx, `SELECT role, text, images, at FROM turns WHERE conversation = $1 AND id <= $2
		OR conversation = $1 AND question > 0 AND question < $2
		ORDER BY CASE question WHEN 0 THEN id ELSE question END DESC, id DESC`, q.Conversation(), q.ID)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var newest []Turn
	for rows.Next() {
		var t Turn
		var images string
		var at int64
		if err := rows.Scan(&t.Role, &t.Text, &images, &at); err != nil {
			return nil, err
		}
		if t.Images = split(images); q.At.Sub(time.Unix(at, 0)) > shown {
			t.Text, t.Images = strings.TrimSpace(t.Text+strings.Repeat("\n[picture]", len(t.Images))), nil
		}
		if tokens -= t.Tokens(); tokens < 0 && len(newest) > 0 {
			break
		}
		newest = append(newest, t)
	}
	return inTurn(newest), rows.Err()
}

// inTurn turns newest-first turns round, and joins neighbours of one role. An answer
// whose question is not there does not begin.
func inTurn(newest []Turn) (all []Turn) {
	for i := len(newest) - 1; i >= 0; i-- {
		t := newest[i]
		switch last := len(all) - 1; {
		case last < 0 && t.Role == Assistant:
		case last >= 0 && all[last].Role == t.Role:
			all[last].Text += "\n" + t.Text
			all[last].Images = append(all[last].Images, t.Images...)
		default:
			all = append(all, t)
		}
	}
	return all
}
