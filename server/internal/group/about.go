package group

import "github.com/teahouse-chat/teahouse/wire/group"

// About is the group as notices name it, also when it is gone.
type About struct {
	GroupID string `json:"id"`
	Name    string `json:"name"`
	Type    string `json:"type"`
	TopicID string `json:"topic,omitempty"`
	Million int    `json:"million,omitempty"` // MillionGroupFlag
}

func (g *Group) about() About {
	a := About{GroupID: g.GroupID, Name: g.Name, Type: g.Type}
	if g.Topic != nil {
		a.TopicID = g.Topic.TopicID
	}
	switch {
	case g.SupportTopic:
		a.Million = group.MillionTopics
	case g.Rules().Community:
		a.Million = group.MillionPlain
	}
	return a
}

// info is the group as messages and notices name it.
func (a About) info() *group.About {
	return &group.About{GroupID: a.GroupID, GroupName: a.Name, GroupType: a.Type, TopicID: a.TopicID, MillionGroupFlag: a.Million}
}

// Info is the group, or the topic that is meant, as messages and notices name it.
func (g *Group) Info() *group.About { return g.about().info() }
