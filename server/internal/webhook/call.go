package webhook

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/app"
	wire "github.com/teahouse-chat/teahouse/wire/webhook"
)

// maxAnswer is the most bytes of an answer that are read.
const maxAnswer = 1 << 20

// request is one call. IP and Platform are of who caused it, empty where nobody did.
type request struct {
	app          *app.App
	command, id  string
	ip, platform string
	body         []byte
}

// failure says why a call had no good answer. answered: by a server that is there and
// does not take this one; otherwise it may be better later.
type failure struct {
	why      string
	answered bool
}

func (f *failure) Error() string { return f.why }

// newClient returns a client that keeps connections, follows no redirects, uses no
// proxy, and reaches public addresses alone unless others are allowed.
func newClient(p *Parts) *http.Client {
	d := &net.Dialer{Timeout: 10 * time.Second, KeepAlive: 30 * time.Second,
		Control: func(_, address string, _ syscall.RawConn) error { return p.mayReach(address) }}
	return &http.Client{
		Transport: &http.Transport{DialContext: d.DialContext, TLSClientConfig: p.TLS, ForceAttemptHTTP2: true,
			MaxIdleConns: 1000, MaxIdleConnsPerHost: 256, IdleConnTimeout: 50 * time.Second,
			TLSHandshakeTimeout: 10 * time.Second, DisableCompression: true, MaxResponseHeaderBytes: 32 << 10},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// special are networks that are neither public nor what netip calls private.
var special = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"), netip.MustParsePrefix("100.64.0.0/10"), netip.MustParsePrefix("192.0.0.0/24"),
	netip.MustParsePrefix("198.18.0.0/15"), netip.MustParsePrefix("240.0.0.0/4"), netip.MustParsePrefix("64:ff9b::/96"),
	netip.MustParsePrefix("64:ff9b:1::/48"), netip.MustParsePrefix("2002::/16"), netip.MustParsePrefix("2001::/32"),
}

// mayReach tells whether an address, as it was looked up, may be called.
func (p *Parts) mayReach(address string) error {
	at, err := netip.ParseAddrPort(address)
	if err != nil {
		return fmt.Errorf("%q is no address", address)
	}
	if p.AnyPrivate {
		return nil
	}
	ip := at.Addr().Unmap().WithZone("")
	for _, allowed := range p.Private {
		if allowed.Contains(ip) {
			return nil
		}
	}
	public := ip.IsGlobalUnicast() && !ip.IsPrivate()
	for _, s := range special {
		public = public && !s.Contains(ip)
	}
	if !public {
		return fmt.Errorf("%s is not a public address: the server's option webhook-private allows others", ip)
	}
	return nil
}

// address is where a request goes.
func (r *request) address(now time.Time) string {
	w := &r.app.Settings.Webhook
	var b strings.Builder
	b.Grow(len(w.URL) + 300)
	b.WriteString(w.URL)
	switch {
	case !strings.Contains(w.URL, "?"):
		b.WriteByte('?')
	case !strings.HasSuffix(w.URL, "?") && !strings.HasSuffix(w.URL, "&"):
		b.WriteByte('&')
	}
	b.WriteString("SdkAppid=" + strconv.FormatUint(uint64(r.app.ID), 10))
	b.WriteString("&CallbackCommand=" + url.QueryEscape(r.command) + "&contenttype=json")
	if r.ip != "" {
		b.WriteString("&ClientIP=" + url.QueryEscape(r.ip))
	}
	if r.platform != "" {
		b.WriteString("&OptPlatform=" + r.platform)
	}
	b.WriteString("&RequestId=" + url.QueryEscape(r.id))
	if w.Token != "" {
		at := now.Unix()
		b.WriteString("&Sign=" + wire.Sign(w.Token, at) + "&RequestTime=" + strconv.FormatInt(at, 10))
	}
	return b.String()
}

// post makes a call within the deadline of ctx and returns the answer. An error is a
// *failure, or context.Canceled.
func (h *Hooks) post(ctx context.Context, r *request) ([]byte, error) {
	start := time.Now()
	answer, err := h.send(ctx, r, start)
	if err != nil && errors.Is(ctx.Err(), context.Canceled) {
		return nil, ctx.Err()
	}
	h.stats.called(r.command, err, time.Since(start))
	return answer, err
}

// limit is how long a call may take.
func (r *request) limit() time.Duration {
	return time.Duration(r.app.Settings.Webhook.TimeoutMS) * time.Millisecond
}

func (h *Hooks) send(ctx context.Context, r *request, now time.Time) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, r.address(now), bytes.NewReader(r.body))
	if err != nil {
		return nil, &failure{err.Error(), true}
	}
	req.Header.Set("Content-Type", "application/json; charset=utf-8")
	req.Header.Set("User-Agent", "Teahouse")
	res, err := h.client.Do(req)
	if err != nil {
		var outer *url.Error // it has the whole address, with the signature
		if errors.As(err, &outer) {
			err = outer.Err
		}
		if errors.Is(err, context.DeadlineExceeded) {
			err = errors.New("no answer in time")
		}
		return nil, &failure{err.Error(), false}
	}
	defer res.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(res.Body, maxAnswer+1))
	switch {
	case err != nil:
		return nil, &failure{"the answer broke off", false}
	case res.StatusCode < 200 || res.StatusCode > 299:
		return nil, &failure{"HTTP status " + strconv.Itoa(res.StatusCode), !passing[res.StatusCode]}
	case len(answer) > maxAnswer:
		return nil, &failure{"the answer is longer than a megabyte", true}
	}
	return answer, nil
}

// passing are the HTTP statuses that say "not now", and nothing about what was sent.
var passing = map[int]bool{http.StatusRequestTimeout: true, http.StatusTooManyRequests: true, http.StatusBadGateway: true,
	http.StatusServiceUnavailable: true, http.StatusGatewayTimeout: true}

// encode makes a body; the head says what it is and when it happened.
func encode(command string, at time.Time, body any) ([]byte, error) {
	if b, ok := body.(interface{ SetHead(string, int64) }); ok {
		b.SetHead(command, at.UnixMilli())
	}
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(body); err != nil {
		return nil, fmt.Errorf("body of webhook %s: %w", command, err)
	}
	return buf.Bytes()[:buf.Len()-1], nil
}

// newID names a call that is made once.
func newID() string { return rand.Text() }
