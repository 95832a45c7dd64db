package server_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/teahouse-chat/teahouse/server/internal/app"
)

// TestPages holds the pages that people read first against what there is.
func TestPages(t *testing.T) {
	t.Run("floors of ARCHITECTURE.md", func(t *testing.T) {
		_, text, _ := strings.Cut(page(t, "ARCHITECTURE.md"), "## The floors of server/internal\n\n```\n")
		text, _, _ = strings.Cut(text, "```")
		var shown [][]string
		for line := range strings.Lines(text) {
			name := line[:10]
			words, _, _ := strings.Cut(line[10:], "  ")
			if strings.TrimSpace(name) != "" {
				shown = append(shown, nil)
			}
			shown[len(shown)-1] = append(shown[len(shown)-1], strings.Fields(words)...)
		}
		if len(shown) != len(floors) {
			t.Fatalf("the page has %d floors, layers_test.go has %d", len(shown), len(floors))
		}
		for i := range floors {
			if got, want := slices.Sorted(slices.Values(shown[i])), slices.Sorted(slices.Values(floors[i])); !slices.Equal(got, want) {
				t.Errorf("the page has %q, layers_test.go has %q", got, want)
			}
		}
	})
	t.Run("settings in the guide", func(t *testing.T) {
		guide := page(t, "docs/guide/operating.md")
		for _, row := range app.Rows {
			shown := "| `" + row.Name + "` | " + row.Default + " |"
			if row.Default == "" {
				shown = "`" + row.Name + "`"
			}
			if !strings.Contains(guide, shown) {
				t.Errorf("docs/guide/operating.md does not show %s", shown)
			}
		}
	})
	t.Run("links", func(t *testing.T) {
		link := regexp.MustCompile(`\]\(([^)#:]+)(#[^)]*)?\)`)
		for _, pattern := range []string{"*.md", "docs/*/*.md", "test/*/*.md"} {
			names, err := filepath.Glob("../" + pattern)
			if err != nil {
				t.Fatal(err)
			}
			for _, name := range names {
				for _, m := range link.FindAllStringSubmatch(page(t, strings.TrimPrefix(name, "../")), -1) {
					if _, err := os.Stat(filepath.Join(filepath.Dir(name), m[1])); err != nil {
						t.Errorf("%s links to %s, which is not there", name, m[1])
					}
				}
			}
		}
	})
	t.Run("decisions are listed", func(t *testing.T) {
		index := page(t, "docs/decisions/README.md")
		names, _ := filepath.Glob("../docs/decisions/[0-9]*.md")
		for _, name := range names {
			if !strings.Contains(index, "("+filepath.Base(name)+")") {
				t.Errorf("docs/decisions/README.md does not list %s", filepath.Base(name))
			}
		}
	})
}

func page(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
