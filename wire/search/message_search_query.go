package search

import (
	"encoding/json"

	"github.com/teahouse-chat/teahouse/wire"
)

// MessageQuery looks for messages. It is switched off: wire.ErrNoFeature.
var MessageQuery = wire.DefineClient[MessageQueryRequest, MessageQueryResponse]("message_search.query")

// MessageQueryRequest says what to look for.
type MessageQueryRequest struct {
	KeywordList    []string `json:"KeywordList,omitempty"`
	MatchType      string   `json:"MatchType,omitempty"`
	PeerAccount    string   `json:"PeerAccount,omitempty"`
	GroupID        string   `json:"GroupID,omitempty"`
	MsgTypeList    []string `json:"MsgTypeList,omitempty"`
	SendUserIDList []string `json:"SendUserIDList,omitempty"`
	StartTime      int64    `json:"StartTime,omitempty"`
	EndTime        int64    `json:"EndTime,omitempty"`
	Count          int      `json:"Count"` // hits of one answer
	Cursor         string   `json:"Cursor,omitempty"`
}

// MessageQueryResponse is a page of hits.
type MessageQueryResponse struct {
	Page
	ConversationMsgs []ConversationHits `json:"ConversationMsgs"`
}

// ConversationHits are the hits of one conversation.
type ConversationHits struct {
	UserID  string            `json:"UserID,omitempty"`
	GroupID string            `json:"GroupID,omitempty"`
	Count   int               `json:"Count"`
	MsgList []json.RawMessage `json:"MsgList"`
}
