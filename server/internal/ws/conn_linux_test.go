package ws

import (
	"sync"
	"testing"

	"golang.org/x/sys/unix"
)

func TestADescriptorIsClosedWhenNobodyUsesIt(t *testing.T) {
	for range 200 {
		var ends [2]int
		if err := unix.Pipe2(ends[:], unix.O_NONBLOCK|unix.O_CLOEXEC); err != nil {
			t.Fatal(err)
		}
		isOpen := func() bool {
			_, err := unix.Read(ends[0], make([]byte, 1))
			return err == unix.EAGAIN
		}
		d := &descriptor{fd: int32(ends[1])}
		if !d.hold() {
			t.Fatal("not held while open")
		}
		var users sync.WaitGroup
		for range 4 {
			users.Go(func() {
				for d.hold() {
					d.drop()
				}
			})
		}
		d.close()
		users.Wait()
		if !isOpen() {
			t.Fatal("closed while used")
		}
		if d.drop(); isOpen() || d.hold() {
			t.Fatal("open although nobody uses it")
		}
		unix.Close(ends[0])
	}
}
