package robot

import "github.com/teahouse-chat/teahouse/wire"

// GetAllRobots lists the valid robots of the application.
var GetAllRobots = wire.Define[wire.Empty, GetAllRobotsResponse]("openim_robot_http_svc.get_all_robots")

// GetAllRobotsResponse has their UserIDs.
type GetAllRobotsResponse struct {
	Robots []string `json:"Robot_Account"`
}
