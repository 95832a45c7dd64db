package setting_test

import (
	"testing"

	"github.com/teahouse-chat/teahouse/wire/fixturetest"
	"github.com/teahouse-chat/teahouse/wire/setting"
)

func TestFixtures(t *testing.T) {
	fixturetest.Run(t, "testdata", setting.GetSettings.Spec(), setting.SetSettings.Spec(), setting.DescribeSettings.Spec())
}
