package robot

import "github.com/teahouse-chat/teahouse/wire"

// DeleteRobot marks a robot as no longer valid; its account stays. One that is not
// there is a success.
var DeleteRobot = wire.Define[DeleteRobotRequest, wire.Empty]("openim_robot_http_svc.delete_robot")

// DeleteRobotRequest names the robot.
type DeleteRobotRequest struct {
	Robot string `json:"Robot_Account"`
}

// Validate checks the form.
func (r *DeleteRobotRequest) Validate() error {
	if r.Robot == "" {
		return ErrParameter.With("Robot_Account is missing")
	}
	return nil
}
