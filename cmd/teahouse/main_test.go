package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/alecthomas/kong"

	"github.com/teahouse-chat/teahouse/server"
)

// The tests run the program as operators do, in a process of its own: this
// test binary, told to be teahouse.
func TestMain(m *testing.M) {
	if os.Getenv("BE_TEAHOUSE") != "" {
		os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
	}
	os.Exit(m.Run())
}

// command returns the program, not started, with a clean environment.
func command(env []string, args ...string) *exec.Cmd {
	cmd := exec.Command(os.Args[0], args...)
	for _, e := range os.Environ() {
		if !strings.HasPrefix(e, "TEAHOUSE_") {
			cmd.Env = append(cmd.Env, e)
		}
	}
	cmd.Env = append(append(cmd.Env, "BE_TEAHOUSE=1"), env...)
	return cmd
}

// teahouse runs the program and gives what it printed and its exit code.
func teahouse(t *testing.T, env []string, args ...string) (out, errs string, code int) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	cmd := command(env, args...)
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return stdout.String(), stderr.String(), cmd.ProcessState.ExitCode()
}

// must is teahouse for what has to succeed.
func must(t *testing.T, args ...string) string {
	t.Helper()
	out, errs, code := teahouse(t, nil, args...)
	if code != 0 {
		t.Fatalf("teahouse %v: exit %d: %s", args, code, errs)
	}
	return out
}

func decode[T any](t *testing.T, text string) T {
	t.Helper()
	var v T
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	return v
}

func TestAppCreateListShow(t *testing.T) {
	data := filepath.Join(t.TempDir(), "deep", "data")
	made := decode[printedApp](t, must(t, "app", "create", "--data", data, "--name", "shop", "--json"))
	if made.SDKAppID != 1400000001 || !regexp.MustCompile(`^[0-9a-f]{64}$`).MatchString(made.Key) || made.Name != "shop" ||
		!reflect.DeepEqual(made.Admins, []string{"administrator"}) {
		t.Errorf("got %+v", made)
	}
	own := decode[printedApp](t, must(t, "app", "create", "--data", data, "--id", "1400000077", "--key", "feedbeef", "--json"))
	if own.SDKAppID != 1400000077 || own.Key != "feedbeef" {
		t.Errorf("got %+v", own)
	}
	list := decode[[]printedApp](t, must(t, "app", "list", "--data", data, "--json"))
	if len(list) != 2 || list[0].SDKAppID != made.SDKAppID || list[0].Key != "" {
		t.Errorf("got %+v", list)
	}
	if text := must(t, "app", "list", "--data", data); strings.Contains(text, made.Key) || !strings.Contains(text, "shop") {
		t.Errorf("the list reads\n%s", text)
	}
	if shown := decode[printedApp](t, must(t, "app", "show", "1400000001", "--data", data, "--json")); !reflect.DeepEqual(shown, made) {
		t.Errorf("show says %+v, create said %+v", shown, made)
	}
	if text := must(t, "app", "show", "1400000077", "--data", data); !strings.Contains(text, "feedbeef") {
		t.Errorf("show reads\n%s", text)
	}
}

func TestAppSettings(t *testing.T) {
	data := t.TempDir()
	must(t, "app", "create", "--data", data)
	must(t, "app", "settings", "set", "1400000001", "group_rate=0", "multi_device=any", "--data", data)
	values := map[string]string{}
	for _, s := range decode[[]server.Setting](t, must(t, "app", "settings", "get", "1400000001", "--data", data, "--json")) {
		values[s.Name] = s.Value
		if s.Meaning == "" {
			t.Errorf("%s has no meaning", s.Name)
		}
	}
	if values["group_rate"] != "0" || values["multi_device"] != "any" || values["client_rate"] != "1000" || values["try_page"] != "off" {
		t.Errorf("got %v", values)
	}
	if text := must(t, "app", "settings", "get", "1400000001", "--data", data); !strings.Contains(text, "group_rate=0 ") {
		t.Errorf("settings read\n%s", text)
	}
	out, errs, code := teahouse(t, nil, "app", "settings", "set", "1400000001", "recall_seconds=9", "grouprate=1", "--data", data)
	if code != 1 || out != "" || !strings.Contains(errs, `did you mean "group_rate"`) {
		t.Errorf("exit %d: %s%s", code, out, errs)
	}
	if text := must(t, "app", "settings", "get", "1400000001", "--data", data); !strings.Contains(text, "recall_seconds=120") {
		t.Error("half of a refused change was made")
	}
}

