// Package usersig makes and checks UserSigs: the passwords of users, which the
// customer's backend signs with its application's key.
//
// A UserSig says who (an account of one application), since when and for how
// long. The server keeps no list of them; it checks the signature. So a backend
// can make as many as it likes, without asking anybody.
package usersig

import (
	"bytes"
	"compress/zlib"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"time"
)

// DefaultExpire is how long a UserSig is usually valid.
const DefaultExpire = 180 * 24 * time.Hour

// Token is what a UserSig says. Times count in whole seconds.
type Token struct {
	App    uint32        // SDKAppID
	User   string        // UserID
	Made   time.Time     // when it was made
	Expire time.Duration // how long it is valid from then on; at most MaxExpire
	// Userbuf is an optional permission ticket, as rooms of real-time media
	// use it. nil: there is none; UserSigs for chat have none.
	Userbuf []byte
}

// Ends returns the last second in which the token is valid.
func (t Token) Ends() time.Time { return t.Made.Add(t.Expire) }

// Make returns a UserSig of a user, made now and valid for expire, in whole
// seconds. key is the application's key, used as the text it is.
func Make(app uint32, key, user string, expire time.Duration) string {
	return Token{App: app, User: user, Made: time.Now(), Expire: expire}.Sign(key)
}

// writers are kept: a new one takes a megabyte, for a document of 200 bytes.
var writers = sync.Pool{New: func() any { return zlib.NewWriter(nil) }}

// Sign returns the token as a UserSig. It does not judge the token: one with a
// control character in User, or with times out of range, is refused by Check.
func (t Token) Sign(key string) string {
	doc := t.document()
	doc.Sig = base64.StdEncoding.EncodeToString(doc.sign(key))
	raw, err := json.Marshal(doc)
	if err != nil {
		panic(err) // strings and numbers always encode
	}
	var packed bytes.Buffer
	w := writers.Get().(*zlib.Writer)
	defer writers.Put(w)
	w.Reset(&packed)
	w.Write(raw) // a Buffer takes everything
	w.Close()
	return toSig.Replace(base64.StdEncoding.EncodeToString(packed.Bytes()))
}

// document is the JSON inside a UserSig.
type document struct {
	Version string  `json:"TLS.ver"`
	User    string  `json:"TLS.identifier"`
	App     number  `json:"TLS.sdkappid"`
	Expire  number  `json:"TLS.expire"`
	Time    number  `json:"TLS.time"`
	Sig     string  `json:"TLS.sig"`
	Userbuf *string `json:"TLS.userbuf,omitempty"`
}

const version = "2.0"

// The base64 of UserSigs is neither the standard one nor that of URLs.
var (
	toSig   = strings.NewReplacer("+", "*", "/", "-", "=", "_")
	fromSig = strings.NewReplacer("*", "+", "-", "/", "_", "=")
)

func (t Token) document() document {
	doc := document{Version: version, User: t.User, App: number(t.App),
		Expire: number(t.Expire / time.Second), Time: number(t.Made.Unix())}
	if t.Userbuf != nil {
		text := base64.StdEncoding.EncodeToString(t.Userbuf)
		doc.Userbuf = &text
	}
	return doc
}

// sign returns the signature of all fields but Sig. Order and line ends are
// part of the format.
func (d document) sign(key string) []byte {
	mac := hmac.New(sha256.New, []byte(key))
	fmt.Fprintf(mac, "TLS.identifier:%s\nTLS.sdkappid:%d\nTLS.time:%d\nTLS.expire:%d\n", d.User, d.App, d.Time, d.Expire)
	if d.Userbuf != nil {
		fmt.Fprintf(mac, "TLS.userbuf:%s\n", *d.Userbuf)
	}
	return mac.Sum(nil)
}
