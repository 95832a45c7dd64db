// Package operate is the vocabulary of what a customer's operators ask: addresses,
// files of messages, figures of days.
package operate
