package group

import "github.com/teahouse-chat/teahouse/wire"

// AddRobots puts accounts into a live group without a client: they get the mark
// MarkOnline, and count as there for three days.
var AddRobots = wire.Define[RobotsRequest, wire.Empty]("group_open_avchatroom_http_svc.add_robots")

// RobotsRequest names the accounts (unverified), at most 500.
type RobotsRequest struct {
	GroupID  string   `json:"GroupId"`
	Accounts []string `json:"Member_Account"`
}

// Validate checks the form.
func (r *RobotsRequest) Validate() error {
	return first(CheckID(r.GroupID), checkAccounts("Member_Account", r.Accounts, MaxLiveMembers))
}
