package sns_test

import (
	"testing"

	"github.com/teahouse-chat/teahouse/wire/fixturetest"
	"github.com/teahouse-chat/teahouse/wire/sns"
)

func TestFixtures(t *testing.T) {
	fixturetest.Run(t, "testdata", sns.BlackListGet.Spec(), sns.FriendGet.Spec(), sns.GroupGet.Spec(), sns.PendencyGet.Spec())
}
