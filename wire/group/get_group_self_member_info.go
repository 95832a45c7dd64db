package group

// GetGroupSelfMemberInfo shows a client its groups with its own entry in each.
var GetGroupSelfMemberInfo = defineClient[GetGroupInfoRequest, GetGroupInfoResponse]("group_open_http_svc.get_group_self_member_info")
