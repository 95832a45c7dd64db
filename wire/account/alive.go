package account

import "github.com/teahouse-chat/teahouse/wire"

// Alive is the client's heartbeat, sent before login too. A client that has no
// answer within three seconds reconnects.
var Alive = wire.DefineClient[wire.Empty, wire.Empty]("heartbeat.alive")
