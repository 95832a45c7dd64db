package group

// DeleteTopicPermissionGroup takes all bits in topics from a permission group.
var DeleteTopicPermissionGroup = define[DeleteTopicPermissionGroupRequest, TopicPermissionResponse]("group_open_http_svc.delete_topic_permission_group")

// DeleteTopicPermissionGroupRequest names topics, at most 50.
type DeleteTopicPermissionGroupRequest struct {
	GroupID           string   `json:"GroupId"`
	PermissionGroupID string   `json:"PermissionGroupId"`
	TopicIDList       []string `json:"TopicIdList"`
}

// Validate checks the form.
func (r *DeleteTopicPermissionGroupRequest) Validate() error {
	if len(r.TopicIDList) == 0 || len(r.TopicIDList) > MaxTopicPermissions {
		return ErrBadParameter.With("TopicIdList holds 1 to %d", MaxTopicPermissions)
	}
	return first(CheckID(r.GroupID), checkPermissionGroupID(r.PermissionGroupID))
}
