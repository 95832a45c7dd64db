package server_test

import (
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

const internal = "github.com/teahouse-chat/teahouse/server/internal/"

// floors lists the packages below server/internal from the top down. A package
// imports lower floors and the public packages, never its own floor or above.
var floors = [][]string{
	{"rest", "ws", "static"},
	{"message", "conversation", "group", "groupmsg", "member", "community", "attr", "live", "operate", "push", "official", "robot", "search", "language"},
	{"account", "moderation", "profile", "relation", "roster", "topic", "permit", "presence", "extra", "stream", "media"},
	{"timeline", "room", "deliver", "job", "webhook", "backup", "trace"},
	{"api", "store", "event", "bus", "config", "id", "app", "blob"},
}

// edges are the imports within a floor that are allowed, each with its reason.
var edges = map[string]string{
	"api app":          "a caller belongs to an application",
	"api id":           "a caller is an account",
	"app config":       "a mistyped setting gets the nearest name, as an option does",
	"app store":        "applications are records",
	"attr group":       "attributes and counters belong to groups, and their members write them",
	"backup timeline":  "a backup holds all timelines",
	"bus id":           "subjects are named after accounts and conversations",
	"event id":         "events name accounts and conversations",
	"community group":  "a community is a group with topics",
	"groupmsg member":  "who may speak is a rule of membership",
	"groupmsg group":   "what may be said depends on the group's type",
	"live group":       "a live room is a group",
	"media account":    "files belong to accounts, and a UserSig says whose upload it is",
	"member group":     "members are changed by the rules of the group's type",
	"permit roster":    "its cache of answers",
	"presence account": "presence is that of accounts' instances",
	"presence roster":  "its cache of answers",
	"profile account":  "a profile belongs to an account",
	"profile roster":   "its cache of answers",
	"relation account": "relations are between accounts",
	"relation profile": "AllowType decides who is added; lists of friends have their profiles",
	"relation roster":  "its cache of answers",
	"room deliver":     "frames of live rooms",
	"trace deliver":    "to how many sessions a frame was written",
	"webhook job":      "what follows from a change of records is a job row until it is in the arrival log",
	"webhook timeline": "follows the arrival log",
	"topic roster":     "its cache of answers; who is muted",

	"moderation account": "mutes are of accounts",
	"profile moderation": "names are screened as messages are",
}

// support packages are used by tests alone.
var support = []string{"roomtest", "store/storetest", "timeline/timelinetest"}

func TestLayers(t *testing.T) {
	floor := map[string]int{}
	for i, row := range floors {
		for _, name := range row {
			floor[name] = i
		}
	}
	used := map[string]bool{}
	for _, p := range packages(t, "./internal/...") {
		name := strings.TrimPrefix(p.ImportPath, internal)
		if slices.Contains(support, name) {
			continue
		}
		from, ok := floor[name]
		if !ok {
			t.Errorf("package %s is on no floor", name)
			continue
		}
		for _, imported := range p.Imports {
			to, ok := strings.CutPrefix(imported, internal)
			if !ok {
				continue
			}
			if _, known := floor[to]; !known {
				t.Errorf("%s imports %s, which is on no floor", name, to)
			} else if floor[to] == from && edges[name+" "+to] != "" {
				used[name+" "+to] = true
			} else if floor[to] <= from {
				t.Errorf("%s imports %s: only lower floors, or a listed edge with its reason", name, to)
			}
		}
	}
	for edge := range edges {
		if !used[edge] {
			t.Errorf("edge %q is not used", edge)
		}
	}
}

// TestTables tells rooms to keep to their own tables: a table is named after the
// package that owns it, and only that package's queries.go (or sql files) name it.
func TestTables(t *testing.T) {
	files, err := filepath.Glob("internal/store/migrations/*.sql")
	if err != nil || len(files) == 0 {
		t.Fatal("no migrations", err)
	}
	create := regexp.MustCompile(`CREATE TABLE (\w+)`)
	var tables []string
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range create.FindAllStringSubmatch(string(text), -1) {
			tables = append(tables, m[1])
		}
	}
	names := regexp.MustCompile(`(?:FROM|INTO|UPDATE|JOIN)\s+(\w+)`)
	err = filepath.WalkDir("internal", func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		owner := strings.Split(filepath.ToSlash(path), "/")[1]
		for _, m := range names.FindAllSubmatch(text, -1) {
			if table := string(m[1]); slices.Contains(tables, table) && !owns(owner, table) {
				t.Errorf("%s names the table %s of another package", path, table)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func owns(pkg, table string) bool {
	return strings.HasPrefix(table, pkg+"_") || pkg == "store" && (table == "id_blocks")
}

type pkg struct {
	ImportPath string
	Imports    []string
	Doc        string
}

// TestApps keeps apps to what customers have.
func TestApps(t *testing.T) {
	const module = "github.com/teahouse-chat/teahouse/"
	for _, p := range packages(t, "../apps/...") {
		app := strings.Join(strings.Split(strings.TrimPrefix(p.ImportPath, module), "/")[:2], "/")
		for _, imported := range p.Imports {
			name, ours := strings.CutPrefix(imported, module)
			first, _, _ := strings.Cut(name, "/")
			if ours && !slices.Contains([]string{"wire", "usersig", "client"}, first) && !strings.HasPrefix(name, app+"/") {
				t.Errorf("%s imports %s: apps use wire, usersig, client and their own packages", p.ImportPath, imported)
			}
		}
	}
}

func packages(t *testing.T, which string) []pkg {
	t.Helper()
	out, err := exec.Command("go", "list", "-json=ImportPath,Imports,Doc", which).Output()
	if err != nil {
		t.Fatal(err)
	}
	var all []pkg
	for dec := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p pkg
		if err := dec.Decode(&p); err == io.EOF {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
}

func TestPackageComments(t *testing.T) {
	for _, p := range append(packages(t, "./internal/..."), packages(t, "../apps/...")...) {
		if p.Doc == "" {
			t.Errorf("package %s has no comment that says what it owns", p.ImportPath)
		}
	}
}
