package recent

import "github.com/teahouse-chat/teahouse/wire"

// WsSetDoNotDisturb sets how the caller wants to get all messages of others.
var WsSetDoNotDisturb = wire.DefineClient[DoNotDisturb, wire.Empty]("im_msg_db_logic.ws_set_do_not_disturb")

// DoNotDisturb is a user's global receive option.
type DoNotDisturb struct {
	Level      int   `json:"Level"`      // 0 notify, 1 not, 2 not between StartTime and EndTime
	StartTime  int64 `json:"StartTime"`  // seconds
	EndTime    int64 `json:"EndTime"`    // seconds
	IsRepeated int   `json:"IsRepeated"` // 1: every day
}

// Validate checks the form.
func (r *DoNotDisturb) Validate() error {
	if r.Level < 0 || r.Level > 2 || r.StartTime < 0 || r.EndTime < 0 {
		return ErrParameter.With("Level, StartTime or EndTime")
	}
	return nil
}
