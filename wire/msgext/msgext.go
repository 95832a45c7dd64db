// Package msgext is the vocabulary of what accounts lay beside a stored message:
// extensions, which are pairs of a key and a value with versions, and reactions.
// The commands come twice, for one-to-one messages and for those of groups.
package msgext

import "github.com/teahouse-chat/teahouse/wire"

// Limits of extensions.
const (
	MaxKey      = 100  // bytes
	MaxValue    = 1000 // bytes
	MaxPairs    = 20   // of one request
	MaxPerMsg   = 300  // pairs of one message
	MaxChanges  = 200  // pairs changed a minute, of one message
	MaxPairPage = 200  // pairs of one answer
)

// Limits of reactions.
const (
	MaxReaction  = 128 // bytes of a reaction's name
	MaxReactions = 10  // kinds on one message
	MaxReactors  = 100 // accounts in one kind
	MaxAsked     = 50  // messages of reaction_multi_stat
	MaxShown     = 100 // accounts of one kind in an answer
)

// Values of OperateType.
const (
	Set    = 1
	Delete = 2
	Clear  = 3
)

// Errors of extensions and reactions. The first is also the ErrorCode of single
// pairs.
var (
	ErrParameter   = wire.NewError(10004, "bad parameter")
	ErrConflict    = wire.NewError(23001, "the pair was changed by somebody else")
	ErrUnsupported = wire.NewError(23002, "the message was not sent with SupportMessageExtension")
	ErrTooFast     = wire.NewError(23003, "too many changes of this message's extensions in a minute")
	ErrNoMessage   = wire.NewError(23004, "no such message")
	ErrKinds       = wire.NewError(23005, "the message has as many kinds of reactions as it may have")
	ErrReactors    = wire.NewError(23006, "as many accounts as may have reacted so")
	ErrReacted     = wire.NewError(23007, "the account has reacted so already")
	ErrNoReaction  = wire.NewError(23008, "nobody has reacted so")
	ErrNotReacted  = wire.NewError(23009, "the account has not reacted so")
)

// Msg names a one-to-one message. From and To are those of the message; over REST
// From may be left out where the caller sent it.
type Msg struct {
	From   string `json:"From_Account,omitempty"`
	To     string `json:"To_Account"`
	MsgKey string `json:"MsgKey"`
}

func (m *Msg) check() error {
	if m.To == "" {
		return ErrParameter.With("To_Account is missing")
	}
	if m.MsgKey == "" {
		return ErrParameter.With("MsgKey is missing")
	}
	return nil
}

// GroupMsg names a message of a group or topic.
type GroupMsg struct {
	GroupID string `json:"GroupId"`
	TopicID string `json:"TopicId,omitempty"`
	MsgSeq  uint64 `json:"MsgSeq"`
}

func (m *GroupMsg) check() error {
	switch {
	case m.GroupID == "":
		return ErrParameter.With("GroupId is missing")
	case m.MsgSeq == 0:
		return ErrParameter.With("MsgSeq is missing")
	}
	return nil
}

// Pair is an extension. Seq is its version, drawn from one counter of the message;
// in a request it is the one that the caller knows, 0 for a new key. A pair that
// was deleted has an empty Value.
type Pair struct {
	Key   string `json:"Key"`
	Value string `json:"Value"`
	Seq   uint64 `json:"Seq"`
}

// Change sets or deletes pairs, or clears all of them.
type Change struct {
	OperateType   int    `json:"OperateType"` // Set, Delete or Clear
	ExtensionList []Pair `json:"ExtensionList,omitempty"`
}

func (c *Change) check() error {
	switch {
	case c.OperateType < Set || c.OperateType > Clear:
		return ErrParameter.With("OperateType is 1, 2 or 3")
	case c.OperateType == Clear:
		return nil
	case len(c.ExtensionList) == 0 || len(c.ExtensionList) > MaxPairs:
		return ErrParameter.With("ExtensionList holds 1 to %d pairs", MaxPairs)
	}
	seen := map[string]bool{}
	for _, p := range c.ExtensionList {
		switch {
		case p.Key == "" || len(p.Key) > MaxKey:
			return ErrParameter.With("a Key has 1 to %d bytes", MaxKey)
		case seen[p.Key]:
			return ErrParameter.With("a Key comes twice")
		case c.OperateType == Set && (p.Value == "" || len(p.Value) > MaxValue):
			return ErrParameter.With("a Value has 1 to %d bytes", MaxValue)
		}
		seen[p.Key] = true
	}
	return nil
}

// Changed is what became of the pairs of a Change, in its order.
type Changed struct {
	Seq           uint64    `json:"Seq"` // newest version of the message's pairs
	ExtensionList []Outcome `json:"ExtensionList"`
}

// Outcome is 0 or ErrConflict's number, and the pair as it now is.
type Outcome struct {
	ErrorCode int  `json:"ErrorCode"`
	Extension Pair `json:"Extension"`
}

// Pairs is a part of the extensions of a message, in the order of their versions.
// With CompleteFlag 0 there is more behind the last one's Seq. What a client has
// with a Seq up to ClearSeq is gone.
type Pairs struct {
	ExtensionList []Pair `json:"ExtensionList"`
	CompleteFlag  int    `json:"CompleteFlag"`
	LatestSeq     uint64 `json:"LatestSeq"`
	ClearSeq      uint64 `json:"ClearSeq"`
}

// ReactionCount says how many have reacted in one way, and names some of them.
type ReactionCount struct {
	Reaction    string   `json:"Reaction"`
	Count       int      `json:"Count"`
	Accounts    []string `json:"Reaction_Account"`
	ReactedByMe int      `json:"ReactedByMe"`
}

// Reactors is a page of those who have reacted in one way, in the order in which
// they did. NextSeq 0 is the end.
type Reactors struct {
	Accounts []string `json:"Reaction_Account"`
	NextSeq  uint64   `json:"NextSeq"`
}

// checkReaction tests the name of a reaction.
func checkReaction(name string) error {
	if name == "" || len(name) > MaxReaction {
		return ErrParameter.With("a Reaction has 1 to %d bytes", MaxReaction)
	}
	return nil
}

// checkSelf tests who reacts: clients name themselves, or nobody.
func checkSelf(accounts []string) error {
	if len(accounts) > 1 {
		return ErrParameter.With("a client reacts for itself alone")
	}
	return nil
}

func checkCount(n int) error {
	if n < 0 || n > MaxShown {
		return ErrParameter.With("Count is 0 to %d", MaxShown)
	}
	return nil
}

func checkAsked(n int) error {
	if n == 0 || n > MaxAsked {
		return ErrParameter.With("1 to %d messages", MaxAsked)
	}
	return nil
}

func first(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
