package official_test

import (
	"testing"

	"github.com/teahouse-chat/teahouse/wire/fixturetest"
	"github.com/teahouse-chat/teahouse/wire/official"
)

func TestFixtures(t *testing.T) {
	fixturetest.Run(t, "testdata", official.CreateOfficialAccount.Spec(), official.DestroyOfficialAccount.Spec(),
		official.ModifyOfficialAccountBaseInfo.Spec(), official.GetOfficialAccountInfo.Spec(), official.AddSubscriber.Spec(),
		official.DeleteSubscriber.Spec(), official.GetSubscriberInfo.Spec(), official.ModifySubscriberInfo.Spec(),
		official.GetSubscribedOfficialAccountList.Spec(), official.SendOfficialAccountMsg.Spec(),
		official.OfficialAccountMsgRecall.Spec(), official.OfficialAccountMsgGetSimple.Spec())
}
