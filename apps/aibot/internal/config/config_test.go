package config

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

const least = `
[server]
app = 1400000001
key = "k"
[model]
url = "http://127.0.0.1:1/v1"
name = "m"
[[robot]]
id = "@RBT#tea"
`

func load(t *testing.T, text string) (Config, error) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "aibot.toml")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return Load(file)
}

func TestLoad(t *testing.T) {
	t.Setenv("MODEL", "another")
	t.Setenv("AIBOT_WEBHOOK_TOKEN", "secret")
	c, err := load(t, least+"[limits]\nremember = \"24h\"\n")
	if err != nil {
		t.Fatal(err)
	}
	if c.Model.Name != "another" || c.Server.Token != "secret" || c.Limits.Remember != Duration(24*time.Hour) || c.Model.Context != 4000 ||
		!filepath.IsAbs(c.Store) || filepath.Base(c.Store) != "aibot.db" {
		t.Errorf("%+v", c)
	}
}

// TestExample: the file that shows all settings can be read, and what it says in comments is what holds.
func TestExample(t *testing.T) {
	raw, err := os.ReadFile("../../aibot.toml")
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("AIBOT_SERVER_KEY", "k")
	as, err := load(t, string(raw))
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for line := range strings.Lines(string(raw)) {
		name, value, is := strings.Cut(strings.TrimPrefix(line, "# "), " = ")
		if strings.HasPrefix(line, "# ") && is && !strings.Contains(name, " ") && !strings.HasPrefix(value, `"..."`) {
			line = name + " = " + value
		}
		all.WriteString(line)
	}
	got, err := load(t, all.String())
	if err != nil {
		t.Fatal(err)
	}
	got.Robots, as.Robots, got.Store, as.Store = nil, nil, "", ""
	if got.Model != as.Model || got.Limits != as.Limits || got.Texts != as.Texts || got.Server != as.Server || got.Listen != as.Listen || got.Grace != as.Grace {
		t.Errorf("the file says\n%+v, without a line holds\n%+v", got, as)
	}
}

func TestWrong(t *testing.T) {
	for _, row := range []struct{ text, want string }{
		{strings.Replace(least, `name = "m"`, `nmae = "m"`, 1), "there is no setting model.nmae"},
		{strings.Replace(least, `key = "k"`, ``, 1), "server.key is missing"},
		{strings.Replace(least, `http://127`, `ftp://127`, 1), "model.url is not"},
		{strings.Replace(least, `@RBT#tea`, `tea`, 1), "begins with @RBT#"},
		{least + "[[robot]]\nid = \"@RBT#tea\"\n", "twice"},
		{least + "[limits]\nremember = \"a day\"\n", "a day"},
		{least + "[texts]\ntoo_fast = \"wait\"\n", "texts.too_fast"},
	} {
		if _, err := load(t, row.text); err == nil || !strings.Contains(err.Error(), row.want) {
			t.Errorf("%v, want %q in it", err, row.want)
		}
	}
}
