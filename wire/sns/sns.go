// Package sns is the vocabulary of relations between users: friends, friend
// groups, applications and block lists.
package sns
