package main

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

func TestPagesThatOnlyStartingNeededAreForgotten(t *testing.T) {
	before := mappedOfFiles(t)
	forgetStart()
	if after := mappedOfFiles(t); after > before*2/3 {
		t.Errorf("%d kB of files are mapped, %d kB before", after, before)
	}
}

// mappedOfFiles returns how many kB of files are mapped and in memory.
func mappedOfFiles(t *testing.T) (kb int) {
	t.Helper()
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(status), "RssFile:")
	if _, err := fmt.Sscan(rest, &kb); err != nil {
		t.Fatal(err)
	}
	return kb
}
