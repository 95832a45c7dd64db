package operate_test

import (
	"testing"

	"github.com/teahouse-chat/teahouse/wire/fixturetest"
	"github.com/teahouse-chat/teahouse/wire/operate"
)

func TestFixtures(t *testing.T) {
	fixturetest.Run(t, "testdata", operate.GetIPList.Spec(), operate.GetHistory.Spec(), operate.GetAppInfo.Spec())
}
