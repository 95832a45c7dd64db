package world

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
)

// Binary returns the path of the server's binary: TEAHOUSE_BIN, or the one built
// from this repository, once per test run; with the race detector if the tests
// have it.
var Binary = sync.OnceValues(func() (string, error) {
	if bin := os.Getenv("TEAHOUSE_BIN"); bin != "" {
		return filepath.Abs(bin)
	}
	root, err := moduleRoot()
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256([]byte(root))
	dir := filepath.Join(os.TempDir(), fmt.Sprintf("teahouse-world-%d-%s", os.Getuid(), hex.EncodeToString(sum[:4])))
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", err
	}
	name, args := "teahouse", []string{"build"}
	if raced {
		name, args = "teahouse-race", []string{"build", "-race"}
	}
	// Other packages' tests build it too: each puts its own in place as a whole.
	fresh := filepath.Join(dir, fmt.Sprintf("%s-%d", name, os.Getpid()))
	copyFile(filepath.Join(dir, name), fresh) // one that is up to date is not linked again, which takes seconds
	build := exec.Command("go", append(args, "-o", fresh, "./cmd/teahouse")...)
	build.Dir = root
	if out, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("go %s: %w\n%s", strings.Join(build.Args[1:], " "), err, out)
	}
	return filepath.Join(dir, name), os.Rename(fresh, filepath.Join(dir, name))
})

// copyFile copies a program, if it is there.
func copyFile(from, to string) {
	if raw, err := os.ReadFile(from); err == nil {
		os.WriteFile(to, raw, 0o700)
	}
}

func moduleRoot() (string, error) {
	out, err := exec.Command("go", "env", "GOMOD").Output()
	if err != nil {
		return "", fmt.Errorf("go env GOMOD: %w", err)
	}
	return filepath.Dir(string(bytes.TrimSpace(out))), nil
}
