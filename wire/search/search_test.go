package search_test

import (
	"testing"

	"github.com/teahouse-chat/teahouse/wire/fixturetest"
	"github.com/teahouse-chat/teahouse/wire/search"
)

func TestFixtures(t *testing.T) {
	fixturetest.Run(t, "testdata", search.MessageQuery.Spec(), search.UserQuery.Spec(), search.GroupQuery.Spec(), search.GroupMemberQuery.Spec())
}
