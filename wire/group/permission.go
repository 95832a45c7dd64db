package group

// What members of a community may do in all of it: bits of Permission in a
// permission group, and of the community's DefaultPermission.
const (
	MayProfile     = 1 << iota // change the profile and its default permission
	MayMembers                 // remove members, decide applications, change members' data
	MayPermissions             // make, change and delete permission groups, also for topics
	MayAssign                  // put members into permission groups
	MayTopics                  // make, change and delete topics
	MayMute                    // mute members in all topics
	MaySpeak                   // send in all topics
	MayAtAll                   // mention all, in all topics
	MaySeeBefore               // read what was said before they joined, in all topics
	MayRecall                  // recall messages of others in all topics
	MayBan                     // ban members
)

// What members may do in one topic: bits of TopicPermissionList, and of the
// topic's DefaultPermission.
const (
	TopicManage      = 1 << iota // change and delete the topic
	TopicPermissions             // change who may do what in it
	TopicMute                    // mute members
	TopicSpeak                   // send
	TopicSeeBefore               // read what was said before they joined
	TopicRecall                  // recall messages of others
	TopicAtAll                   // mention all
)

// All the bits that mean something, and what every member of a community may do
// that says nothing else: speak, mention all and read what was said before.
const (
	AllOfCommunity    = MayBan<<1 - 1
	AllOfTopic        = TopicAtAll<<1 - 1
	DefaultPermission = MaySpeak + MayAtAll + MaySeeBefore
)
