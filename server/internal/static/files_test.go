package static

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/account"
	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/app"
	"github.com/teahouse-chat/teahouse/server/internal/blob"
	"github.com/teahouse-chat/teahouse/server/internal/bus"
	"github.com/teahouse-chat/teahouse/server/internal/deliver"
	"github.com/teahouse-chat/teahouse/server/internal/event"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/media"
	"github.com/teahouse-chat/teahouse/server/internal/profile"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/server/internal/store/storetest"
	"github.com/teahouse-chat/teahouse/usersig"
	"github.com/teahouse-chat/teahouse/wire/cos"
)

// shelf is a server of files with real parts around it.
type shelf struct {
	t        *testing.T
	apps     *app.Apps
	media    *media.Service
	registry *api.Registry
	http     *httptest.Server
	one, two *app.App
	failed   []error
}

func newShelf(t *testing.T, db *store.DB) *shelf {
	ctx, quiet, events := t.Context(), slog.New(slog.DiscardHandler), &event.Hub{}
	s := &shelf{t: t, registry: api.NewRegistry(quiet)}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	var err error
	s.apps, err = app.Open(ctx, db, nil)
	must(err)
	s.one, err = s.apps.Create(ctx, app.New{Name: "one"})
	must(err)
	s.two, err = s.apps.Create(ctx, app.New{Name: "two"})
	must(err)
	blobs, err := blob.OpenDisk(t.TempDir())
	must(err)
	hub := deliver.New(bus.NewLocal(), deliver.Options{})
	t.Cleanup(hub.Close)
	accounts := account.New(db, hub, events, quiet, profile.SetCards)
	accounts.Register(s.registry)
	s.media = media.New(db, s.apps, accounts, blobs, media.Options{Log: quiet})
	s.media.Register(s.registry)
	s.http = httptest.NewServer(NewFiles(s.media, func(err error) { s.failed = append(s.failed, err) }).Before(http.NotFoundHandler()))
	t.Cleanup(s.http.Close)
	for _, a := range []*app.App{s.one, s.two} {
		admin := &api.Caller{App: a, Admin: true, Account: id.Account{App: a.ID, Name: "administrator"}}
		_, err = s.registry.Do(ctx, admin, "im_open_login_svc.account_import", []byte(`{"UserID":"ann"}`))
		must(err)
	}
	return s
}

// ask calls a command as a client does: with a UserSig, not logged in.
func (s *shelf) ask(a *app.App, command, body string, into any, code int) {
	s.t.Helper()
	c := &api.Caller{App: a, Door: api.WebSocket, Head: api.Head{Identifier: "ann", Base: s.http.URL,
		UserSig: usersig.Make(a.ID, a.Key, "ann", time.Hour)}}
	resp, err := s.registry.Do(s.t.Context(), c, command, []byte(body))
	raw := api.Envelope(resp, err)
	var envelope struct{ ErrorCode int }
	if json.Unmarshal(raw, &envelope) != nil || envelope.ErrorCode != code {
		s.t.Fatalf("%s %s: %s, want %d", command, body, raw, code)
	}
	if into != nil && json.Unmarshal(raw, into) != nil {
		s.t.Fatalf("%s", raw)
	}
}

func (s *shelf) sig(kind int, name string) (sig cos.PreSigResponse) {
	s.t.Helper()
	s.ask(s.one, "im_cos_msg.pre_sig", fmt.Sprintf(`{"file_type":%d,"file_name":%q,"upload_method":0,"Duration":900}`, kind, name), &sig, 0)
	return sig
}

