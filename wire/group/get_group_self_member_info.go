package group

// GetGroupSelfMemberInfo shows a client its groups with its own entry in each.
var GetGroupSelfMemberInfo = defineClient[GetGroupInfoRequest, GetGroupInfoResponse]("get_group_self_member_info")
