package cossign_test

import (
	"testing"

	"github.com/teahouse-chat/teahouse/wire/cossign"
	"github.com/teahouse-chat/teahouse/wire/fixturetest"
)

func TestFixtures(t *testing.T) {
	fixturetest.Run(t, "testdata", cossign.Cos.Spec())
}
