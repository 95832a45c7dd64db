package notice

import (
	"strconv"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/teahouse-chat/teahouse/wire"
)

// AppendJSON appends the event as an encoder writes it. It is by far the most frequent
// push, and this takes a fraction of an encoder's time.
func (e C2CMsgEvent) AppendJSON(b []byte) []byte {
	b = strconv.AppendInt(append(b, `{"Event":`...), int64(e.Event), 10)
	b = append(b, `,"C2cMsgArray":[`...)
	for i := range e.C2cMsgArray {
		if i > 0 {
			b = append(b, ',')
		}
		b = e.C2cMsgArray[i].appendJSON(b)
	}
	return append(b, `]}`...)
}

func (m *C2CMessage) appendJSON(b []byte) []byte {
	b = appendText(b, `{"From_Account":`, m.From)
	b = appendText(b, `,"To_Account":`, m.To)
	b = appendNumber(b, `,"MsgSeq":`, m.MsgSeq)
	b = appendNumber(b, `,"MsgRandom":`, uint64(m.MsgRandom))
	b = appendNumber(b, `,"MsgTimeStamp":`, uint64(m.MsgTimeStamp))
	b = appendNumber(b, `,"MsgClientTime":`, uint64(m.MsgClientTime))
	b = appendText(b, `,"TinyId":`, m.TinyId)
	b = appendText(b, `,"From_AccountNick":`, m.Nick)
	b = appendText(b, `,"From_AccountHeadurl":`, m.FaceURL)
	b = append(b, `,"MsgBody":`...)
	if m.Body != nil {
		b = append(b, m.Body...)
	} else {
		b = wire.AppendElements(b, m.MsgBody)
	}
	b = appendText(b, `,"CloudCustomData":`, m.CloudCustomData)
	b = appendNumber(b, `,"IsNeedReadReceipt":`, uint64(m.NeedReadReceipt))
	b = appendNumber(b, `,"SupportMessageExtension":`, uint64(m.Extension))
	b = m.appendRare(b)
	return append(b, '}')
}

// appendRare appends what most messages do not have.
func (m *C2CMessage) appendRare(b []byte) []byte {
	b = appendSome(b, `,"MsgVersion":`, uint64(m.MsgVersion))
	b = appendSome(b, `,"IsSyncMsg":`, uint64(m.IsSyncMsg))
	if m.MsgLifeTime != nil {
		b = appendNumber(b, `,"MsgLifeTime":`, uint64(*m.MsgLifeTime))
	}
	if c := m.SendMsgControl; c != nil {
		b = appendControl(b, c)
	}
	b = appendSome(b, `,"MsgModifiedFlag":`, uint64(m.ModifiedFlag))
	b = appendSome(b, `,"MsgCheckResult":`, uint64(m.CheckResult))
	if m.MsgKey != "" {
		b = appendText(b, `,"MsgKey":`, m.MsgKey)
	}
	b = appendSome(b, `,"MsgFlagBits":`, uint64(m.MsgFlagBits))
	b = appendSome(b, `,"IsPeerRead":`, uint64(m.IsPeerRead))
	if r := m.Revoker; r != nil {
		b = appendText(b, `,"RevokerInfo":{"Revoker_Account":`, r.Revoker)
		b = append(appendText(b, `,"Reason":`, r.Reason), '}')
	}
	return b
}

func appendControl(b []byte, c *MsgControl) []byte {
	b = append(b, `,"SendMsgControl":{`...)
	begun := len(b)
	b = appendSome(b, `,"NoUnread":`, uint64(c.NoUnread))
	b = appendSome(b, `,"NoLastMsg":`, uint64(c.NoLastMsg))
	if len(b) > begun { // without the first comma
		b = append(b[:begun], b[begun+1:]...)
	}
	return append(b, '}')
}

func appendText(b []byte, name, text string) []byte {
	b, _ = jsontext.AppendQuote(append(b, name...), text) // what is no UTF-8 becomes a sign that says so
	return b
}

func appendNumber(b []byte, name string, n uint64) []byte {
	return strconv.AppendUint(append(b, name...), n, 10)
}

func appendSome(b []byte, name string, n uint64) []byte {
	if n == 0 {
		return b
	}
	return appendNumber(b, name, n)
}
