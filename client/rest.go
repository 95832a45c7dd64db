package client

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/teahouse-chat/teahouse/usersig"
)

// maxAnswer is the longest answer taken, in bytes.
const maxAnswer = 16 << 20

// sigLife is how long a UserSig made here is valid; it is renewed at half of it.
const sigLife = 24 * time.Hour

// REST calls commands as an App admin. Set URL, App, and Key or UserSig; do not
// change fields after the first call. It may be used by many goroutines.
type REST struct {
	URL   string // "https://host" or "http://host:port", and a path prefix if there is one
	App   uint32 // SDKAppID
	Key   string // the application's key, which signs the UserSigs of calls
	Admin string // the App admin who calls; "" is administrator
	// UserSig gives the admin's UserSig to a program that does not have the key.
	// It is asked for every call. nil: made from Key.
	UserSig func(ctx context.Context) (string, error)
	// HTTP sends the requests; nil is a client with a time-out of 30 seconds.
	HTTP *http.Client

	mu    sync.Mutex
	sig   string
	until time.Time
}

var defaultHTTP = &http.Client{Timeout: 30 * time.Second}

// Do implements Conn.
func (r *REST) Do(ctx context.Context, command string, body []byte) ([]byte, error) {
	service, word, ok := strings.Cut(command, ".")
	if !ok {
		return nil, fmt.Errorf("client: %q is not service.command", command)
	}
	at, err := r.address(ctx, service, word)
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, at, bytes.NewReader(body))
	if err != nil {
		return nil, withoutURL(err)
	}
	req.Header.Set("Content-Type", "application/json")
	client := r.HTTP
	if client == nil {
		client = defaultHTTP
	}
	res, err := client.Do(req)
	if err != nil {
		return nil, withoutURL(err)
	}
	defer res.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(res.Body, maxAnswer))
	if err != nil {
		return nil, fmt.Errorf("read the answer: %w", err)
	}
	if res.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("the server answers %s", res.Status)
	}
	refused, err := errorOf(answer)
	if err != nil {
		return nil, err
	}
	if refused != nil {
		return answer, refused
	}
	return answer, nil
}

func (r *REST) address(ctx context.Context, service, word string) (string, error) {
	sig, err := r.sign(ctx)
	if err != nil {
		return "", fmt.Errorf("make a UserSig: %w", err)
	}
	at, err := url.Parse(r.URL)
	if err != nil || at.Host == "" {
		return "", errors.New("client: URL is not http://host:port")
	}
	at = at.JoinPath("v4", service, word)
	at.RawQuery = url.Values{
		"sdkappid":    {strconv.FormatUint(uint64(r.App), 10)},
		"identifier":  {r.admin()},
		"usersig":     {sig},
		"random":      {strconv.FormatUint(uint64(rand.Uint32()), 10)},
		"contenttype": {"json"},
	}.Encode()
	return at.String(), nil
}

func (r *REST) admin() string {
	if r.Admin == "" {
		return "administrator"
	}
	return r.Admin
}

// sign returns a UserSig of the admin; its own are kept for some hours.
func (r *REST) sign(ctx context.Context) (string, error) {
	if r.UserSig != nil {
		return r.UserSig(ctx)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if now := time.Now(); now.After(r.until) {
		r.sig, r.until = usersig.Make(r.App, r.Key, r.admin(), sigLife), now.Add(sigLife/2)
	}
	return r.sig, nil
}

// withoutURL keeps the UserSig, which stands in the address, out of errors.
func withoutURL(err error) error {
	var where *url.Error
	if errors.As(err, &where) {
		return where.Err
	}
	return err
}
