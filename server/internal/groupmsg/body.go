package groupmsg

import (
	"encoding/json"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	base "github.com/teahouse-chat/teahouse/wire"
	wire "github.com/teahouse-chat/teahouse/wire/group"
	"github.com/teahouse-chat/teahouse/wire/openim"
)

// encodeBody checks a body and encodes it; contents stay as they came, byte for
// byte. An application's server is held to the kinds of elements that are
// documented; clients' new kinds pass through.
func encodeBody(c *api.Caller, body []base.Element) (json.RawMessage, error) {
	if err := openim.Body(body).Check(c.Door == api.REST); err != nil {
		return nil, wire.ErrBadParameter.With("MsgBody: %s", err)
	}
	return base.AppendElements(nil, body), nil
}
