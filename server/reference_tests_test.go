package server

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/teahouse-chat/teahouse/server/internal/api"
)

// testsOf returns, for each command, links to at most two tests that call it. A test
// calls a command if its source, or that of a function or constant of its package that
// it uses, has the command's name ("service.command", or an alias), its word alone where
// that is like no other (as tests of groups and those with a prefix write it), or the
// variable that defines it. Tests that are about few commands come first.
func testsOf(t *testing.T, commands []api.Listed) map[string][]string {
	t.Helper()
	known := namesOf(t, commands)
	type found struct {
		link      string
		away, all int // steps to the name; commands that the test is about
	}
	all := map[string][]found{}
	for _, dir := range testDirs(t) {
		nodes := sourcesOf(t, dir, known)
		for name, n := range nodes {
			if !strings.HasPrefix(name, "Test") || name == "TestMain" || strings.HasPrefix(name, "TestReference") {
				continue
			}
			calls := reach(nodes, name)
			link := fmt.Sprintf("[%s](%s)", strings.TrimPrefix(name, "Test"), fromReference(n.file))
			for command, away := range calls {
				all[command] = append(all[command], found{link, away, len(calls)})
			}
		}
	}
	links := map[string][]string{}
	for command, tests := range all {
		slices.SortFunc(tests, func(a, b found) int {
			return cmp.Or(cmp.Compare(a.away, b.away), cmp.Compare(a.all, b.all), cmp.Compare(a.link, b.link))
		})
		for _, f := range tests[:min(2, len(tests))] {
			links[command] = append(links[command], f.link)
		}
	}
	return links
}

// known is what sources call commands by: texts, and variables of packages of wire.
type known struct{ texts, variables map[string]string }

func namesOf(t *testing.T, commands []api.Listed) known {
	t.Helper()
	k := known{map[string]string{}, map[string]string{}}
	twice := map[string]bool{}
	for _, c := range commands {
		for _, name := range c.Names() {
			k.texts[name], k.texts[slashed(name)] = c.Name, c.Name
			_, word, _ := strings.Cut(name, ".")
			if other, ok := k.texts[word]; ok && other != c.Name {
				twice[word] = true
			}
			if strings.Contains(word, "_") { // "delete" and the like may mean anything
				k.texts[word] = c.Name
			}
		}
		file, _ := fileOf(t, c)
		parsed := parsed(t, file)
		for _, d := range parsed.Decls {
			if g, ok := d.(*ast.GenDecl); ok && g.Tok == token.VAR {
				for _, s := range g.Specs {
					v := s.(*ast.ValueSpec)
					if len(v.Values) == 1 && !forClients(v.Values[0]) && hasText(v.Values[0], c.Name) {
						k.variables[filepath.Base(filepath.Dir(file))+"."+v.Names[0].Name] = c.Name
					}
				}
			}
		}
	}
	for word := range twice {
		delete(k.texts, word)
	}
	return k
}

func parsed(t *testing.T, file string) *ast.File {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func hasText(n ast.Node, text string) (found bool) {
	ast.Inspect(n, func(n ast.Node) bool {
		if lit, ok := n.(*ast.BasicLit); ok && lit.Value == strconv.Quote(text) {
			found = true
		}
		return true
	})
	return found
}

func testDirs(t *testing.T) (dirs []string) {
	t.Helper()
	for _, root := range []string{".", "../test"} {
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err == nil && d.IsDir() && (d.Name() == "node_modules" || d.Name() == "testdata") {
				return filepath.SkipDir
			}
			if err == nil && strings.HasSuffix(path, "_test.go") && !slices.Contains(dirs, filepath.Dir(path)) {
				dirs = append(dirs, filepath.Dir(path))
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return dirs
}

// source is a function, constant or variable of a package's tests: which commands it
// names, and what else of its package.
type source struct {
	file  string
	names map[string]bool
	uses  map[string]bool
}

func sourcesOf(t *testing.T, dir string, k known) map[string]*source {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	nodes := map[string]*source{}
	add := func(file, name string, n ast.Node, imports map[string]string) {
		s := nodes[name] // methods of one name are taken together
		if s == nil {
			s = &source{file, map[string]bool{}, map[string]bool{}}
			nodes[name] = s
		}
		s.read(n, imports, k)
	}
	for _, file := range files {
		f := parsed(t, file)
		imports := wireImports(f)
		for _, d := range f.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				if d.Body != nil {
					add(file, d.Name.Name, d.Body, imports)
				}
			case *ast.GenDecl:
				for _, s := range d.Specs {
					if v, ok := s.(*ast.ValueSpec); ok {
						for _, name := range v.Names {
							add(file, name.Name, v, imports)
						}
					}
				}
			}
		}
	}
	return nodes
}

// wireImports maps the names under which a file knows packages of wire to theirs.
func wireImports(f *ast.File) map[string]string {
	imports := map[string]string{}
	for _, i := range f.Imports {
		path, _ := strconv.Unquote(i.Path.Value)
		if _, name, ok := strings.Cut(path, "/wire/"); ok {
			as := name
			if i.Name != nil {
				as = i.Name.Name
			}
			imports[as] = name
		}
	}
	return imports
}

func (s *source) read(n ast.Node, imports map[string]string, k known) {
	ast.Inspect(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.BasicLit:
			if text, err := strconv.Unquote(n.Value); err == nil && n.Kind == token.STRING {
				if c, ok := k.texts[strings.TrimPrefix(text, "/v4/")]; ok {
					s.names[c] = true
				}
			}
		case *ast.SelectorExpr:
			if x, ok := n.X.(*ast.Ident); ok && imports[x.Name] != "" {
				if c, ok := k.variables[imports[x.Name]+"."+n.Sel.Name]; ok {
					s.names[c] = true
				}
				return false
			}
			s.uses[n.Sel.Name] = true
		case *ast.Ident:
			s.uses[n.Name] = true
		}
		return true
	})
}

// reach returns the commands that a source names, and in how many steps.
func reach(nodes map[string]*source, from string) map[string]int {
	calls, seen := map[string]int{}, map[string]bool{from: true}
	for step, now := 0, []string{from}; len(now) > 0; step++ {
		var next []string
		for _, name := range now {
			for c := range nodes[name].names {
				if _, ok := calls[c]; !ok {
					calls[c] = step
				}
			}
			for use := range nodes[name].uses {
				if nodes[use] != nil && !seen[use] && !strings.HasPrefix(use, "Test") {
					seen[use] = true
					next = append(next, use)
				}
			}
		}
		now = next
	}
	return calls
}
