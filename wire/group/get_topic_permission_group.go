package group

// GetTopicPermissionGroup lists what a permission group may do in topics.
var GetTopicPermissionGroup = define[GetTopicPermissionGroupRequest, TopicPermissionResponse]("group_open_http_svc.get_topic_permission_group")

// GetTopicPermissionGroupRequest names topics, at most 50; none are all where it has
// bits.
type GetTopicPermissionGroupRequest struct {
	GroupID           string   `json:"GroupId"`
	PermissionGroupID string   `json:"PermissionGroupId"`
	TopicIDList       []string `json:"TopicIdList,omitempty"`
}

// Validate checks the form.
func (r *GetTopicPermissionGroupRequest) Validate() error {
	if len(r.TopicIDList) > MaxTopicPermissions {
		return ErrBadParameter.With("TopicIdList holds at most %d", MaxTopicPermissions)
	}
	return first(CheckID(r.GroupID), checkPermissionGroupID(r.PermissionGroupID))
}
