package profile_test

import (
	"testing"

	"github.com/teahouse-chat/teahouse/wire/fixturetest"
	"github.com/teahouse-chat/teahouse/wire/profile"
)

func TestFixtures(t *testing.T) {
	fixturetest.Run(t, "testdata", profile.PortraitSet.Spec(), profile.PortraitGet.Spec(), profile.PortraitGetAll.Spec())
}