func TestErrorsAreOneLineWithAnExitCode(t *testing.T) {
	data := t.TempDir()
	must(t, "app", "create", "--data", data)
	must(t, "app", "create", "--data", data, "--id", "7")
	for _, c := range []struct {
		args string
		code int
		says string
	}{
		{"app create --id 7 --data " + data, 1, "7: the SDKAppID is already in use"},
		{"app create --id x --data " + data, 2, "--id"},
		{"app show 9 --data " + data, 1, "70020"},
		{"app list --data " + data + "/none", 1, "there is no Teahouse data in"},
		{"app settings set 7 group_rate=much --data " + data, 1, "want a whole number"},
		{"app settings set 7 group_rate --data " + data, 1, "not NAME=VALUE"},
		{"app settings set 7 group_rate=1 group_rate=2 --data " + data, 1, "given twice"},
		{"app settings set 9 group_rate=1 --data " + data, 1, "70020"},
		{"app list --store postgres://db --data " + data, 1, "want postgres://"},
		{"app list --config /no/such/file", 1, "/no/such/file"},
		{"app shw", 2, `did you mean "show"`},
		{"app list --dta x", 2, `did you mean "--data"`},
		{"usersig make --app 7 --key k", 2, "--user"},
		{"usersig make --app 7 --key k --user u --expire 0", 1, "--expire"},
		{"usersig check rubbish --app 7 --key k", 1, "70003"},
		{"call nonsense --app 7 --key k", 1, "not SERVICE.COMMAND"},
		{"call a.b {, --app 7 --key k", 1, "not JSON"},
		{"call a.b --app 7 --key k --url localhost", 1, "want http://HOST:PORT"},
		{"call a.b --app 7 --key k --url http://127.0.0.1:1", 1, "refused"},
		{"serve --listen 8080 --data " + data, 1, "want host:port"},
		{"serve --bus nats://x --data " + data, 1, "not in this version"},
		{"serve --tls-cert x --data " + data, 1, "give both or none"},
		{"serve --log-level loud --data " + data, 1, "want debug"},
	} {
		out, errs, code := teahouse(t, nil, strings.Fields(c.args)...)
		if code != c.code || out != "" || !strings.Contains(errs, c.says) || strings.Count(errs, "\n") != 1 || !strings.HasPrefix(errs, "teahouse: ") {
			t.Errorf("teahouse %s: exit %d, want %d with %q: %s%s", c.args, code, c.code, c.says, out, errs)
		}
	}
}

func TestUsersigMakeAndCheck(t *testing.T) {
	sig := strings.TrimSpace(must(t, "usersig", "make", "--app", "7", "--key", "k", "--user", "mina", "--expire", "60"))
	if text := must(t, "usersig", "check", sig, "--app", "7", "--key", "k"); !strings.Contains(text, `user "mina" of 7`) {
		t.Errorf("got %s", text)
	}
	for _, args := range [][]string{{"--app", "0", "--key", "k"}, {"--app", "7", "--key", ""}} {
		out, errs, exit := teahouse(t, nil, append([]string{"usersig", "make", "--user", "mina"}, args...)...)
		if exit != exitUsage || out != "" || !strings.Contains(errs, args[0]) && !strings.Contains(errs, "--key is empty") {
			t.Errorf("%q: %d %s%s", args, exit, out, errs)
		}
	}
	for args, code := range map[string]string{"--app 8 --key k": "70014", "--app 7 --key K": "70009", "--app 7 --key k --user nina": "70013"} {
		_, errs, exit := teahouse(t, nil, append([]string{"usersig", "check", sig}, strings.Fields(args)...)...)
		if exit != 1 || !strings.Contains(errs, code) {
			t.Errorf("check %s: exit %d: %s", args, exit, errs)
		}
	}
}

