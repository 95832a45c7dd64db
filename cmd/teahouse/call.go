package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/teahouse-chat/teahouse/usersig"
)

type callCmd struct {
	Command string `arg:"" name:"service.command" help:"Such as im_open_login_svc.account_check."`
	Body    string `arg:"" optional:"" name:"json" default:"{}" help:"The request, a JSON object; - reads it from standard input."`
	URL     string `name:"url" default:"http://127.0.0.1:8080" placeholder:"URL" help:"Where the server is (${default})."`
	signer
	As string `default:"administrator" placeholder:"ADMIN" help:"The App admin who calls (${default})."`
}

// Run makes the call and prints the answer. An ErrorCode other than 0 is a
// failure.
func (c *callCmd) Run(out io.Writer) error {
	service, word, ok := strings.Cut(strings.Replace(c.Command, "/", ".", 1), ".")
	if !ok || service == "" || word == "" {
		return fmt.Errorf("%q is not SERVICE.COMMAND", c.Command)
	}
	body := []byte(c.Body)
	if c.Body == "-" {
		var err error
		if body, err = io.ReadAll(os.Stdin); err != nil {
			return fmt.Errorf("read the request: %w", err)
		}
	}
	if !json.Valid(body) {
		return errors.New("the request is not JSON")
	}
	raw, err := c.post(service, word, body)
	if err != nil {
		return err
	}
	var answer struct {
		ErrorCode int
		ErrorInfo string
	}
	var pretty bytes.Buffer
	if json.Unmarshal(raw, &answer) != nil || json.Indent(&pretty, bytes.TrimSpace(raw), "", "  ") != nil {
		return fmt.Errorf("%s does not answer as a Teahouse server: %.80q", c.URL, raw)
	}
	if _, err := fmt.Fprintln(out, pretty.String()); err != nil {
		return err
	}
	if answer.ErrorCode != 0 {
		return fmt.Errorf("%s.%s: %d %s", service, word, answer.ErrorCode, answer.ErrorInfo)
	}
	return nil
}

// post returns the body of the server's answer.
func (c *callCmd) post(service, word string, body []byte) ([]byte, error) {
	query := url.Values{
		"sdkappid":    {strconv.FormatUint(uint64(c.App), 10)},
		"identifier":  {c.As},
		"usersig":     {usersig.Make(c.App, c.Key, c.As, time.Hour)},
		"random":      {strconv.FormatUint(uint64(rand.Uint32()), 10)},
		"contenttype": {"json"},
	}
	at, err := url.Parse(c.URL)
	if err != nil || at.Host == "" {
		return nil, fmt.Errorf("--url %q: want http://HOST:PORT", c.URL)
	}
	at = at.JoinPath("v4", service, word)
	at.RawQuery = query.Encode()
	client := http.Client{Timeout: 30 * time.Second}
	res, err := client.Post(at.String(), "application/json", bytes.NewReader(body))
	if err != nil {
		var where *url.Error // its text has the UserSig in it
		if errors.As(err, &where) {
			err = where.Err
		}
		return nil, fmt.Errorf("call %s: %w", c.URL, err)
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(io.LimitReader(res.Body, 64<<20))
	if err == nil && res.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s answers %s", c.URL, res.Status)
	}
	return raw, err
}
