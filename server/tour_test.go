package server

import (
	"bytes"
	"cmp"
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/usersig"
)

//go:embed testdata/tour.txt
var tourText string

// stop is a call of the tour, and what clients are told.
type stop struct {
	line          int
	who, command  string
	code          int
	body          string
	told, comment []string // comment: the lines above
}

func tourStops() (stops []stop, end []string) {
	var above []string
	for i, line := range strings.Split(strings.TrimSuffix(tourText, "\n"), "\n") {
		switch {
		case strings.HasPrefix(line, "    "):
			last := &stops[len(stops)-1]
			last.told = append(last.told, strings.TrimSpace(line))
		case line == "" || line[0] == '#':
			above = append(above, line)
		default:
			s := stop{line: i + 1, comment: above}
			above = nil
			s.who, line, _ = strings.Cut(line, " ")
			s.command, s.body, _ = strings.Cut(line, " ")
			if who, code, ok := strings.Cut(s.who, "!"); ok {
				s.who = who
				fmt.Sscan(code, &s.code)
			}
			stops = append(stops, s)
		}
	}
	return stops, above
}

// toldByTour returns what clients are told of the commands of the tour, without whom.
// A command that is not in it is not in the map.
func toldByTour() map[string][]string {
	all := map[string][]string{}
	stops, _ := tourStops()
	for _, s := range stops {
		if s.who != "admin" {
			continue
		}
		told := all[s.command]
		for _, line := range s.told {
			_, what, _ := strings.Cut(line, " ")
			if what, _, _ = strings.Cut(what, ","); !slices.Contains(told, what) {
				told = append(told, what)
			}
		}
		all[s.command] = told
	}
	return all
}

// onTour returns a running server whose only application has no rates.
func onTour(t *testing.T) *Server {
	t.Helper()
	cfg := DefaultConfig()
	cfg.Data, cfg.Listen, cfg.Drain = t.TempDir(), "127.0.0.1:0", 0
	s, err := New(t.Context(), cfg, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- s.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	if err := s.apps.Set(t.Context(), s.apps.List()[0].ID, map[string]string{"rest_rate": "0", "push_per_day": "0"}); err != nil {
		t.Fatal(err)
	}
	return s
}

var fieldRef = regexp.MustCompile(`\$[A-Za-z]+`)

// TestTour calls each command of the server API with success over HTTP, while mia's and
// leo's clients are online, and holds what these are told against testdata/tour.txt. The
// answers must fit the schemas of docs/reference/openapi.json.
func TestTour(t *testing.T) {
	s := onTour(t)
	a := s.apps.List()[0]
	clients := map[string]*tourClient{}
	for _, name := range []string{"mia", "leo"} {
		clients[name] = dialTour(t, s, name)
	}
	fields := map[string]string{"$app": fmt.Sprint(a.ID)}
	fits := answerSchemas(t, s.registry.Commands())
	stops, end := tourStops()
	called := map[string]bool{}
	for i := range stops {
		at := &stops[i]
		body := fieldRef.ReplaceAllStringFunc(at.body, func(ref string) string { return cmp.Or(fields[ref], ref) })
		var answer []byte
		if at.who == "admin" {
			answer = s.askAdmin(t, at.command, body)
			fits(at.command, answer)
			called[at.command] = true
		} else {
			answer = clients[at.who].do(t, at.command, body)
		}
		remember(t, fields, answer)
		if got := fields["$ErrorCode"]; got != fmt.Sprint(at.code) {
			t.Fatalf("testdata/tour.txt:%d: %s %s: %s", at.line, at.command, body, answer)
		}
		await := at.told
		if *update {
			await = nil
			time.Sleep(300 * time.Millisecond)
		}
		if told := hear(clients, await); !slices.Equal(told, at.told) {
			if !*update {
				t.Errorf("testdata/tour.txt:%d: %s: clients are told %q, not %q", at.line, at.command, told, at.told)
			}
			at.told = told
		}
	}
	if *update {
		writeTour(t, stops, end)
	}
	for _, c := range s.registry.Commands() {
		if c.Who&api.Admin != 0 && !c.ClientOnly && !slices.ContainsFunc(c.Names(), func(name string) bool { return called[name] }) {
			t.Errorf("%s is not on the tour: testdata/tour.txt wants a call of it", c.Name)
		}
	}
}

// hear returns what clients were told, by name, and how often where that is not once:
// what has come when all that is awaited is there.
func hear(clients map[string]*tourClient, awaited []string) []string {
	told := map[string]int{}
	for until := time.Now().Add(10 * time.Second); ; time.Sleep(time.Millisecond) {
		for name, c := range clients {
			for _, what := range c.take() {
				told[name+" "+what]++
			}
		}
		var all []string
		for line, n := range told {
			if n > 1 {
				line += fmt.Sprintf(", %d times", n)
			}
			all = append(all, line)
		}
		slices.Sort(all)
		missing := slices.ContainsFunc(awaited, func(line string) bool { return !slices.Contains(all, line) })
		if !missing || time.Now().After(until) {
			return all
		}
	}
}

// remember keeps the plain fields of an answer.
func remember(t *testing.T, fields map[string]string, answer []byte) {
	t.Helper()
	var doc map[string]any
	d := json.NewDecoder(bytes.NewReader(answer))
	d.UseNumber()
	if err := d.Decode(&doc); err != nil {
		t.Fatalf("%s: %v", answer, err)
	}
	for name, v := range doc {
		switch v.(type) {
		case string, json.Number:
			fields["$"+name] = fmt.Sprint(v)
		}
	}
}

func (s *Server) askAdmin(t *testing.T, command, body string) []byte {
	t.Helper()
	a := s.apps.List()[0]
	url := fmt.Sprintf("http://%s/v4/%s?sdkappid=%d&identifier=administrator&usersig=%s&random=1&contenttype=json",
		s.listener.Addr(), slashed(command), a.ID, usersig.Make(a.ID, a.Key, "administrator", time.Hour))
	resp, err := http.Post(url, "application/json", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var answer bytes.Buffer
	if _, err := answer.ReadFrom(resp.Body); err != nil {
		t.Fatal(err)
	}
	return answer.Bytes()
}

func writeTour(t *testing.T, stops []stop, end []string) {
	t.Helper()
	var b strings.Builder
	for _, s := range stops {
		for _, line := range s.comment {
			fmt.Fprintln(&b, line)
		}
		who := s.who
		if s.code != 0 {
			who += fmt.Sprintf("!%d", s.code)
		}
		fmt.Fprintln(&b, who, s.command, s.body)
		for _, line := range s.told {
			fmt.Fprintln(&b, "    "+line)
		}
	}
	for _, line := range end {
		fmt.Fprintln(&b, line)
	}
	if err := os.WriteFile("testdata/tour.txt", []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}