func TestValuesComeFromFlagThenEnvironmentThenFile(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"flag", "env", "file"} {
		must(t, "app", "create", "--data", filepath.Join(dir, name), "--name", name)
	}
	file := filepath.Join(dir, "teahouse.conf")
	if err := os.WriteFile(file, fmt.Appendf(nil, "# here\ndata = %s\n", filepath.Join(dir, "file")), 0o600); err != nil {
		t.Fatal(err)
	}
	fromFile := []string{"TEAHOUSE_CONFIG=" + file, "TEAHOUSE_JSON=true"}
	fromEnv := append([]string{"TEAHOUSE_DATA=" + filepath.Join(dir, "env")}, fromFile...)
	for want, got := range map[string]func() (string, string, int){
		"file": func() (string, string, int) { return teahouse(t, fromFile, "app", "list") },
		"env":  func() (string, string, int) { return teahouse(t, fromEnv, "app", "list") },
		"flag": func() (string, string, int) {
			return teahouse(t, fromEnv, "app", "list", "--data", filepath.Join(dir, "flag"))
		},
	} {
		out, errs, code := got()
		if code != 0 {
			t.Fatal(errs)
		}
		if list := decode[[]printedApp](t, out); len(list) != 1 || list[0].Name != want {
			t.Errorf("want the one of %s, got %+v", want, list)
		}
	}
	if err := os.WriteFile(file, []byte("dta = x\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, errs, code := teahouse(t, nil, "app", "list", "--config", file); code != 1 || !strings.Contains(errs, `did you mean "data"`) {
		t.Errorf("exit %d: %s", code, errs)
	}
}

// A key in the environment is for signing; it must not become that of a new
// application.
func TestKeyOfTheEnvironmentIsNotThatOfANewApplication(t *testing.T) {
	out, errs, _ := teahouse(t, []string{"TEAHOUSE_KEY=secret", "TEAHOUSE_APP=5"}, "app", "create", "--data", t.TempDir())
	if strings.Contains(out, "secret") || !strings.Contains(out, "1400000001") {
		t.Errorf("%s%s", out, errs)
	}
}

func TestEveryFlagHasAnEnvironmentVariable(t *testing.T) {
	var verbs cli
	parser, err := kong.New(&verbs, kong.DefaultEnvars("TEAHOUSE"))
	if err != nil {
		t.Fatal(err)
	}
	named := map[string]bool{}
	for _, leaf := range parser.Model.Leaves(false) {
		for _, flags := range leaf.AllFlags(false) {
			for _, flag := range flags {
				if flag.Name != "help" && (len(flag.Envs) != 1 || !strings.HasPrefix(flag.Envs[0], "TEAHOUSE_")) {
					t.Errorf("%s --%s has %v", leaf.Path(), flag.Name, flag.Envs)
				}
				if leaf.Name == "serve" {
					named[flag.Name] = true
				}
			}
		}
	}
	cfg := server.DefaultConfig()
	for name := range named {
		if name == "help" || name == "config" {
			continue
		}
		if err := cfg.Set(name, "?"); err != nil && strings.Contains(err.Error(), "no option is called") {
			t.Errorf("serve --%s is no option of the configuration", name)
		}
	}
	for _, name := range server.ConfigNames() {
		if !named[name] {
			t.Errorf("the configuration has %s, serve has no such flag", name)
		}
	}
}

func TestHelpAndVersion(t *testing.T) {
	for args, want := range map[string]string{
		"": "usersig make", "help": "app settings set", "--help": "serve", "help app create": "--name", "call --help": "service.command", "version": "teahouse dev",
	} {
		if out := must(t, strings.Fields(args)...); !strings.Contains(out, want) {
			t.Errorf("teahouse %s does not say %q:\n%s", args, want, out)
		}
	}
}
