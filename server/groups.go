package server

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/account"
	"github.com/teahouse-chat/teahouse/server/internal/conversation"
	"github.com/teahouse-chat/teahouse/server/internal/event"
	"github.com/teahouse-chat/teahouse/server/internal/group"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/job"
	"github.com/teahouse-chat/teahouse/server/internal/operate"
	"github.com/teahouse-chat/teahouse/server/internal/timeline"
)

// groupFacts tells conversation lists what they show of groups: rooms of one
// floor do not import each other.
func groupFacts(groups *group.Service) func(context.Context, id.Account, []conversation.GroupAsk) (map[id.Conv]conversation.GroupFacts, error) {
	return func(ctx context.Context, a id.Account, asked []conversation.GroupAsk) (map[id.Conv]conversation.GroupFacts, error) {
		found := map[id.Conv]conversation.GroupFacts{}
		for _, ask := range asked {
			l, listed, err := groups.Listed(ctx, a, ask.Conv, ask.Sender)
			if err != nil {
				return nil, err
			}
			if listed {
				found[ask.Conv] = conversation.GroupFacts{ID: l.Group.GroupID, Name: l.Group.Name, FaceURL: l.Group.FaceURL,
					Type: l.Group.Type, Option: l.Option, SenderCard: l.SenderCard}
			}
		}
		return found, nil
	}
}

// forgetJobs drops the repeat keys of jobs whose rows are gone.
func forgetJobs(log *timeline.Log) func(context.Context, []job.Job) error {
	return func(ctx context.Context, done []job.Job) error {
		return log.Update(ctx, nil, func(tx *timeline.Tx) error {
			for _, j := range done {
				if err := tx.ForgetJob(j.App, j.ID); err != nil {
					return err
				}
			}
			return nil
		})
	}
}

// groupName names the group and topic of a conversation.
func groupName(groups *group.Service) func(context.Context, id.Conv) (string, string) {
	return func(ctx context.Context, conv id.Conv) (string, string) {
		g, err := groups.At(ctx, conv)
		if err != nil {
			return "", ""
		}
		return g.GroupID, g.TopicID()
	}
}

// totals counts an application's accounts and groups.
func totals(accounts *account.Service, groups *group.Service) func(context.Context, uint32) (int, int, error) {
	return func(ctx context.Context, app uint32) (users, all int, err error) {
		if users, err = accounts.Total(ctx, app); err == nil {
			all, err = groups.Total(ctx, app)
		}
		return users, all, err
	}
}

// countGroups counts groups that come and go.
func countGroups(events *event.Hub, days *operate.Service) {
	event.On(events, func(_ context.Context, e group.Saved) {
		if e.Fresh {
			days.Count(e.Group.App, "GroupNewGroupNum")
		}
	})
	event.On(events, func(_ context.Context, e group.Dismissed) { days.Count(e.Group.App, "GroupDestroyGroupNum") })
}
