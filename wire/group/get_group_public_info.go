package group

// GetGroupPublicInfo shows a client what anybody may know of groups. Private
// groups are shown to their members only.
var GetGroupPublicInfo = defineClient[GetGroupInfoRequest, GetGroupInfoResponse]("group_open_http_svc.get_group_public_info")
