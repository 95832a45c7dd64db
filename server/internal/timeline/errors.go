package timeline

import "errors"

// Errors of this package. Rooms turn them into the codes of their service.
var (
	ErrNoMessage = errors.New("timeline: no such message")
	ErrRecalled  = errors.New("timeline: message was recalled")
	ErrVersion   = errors.New("timeline: message has another version")
	ErrTimeOrder = errors.New("timeline: time lies before the last message or in the future")
	ErrDropped   = errors.New("timeline: conversation was dropped")
	ErrNoPlace   = errors.New("timeline: account has no place in the conversation")
	ErrInvalid   = errors.New("timeline: impossible value")

	// ErrTouch: a function wrote what it had not announced. A mistake in the
	// program, never in a request.
	ErrTouch = errors.New("timeline: written outside what was touched")
	// ErrClosed: the Log was closed; nothing happened.
	ErrClosed = errors.New("timeline: closed")
	// ErrFailed: a batch could not be brought to disk. The Log refuses all
	// changes until it is opened again, because nobody knows what is on disk.
	ErrFailed = errors.New("timeline: storage failed")
	// ErrFull: Options.Full says that there is no space for new messages.
	ErrFull error = fullError{}
	// ErrUnknown: a store that others share was lost during the commit, so the
	// change is there or not. The Log goes on.
	ErrUnknown = errors.New("timeline: the store was lost during the commit")
)

type fullError struct{}

func (fullError) Error() string { return "timeline: no space is left for messages" }

// Told keeps it out of the log for each request: whoever says that there is no
// space tells of it once.
func (fullError) Told() {}
