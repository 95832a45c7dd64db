package main

import (
	"fmt"
	"io"
	"runtime"
	"runtime/debug"
)

// version is set by releases: -ldflags '-X main.version=1.2.3'.
var version = "dev"

type versionCmd struct{}

// Run prints the version, and what it was built from and with.
func (*versionCmd) Run(out io.Writer) error {
	built := ""
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" && len(s.Value) >= 12 {
				built = " " + s.Value[:12]
			}
		}
	}
	_, err := fmt.Fprintf(out, "teahouse %s%s (%s %s/%s)\n", version, built, runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return err
}
