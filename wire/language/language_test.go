package language_test

import (
	"testing"

	"github.com/teahouse-chat/teahouse/wire/fixturetest"
	"github.com/teahouse-chat/teahouse/wire/language"
)

func TestFixtures(t *testing.T) {
	fixturetest.Run(t, "testdata", language.WsBatchTransText.Spec(), language.WsSentenceRecognition.Spec())
}
