package account_test

import (
	"testing"

	"github.com/teahouse-chat/teahouse/wire/account"
	"github.com/teahouse-chat/teahouse/wire/fixturetest"
)

func TestFixtures(t *testing.T) {
	fixturetest.Run(t, "testdata", account.AccountImport.Spec(), account.MultiaccountImport.Spec(), account.AccountCheck.Spec(), account.AccountDelete.Spec(), account.Kick.Spec(), account.QueryOnlineStatus.Spec(), account.Wslogin.Spec(), account.Wslogout.Spec(), account.Wshello.Spec(), account.Alive.Spec(), account.FetchConfig.Spec(), account.FetchImsdkPurchaseBitsv2.Spec(), account.TimWebReportV2.Spec(), account.WsGetUserStatus.Spec(),
		account.Querystate.Spec(), account.WsSetCustomStatus.Spec(), account.WsStatusSubscribe.Spec(), account.WsStatusUnsubscribe.Spec())
}
