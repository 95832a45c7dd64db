package robot_test

import (
	"testing"

	"github.com/teahouse-chat/teahouse/wire/fixturetest"
	"github.com/teahouse-chat/teahouse/wire/robot"
)

func TestFixtures(t *testing.T) {
	fixturetest.Run(t, "testdata", robot.CreateRobot.Spec(), robot.DeleteRobot.Spec(), robot.GetAllRobots.Spec(), robot.SendStreamMsg.Spec())
}
