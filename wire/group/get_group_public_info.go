package group

// GetGroupPublicInfo shows a client what anybody may know of groups. Private
// groups are shown to their members only.
var GetGroupPublicInfo = defineClient[GetGroupInfoRequest, GetGroupInfoResponse]("get_group_public_info")
