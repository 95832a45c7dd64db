package account

import "github.com/teahouse-chat/teahouse/wire"

// TimWebReportV2 takes a client's statistics, whose form nobody here reads.
var TimWebReportV2 = wire.DefineClient[wire.Empty, wire.Empty]("imopenstat.tim_web_report_v2")
