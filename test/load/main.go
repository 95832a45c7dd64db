// Command load measures a Teahouse server from outside: it starts the real binary
// as a process of its own, logs in by the client protocol, and sets what was
// delivered against the CPU time that the operating system counted for the
// server. Figures are good for comparing on one machine; ratios count, not times.
//
//	go run ./test/load -bin bin/teahouse [-seconds 5s] [-only c2c,room] [-layouts sqlite,postgres] [-full] [-json FILE]
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
	Layout string
	Case   string
	Figure string
	Value  float64
	Unit   string
}

// bench is what all cases share.
type bench struct {
	bin     string
	layout  string
	seconds time.Duration
	full    bool
	results []result
}

func (b *bench) report(name, figure string, value float64, unit string) {
	b.results = append(b.results, result{b.layout, name, figure, value, unit})
	fmt.Printf("%-9s %-22s %-54s %12.2f %s\n", b.layout, name, figure, value, unit)
}

// start starts a server with an empty store of the layout.
func (b *bench) start() (*server, error) { return startServer(b.bin, b.layout) }

// cases are run in this order.
var cases = []struct {
	name string
	run  func(*bench) error
}{
	{"start", start},
	{"idle", idle},
	{"login", logins},
	{"c2c", oneToOne},
	{"group", groups},
	{"room", liveRoom},
	{"growth", growth},
	{"import", imports},
	{"push", pushToAll},
}

func main() {
	bin := flag.String("bin", "bin/teahouse", "the server's binary")
	seconds := flag.Duration("seconds", 5*time.Second, "how long each load lasts")
	only := flag.String("only", "", "comma-separated cases; empty: all")
	on := flag.String("layouts", "sqlite,postgres", "comma-separated layouts to run on")
	full := flag.Bool("full", false, "import and push as many accounts, groups and messages as a large application has: this takes long")
	out := flag.String("json", "", "write the results to this file too")
	flag.Parse()
	b := &bench{bin: *bin, seconds: *seconds, full: *full}
	fmt.Println("limits are off: group_rate=0 client_rate=0 rest_rate=0 push_per_day=0")
	err := b.run(strings.Split(*on, ","), *only)
	if cluster != nil {
		cluster.Stop()
	}
	if err == nil && *out != "" {
		err = b.write(*out)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// run runs the cases that only names, all if it is empty, on each layout.
func (b *bench) run(on []string, only string) error {
	for _, b.layout = range on {
		if layouts[b.layout] == nil {
			return fmt.Errorf("no layout is called %q", b.layout)
		}
		for _, c := range cases {
			if only != "" && !slices.Contains(strings.Split(only, ","), c.name) {
				continue
			}
			if err := c.run(b); err != nil {
				return fmt.Errorf("%s on %s: %w", c.name, b.layout, err)
			}
		}
	}
	return nil
}

func (b *bench) write(file string) error {
	raw, err := json.MarshalIndent(b.results, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(file, raw, 0o644)
}
