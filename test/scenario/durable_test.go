package scenario_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/teahouse-chat/teahouse/test/world"
)

// TestSyncBeforeAnswer watches the system calls of the real binary while one
// message is sent: between the request being read and its answer being written
// the timelines' log is synced. A kill alone would prove nothing about the disk.
func TestSyncBeforeAnswer(t *testing.T) {
	needStrace(t)
	w := world.Start(t, world.Embedded())
	alice := w.Login("alice")
	w.Login("bob")
	alice.Send("bob", "warm up")

	for deadline := time.Now().Add(20 * time.Second); ; {
		file := filepath.Join(t.TempDir(), "trace")
		trace := exec.Command("strace", "-f", "-y", "-s", "4000", "-o", file, "-p", fmt.Sprint(w.Pid()),
			"-e", "trace=read,write,writev,sendto,fsync,fdatasync,sync_file_range")
		if err := trace.Start(); err != nil {
			t.Fatal(err)
		}
		whole := watched(w.Pid(), trace.Process.Pid, time.Second)
		alice.Send("bob", "the one before")
		sent := alice.Send("bob", "the last one")
		trace.Process.Signal(syscall.SIGINT)
		trace.Wait() // exits with the signal
		if whole {
			raw, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			checkTrace(t, strings.Split(string(raw), "\n"), sent.MsgKey)
			return
		}
		if time.Now().After(deadline) {
			t.Fatal("some threads of the server are not watched")
		}
	}
}

// watched waits until all threads of a process are traced by another; new ones are, too,
// from then on. It gives up after a time: a thread that began while strace looked for
// them is not watched at all.
func watched(pid, by int, within time.Duration) bool {
	traced := fmt.Sprintf("TracerPid:\t%d\n", by)
	for deadline := time.Now().Add(within); time.Now().Before(deadline); time.Sleep(time.Millisecond) {
		all := true
		threads, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/status", pid))
		for _, file := range threads {
			status, err := os.ReadFile(file)
			all = all && (err != nil || strings.Contains(string(status), traced)) // it may have ended
		}
		if all && len(threads) > 0 {
			return true
		}
	}
	return false
}

var (
	syncCall  = regexp.MustCompile(`(fsync|fdatasync|sync_file_range)\(\d+<[^>]*/timelines/[^>]*\.log>`)
	syncEnded = regexp.MustCompile(`(fsync|fdatasync|sync_file_range)(\(| resumed>)`)
)

// checkTrace finds the answer with a message's key, and before it a sync of the
// timelines' log that began after the request before was answered.
func checkTrace(t *testing.T, lines []string, key string) {
	t.Helper()
	answer, before := -1, -1
	for i, line := range lines {
		if !strings.Contains(line, "writev(") || !strings.Contains(line, "openim.sendmsg") {
			continue
		}
		if strings.Contains(line, key) {
			answer = i
			break
		}
		before = i
	}
	if answer < 0 || before < 0 {
		t.Fatalf("the trace has no answer with %s, or none before it", key)
	}
	synced := -1
	for i := before + 1; i < answer; i++ {
		if syncCall.MatchString(lines[i]) && ended(lines[i:answer], lines[i]) {
			synced = i
			break
		}
	}
	if synced < 0 {
		t.Fatalf("no finished sync of the timelines' log between two answers:\n%s", strings.Join(short(lines[before:answer+1]), "\n"))
	}
	t.Logf("in the order of the system calls:\n%s", strings.Join(short([]string{lines[before], lines[synced], lines[answer]}), "\n"))
}

// ended tells whether the call that begins on a line returned 0 within lines.
func ended(lines []string, begun string) bool {
	thread, _, _ := strings.Cut(begun, " ")
	for _, line := range lines {
		own, _, _ := strings.Cut(line, " ")
		if own == thread && syncEnded.MatchString(line) && strings.HasSuffix(strings.TrimSpace(line), "= 0") {
			return true
		}
	}
	return false
}

func short(lines []string) (all []string) {
	for _, line := range lines {
		all = append(all, fmt.Sprintf("%.160s", line))
	}
	return all
}

// needStrace installs strace where it may.
func needStrace(t *testing.T) {
	t.Helper()
	if _, err := exec.LookPath("strace"); err == nil {
		return
	}
	if apt, err := exec.LookPath("apt-get"); err == nil && os.Getuid() == 0 {
		exec.Command(apt, "update").Run() // an old list may do
		if out, err := exec.Command(apt, "install", "-y", "--no-install-recommends", "strace").CombinedOutput(); err != nil {
			t.Fatalf("apt-get install strace: %v\n%s", err, out)
		}
		return
	}
	t.Fatal("this test needs strace: apt-get install strace")
}
