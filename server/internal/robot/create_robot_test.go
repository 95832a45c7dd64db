package robot_test

import (
	"fmt"
	"testing"

	"github.com/teahouse-chat/teahouse/server/internal/robot"
	"github.com/teahouse-chat/teahouse/server/internal/roomtest"
)

func TestRobots(t *testing.T) {
	roomtest.Each(t, func(t *testing.T, w *roomtest.World) {
		robot.New(w.DB, w.Accounts).Register(w.Registry)
		create := func(body string, want int) { t.Helper(); w.REST("openim_robot_http_svc.create_robot", body, want) }
		all := func(want string) {
			t.Helper()
			if got := fmt.Sprint(w.REST("openim_robot_http_svc.get_all_robots", `{}`, 0)["Robot_Account"]); got != want {
				t.Errorf("robots %s, want %s", got, want)
			}
		}
		all("[]")
		create(`{"UserID":"@RBT#b","Nick":"B","SelfSignature":"Ask me"}`, 0)
		create(`{"UserID":"@RBT#a"}`, 0)
		create(`{"UserID":"@RBT#b"}`, 0)
		all("[@RBT#a @RBT#b]")
		p := w.REST("profile.portrait_get", `{"To_Account":["@RBT#b"],"TagList":["Tag_Profile_IM_Nick","Tag_Profile_IM_SelfSignature"]}`, 0)
		if p.Text("UserProfileItem", 0, "ProfileItem", 0, "Value") != "B" || p.Text("UserProfileItem", 0, "ProfileItem", 1, "Value") != "Ask me" {
			t.Errorf("profile %v", p)
		}
		w.REST("openim_robot_http_svc.delete_robot", `{"Robot_Account":"@RBT#a"}`, 0)
		w.REST("openim_robot_http_svc.delete_robot", `{"Robot_Account":"@RBT#a"}`, 0)
		all("[@RBT#b]")
		if w.REST("im_open_login_svc.account_check", `{"CheckItem":[{"UserID":"@RBT#a"}]}`, 0).Text("ResultItem", 0, "AccountStatus") != "Imported" {
			t.Error("the account of a deleted robot is gone")
		}
		for i := range 19 {
			create(fmt.Sprintf(`{"UserID":"@RBT#%d"}`, i), 0)
		}
		create(`{"UserID":"@RBT#one-more"}`, 10008)
		create(`{"UserID":"weather"}`, 10004)
		create(`{"UserID":"@RBT#"}`, 10004)
		create(`{}`, 10004)
		w.REST("openim_robot_http_svc.delete_robot", `{}`, 10004)
	})
}
