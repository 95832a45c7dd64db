package follow_test

import (
	"testing"

	"github.com/teahouse-chat/teahouse/wire/fixturetest"
	"github.com/teahouse-chat/teahouse/wire/follow"
)

func TestFixtures(t *testing.T) {
	fixturetest.Run(t, "testdata", follow.FollowAdd.Spec(), follow.FollowDelete.Spec(), follow.FollowCheck.Spec(), follow.FollowGet.Spec(), follow.FollowGetInfo.Spec())
}
