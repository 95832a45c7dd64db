// Package search is the vocabulary of cloud search: of messages, users, groups and
// members of groups. Until the server has an index, each is answered with
// wire.ErrNoFeature, for which the SDK has a message of its own.
package search

// Page is what all searches have: how many hits there are and where the next ones
// begin, "" at the end.
type Page struct {
	TotalCount int    `json:"TotalCount"`
	Cursor     string `json:"Cursor"`
}
