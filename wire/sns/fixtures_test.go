package sns_test

import (
	"testing"

	"github.com/teahouse-chat/teahouse/wire/fixturetest"
	"github.com/teahouse-chat/teahouse/wire/sns"
)

func TestFixtures(t *testing.T) {
	fixturetest.Run(t, "testdata", sns.FriendAdd.Spec(), sns.FriendImport.Spec(), sns.FriendUpdate.Spec(), sns.FriendDelete.Spec(),
		sns.FriendDeleteAll.Spec(), sns.FriendCheck.Spec(), sns.FriendGet.Spec(), sns.FriendGetList.Spec(), sns.FriendGetSpecified.Spec(),
		sns.FriendResponse.Spec(), sns.PendencyGet.Spec(), sns.PendencyReport.Spec(), sns.PendencyDelete.Spec(),
		sns.GroupAdd.Spec(), sns.GroupDelete.Spec(), sns.GroupGet.Spec(), sns.GroupUpdate.Spec(),
		sns.BlackListAdd.Spec(), sns.BlackListDelete.Spec(), sns.BlackListGet.Spec(), sns.BlackListCheck.Spec())
}
