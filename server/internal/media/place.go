package media

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/wire/cos"
)

// Folder is the path below which files are served.
const Folder = "/files/"

// place is where a file is put and got.
//
//	upload    BASE/files/APP/ID/NAME?sign=UNTIL.OWNER.KIND.MAC
//	download  BASE/files/APP/ID/NAME?sign=GONE.MAC
//	master    BASE/files/APP/ID/NAME?sign=GONE.all.MAC, which opens banned files too
//
// UNTIL and GONE are times in seconds after which the address is no good; GONE 0 is
// never. A MAC covers all that its address says, with a secret of the application.
type place struct {
	base   string
	app    uint32
	id     string
	name   string
	kind   int
	owner  uint64
	until  int64
	gone   int64
	all    bool // of an address that opens banned files too
	secret []byte
}

func (p *place) path() string { return fmt.Sprintf("%d/%s/%s", p.app, p.id, p.name) }

func (p *place) url(sign string) string {
	return fmt.Sprintf("%s%s%d/%s/%s?sign=%s", p.base, Folder, p.app, p.id, url.PathEscape(p.name), sign)
}

func (p *place) upload() string {
	rights := fmt.Sprintf("%d.%d.%d", p.until, p.owner, p.kind)
	return p.url(rights + "." + p.mac("put", rights))
}

func (p *place) download() string {
	rights := strconv.FormatInt(p.gone, 10)
	return p.url(rights + "." + p.mac("get", rights))
}

func (p *place) master() string {
	rights := strconv.FormatInt(p.gone, 10) + masterly
	return p.url(rights + "." + p.mac("all", rights))
}

// masterly ends the rights of an address that opens banned files too.
const masterly = ".all"

func (p *place) mac(verb, rights string) string {
	h := hmac.New(sha256.New, p.secret)
	fmt.Fprintf(h, "%s\n%d\n%s\n%s\n%s", verb, p.app, p.id, rights, p.name)
	return base64.RawURLEncoding.EncodeToString(h.Sum(nil)[:16])
}

// Sizes of smaller pictures: the most pixels of the short side. The addresses are
// those that clients make themselves where they are given none.
const (
	thumb = 198
	large = 720
)

func scaled(download string, short int) string {
	return fmt.Sprintf("%s&imageView2/3/w/%d/h/%d", download, short, short)
}

const cover = "&cover"

var (
	validID   = regexp.MustCompile(`^[0-9a-f]{32}$`)
	imageView = regexp.MustCompile(`^imageView2/\d/w/(\d{1,5})/h/\d{1,5}$`)
)

// Ref is a request's address of a file, with its rights not yet checked.
type Ref struct {
	App   uint32
	ID    string
	Name  string
	sign  string
	Short int  // wanted short side in pixels, 0: the file itself
	Cover bool // the picture that stands for a video
}

// ParseRef reads the path behind Folder, decoded, and the raw query. Errors:
// cos.ErrNoFile.
func ParseRef(path, query string) (Ref, error) {
	parts := strings.SplitN(path, "/", 3)
	if len(parts) < 3 || !validID.MatchString(parts[1]) || parts[2] == "" {
		return Ref{}, cos.ErrNoFile
	}
	app, err := strconv.ParseUint(parts[0], 10, 32)
	if err != nil || strconv.FormatUint(app, 10) != parts[0] {
		return Ref{}, cos.ErrNoFile
	}
	r := Ref{App: uint32(app), ID: parts[1], Name: parts[2]}
	for _, word := range strings.FieldsFunc(query, func(c rune) bool { return c == '&' || c == '?' }) {
		plain, err := url.QueryUnescape(word)
		if err != nil {
			return Ref{}, cos.ErrNoFile
		}
		view := imageView.FindStringSubmatch(strings.TrimSuffix(plain, "="))
		sign, signed := strings.CutPrefix(plain, "sign=")
		switch {
		case signed:
			r.sign = sign
		case view != nil:
			r.Short = large
			if width, _ := strconv.Atoi(view[1]); width <= thumb {
				r.Short = thumb
			}
		case "&"+strings.TrimSuffix(plain, "=") == cover:
			r.Cover = true
		}
	}
	return r, nil
}

// refOf reads a download URL that this server gave.
func refOf(text string) (Ref, error) {
	u, err := url.Parse(text)
	if err != nil {
		return Ref{}, cos.ErrParameter.With("not a URL")
	}
	_, path, ok := strings.Cut(u.Path, Folder)
	if !ok {
		return Ref{}, cos.ErrNoFile
	}
	return ParseRef(path, u.RawQuery)
}

// open checks the rights of an address. verb is put or get. Errors: cos.ErrDenied,
// cos.ErrNoFile of an unknown application.
func (s *Service) open(ctx context.Context, r Ref, verb string) (place, error) {
	a, err := s.apps.Get(r.App)
	if err != nil || a.Disabled {
		return place{}, cos.ErrNoFile
	}
	secret, err := s.secret(ctx, r.App)
	if err != nil {
		return place{}, err
	}
	p := place{app: r.App, id: r.ID, name: r.Name, secret: secret}
	dot := strings.LastIndexByte(r.sign, '.')
	if verb == "get" && dot > 0 && strings.HasSuffix(r.sign[:dot], masterly) {
		verb, p.all = "all", true
	}
	if dot < 0 || !hmac.Equal([]byte(r.sign[dot+1:]), []byte(p.mac(verb, r.sign[:dot]))) {
		return place{}, cos.ErrDenied.With("the signature is wrong")
	}
	format, fields, end := "%d", []any{&p.gone}, &p.gone
	if verb == "put" {
		format, fields, end = "%d.%d.%d", []any{&p.until, &p.owner, &p.kind}, &p.until
	}
	if _, err := fmt.Sscanf(r.sign[:dot], format, fields...); err != nil {
		return place{}, cos.ErrDenied
	}
	if *end != 0 && time.Now().Unix() > *end {
		return place{}, cos.ErrDenied.With("the address has expired")
	}
	return p, nil
}

// secrets remembers the applications' secrets, which never change.
type secrets struct {
	mu    sync.Mutex
	known map[uint32][]byte
}

// secret returns the secret of an application, which is drawn when it is first
// needed and is the same on all nodes.
func (s *Service) secret(ctx context.Context, app uint32) ([]byte, error) {
	s.secrets.mu.Lock()
	defer s.secrets.mu.Unlock()
	if known := s.secrets.known[app]; known != nil {
		return known, nil
	}
	fresh := make([]byte, 32)
	rand.Read(fresh)
	var text string
	read := func(tx *store.Tx) (err error) {
		text, err = getSecret(tx, app)
		return err
	}
	err := s.db.View(ctx, read)
	if errors.Is(err, store.ErrNotFound) {
		err = s.db.Update(ctx, func(tx *store.Tx) error {
			if err := addSecret(tx, app, hex.EncodeToString(fresh)); err != nil {
				return err
			}
			return read(tx)
		})
	}
	if err != nil {
		return nil, err
	}
	raw, err := hex.DecodeString(text)
	if err != nil {
		return nil, fmt.Errorf("secret of application %d: %w", app, err)
	}
	if s.secrets.known == nil {
		s.secrets.known = map[uint32][]byte{}
	}
	s.secrets.known[app] = raw
	return raw, nil
}
