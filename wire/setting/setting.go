// Package setting is the vocabulary of an application's settings: what there is, what is in
// force, and changing it. The service word is our own, and so are its numbers, from 190001.
package setting

import "github.com/teahouse-chat/teahouse/wire"

// MaxNames is the most settings that a request names.
const MaxNames = 200

// Errors of settings.
var (
	ErrNoSuchSetting = wire.NewError(190001, "no such setting")
	ErrBadValue      = wire.NewError(190002, "the setting does not take this value")
	ErrRequest       = wire.NewError(190003, "the request is not what this command takes")
)

// Setting is a setting with its value as a text: numbers are written as such, lists with
// commas, and what is on or off as "on" and "off".
type Setting struct {
	Name  string `json:"Name"`
	Value string `json:"Value"`
}
