package timelinetest

import (
	"strings"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/timeline"
)

// testKept: documents are there under their keys, for their application alone, also
// after a crash.
func testKept(e *env) {
	long := strings.Repeat("long ", 200_000)
	one, err := e.log.Keep(e.ctx, app, e.clock().Add(time.Hour), []byte(long))
	e.ok(err)
	two, err := e.log.Keep(e.ctx, app, timeline.Forever, []byte("short"))
	e.ok(err)
	if one == two || len(two) > 40 {
		e.Fatalf("keys %q, %q", one, two)
	}
	e.store.Crash(e.T)
	e.open()
	kept := func(app uint32, name, want string) {
		e.Helper()
		got, err := e.log.Kept(e.ctx, app, name)
		e.ok(err)
		if string(got) != want {
			e.Fatalf("%d bytes under %q, want %d", len(got), name, len(want))
		}
	}
	kept(app, one, long)
	kept(app, two, "short")
	kept(app+1, two, "")
	for _, name := range []string{"", "x", one[:20], two + "AA", strings.Repeat("!", 27)} {
		kept(app, name, "")
	}
}
