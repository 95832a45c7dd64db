// Package blob keeps the bytes of files: each is written once and never changed.
// What a file is and who may have it, its callers know.
package blob

import (
	"context"
	"errors"
	"io"
	"regexp"
	"time"
)

// Errors of a Store.
var (
	ErrNotFound = errors.New("blob: not found")
	ErrExists   = errors.New("blob: exists already")
)

// Store keeps blobs by name. Names are one to four parts of letters, digits, ".",
// "_" and "-" with slashes between them. All methods may be called concurrently.
type Store interface {
	// Put stores what r holds; when it returns nil the blob is there for good. If r
	// fails nothing is stored, and the error is r's. A name is taken once: ErrExists.
	Put(ctx context.Context, name string, r io.Reader) (size int64, err error)
	// Open opens a blob, or returns ErrNotFound.
	Open(ctx context.Context, name string) (Blob, error)
	// Delete removes a blob; one that is not there is no error.
	Delete(ctx context.Context, name string) error
}

// Blob is an open blob. It is to be closed.
type Blob interface {
	io.ReadSeekCloser
	Size() int64
	Time() time.Time // when it was stored
}

var validName = regexp.MustCompile(`^[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*){0,3}$`)
