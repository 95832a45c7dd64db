package job

import (
	"encoding/json"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/store"
)

func insertJob(tx *store.Tx, j Job, now time.Time) error {
	_, err := store.Exec(tx, `INSERT INTO job_jobs (id, app, kind, payload, created) VALUES ($1, $2, $3, $4, $5)`,
		j.ID, j.App, j.Kind, string(j.Payload), now.UnixMilli())
	return err
}

func deleteJobs(tx *store.Tx, ids []string) error {
	_, err := store.Exec(tx, `DELETE FROM job_jobs WHERE id @in(1)`, ids)
	return err
}

// jobsBefore returns at most limit jobs written before a time and behind another
// one, in the order they were written.
func jobsBefore(tx *store.Tx, before time.Time, behind Job, limit int) ([]Job, error) {
	return store.All(tx, scanJob, `SELECT id, app, kind, payload, created FROM job_jobs
		WHERE created < $1 AND (created, id) > ($2, $3) ORDER BY created, id LIMIT $4`, before.UnixMilli(), behind.created, behind.ID, limit)
}

func scanJob(row store.Row) (Job, error) {
	var j Job
	var payload string
	err := row.Scan(&j.ID, &j.App, &j.Kind, &payload, &j.created)
	j.Payload = json.RawMessage(payload)
	return j, err
}
