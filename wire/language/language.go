// Package language is the vocabulary of translation and of speech that becomes text
// (service words im_open_translate and im_open_speech). Until the server has a
// provider of either, both are answered with wire.ErrNoFeature.
package language

import "github.com/teahouse-chat/teahouse/wire"

// CmdError is the error of these services, which clients look for in the body. It
// is always there; ErrorCode 0 is success.
type CmdError struct {
	ErrorCode int    `json:"ErrorCode"`
	ErrorInfo string `json:"ErrorInfo"`
}

// NewCmdError returns the form in which these services have an error.
func NewCmdError(e *wire.Error) CmdError { return CmdError{e.Code, e.Info} }
