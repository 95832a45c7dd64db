package moderation_test

import (
	"testing"

	"github.com/teahouse-chat/teahouse/wire/fixturetest"
	"github.com/teahouse-chat/teahouse/wire/moderation"
)

func TestFixtures(t *testing.T) {
	fixturetest.Run(t, "testdata", moderation.SetNoSpeaking.Spec(), moderation.GetNoSpeaking.Spec(),
		moderation.AddLocalAuditKeywords.Spec(), moderation.DeleteLocalAuditKeywords.Spec(), moderation.GetLocalAuditKeywords.Spec(),
		moderation.ContentModeration.Spec(), moderation.BatchContentModeration.Spec(), moderation.GetCloudAuditKeywordsIds.Spec(),
		moderation.GetCloudAuditKeywords.Spec(), moderation.AddCloudAuditKeywords.Spec(), moderation.DeleteCloudAuditKeywords.Spec())
}
