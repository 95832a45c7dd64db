package group

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/wire/group"
)

// publicFields are what anybody may know of a group that may be found.
var publicFields = []string{"ErrorCode", "ErrorInfo", "Type", "Name", "Introduction", "Notification", "FaceUrl",
	"CreateTime", "Owner_Account", "LastInfoTime", "LastMsgTime", "NextMsgSeq", "MemberNum", "MaxMemberNum",
	"ApplyJoinOption", "InviteJoinOption", "SupportTopic"}

func (s *Service) getGroupPublicInfo(ctx context.Context, c *api.Caller, req *group.GetGroupInfoRequest) (*group.GetGroupInfoResponse, error) {
	base := &group.Filter{GroupBaseInfoFilter: publicFields}
	resp := &group.GetGroupInfoResponse{}
	for _, groupID := range req.GroupIDList {
		p, err := s.infoOf(ctx, c, groupID, base)
		if err != nil {
			if p, err = failed(groupID, err); err != nil {
				return nil, err
			}
		}
		resp.GroupInfo = append(resp.GroupInfo, p)
	}
	return resp, nil
}
