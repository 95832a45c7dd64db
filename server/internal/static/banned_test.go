package static

import (
	"bytes"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/app"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/server/internal/store/storetest"
	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/cos"
)

// admin calls a command over REST.
func (s *shelf) admin(a *app.App, command, body string, code int) any {
	s.t.Helper()
	c := &api.Caller{App: a, Admin: true, Account: id.Account{App: a.ID, Name: "administrator"}}
	resp, err := s.registry.Do(s.t.Context(), c, command, []byte(body))
	if wire.CodeOf(err) != code {
		s.t.Fatalf("%s %s: %v, want %d", command, body, err, code)
	}
	return resp
}

func TestBannedFiles(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) { testBannedFiles(t, newShelf(t, db)) })
}

func testBannedFiles(t *testing.T, s *shelf) {
	sig := s.sig(cos.File, "plan.txt")
	if res, _ := s.do("PUT", sig.UploadURL, strings.NewReader("the plan")); res.StatusCode != http.StatusOK {
		t.Fatal(res.Status)
	}
	get := func(url string, want int) {
		t.Helper()
		if res, body := s.do("GET", url, nil); res.StatusCode != want || want == http.StatusOK && !bytes.Equal(body, []byte("the plan")) {
			t.Fatalf("%s: %s %q", url, res.Status, body)
		}
	}
	file := func(url string) string { return fmt.Sprintf(`{"RawURL":%q}`, url) }
	plain, _, _ := strings.Cut(sig.DownloadURL, "?")
	look := func(a *app.App, url string) cos.PreSigURL {
		t.Helper()
		return s.admin(a, "im_cos_msg.get_cos_sig", fmt.Sprintf(`{"RawURLs":[{"ResourceID":7,"RawURL":%q}]}`, url), 0).(*cos.GetCosSigResponse).PreSigURLs[0]
	}
	get(sig.DownloadURL, http.StatusOK)
	if one := look(s.one, plain); one.Status != cos.Normal || one.Code != 0 || one.ResourceID != 7 {
		t.Errorf("%+v", one)
	}
	s.admin(s.one, "im_cos_msg.forbid_illegal_object", file(plain), 0)
	s.admin(s.one, "im_cos_msg.forbid_illegal_object", file(sig.DownloadURL), 0)
	get(sig.DownloadURL, http.StatusForbidden)
	one := look(s.one, plain)
	if one.Status != cos.Banned {
		t.Errorf("%+v", one)
	}
	get(one.PreSigURL, http.StatusOK)
	get(strings.Replace(one.PreSigURL, ".all.", ".", 1), http.StatusForbidden)
	get(strings.Replace(sig.DownloadURL, "?sign=0.", "?sign=0.all.", 1), http.StatusForbidden)
	s.admin(s.two, "im_cos_msg.allow_banned_object", file(plain), 114004)
	s.admin(s.one, "im_cos_msg.allow_banned_object", file(plain), 0)
	get(sig.DownloadURL, http.StatusOK)

	gone, end := strings.TrimSuffix(plain, "/plan.txt"), "00"
	if strings.HasSuffix(gone, end) {
		end = "11"
	}
	gone = gone[:len(gone)-len(end)] + end + "/x"
	if one := look(s.one, gone); one.Status != cos.Missing || one.Code != 0 || one.PreSigURL != "" {
		t.Errorf("%+v", one)
	}
	for _, url := range []string{"https://elsewhere.example/a.png", "x", plain[len(s.http.URL):]} {
		if one := look(s.one, url); one.Code != 114001 || one.PreSigURL != "" {
			t.Errorf("%s: %+v", url, one)
		}
	}
	if one := look(s.two, plain); one.Code != 114001 {
		t.Errorf("another application: %+v", one)
	}
	s.admin(s.one, "im_cos_msg.forbid_illegal_object", file(gone), 114004)
	s.admin(s.one, "im_cos_msg.forbid_illegal_object", `{}`, 114001)
	s.admin(s.one, "im_cos_msg.get_cos_sig", `{"RawURLs":[]}`, 114001)
}
