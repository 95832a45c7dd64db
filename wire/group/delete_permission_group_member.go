package group

// DeletePermissionGroupMember takes members out of a permission group; who is not in
// it is no error.
var DeletePermissionGroupMember = define[PermissionGroupMembersRequest, PermissionGroupMembersResponse]("group_open_http_svc.delete_permission_group_member")