// do makes a request and returns the answer with its body.
func (s *shelf) do(method, url string, body io.Reader, header ...string) (*http.Response, []byte) {
	s.t.Helper()
	r, err := http.NewRequestWithContext(context.Background(), method, url, body)
	if err != nil {
		s.t.Fatal(err)
	}
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	defer resp.Body.Close()
	got, err := io.ReadAll(resp.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return resp, got
}

func (s *shelf) want(status int, method, url string, body string) (*http.Response, string) {
	s.t.Helper()
	resp, got := s.do(method, url, strings.NewReader(body))
	if resp.StatusCode != status {
		s.t.Fatalf("%s %s: %d %s, want %d", method, url, resp.StatusCode, got, status)
	}
	return resp, string(got)
}

func each(t *testing.T, f func(t *testing.T, s *shelf)) {
	storetest.Each(t, func(t *testing.T, db *store.DB) { f(t, newShelf(t, db)) })
}

func TestFileUpAndDown(t *testing.T) {
	each(t, func(t *testing.T, s *shelf) {
		sig := s.sig(cos.File, `C:\docs\Grüße & "more".txt`)
		s.want(404, "GET", sig.DownloadURL, "")
		resp, _ := s.want(200, "PUT", sig.UploadURL, "hello world")
		if resp.Header.Get("Access-Control-Allow-Origin") != "*" {
			t.Error("a page of another origin would not see the answer")
		}
		s.want(200, "PUT", sig.UploadURL, "something else") // a repeat changes nothing
		resp, body := s.want(200, "GET", sig.DownloadURL, "")
		h := resp.Header
		if body != "hello world" || h.Get("Content-Type") != "application/octet-stream" || h.Get("X-Content-Type-Options") != "nosniff" ||
			!strings.HasPrefix(h.Get("Content-Disposition"), "attachment; filename") || !strings.Contains(h.Get("Content-Security-Policy"), "sandbox") {
			t.Errorf("%q with %v", body, h)
		}
		part, got := s.do("GET", sig.DownloadURL, nil, "Range", "bytes=6-")
		if part.StatusCode != 206 || string(got) != "world" || part.Header.Get("Content-Range") != "bytes 6-10/11" {
			t.Errorf("a range: %d %q %v", part.StatusCode, got, part.Header)
		}
		if same, _ := s.do("GET", sig.DownloadURL, nil, "If-None-Match", h.Get("ETag")); same.StatusCode != 304 {
			t.Errorf("with its ETag: %d", same.StatusCode)
		}
		if head, _ := s.do("HEAD", sig.DownloadURL, nil); head.ContentLength != 11 {
			t.Errorf("HEAD: %v", head.Header)
		}
		pre, _ := s.do("OPTIONS", sig.UploadURL, nil, "Origin", "https://app.example", "Access-Control-Request-Method", "PUT", "Access-Control-Request-Headers", "content-type")
		if pre.StatusCode != 204 || !strings.Contains(pre.Header.Get("Access-Control-Allow-Methods"), "PUT") {
			t.Errorf("preflight: %d %v", pre.StatusCode, pre.Header)
		}
		s.want(405, "DELETE", sig.DownloadURL, "")
		if s.failed != nil {
			t.Error(s.failed)
		}
	})
}

func TestAddressesAreSigned(t *testing.T) {
	each(t, func(t *testing.T, s *shelf) {
		sig := s.sig(cos.File, "a.bin")
		s.want(403, "PUT", sig.DownloadURL, "x") // what is for getting is not for putting
		s.want(403, "PUT", strings.Replace(sig.UploadURL, ".255.", ".1.", 1), "x")
		s.want(200, "PUT", sig.UploadURL, "x")
		s.want(403, "GET", sig.UploadURL, "")
		s.want(403, "GET", strings.Replace(sig.DownloadURL, "a.bin", "a.html", 1), "")
		s.want(403, "GET", strings.Replace(sig.DownloadURL, "sign=", "sign=9", 1), "")
		plain, _, _ := strings.Cut(sig.DownloadURL, "?")
		s.want(403, "GET", plain, "")
		one, two := fmt.Sprintf("/files/%d/", s.one.ID), fmt.Sprintf("/files/%d/", s.two.ID)
		s.want(403, "GET", strings.Replace(sig.DownloadURL, one, two, 1), "") // the other application has another secret
		s.ask(s.two, "im_cos_msg.get_imageinfo", fmt.Sprintf(`{"str_image_url":%q}`, sig.DownloadURL), nil, 114004)
		for _, path := range []string{"/files/", "/files/1/2/3", one + "../../etc/passwd", one + strings.Repeat("0", 32) + "/", "/files/0" + one[7:] + "x/y"} {
			s.want(404, "GET", s.http.URL+path, "")
		}
		s.want(404, "GET", strings.Replace(sig.DownloadURL, one, "/files/7/", 1), "")
	})
}

func TestWhoMayUpload(t *testing.T) {
	each(t, func(t *testing.T, s *shelf) {
		body := []byte(`{"file_type":1,"file_name":"a.png"}`)
		for _, head := range []api.Head{{}, {Identifier: "ann"}, {Identifier: "ann", UserSig: usersig.Make(s.two.ID, s.two.Key, "ann", time.Hour)},
			{Identifier: "bob", UserSig: usersig.Make(s.one.ID, s.one.Key, "bob", time.Hour)}} {
			c := &api.Caller{App: s.one, Door: api.WebSocket, Head: head}
			if resp, err := s.registry.Do(t.Context(), c, "im_cos_msg.pre_sig", body); err == nil {
				t.Errorf("%+v got %v", head, resp)
			}
		}
		s.ask(s.one, "im_cos_msg.pre_sig", `{"file_type":4,"file_name":"a"}`, nil, 114001)
		s.ask(s.one, "im_cos_msg.simple_sig", `{"str_user_id":"bob","rpt_upload_object":[{"uint32_file_type":1}]}`, nil, 114002)
		s.ask(s.one, "im_cos_sign_svr.cos", `{}`, nil, 60020)
	})
}

func TestSizes(t *testing.T) {
	each(t, func(t *testing.T, s *shelf) {
		set := func(name, value string) {
			if err := s.apps.Set(t.Context(), s.one.ID, map[string]string{name: value}); err != nil {
				t.Fatal(err)
			}
			s.one, _ = s.apps.Get(s.one.ID)
		}
		set("file_mb", "1")
		mega := strings.Repeat("x", 1<<20)
		s.want(200, "PUT", s.sig(cos.File, "a").UploadURL, mega)
		s.want(413, "PUT", s.sig(cos.File, "a").UploadURL, mega+"x")
		sig := s.sig(cos.File, "a")
		resp, _ := s.do("PUT", sig.UploadURL, io.MultiReader(strings.NewReader(mega), strings.NewReader("x"))) // no length
		if resp.StatusCode != 413 {
			t.Errorf("chunked: %d", resp.StatusCode)
		}
		s.want(404, "GET", sig.DownloadURL, "") // nothing of it stayed
		s.want(400, "PUT", sig.UploadURL, "")
		s.want(200, "PUT", sig.UploadURL, "fits") // the address is still good

		last := s.sig(cos.File, "a")
		set("quota_mb", "2")
		s.want(200, "PUT", last.UploadURL, strings.Repeat("x", 1<<20-100))
		other := `{"file_type":255,"file_name":"a"}`
		s.ask(s.two, "im_cos_msg.pre_sig", other, nil, 0) // each application counts for itself
		s.want(507, "PUT", s.sig(cos.File, "a").UploadURL, mega)
		set("quota_mb", "1")
		s.ask(s.one, "im_cos_msg.pre_sig", other, nil, 114003)

		set("file_days", "10")
		if err := s.media.Expire(t.Context(), time.Now().AddDate(0, 0, 9)); err != nil {
			t.Fatal(err)
		}
		s.want(200, "GET", last.DownloadURL, "")
		if err := s.media.Expire(t.Context(), time.Now().AddDate(0, 0, 11)); err != nil {
			t.Fatal(err)
		}
		s.want(404, "GET", last.DownloadURL, "")
		s.ask(s.one, "im_cos_msg.pre_sig", other, nil, 0) // and there is room again
	})
}

func drawn(w, h int) *image.RGBA {
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			m.Set(x, y, color.RGBA{uint8(x * 255 / w), uint8(y * 255 / h), 100, 255})
		}
	}
	return m
}

