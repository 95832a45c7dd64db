package roomtest_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/teahouse-chat/teahouse/server/internal/roomtest"
	"github.com/teahouse-chat/teahouse/server/internal/store/storetest"
)

// perWorld is how many sequences of commands each world goes through by default; a
// long run is one that must try every cell of the matrix.
const (
	perWorld = "10"
	longRun  = 200
)

func TestMain(m *testing.M) {
	flag.Parse()
	given := false
	flag.Visit(func(f *flag.Flag) { given = given || f.Name == "rapid.checks" })
	if !given {
		_ = flag.Set("rapid.checks", perWorld) // a quick look; make property takes a long one
	}
	_ = flag.Set("test.parallel", "4") // they wait more than they work
	os.Exit(m.Run())
}

// Random commands by random roles on groups of all types: what the rooms answer,
// keep and show is what the model of the product's description says. Several
// worlds at a time, as each mostly waits for its pushes.
func TestRandomCommandsKeepTheMatrix(t *testing.T) {
	seen := &tally{cells: map[cell]*outcomes{}}
	t.Run("worlds", func(t *testing.T) {
		for i := range 3 {
			t.Run(fmt.Sprint("sqlite", i), func(t *testing.T) {
				t.Parallel()
				check(t, roomtest.New(t), i, seen)
			})
		}
		t.Run("postgres", func(t *testing.T) {
			t.Parallel()
			check(t, roomtest.NewOn(t, storetest.Postgres(t)), 3, seen)
		})
	})
	seen.print(t)
	if n, _ := strconv.Atoi(flag.Lookup("rapid.checks").Value.String()); n >= longRun {
		seen.wantAll(t)
	}
}

func check(t *testing.T, w *roomtest.World, first int, seen *tally) {
	rapid.Check(t, func(t *rapid.T) {
		m := begin(w)
		m.kinds = slices.Concat(kinds[first:], kinds[:first])
		actions := map[string]func(*rapid.T){}
		for name, plan := range verbs {
			actions[name] = func(t *rapid.T) {
				s := rapid.Custom(func(t *rapid.T) *step { return plan(m, t) }).Draw(t, "then")
				m.do(t, seen, s)
			}
		}
		actions["create"](t)                            // there is always something to talk about
		actions["look"] = func(t *rapid.T) { m.end(t) } // and something to do
		t.Repeat(actions)
		m.end(t)
		if rapid.IntRange(0, 7).Draw(t, "restart") == 7 {
			m.restart()
			m.end(t)
		}
	})
}

// begin starts anew in an application of its own.
func begin(w *roomtest.World) *model {
	w.NewApp("multi_device=any", "rest_rate=0", "client_rate=0", "group_rate=0")
	w.REST("im_open_login_svc.multiaccount_import", fmt.Sprintf(`{"Accounts":["%s"]}`, strings.Join(people, `","`)), 0)
	m := &model{w: w}
	for _, name := range people[:len(people)-1] {
		m.devices = append(m.devices, &device{name: name, label: "web"}, &device{name: name, label: "phone"})
	}
	for _, i := range []int{0, 2, 3, 4} { // olga's web, both of bob's, carol's web
		m.login(m.devices[i])
	}
	return m
}

// step is one command with its arguments.
type step struct {
	verb    string
	who     actor
	g       *group
	story   string // what is done
	command string
	body    map[string]any
	// expect applies the step to the model and returns the code of the answer.
	expect func() int
	// then looks at the answer of a step that was allowed.
	then func(a roomtest.Answer) error
	code func(a roomtest.Answer) int // of an answer, where it is not ErrorCode
	talk bool                        // changes nobody's membership: pushes may be looked at later
	act  func()                      // instead of a command: something that a device does
}

func (s *step) GoString() string { return fmt.Sprintf("%v: %s", s.who, s.story) }

// do applies a step to world and model and compares them.
func (m *model) do(t *rapid.T, seen *tally, s *step) {
	if m.later && (s.act != nil || !s.talk && m.due()) {
		m.look(t)
	}
	if s.act != nil {
		m.story = append(m.story, fmt.Sprintf("%v %s", s.who, s.story))
		s.act()
		m.look(t)
		return
	}
	role, gone := s.g.roleOf(s.who), s.g.gone && s.verb != "create"
	want := noGroup
	if !gone {
		want = s.expect()
	}
	raw, err := json.Marshal(s.body)
	if err != nil {
		t.Fatal(err)
	}
	var a roomtest.Answer
	if s.who.on == nil {
		a = m.w.TryREST(s.command, string(raw))
	} else {
		a = s.who.on.c.Try(s.command, string(raw))
	}
	code := a.Int("ErrorCode")
	if s.code != nil {
		code = s.code(a)
	}
	m.story = append(m.story, fmt.Sprintf("%v (%s) %s: %d", s.who, roleNames[role], s.story, code))
	if !gone {
		seen.count(s.g.kind, s.verb, role, code == 0)
	}
	if code != want {
		m.fail(t, "answered %d %s, should be %d", code, a.Text("ErrorInfo"), want)
	}
	if code == 0 && s.then != nil {
		if err := s.then(a); err != nil {
			m.fail(t, "%v", err)
		}
	}
	m.compare(t, s.g)
	if m.later = code != 0 || s.talk && rapid.Bool().Draw(t, "look later"); !m.later {
		m.look(t)
	}
}

// end compares everything.
func (m *model) end(t *rapid.T) {
	m.look(t)
	for _, g := range m.groups {
		m.compare(t, g)
	}
	for _, name := range people {
		m.compareLists(t, name)
	}
}

// sorted are the names in a map.
func sorted[V any](names map[string]V) []string {
	var all []string
	for name := range names {
		all = append(all, name)
	}
	slices.Sort(all)
	return all
}
