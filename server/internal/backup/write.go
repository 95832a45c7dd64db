package backup

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/server/internal/timeline"
)

// Write writes a state as a stream. If that fails halfway the stream says why.
func Write(ctx context.Context, w io.Writer, head Head, records *store.Frozen, timelines *timeline.Frozen) error {
	head.Schema, head.Moment = records.Version, head.Moment.UTC().Truncate(time.Millisecond)
	out, err := NewWriter(w, head)
	if err != nil {
		return err
	}
	err = writeAll(ctx, out, records, timelines)
	if ended := out.End(err); err == nil {
		err = ended
	}
	return err
}

func writeAll(ctx context.Context, out *Writer, records *store.Frozen, timelines *timeline.Frozen) error {
	for _, t := range records.Tables {
		if err := out.Table(t); err != nil {
			return err
		}
		if err := records.Each(ctx, t, out.Row); err != nil {
			return err
		}
	}
	return timelines.Each(ctx, out.Entry)
}

// Fail is a stream that only says why there is none.
func Fail(w io.Writer, err error) error {
	out, failed := NewWriter(w, Head{})
	if failed != nil {
		return failed
	}
	return out.End(err)
}

// WritePostgres writes the state of a database, which servers may use meanwhile: it
// is read in one transaction, so records and timelines are of one moment.
func WritePostgres(ctx context.Context, w io.Writer, head Head, url string) error {
	return inPostgres(ctx, url, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}, func(tx pgx.Tx) error {
		records, err := store.FreezePostgres(ctx, tx)
		if err != nil {
			return err
		}
		return Write(ctx, w, head, records, timeline.FreezePostgres(tx))
	})
}

func inPostgres(ctx context.Context, url string, o pgx.TxOptions, f func(tx pgx.Tx) error) error {
	config, err := store.ParseURL(url)
	if err != nil {
		return err
	}
	conn, err := pgx.ConnectConfig(ctx, config.ConnConfig)
	if err != nil {
		return fmt.Errorf("connect: %w", err)
	}
	defer conn.Close(context.WithoutCancel(ctx))
	err = pgx.BeginTxFunc(ctx, conn, o, f)
	if err != nil {
		err = fmt.Errorf("database %s on %s: %w", config.ConnConfig.Database, config.ConnConfig.Host, err)
	}
	return err
}
