package robot

import (
	"strings"

	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/account"
)

// CreateRobot makes a robot, of which an application has at most 20. One that is there
// already is a success, and one that was deleted is valid again (unverified); what is
// given of its profile is written.
var CreateRobot = wire.Define[CreateRobotRequest, wire.Empty]("openim_robot_http_svc.create_robot")

// CreateRobotRequest is the robot.
type CreateRobotRequest struct {
	UserID        string `json:"UserID"` // begins with @RBT#, at most 32 bytes
	Nick          string `json:"Nick,omitempty"`
	FaceUrl       string `json:"FaceUrl,omitempty"`
	SelfSignature string `json:"SelfSignature,omitempty"` // each at most 500 bytes
}

// Validate checks the form.
func (r *CreateRobotRequest) Validate() error {
	if !account.ValidUserID(r.UserID) || !strings.HasPrefix(r.UserID, account.RobotPrefix) || r.UserID == account.RobotPrefix {
		return ErrParameter.With("UserID begins with %s and has at most %d bytes", account.RobotPrefix, account.MaxUserID)
	}
	if max(len(r.Nick), len(r.FaceUrl), len(r.SelfSignature)) > 500 {
		return ErrParameter.With("Nick, FaceUrl and SelfSignature have at most 500 bytes")
	}
	return nil
}
