package static

import (
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strings"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/media"
	"github.com/teahouse-chat/teahouse/wire/cos"
)

// Files serves the files of messages: what lies behind the signed addresses that
// package media gives out. Pages of any origin may use them, as the address is the
// right.
type Files struct {
	media  *media.Service
	failed func(err error)
}

// NewFiles returns the door of files. failed is told of errors that are the server's
// own.
func NewFiles(m *media.Service, failed func(err error)) *Files { return &Files{m, failed} }

// Before answers requests for files, under any prefix, and hands all others on.
func (f *Files) Before(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, path, ok := strings.Cut(r.URL.Path, media.Folder); ok {
			f.serve(w, r, path)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// methods are what files take; others are refused.
const methods = "GET, HEAD, PUT, POST, OPTIONS"

func (f *Files) serve(w http.ResponseWriter, r *http.Request, path string) {
	h := w.Header()
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Access-Control-Expose-Headers", "Accept-Ranges, Content-Disposition, Content-Length, Content-Range, ETag")
	h.Set("Cross-Origin-Resource-Policy", "cross-origin")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	if r.Method == http.MethodOptions {
		h.Set("Access-Control-Allow-Methods", methods)
		h.Set("Access-Control-Allow-Headers", "*, Authorization, Content-Type, Range")
		h.Set("Access-Control-Max-Age", "86400")
		w.WriteHeader(http.StatusNoContent)
		return
	}
	ref, err := media.ParseRef(path, r.URL.RawQuery)
	if err != nil {
		f.refuse(w, err)
		return
	}
	switch r.Method {
	case http.MethodGet, http.MethodHead:
		f.get(w, r, ref)
	case http.MethodPut, http.MethodPost:
		f.put(w, r, ref)
	default:
		h.Set("Allow", methods)
		http.Error(w, "files take "+methods, http.StatusMethodNotAllowed)
	}
}

// slowest is how many bytes a second a client must take at least.
const slowest = 16 << 10

func (f *Files) get(w http.ResponseWriter, r *http.Request, ref media.Ref) {
	c, err := f.media.Open(r.Context(), ref)
	if err != nil {
		f.refuse(w, err)
		return
	}
	defer c.Close()
	h := w.Header()
	h.Set("Content-Type", c.Type)
	h.Set("ETag", `"`+c.Tag+`"`)
	h.Set("Cache-Control", "private, max-age=31536000, immutable")
	disposition := "attachment"
	if c.Inline {
		disposition = "inline"
	}
	if d := mime.FormatMediaType(disposition, map[string]string{"filename": c.Name}); d != "" {
		disposition = d
	}
	h.Set("Content-Disposition", disposition)
	patience := time.Minute + time.Duration(c.Size()/slowest)*time.Second
	http.NewResponseController(w).SetWriteDeadline(time.Now().Add(patience))
	http.ServeContent(w, r, "", c.Time(), c)
}

func (f *Files) put(w http.ResponseWriter, r *http.Request, ref media.Ref) {
	control := http.NewResponseController(w)
	body := &patient{r: r.Body, control: control}
	content, length, err := contentOf(r, body)
	if err == nil {
		_, err = f.media.Upload(r.Context(), ref, content, length)
	}
	control.SetWriteDeadline(time.Now().Add(time.Minute))
	if err == nil { // what was stored before is not read
		_, err = io.Copy(io.Discard, io.LimitReader(body, 1<<20))
	}
	if err != nil {
		f.refuse(w, err)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	fmt.Fprintln(w, "{}")
}

// contentOf returns the file of an upload: the body, or the first file of a form, as
// apps send it that are not in a browser.
func contentOf(r *http.Request, body io.Reader) (io.Reader, int64, error) {
	if r.Method == http.MethodPut {
		return body, r.ContentLength, nil
	}
	r.Body = io.NopCloser(body)
	form, err := r.MultipartReader()
	if err != nil {
		return nil, 0, errBadForm
	}
	for range 20 { // a file comes behind few fields
		part, err := form.NextPart()
		if err != nil {
			return nil, 0, errBadForm
		}
		if part.FileName() != "" || part.FormName() == "file" {
			return part, -1, nil
		}
	}
	return nil, 0, errBadForm
}

var errBadForm = errors.New("want the file as the body of a PUT, or as a part of a multipart/form-data POST")

// stall is how long an upload may stand still.
const stall = 30 * time.Second

// patient reads an upload that may take long as long as something comes.
type patient struct {
	r       io.Reader
	control *http.ResponseController
	until   time.Time
}

func (p *patient) Read(b []byte) (int, error) {
	if now := time.Now(); p.until.Sub(now) < stall/2 {
		p.until = now.Add(stall)
		p.control.SetReadDeadline(p.until)
	}
	return p.r.Read(b)
}

// statuses are the answers to what may be wrong with a request.
var statuses = []struct {
	err    error
	status int
}{
	{cos.ErrDenied, http.StatusForbidden},
	{cos.ErrNoFile, http.StatusNotFound},
	{cos.ErrQuota, http.StatusInsufficientStorage},
	{media.ErrTooLarge, http.StatusRequestEntityTooLarge},
	{media.ErrEmpty, http.StatusBadRequest},
	{errBadForm, http.StatusBadRequest},
}

func (f *Files) refuse(w http.ResponseWriter, err error) {
	for _, row := range statuses {
		if errors.Is(err, row.err) {
			http.Error(w, err.Error(), row.status)
			return
		}
	}
	var cut interface{ Timeout() bool }
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.As(err, &cut) && cut.Timeout() {
		http.Error(w, "the upload broke off", http.StatusBadRequest)
		return
	}
	f.failed(err)
	http.Error(w, "internal error", http.StatusInternalServerError)
}
