package webhook_test

import (
	"path/filepath"
	"testing"

	"github.com/teahouse-chat/teahouse/wire/fixturetest"
	"github.com/teahouse-chat/teahouse/wire/webhook"
)

// TestFixtures checks that each webhook has the body that its fixture shows.
func TestFixtures(t *testing.T) {
	left := map[string]bool{}
	files, err := filepath.Glob("testdata/*.json")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, f := range files {
		left[f] = true
	}
	for _, s := range webhook.All() {
		t.Run(s.Name, func(t *testing.T) {
			file := filepath.Join("testdata", s.Name+".json")
			fixturetest.Check(t, file, s.Body)
			delete(left, file)
			if s.Answer != nil {
				file = filepath.Join("testdata", s.Name+".answer.json")
				fixturetest.Check(t, file, s.Answer)
				delete(left, file)
			}
		})
	}
	for f := range left {
		t.Errorf("%s belongs to no webhook", f)
	}
}

// TestSign compares with the check value of the protocol.
func TestSign(t *testing.T) {
	const want = "17773bc39a671d7b9aa835458704d2a6db81360a5940292b587d6d760d484061"
	if got := webhook.Sign("xxxxyyyy", 1669872112); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
