package usersig

import (
	"bytes"
	"compress/zlib"
	"crypto/hmac"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode"

	"github.com/teahouse-chat/teahouse/wire"
)

// Bounds of what Check and Parse take. A UserSig is some 250 bytes long; the
// bounds keep a hostile one from costing memory.
const (
	MaxLength   = 8 << 10  // bytes of a UserSig
	maxInflated = 16 << 10 // bytes of the document inside
	MaxExpire   = math.MaxUint32 * time.Second
	// Clocks of backends go wrong, but not by more than this.
	maxAhead = 24 * time.Hour
)

// Check tests that sig is a UserSig of user in app, signed with key, without a
// permission ticket, and valid now. On success it returns what the UserSig
// says; on failure one of
//
//	wire.ErrSigEmpty     70002  sig is empty
//	wire.ErrSigMalformed 70003  it is no UserSig: cut off, or with impossible times
//	wire.ErrSigApp       70014  it is one of another application
//	wire.ErrSigAccount   70013  it is one of another user
//	wire.ErrSigWrongKey  70009  the signature is not by this key
//	wire.ErrSigExpired   70001  its time is over
func Check(sig string, app uint32, key, user string) (Token, error) {
	return CheckAt(sig, key, Token{App: app, User: user}, time.Now())
}

// CheckAt is Check at another time and with a permission ticket: want says
// which App, User and Userbuf the UserSig must have.
func CheckAt(sig, key string, want Token, now time.Time) (Token, error) {
	doc, got, err := parse(sig)
	if err != nil {
		return Token{}, err
	}
	if got.App != want.App {
		return Token{}, wire.ErrSigApp.With("%d", got.App)
	}
	if got.User != want.User {
		return Token{}, wire.ErrSigAccount
	}
	claimed, err := base64.StdEncoding.DecodeString(doc.Sig)
	if err != nil {
		return Token{}, malformed(err)
	}
	if !hmac.Equal(claimed, doc.sign(key)) {
		return Token{}, wire.ErrSigWrongKey
	}
	if (got.Userbuf == nil) != (want.Userbuf == nil) || !bytes.Equal(got.Userbuf, want.Userbuf) {
		return Token{}, wire.ErrSigMalformed.With("its permission ticket is another one")
	}
	if got.Made.After(now.Add(maxAhead)) {
		return Token{}, wire.ErrSigMalformed.With("it was made in the future: check the clock of its maker")
	}
	if now.Unix() > got.Ends().Unix() {
		return Token{}, wire.ErrSigExpired
	}
	return got, nil
}

// Parse returns what a UserSig claims, without checking the signature or the
// time: for diagnosis, never to let anybody in. It fails with wire.ErrSigEmpty
// or wire.ErrSigMalformed.
func Parse(sig string) (Token, error) {
	_, token, err := parse(sig)
	return token, err
}

func parse(sig string) (document, Token, error) {
	if sig == "" {
		return document{}, Token{}, wire.ErrSigEmpty
	}
	doc, err := unpack(sig)
	if err != nil {
		return document{}, Token{}, malformed(err)
	}
	token, err := doc.token()
	if err != nil {
		return document{}, Token{}, malformed(err)
	}
	return doc, token, nil
}

func malformed(err error) error { return wire.ErrSigMalformed.Because(err) }

func unpack(sig string) (doc document, err error) {
	if len(sig) > MaxLength {
		return doc, errors.New("it is too long")
	}
	packed, err := base64.StdEncoding.DecodeString(fromSig.Replace(sig))
	if err != nil {
		return doc, err
	}
	raw, err := inflate(packed)
	if err != nil {
		return doc, err
	}
	if len(raw) > maxInflated {
		return doc, errors.New("it is too long when inflated")
	}
	return doc, json.Unmarshal(raw, &doc)
}

// readers are kept: a new one takes 40 KB, and each request over REST needs one.
var readers sync.Pool

// inflate returns what is packed, or more than maxInflated bytes of its beginning.
func inflate(packed []byte) ([]byte, error) {
	r, kept := readers.Get().(io.ReadCloser)
	var err error
	if kept {
		err = r.(zlib.Resetter).Reset(bytes.NewReader(packed), nil)
	} else {
		r, err = zlib.NewReader(bytes.NewReader(packed))
	}
	if err != nil {
		return nil, err
	}
	defer readers.Put(r)
	return io.ReadAll(io.LimitReader(r, maxInflated+1))
}

// token judges the form of a document. The bounds keep later sums from
// overflowing.
func (d document) token() (Token, error) {
	const maxTime = 1 << 40 // seconds; far beyond any real one
	switch {
	case d.Version != version:
		return Token{}, fmt.Errorf("version %q", d.Version)
	case d.User == "" || strings.ContainsFunc(d.User, unicode.IsControl):
		// a line feed could make one string to sign mean two things
		return Token{}, errors.New("no identifier, or a control character in it")
	case d.App < 0 || d.App > math.MaxUint32:
		return Token{}, fmt.Errorf("sdkappid %d", d.App)
	case d.Time < 0 || d.Time > maxTime || d.Expire < 0 || d.Expire > number(MaxExpire/time.Second):
		return Token{}, fmt.Errorf("time %d, expire %d", d.Time, d.Expire)
	}
	t := Token{App: uint32(d.App), User: d.User, Made: time.Unix(int64(d.Time), 0),
		Expire: time.Duration(d.Expire) * time.Second}
	if d.Userbuf == nil {
		return t, nil
	}
	buf, err := base64.StdEncoding.DecodeString(*d.Userbuf)
	if err != nil || strings.ContainsAny(*d.Userbuf, "\r\n") {
		return Token{}, errors.New("userbuf is not base64")
	}
	t.Userbuf = append([]byte{}, buf...)
	return t, nil
}

// number takes a JSON number or a decimal string: some makers write the latter.
type number int64

// UnmarshalJSON reads a whole number, with or without quotes.
func (n *number) UnmarshalJSON(raw []byte) error {
	text := string(raw)
	if len(text) >= 2 && text[0] == '"' {
		text = text[1 : len(text)-1]
	}
	v, err := strconv.ParseInt(text, 10, 64)
	*n = number(v)
	return err
}
