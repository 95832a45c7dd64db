package cos_test

import (
	"testing"

	"github.com/teahouse-chat/teahouse/wire/cos"
	"github.com/teahouse-chat/teahouse/wire/fixturetest"
)

func TestFixtures(t *testing.T) {
	fixturetest.Run(t, "testdata", cos.PreSig.Spec(), cos.SimpleSig.Spec(), cos.GetImageInfo.Spec(), cos.GetFinalIP.Spec(), cos.VideoCover.Spec(),
		cos.ForbidIllegalObject.Spec(), cos.AllowBannedObject.Spec(), cos.GetCosSig.Spec())
}
