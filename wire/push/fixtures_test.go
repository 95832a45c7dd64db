package push_test

import (
	"testing"

	"github.com/teahouse-chat/teahouse/wire/fixturetest"
	"github.com/teahouse-chat/teahouse/wire/push"
)

func TestFixtures(t *testing.T) {
	fixturetest.Run(t, "testdata", push.ImPush.Spec(), push.ImGetPushReport.Spec(), push.ImSetAttrName.Spec(), push.ImGetAttrName.Spec(),
		push.ImSetAttr.Spec(), push.ImGetAttr.Spec(), push.ImRemoveAttr.Spec(), push.ImAddTag.Spec(), push.ImGetTag.Spec(),
		push.ImRemoveTag.Spec(), push.ImRemoveAllTags.Spec(), push.Revoke.Spec(), push.Batch.Spec())
}
