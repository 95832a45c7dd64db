package server

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/teahouse-chat/teahouse/server/internal/api"
)

// docs are the comments of the types of wire, by "package.Type".
type docs map[string]doc

type doc struct {
	text   string
	fields *ast.StructType
}

func readDocs(t *testing.T) docs {
	t.Helper()
	all := docs{}
	for file, f := range wireSources(t) {
		for _, d := range f.Decls {
			g, ok := d.(*ast.GenDecl)
			if !ok || g.Tok != token.TYPE {
				continue
			}
			for _, spec := range g.Specs {
				s := spec.(*ast.TypeSpec)
				fields, _ := s.Type.(*ast.StructType)
				all[filepath.Base(filepath.Dir(file))+"."+s.Name.Name] = doc{strings.TrimSpace(g.Doc.Text()), fields}
			}
		}
	}
	return all
}

func wireSources(t *testing.T) map[string]*ast.File {
	t.Helper()
	all := map[string]*ast.File{}
	for _, pattern := range []string{"../wire/*.go", "../wire/*/*.go"} {
		files, _ := filepath.Glob(pattern)
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ParseComments|parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			all[file] = f
		}
	}
	return all
}

// fieldSource returns the type of a field as it is written, and its comment.
func fieldSource(s *ast.StructType, name string) (ast.Expr, string) {
	if s == nil {
		return nil, ""
	}
	for _, f := range s.Fields.List {
		for _, n := range f.Names {
			if n.Name == name {
				text := f.Doc.Text()
				if text == "" {
					text = f.Comment.Text()
				}
				return f.Type, strings.Join(strings.Fields(text), " ")
			}
		}
	}
	return nil, ""
}

// inside is the type that a pointer or list is of.
func inside(e ast.Expr) ast.Expr {
	switch e := e.(type) {
	case *ast.StarExpr:
		return e.X
	case *ast.ArrayType:
		return e.Elt
	}
	return nil
}

// codes finds the numbers that sources give: errors are values called Err..., declared by
// NewError in wire.
type codes struct {
	errors   map[string]code                // by "package.Name"
	packages map[string]map[string]*mention // functions of a folder, by name
}

type code struct {
	number string
	text   string
}

// mention is what a function names: errors, and other functions of its package.
type mention struct{ errors, uses map[string]bool }

func readCodes(t *testing.T) *codes {
	t.Helper()
	all := &codes{map[string]code{}, map[string]map[string]*mention{}}
	for file, f := range wireSources(t) {
		ast.Inspect(f, func(n ast.Node) bool {
			v, ok := n.(*ast.ValueSpec)
			if !ok {
				return true
			}
			for i, value := range v.Values {
				if made, ok := newError(value); ok {
					all.errors[filepath.Base(filepath.Dir(file))+"."+v.Names[i].Name] = made
				}
			}
			return false
		})
	}
	return all
}

func newError(e ast.Expr) (code, bool) {
	call, ok := e.(*ast.CallExpr)
	if !ok || len(call.Args) != 2 {
		return code{}, false
	}
	name := ""
	switch f := call.Fun.(type) {
	case *ast.Ident:
		name = f.Name
	case *ast.SelectorExpr:
		name = f.Sel.Name
	}
	number, isNumber := call.Args[0].(*ast.BasicLit)
	text, isText := call.Args[1].(*ast.BasicLit)
	if name != "NewError" || !isNumber || !isText {
		return code{}, false
	}
	info, err := strconv.Unquote(text.Value)
	return code{number.Value, info}, err == nil
}

// of returns the numbers with their texts that a command's own sources give: its Validate
// method, its handler, and what these use of their packages.
func (c *codes) of(t *testing.T, command api.Listed) object {
	t.Helper()
	found := map[string]bool{}
	file, _ := fileOf(t, command)
	c.collect(t, filepath.Dir(file), []string{command.Request.Name() + ".Validate"}, found)
	for _, word := range []string{command.Word(), command.Service() + "_" + command.Word()} {
		handlers, _ := filepath.Glob("internal/*/" + word + ".go")
		for _, h := range handlers {
			var names []string
			for _, d := range parsed(t, h).Decls {
				if f, ok := d.(*ast.FuncDecl); ok {
					names = append(names, funcName(f))
				}
			}
			c.collect(t, filepath.Dir(h), names, found)
		}
	}
	var rows object
	for _, name := range sortedKeys(found) {
		if e, ok := c.errors[name]; ok && !slices.ContainsFunc(rows, func(f field) bool { return f.name == e.number }) {
			rows.add(e.number, e.text)
		}
	}
	slices.SortFunc(rows, func(a, b field) int {
		if len(a.name) != len(b.name) {
			return len(a.name) - len(b.name)
		}
		return strings.Compare(a.name, b.name)
	})
	return rows
}

func (c *codes) collect(t *testing.T, dir string, from []string, found map[string]bool) {
	t.Helper()
	if c.packages[dir] == nil {
		c.packages[dir] = mentions(t, dir)
	}
	seen := map[string]bool{}
	for len(from) > 0 {
		name := from[0]
		from = from[1:]
		m := c.packages[dir][name]
		if m == nil || seen[name] {
			continue
		}
		seen[name] = true
		for e := range m.errors {
			found[e] = true
		}
		for use := range m.uses {
			from = append(from, use)
		}
	}
}

// funcName is a function's name; methods called Validate go by their type.
func funcName(f *ast.FuncDecl) string {
	if f.Name.Name != "Validate" || f.Recv == nil {
		return f.Name.Name
	}
	kind := f.Recv.List[0].Type
	if star, ok := kind.(*ast.StarExpr); ok {
		kind = star.X
	}
	return kind.(*ast.Ident).Name + ".Validate"
}

func mentions(t *testing.T, dir string) map[string]*mention {
	t.Helper()
	all := map[string]*mention{}
	files, _ := filepath.Glob(filepath.Join(dir, "*.go"))
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		f := parsed(t, file)
		imports, own := wireImports(f), filepath.Base(dir)
		for _, d := range f.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok || fn.Body == nil {
				continue
			}
			m := all[funcName(fn)]
			if m == nil {
				m = &mention{map[string]bool{}, map[string]bool{}}
				all[funcName(fn)] = m
			}
			ast.Inspect(fn.Body, func(n ast.Node) bool {
				switch n := n.(type) {
				case *ast.SelectorExpr:
					if x, ok := n.X.(*ast.Ident); ok && (imports[x.Name] != "" || x.Name == "wire") {
						from := imports[x.Name]
						if from == "" {
							from = "wire"
						}
						m.errors[from+"."+n.Sel.Name] = true
						return false
					}
					m.uses[n.Sel.Name] = true
				case *ast.Ident:
					m.errors[own+"."+n.Name] = true
					m.uses[n.Name] = true
				}
				return true
			})
		}
	}
	return all
}
