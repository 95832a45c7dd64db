package group

// AddTopicPermissionGroup gives a permission group bits in topics, in place of those
// that it has there.
var AddTopicPermissionGroup = define[TopicPermissionRequest, TopicPermissionResponse]("group_open_http_svc.add_topic_permission_group")

// TopicPermissionRequest says what a permission group may do in topics, at most 50.
type TopicPermissionRequest struct {
	GroupID           string            `json:"GroupId"`
	PermissionGroupID string            `json:"PermissionGroupId"`
	Topics            []TopicPermission `json:"TopicPermissionList"`
}

// TopicPermission is what may be done in a topic.
type TopicPermission struct {
	TopicID    string `json:"TopicId"`
	Permission int64  `json:"Permission"` // bits: TopicManage and so on
}

// TopicPermissionResponse says of each topic what became of it.
type TopicPermissionResponse struct {
	Results []TopicPermissionResult `json:"TopicPermissionResultList"`
}

// TopicPermissionResult is what became of a topic; in lists with what may be done
// there.
type TopicPermissionResult struct {
	TopicID    string `json:"TopicId"`
	Permission *int64 `json:"Permission,omitempty"`
	ErrorCode  int    `json:"ErrorCode"`
	ErrorInfo  string `json:"ErrorInfo"`
}

// Validate checks the form.
func (r *TopicPermissionRequest) Validate() error {
	if len(r.Topics) == 0 || len(r.Topics) > MaxTopicPermissions {
		return ErrBadParameter.With("TopicPermissionList holds 1 to %d", MaxTopicPermissions)
	}
	for _, t := range r.Topics {
		if err := first(CheckTopicID(r.GroupID, t.TopicID), checkBits("Permission", &t.Permission, AllOfTopic)); err != nil {
			return err
		}
	}
	return first(CheckID(r.GroupID), checkPermissionGroupID(r.PermissionGroupID))
}
