package account

import "github.com/teahouse-chat/teahouse/wire"

// Wshello says every HelloInterval seconds that the client is still there. An
// instance that was kicked is told so with ErrKicked.
var Wshello = wire.DefineClient[wire.Empty, Kicked]("im_open_status.wshello")