func TestSmallerPictures(t *testing.T) {
	each(t, func(t *testing.T, s *shelf) {
		var photo bytes.Buffer
		if err := jpeg.Encode(&photo, drawn(1600, 1200), nil); err != nil {
			t.Fatal(err)
		}
		sig := s.sig(cos.Image, "photo.jpg")
		s.want(200, "PUT", sig.UploadURL, photo.String())
		for url, want := range map[string]image.Point{sig.ThumbURL: {264, 198}, sig.LargeURL: {960, 720}, sig.DownloadURL: {1600, 1200},
			sig.DownloadURL + "&" + "imageView2/3/w/198/h/198": {264, 198}} {
			resp, body := s.do("GET", url, nil)
			c, format, err := image.DecodeConfig(bytes.NewReader(body))
			if err != nil || format != "jpeg" || c.Width != want.X || c.Height != want.Y || resp.Header.Get("Content-Type") != "image/jpeg" ||
				!strings.HasPrefix(resp.Header.Get("Content-Disposition"), "inline") {
				t.Errorf("%s: %s %dx%d %v, want %v", url, format, c.Width, c.Height, err, want)
			}
		}
		var info cos.GetImageInfoResponse
		s.ask(s.one, "im_cos_msg.get_imageinfo", fmt.Sprintf(`{"str_image_url":%q}`, sig.DownloadURL), &info, 0)
		if len(info.Images) != 3 || info.Images[0].Width != 264 || info.Images[2].Height != 1200 || info.Images[0].Format != "jpeg" {
			t.Errorf("%+v", info)
		}

		// A phone's photo lies on its side and says so.
		lying := s.sig(cos.Image, "phone.jpg")
		s.want(200, "PUT", lying.UploadURL, photo.String()[:2]+"\xff\xe1\x00\x22Exif\x00\x00II*\x00\x08\x00\x00\x00\x01\x00\x12\x01\x03\x00\x01\x00\x00\x00\x06\x00\x00\x00\x00\x00\x00\x00"+photo.String()[2:])
		_, body := s.do("GET", lying.ThumbURL, nil)
		m, _, err := image.Decode(bytes.NewReader(body))
		if err != nil || m.Bounds().Dx() != 198 || m.Bounds().Dy() != 264 {
			t.Fatalf("%v %v", m.Bounds(), err)
		}
		// Turned by a quarter to the right: what was left is on top, what was below is left.
		if r, g, _, _ := m.At(5, 5).RGBA(); r>>8 > 60 || g>>8 < 190 {
			t.Errorf("the upper left corner has red %d, green %d", r>>8, g>>8)
		}

		var clear bytes.Buffer
		see := image.NewNRGBA(image.Rect(0, 0, 300, 400))
		if err := png.Encode(&clear, see); err != nil {
			t.Fatal(err)
		}
		through := s.sig(cos.Image, "clear.png")
		s.want(200, "PUT", through.UploadURL, clear.String())
		resp, body := s.do("GET", through.ThumbURL, nil)
		if m, err := png.Decode(bytes.NewReader(body)); err != nil || m.Bounds().Dy() != 264 || resp.Header.Get("Content-Type") != "image/png" {
			t.Errorf("a picture that can be seen through: %v", err)
		}

		broken := s.sig(cos.Image, "broken.png")
		s.want(200, "PUT", broken.UploadURL, clear.String()[:100])
		if resp, body := s.do("GET", broken.ThumbURL, nil); resp.StatusCode != 200 || len(body) != 100 {
			t.Errorf("of what cannot be decoded the file itself: %d, %d bytes", resp.StatusCode, len(body))
		}
		if s.failed != nil {
			t.Error(s.failed)
		}
	})
}

