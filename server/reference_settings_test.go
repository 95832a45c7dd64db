package server

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/teahouse-chat/teahouse/server/internal/app"
)

const settingsFront = `# Settings

Generated from the table of settings by ` + "`make generate`" + `. An application has them; ` + "`teahouse app settings get|set`" + ` and the commands of
[teahouse_setting_svc](teahouse_setting_svc.md) read and change them, and [the guide](../guide/operating.md#settings) tells of some at length.
Every node goes by a change within a second.

| Name | Default | Meaning |
|---|---|---|
`

// TestReferenceSettings keeps the page of settings equal to their table.
func TestReferenceSettings(t *testing.T) {
	page := &strings.Builder{}
	page.WriteString(settingsFront)
	for _, r := range app.Rows {
		fmt.Fprintf(page, "| `%s` | %s | %s |\n", r.Name, r.Default, strings.ReplaceAll(r.Meaning, "|", "\\|"))
	}
	compare(t, filepath.Join("..", "docs", "reference", "settings.md"), page.String())
}

// TestFeatures fails on a feature that is made of a command which there is not.
func TestFeatures(t *testing.T) {
	known := map[string]bool{}
	for _, c := range registered(t) {
		known[c.Service()] = true
		for _, name := range c.Names() {
			known[name] = true
		}
	}
	for _, name := range app.FeatureCommands() {
		if !known[name] {
			t.Errorf("a feature is made of %s, which is not registered", name)
		}
	}
}
