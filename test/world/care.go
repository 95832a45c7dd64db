package world

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"
)

// Said is how a verb of the binary ended.
type Said struct {
	Code     int // exit code, -1 for a signal
	Out, Err string
}

// Run runs a verb of the binary as an operator does, to its end.
func (w *World) Run(args ...string) Said {
	w.t.Helper()
	cmd := exec.Command(w.server.bin, args...)
	return w.finish(cmd)
}

// RunAs is Run by another user, who may do less than root.
func (w *World) RunAs(uid uint32, args ...string) Said {
	w.t.Helper()
	raw, err := os.ReadFile(w.server.bin)
	must(w, err)
	dir, err := os.MkdirTemp("", "teahouse-binary-") // a test's own folder is closed to others
	must(w, err)
	defer os.RemoveAll(dir)
	must(w, os.Chmod(dir, 0o755))
	bin := filepath.Join(dir, "teahouse")
	must(w, os.WriteFile(bin, raw, 0o755))
	cmd := exec.Command(bin, args...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uid, Gid: uid}}
	return w.finish(cmd)
}

func (w *World) finish(cmd *exec.Cmd) Said {
	w.t.Helper()
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	late := time.AfterFunc(2*patience, func() { cmd.Process.Kill() })
	err := cmd.Run()
	if !late.Stop() {
		w.t.Fatalf("teahouse %s does not end\n%s%s", strings.Join(cmd.Args[1:], " "), &out, &errs)
	}
	var ended *exec.ExitError
	if err != nil && !errors.As(err, &ended) {
		w.t.Fatal(err)
	}
	return Said{cmd.ProcessState.ExitCode(), out.String(), errs.String()}
}

// Fails runs a verb that has to fail: with exit code 1, and with one line in which
// all of words are.
func (w *World) Fails(args []string, words ...string) {
	w.t.Helper()
	w.Failed(w.Run(args...), words...)
}

// Failed tests that a verb failed as Fails has it.
func (w *World) Failed(said Said, words ...string) {
	w.t.Helper()
	line, rest, _ := strings.Cut(said.Err, "\n")
	if said.Code != 1 || rest != "" || !strings.HasPrefix(line, "teahouse: ") || said.Out != "" {
		w.t.Errorf("want exit code 1 and one line, got %d\n%s%s", said.Code, said.Out, said.Err)
	}
	for _, word := range words {
		if !strings.Contains(line, word) {
			w.t.Errorf("%q is not in\n%s", word, said.Err)
		}
	}
	w.t.Logf("%s", line)
}

// Move has the server store elsewhere from its next start on: in another data
// directory, and in a database if store is not empty.
func (w *World) Move(data, store string) {
	w.server.data = data
	if at := slices.Index(w.server.args, "--store"); at >= 0 {
		w.server.args = slices.Delete(w.server.args, at, at+2)
	}
	w.opts.store = nil
	if store != "" {
		w.opts.store = []string{"--store", store}
	}
	w.server.args = append(w.server.args, w.opts.store...)
}

// ServeArgs are the arguments that the server is started with.
func (w *World) ServeArgs() []string {
	return append([]string{"serve", "--data", w.server.data, "--listen", w.server.addr}, w.server.args...)
}

// StoreArgs are those of them that say where the data are.
func (w *World) StoreArgs() []string {
	return append([]string{"--data", w.server.data}, w.opts.store...)
}

// Ended reports whether the server's process is over.
func (w *World) Ended() bool { return !w.server.running() }