// TestFewBytesTakeNoMemory uploads a JPEG of some bytes that says that it is large and
// comes in several passes. Of one that is not too large there are smaller pictures.
func TestFewBytesTakeNoMemory(t *testing.T) {
	s := newShelf(t, storetest.Open(t, t.TempDir()))
	bomb := "\xff\xd8\xff\xc2\x00\x11\x08\x1b\x58\x1b\x58\x03\x01\x11\x00\x02\x11\x00\x03\x11\x00" + // 7000 x 7000
		"\xff\xda\x00\x0c\x03\x01\x00\x02\x00\x03\x00\x00\x00\x00" + strings.Repeat("\x00", 64)
	sig := s.sig(cos.Image, "bomb.jpg")
	s.want(200, "PUT", sig.UploadURL, bomb)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, got := s.want(200, "GET", sig.ThumbURL, "")
	runtime.ReadMemStats(&after)
	if took := after.TotalAlloc - before.TotalAlloc; took > 100<<20 || got != bomb {
		t.Errorf("%d bytes took %d MB of memory", len(bomb), took>>20)
	}
}

func TestNothingRunsInABrowser(t *testing.T) {
	each(t, func(t *testing.T, s *shelf) {
		for _, c := range []struct{ name, body, want string }{
			{"a.html", "<html><script>alert(1)</script>", "application/octet-stream"},
			{"a.png", "<html><script>alert(1)</script>", "application/octet-stream"},
			{"a.mp3", "<html><script>alert(1)</script>", "application/octet-stream"},
			{"a.svg", `<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`, "application/octet-stream"},
			{"a.xml", `<?xml version="1.0"?><x/>`, "application/octet-stream"},
			{"a.pdf", "%PDF-1.4", "application/octet-stream"},
			{"a.js", "alert(1)", "application/octet-stream"},
			{"a.html", "GIF89a", "image/gif"},
			{"a.m4a", "\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom", "audio/mp4"},
			{"a.mp4", "\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom", "video/mp4"},
			{"a.amr", "\x23\x21\x00\x01\x02\x03", "audio/amr"},
		} {
			sig := s.sig(cos.File, c.name)
			s.want(200, "PUT", sig.UploadURL, c.body)
			resp, _ := s.want(200, "GET", sig.DownloadURL, "")
			attached := strings.HasPrefix(resp.Header.Get("Content-Disposition"), "attachment")
			if got := resp.Header.Get("Content-Type"); got != c.want || attached != (c.want == "application/octet-stream") {
				t.Errorf("%s with %.10q is %s, saved: %v", c.name, c.body, got, attached)
			}
		}
	})
}

