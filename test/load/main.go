// Command load measures a Teahouse server from outside: it starts the real binary
// as a process of its own, logs in by the client protocol, and sets what was
// delivered against the CPU time that the operating system counted for the
// server. Figures are good for comparing on one machine; ratios count, not times.
//
//	go run ./test/load -bin bin/teahouse [-seconds 5] [-only c2c,room] [-json FILE]
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"
)

// result is one row of the report.
type result struct {
	Case   string
	Figure string
	Value  float64
	Unit   string
}

// bench is what all cases share.
type bench struct {
	bin     string
	seconds time.Duration
	results []result
}

func (b *bench) report(name, figure string, value float64, unit string) {
	b.results = append(b.results, result{name, figure, value, unit})
	fmt.Printf("%-22s %-38s %12.1f %s\n", name, figure, value, unit)
}

// cases are run in this order.
var cases = []struct {
	name string
	run  func(*bench) error
}{
	{"start", start},
	{"idle", idle},
	{"c2c", oneToOne},
	{"room", liveRoom},
}

func main() {
	bin := flag.String("bin", "bin/teahouse", "the server's binary")
	seconds := flag.Duration("seconds", 5*time.Second, "how long each load lasts")
	only := flag.String("only", "", "comma-separated cases; empty: all")
	out := flag.String("json", "", "write the results to this file too")
	flag.Parse()
	b := &bench{bin: *bin, seconds: *seconds}
	fmt.Println("limits are off: group_rate=0 client_rate=0 rest_rate=0")
	for _, c := range cases {
		if *only != "" && !slices.Contains(strings.Split(*only, ","), c.name) {
			continue
		}
		if err := c.run(b); err != nil {
			fmt.Fprintf(os.Stderr, "%s: %v\n", c.name, err)
			os.Exit(1)
		}
	}
	if *out != "" {
		raw, err := json.MarshalIndent(b.results, "", "  ")
		if err == nil {
			err = os.WriteFile(*out, raw, 0o644)
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
}
