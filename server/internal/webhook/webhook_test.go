package webhook

import (
	"errors"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/app"
	base "github.com/teahouse-chat/teahouse/wire"
	wire "github.com/teahouse-chat/teahouse/wire/webhook"
)

func TestPrivateAddressesAreNotReached(t *testing.T) {
	p := Parts{Private: []netip.Prefix{netip.MustParsePrefix("10.1.0.0/16")}}
	for address, ok := range map[string]bool{
		"93.184.216.34:443": true, "[2606:2800:220:1::1]:443": true, "10.1.2.3:80": true, "10.2.2.3:80": false,
		"127.0.0.1:80": false, "[::1]:80": false, "[::ffff:127.0.0.1]:80": false, "169.254.169.254:80": false, "192.168.1.1:80": false,
		"172.16.0.1:80": false, "0.0.0.0:80": false, "100.64.0.1:80": false, "[fd00::1]:80": false, "[fe80::1%eth0]:80": false,
		"224.0.0.1:80": false, "255.255.255.255:80": false, "[64:ff9b::7f00:1]:80": false, "[2002:7f00:1::]:80": false, "[::]:80": false,
	} {
		if err := p.mayReach(address); (err == nil) != ok {
			t.Errorf("%s: %v", address, err)
		}
	}
	all := Parts{AnyPrivate: true}
	if err := all.mayReach("127.0.0.1:80"); err != nil {
		t.Error(err)
	}
}

func TestRedirectsAreNotFollowed(t *testing.T) {
	c := newClient(&Parts{})
	if err := c.CheckRedirect(nil, nil); err != http.ErrUseLastResponse {
		t.Error(err)
	}
}

func TestAddress(t *testing.T) {
	r := &request{app: &app.App{ID: 14, Settings: app.Settings{Webhook: app.Webhook{URL: "http://h/p?a=b", Token: "xxxxyyyy"}}},
		command: "C2C.CallbackBeforeSendMsg", id: "1-0-2-0", ip: "::1", platform: "Web"}
	at := r.address(time.Unix(1669872112, 0))
	if !strings.HasPrefix(at, "http://h/p?a=b&SdkAppid=14&CallbackCommand=C2C.CallbackBeforeSendMsg&contenttype=json&") {
		t.Error(at)
	}
	u, err := url.Parse(at)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"ClientIP": "::1", "OptPlatform": "Web", "RequestId": "1-0-2-0", "RequestTime": "1669872112",
		"Sign": "17773bc39a671d7b9aa835458704d2a6db81360a5940292b587d6d760d484061"} {
		if got := u.Query().Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	r.ip, r.platform, r.app.Settings.Webhook.Token = "", "", ""
	if at := r.address(time.Now()); strings.Contains(at, "ClientIP") || strings.Contains(at, "OptPlatform") || strings.Contains(at, "Sign") {
		t.Error(at)
	}
}

func TestAnswers(t *testing.T) {
	for _, row := range []struct {
		command string
		answer  wire.Answer
		code    int // of the caller; -1: the webhook failed, -2: dropped
	}{
		{"C2C.CallbackBeforeSendMsg", wire.Answer{ActionStatus: "OK"}, 0},
		{"C2C.CallbackBeforeSendMsg", wire.Answer{ActionStatus: "FAIL"}, -1},
		{"C2C.CallbackBeforeSendMsg", wire.Answer{}, -1},
		{"C2C.CallbackBeforeSendMsg", wire.Answer{ActionStatus: "OK", ErrorCode: 1}, 20006},
		{"C2C.CallbackBeforeSendMsg", wire.Answer{ActionStatus: "FAIL", ErrorCode: 1}, 20006},
		{"C2C.CallbackBeforeSendMsg", wire.Answer{ActionStatus: "OK", ErrorCode: 2}, -2},
		{"C2C.CallbackBeforeSendMsg", wire.Answer{ActionStatus: "OK", ErrorCode: 120000}, -1},
		{"C2C.CallbackBeforeSendMsg", wire.Answer{ActionStatus: "OK", ErrorCode: 120001}, 120001},
		{"C2C.CallbackBeforeSendMsg", wire.Answer{ActionStatus: "OK", ErrorCode: 130000}, 130000},
		{"C2C.CallbackBeforeSendMsg", wire.Answer{ActionStatus: "OK", ErrorCode: 130001}, -1},
		{"C2C.CallbackBeforeSendMsg", wire.Answer{ActionStatus: "OK", ErrorCode: 10150}, -1},
		{"Group.CallbackBeforeCreateGroup", wire.Answer{ActionStatus: "OK", ErrorCode: 1}, 10016},
		{"Group.CallbackBeforeSendMsg", wire.Answer{ActionStatus: "OK", ErrorCode: 10100}, 10100},
		{"Group.CallbackBeforeSendMsg", wire.Answer{ActionStatus: "OK", ErrorCode: 10200}, 10200},
		{"Group.CallbackBeforeSendMsg", wire.Answer{ActionStatus: "OK", ErrorCode: 120001}, -1},
		{"OfficialAccount.CallbackBeforeSendMsg", wire.Answer{ActionStatus: "OK", ErrorCode: 1}, 10016},
		{"OfficialAccount.CallbackBeforeSendMsg", wire.Answer{ActionStatus: "OK", ErrorCode: 2}, -2},
		{"OfficialAccount.CallbackBeforeSendMsg", wire.Answer{ActionStatus: "OK", ErrorCode: 10100}, 10100},
		{"Sns.CallbackPrevFriendAdd", wire.Answer{ActionStatus: "OK", ErrorCode: 1}, -1},
	} {
		err := familyOf(row.command).read(&row.answer)
		var failed *failure
		got := base.CodeOf(err)
		switch {
		case errors.As(err, &failed):
			got = -1
		case errors.Is(err, ErrDropped):
			got = -2
		}
		if got != row.code {
			t.Errorf("%s %+v: %d %v, want %d", row.command, row.answer, got, err, row.code)
		}
	}
}

func TestBreaker(t *testing.T) {
	var b breaker
	now := time.Now()
	fail := func(n int, at time.Time) (put int) {
		for range n {
			if pass, trial := b.allows(at); pass {
				put++
				b.ended(false, trial, at)
			}
		}
		return put
	}
	if put := fail(100, now); put != trips {
		t.Errorf("%d questions to a dead server", put)
	}
	// 1, 2, 4, 8, 16 and then every 30 s.
	if put := fail(1, now.Add(999*time.Millisecond)); put != 0 {
		t.Error("put too soon")
	}
	at := now
	for _, rest := range []time.Duration{1, 2, 4, 8, 16, 30, 30} {
		at = at.Add(rest * time.Second)
		if put := fail(10, at); put != 1 {
			t.Errorf("%d questions after %v", put, at.Sub(now))
		}
	}
	at = at.Add(30 * time.Second)
	pass, trial := b.allows(at)
	if again, _ := b.allows(at); !pass || !trial || again {
		t.Error("one is let through at a time")
	}
	b.ended(true, trial, at)
	if put := fail(100, at); put != trips {
		t.Errorf("%d questions after it was back", put)
	}
}

// BenchmarkNoWebhook is what a message costs an application that has none.
func BenchmarkNoWebhook(b *testing.B) {
	h, a := &Hooks{}, &app.App{}
	for b.Loop() {
		if h.Wants(a, wire.C2CBeforeSendMsg) {
			b.Fatal("it wants none")
		}
	}
}
