package timeline

import "testing"

func TestMemoryTableFollowsTheMemory(t *testing.T) {
	for memory, want := range map[uint64]uint64{
		0: 16 << 20, 256 << 20: 16 << 20, 2 << 30: 32 << 20, 64 << 30: 64 << 20,
	} {
		if got := memoryTable(memory); got != want {
			t.Errorf("%d of %d bytes, not %d", got, memory, want)
		}
	}
	if usableMemory() == 0 {
		t.Error("it is not known how much memory there is")
	}
}
