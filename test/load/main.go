//go:build linux

// Command load measures a Teahouse server from outside: it starts the real binary
// as a process of its own, logs in by the client protocol, and sets what was
// delivered against the CPU time that the operating system counted for the
// server. Figures are good for comparing on one machine; ratios count, not times.
// Server and generator are on cores of their own. It runs on Linux.
//
//	go run ./test/load -bin bin/teahouse [-only c2c,room] [-layouts sqlite,postgres] [-runs 5] [-short] [-full] [-json FILE]
package main

import (
	"cmp"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// result is one figure of the report: the median of the runs.
type result struct {
	Layout string
	Case   string
	Figure string
	Value  float64
	Unit   string
	Values []float64 // of the runs
}

// bench is what all cases share.
type bench struct {
	bin     string
	layout  string
	seconds time.Duration
	full    bool
	short   bool
	count   int // of connections, if not the cases' own
	verbose bool
	// profiles is a folder for CPU profiles of the servers, if they are wanted.
	profiles string
	running  string // the case
	results  []*result
}

// report adds the figure of a run.
func (b *bench) report(name, figure string, value float64, unit string) {
	i := slices.IndexFunc(b.results, func(r *result) bool { return r.Layout == b.layout && r.Case == name && r.Figure == figure })
	if i < 0 {
		i = len(b.results)
		b.results = append(b.results, &result{Layout: b.layout, Case: name, Figure: figure, Unit: unit})
	}
	r := b.results[i]
	r.Values = append(r.Values, value)
	sorted := slices.Sorted(slices.Values(r.Values))
	r.Value = sorted[len(sorted)/2]
}

// note tells what is going on, to those who want to know.
func (b *bench) note(format string, args ...any) {
	if b.verbose {
		fmt.Fprintf(os.Stderr, format+"\n", args...)
	}
}

// print prints what a case found.
func (b *bench) print(from int) {
	for _, r := range b.results[from:] {
		spread := ""
		if len(r.Values) > 1 {
			spread = fmt.Sprintf("%d runs, %.2f to %.2f", len(r.Values), slices.Min(r.Values), slices.Max(r.Values))
		}
		fmt.Printf("%-9s %-38s %-58s %10.2f %-8s %s\n", r.Layout, r.Case, r.Figure, r.Value, r.Unit, spread)
	}
}

// size, sizes and lasts choose between a whole run and a short one.
func (b *bench) size(whole, short int) int {
	if b.count > 0 {
		return b.count
	}
	if b.short {
		return short
	}
	return whole
}

func (b *bench) sizes(whole, short []int) []int {
	if b.count > 0 {
		return []int{b.count}
	}
	if b.short {
		return short
	}
	return whole
}

func (b *bench) lasts(whole time.Duration) time.Duration {
	if b.short {
		return b.seconds
	}
	return whole
}

// start starts a server with an empty store of the layout.
func (b *bench) start(prepare ...func(*server) error) (*server, error) {
	return startServer(b.bin, b.layout, append(prepare, b.profiled)...)
}

// profiled says where the profiles of a server go, if they are wanted.
func (b *bench) profiled(s *server) error {
	if b.profiles == "" {
		return nil
	}
	s.profiles = filepath.Join(b.profiles, b.running+"-"+b.layout)
	return os.MkdirAll(b.profiles, 0o755)
}

// cases are run in this order. Those that store nothing run on one layout alone.
var cases = []struct {
	name   string
	run    func(*bench) error
	stores bool
}{
	{"start", start, true},
	{"idle", idle, true},
	{"login", logins, true},
	{"pairs", pairs, false},
	{"c2c", oneToOne, true},
	{"group", groups, true},
	{"limits", limits, false},
	{"busy", busyRoom, false},
	{"peak", peakRoom, false},
	{"quiet", quietRoom, false},
	{"storm", storm, false},
	{"growth", growth, true},
	{"import", imports, true},
	{"push", pushToAll, true},
	{"webhooks", webhooks, true},
}

func main() {
	if len(os.Args) > 1 && bareLoops[os.Args[1]] != nil {
		exit(bareLoops[os.Args[1]](os.Args[2:]))
		return
	}
	bin := flag.String("bin", "bin/teahouse", "the server's binary")
	seconds := flag.Duration("seconds", 5*time.Second, "how long each load lasts that has no time of its own")
	only := flag.String("only", "", "comma-separated cases; empty: all")
	on := flag.String("layouts", "sqlite,postgres", "comma-separated layouts to run on")
	full := flag.Bool("full", false, "import and push as many accounts, groups and messages as a large application has: this takes long")
	out := flag.String("json", "", "write the results to this file too")
	runs := flag.Int("runs", 1, "how often each case runs; figures are medians")
	short := flag.Bool("short", false, "few connections, for a look")
	count := flag.Int("connections", 0, "how many connections a room has, in place of the cases' own")
	verbose := flag.Bool("v", false, "tell of each load")
	profiles := flag.String("profiles", "", "write CPU profiles of the servers into this folder, one for each 3 s")
	pin := flag.Bool("pin", true, "server and generator on cores of their own")
	flag.Parse()
	if *pin {
		if err := pinSelf(); err != nil {
			exit(fmt.Errorf("cores: %w", err))
		}
	}
	b := &bench{bin: *bin, seconds: *seconds, short: *short, full: *full, count: *count, verbose: *verbose, profiles: *profiles}
	fmt.Println("limits are off: group_rate=0 client_rate=0 rest_rate=0 push_per_day=0 group_members=Community=1000000")
	err := b.run(strings.Split(*on, ","), *only, *runs)
	if cluster != nil {
		cluster.Stop()
	}
	if *out != "" {
		err = cmp.Or(err, b.write(*out))
	}
	exit(err)
}

func exit(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// run runs the cases that only names, all if it is empty, on each layout.
func (b *bench) run(on []string, only string, runs int) error {
	for i, layout := range on {
		if b.layout = layout; layouts[b.layout] == nil {
			return fmt.Errorf("no layout is called %q", b.layout)
		}
		for _, c := range cases {
			if only != "" && !slices.Contains(strings.Split(only, ","), c.name) || !c.stores && i > 0 {
				continue
			}
			from := len(b.results)
			b.running = c.name
			for range runs {
				if err := c.run(b); err != nil {
					return fmt.Errorf("%s on %s: %w", c.name, b.layout, err)
				}
			}
			b.print(from)
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
