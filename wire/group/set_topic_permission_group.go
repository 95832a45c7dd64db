package group

// SetTopicPermissionGroup changes the bits that a permission group has in topics; a
// topic where it has none is refused.
var SetTopicPermissionGroup = define[TopicPermissionRequest, TopicPermissionResponse]("group_open_http_svc.set_topic_permission_group")
