package group

import "github.com/teahouse-chat/teahouse/wire"

// DelRobots takes robots out of a live group. Those that are not there are no error.
var DelRobots = wire.Define[RobotsRequest, wire.Empty]("group_open_avchatroom_http_svc.del_robots")