func TestForm(t *testing.T) {
	each(t, func(t *testing.T, s *shelf) {
		var sig cos.SimpleSigResponse
		s.ask(s.one, "im_cos_msg.simple_sig", `{"uint32_upload_method":1,"str_user_id":"ann","rpt_upload_object":[{"uint32_file_id":1,"uint32_file_type":3,"str_file_name":"voice.mp3"}]}`, &sig, 0)
		one := sig.PreSigs[0]
		var form bytes.Buffer
		w := multipart.NewWriter(&form)
		w.WriteField("key", one.FileKey)
		w.WriteField("success_action_status", "200")
		w.WriteField("Content-Type", "")
		part, _ := w.CreateFormFile("file", "x")
		io.WriteString(part, "ID3 sound")
		w.Close()
		if resp, body := s.do("POST", one.UploadURL, bytes.NewReader(form.Bytes()), "Content-Type", w.FormDataContentType()); resp.StatusCode != 200 {
			t.Fatalf("%d %s", resp.StatusCode, body)
		}
		resp, body := s.want(200, "GET", one.DownloadURL, "")
		if body != "ID3 sound" || resp.Header.Get("Content-Type") != "audio/mpeg" {
			t.Errorf("%q %v", body, resp.Header)
		}
		s.ask(s.one, "im_cos_msg.simple_sig", `{"rpt_upload_object":[]}`, nil, 114001)
		var ip cos.GetFinalIPResponse
		s.ask(s.one, "im_cos_msg.get_final_ip", `{"str_domain":"x"}`, &ip, 0)
		bad := s.sig(cos.File, "a")
		if resp, _ := s.do("POST", bad.UploadURL, strings.NewReader("x"), "Content-Type", "text/plain"); resp.StatusCode != 400 {
			t.Errorf("no form: %d", resp.StatusCode)
		}
	})
}

func TestVideoCover(t *testing.T) {
	each(t, func(t *testing.T, s *shelf) {
		sig := s.sig(cos.Video, "clip.mp4")
		ask := fmt.Sprintf(`{"version":1,"platform":7,"cover_name":"c","snapshot_url":%q}`, sig.SnapshotURL)
		s.ask(s.one, "im_cos_msg.video_cover", ask, nil, 114004) // not uploaded yet
		s.want(200, "PUT", sig.UploadURL, "\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom")
		var answer cos.VideoCoverResponse
		s.ask(s.one, "im_cos_msg.video_cover", ask, &answer, 0)
		_, body := s.do("GET", answer.DownloadURL, nil)
		if m, err := png.Decode(bytes.NewReader(body)); err != nil || m.Bounds().Dx() != 640 {
			t.Errorf("the cover: %v", err)
		}
		file := s.sig(cos.File, "a")
		s.want(200, "PUT", file.UploadURL, "x")
		s.ask(s.one, "im_cos_msg.video_cover", fmt.Sprintf(`{"snapshot_url":%q}`, file.DownloadURL), nil, 114004)
		s.want(404, "GET", file.DownloadURL+"&cover", "")
	})
}
