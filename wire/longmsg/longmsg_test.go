package longmsg_test

import (
	"testing"

	"github.com/teahouse-chat/teahouse/wire/fixturetest"
	"github.com/teahouse-chat/teahouse/wire/longmsg"
)

func TestFixtures(t *testing.T) {
	fixturetest.Run(t, "testdata", longmsg.SaveRelayJSONMsg.Spec(), longmsg.GetRelayJSONMsg.Spec())
}
