package usersig_test

import (
	"bytes"
	"compress/zlib"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/teahouse-chat/teahouse/usersig"
	"github.com/teahouse-chat/teahouse/wire"
)

const (
	key = "not-a-real-secret-key-used-only-as-a-test-vector"
	app = 1400000001

	vectorA = "eJyrVgrxCdYrSy1SslIy0jNQ0gHzM1NS80oy0zLBwokpuZl5mcUlRYkl*UVQBcUp2YkFBZkpSlaGJgYQYAiRSa0oyCxKVbKyMANKQIRKMnOBAobmUIVQ0eLMdKDhHq5OJR4lRkYuET6B5Zkm*u6Zlvmp*mYFRsZGzsWOyeElHhZ*7u5phWnhobZKtQCmSDMq"
	vectorB = "eJyrVgrxCdYrSy1SslIy0jNQ0gHzM1NS80oy0zLBwok5mcmpUInilOzEgoLMFCUrQxMDCDCEyKRWFGQWpSpZWZgBJSBCJZm5QAFDc6hCqGhpcWpRUmka0ODIcK8smLmZ6UCBkgCDtKgq05KcfJ-KkqzUnNT0oGLngHyjoAKvVG3XwtyqQssAj*CqyuAgE1ulWgDv5zgp"
)

var (
	made   = time.Unix(1700000000, 0)
	tokenA = usersig.Token{App: app, User: "administrator", Made: made, Expire: 24 * time.Hour}
	tokenB = usersig.Token{App: app, User: "alice", Made: made, Expire: 24 * time.Hour, Userbuf: []byte("abc")}
)

func TestVectors(t *testing.T) {
	for name, c := range map[string]struct {
		sig, signature string
		token          usersig.Token
	}{
		"without userbuf": {vectorA, "HEBtHt22DXLQwi4/Gi9oe/6p232CsAcWtH8NGGfqfWU=", tokenA},
		"with userbuf":    {vectorB, "tP0fZz5tloLytjelegRsCPo2RpJe+Eqmzq9PHSzySR4=", tokenB},
	} {
		t.Run(name, func(t *testing.T) {
			for _, sig := range []string{c.sig, c.token.Sign(key)} {
				got, err := usersig.CheckAt(sig, key, c.token, made)
				if err != nil {
					t.Fatal(err)
				}
				if got.User != c.token.User || !got.Made.Equal(made) || got.Expire != c.token.Expire || !bytes.Equal(got.Userbuf, c.token.Userbuf) {
					t.Errorf("got %+v", got)
				}
				if inside := inflate(t, sig); !strings.Contains(inside, c.signature) {
					t.Errorf("the signature %s is not in %s", c.signature, inside)
				}
			}
		})
	}
}

func TestMakeAndCheck(t *testing.T) {
	sig := usersig.Make(app, key, "mina", time.Hour)
	token, err := usersig.Check(sig, app, key, "mina")
	if err != nil {
		t.Fatal(err)
	}
	if left := time.Until(token.Ends()); left < 59*time.Minute || left > time.Hour {
		t.Errorf("it ends in %v", left)
	}
	if strings.Trim(sig, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789*-_") != "" {
		t.Errorf("%s has other characters than a URL takes", sig)
	}
	if _, err := usersig.Check(strings.ReplaceAll(sig, "*", "+"), app, key, "mina"); err != nil {
		t.Errorf("with a plus: %v", err)
	}
}

func TestCheckRefuses(t *testing.T) {
	long := tokenA
	long.Expire = usersig.MaxExpire
	future := tokenA
	future.Made = made.Add(25 * time.Hour)
	for name, c := range map[string]struct {
		sig  string
		key  string
		want usersig.Token
		now  time.Time
		err  error
	}{
		"empty":                  {"", key, tokenA, made, wire.ErrSigEmpty},
		"no base64":              {"?", key, tokenA, made, wire.ErrSigMalformed},
		"no zlib":                {"YWJj", key, tokenA, made, wire.ErrSigMalformed},
		"cut off":                {vectorA[:len(vectorA)-12], key, tokenA, made, wire.ErrSigMalformed},
		"too long":               {strings.Repeat("eJyr", 3000), key, tokenA, made, wire.ErrSigMalformed},
		"a bomb":                 {pack(strings.Repeat(" ", 4<<20)), key, tokenA, made, wire.ErrSigMalformed},
		"no JSON":                {pack("hello"), key, tokenA, made, wire.ErrSigMalformed},
		"JSON null":              {pack("null"), key, tokenA, made, wire.ErrSigMalformed},
		"more behind the JSON":   {pack(inflate(t, vectorA) + "{}"), key, tokenA, made, wire.ErrSigMalformed},
		"another version":        {edit(t, `"2.0"`, `"1.0"`), key, tokenA, made, wire.ErrSigMalformed},
		"another app":            {vectorA, key, usersig.Token{App: app + 1, User: "administrator"}, made, wire.ErrSigApp},
		"another user":           {vectorA, key, usersig.Token{App: app, User: "Administrator"}, made, wire.ErrSigAccount},
		"another key":            {vectorA, key + "x", tokenA, made, wire.ErrSigWrongKey},
		"no key":                 {vectorA, "", tokenA, made, wire.ErrSigWrongKey},
		"another user inside":    {edit(t, "administrator", "mina"), key, usersig.Token{App: app, User: "mina"}, made, wire.ErrSigWrongKey},
		"another expiry inside":  {edit(t, "86400", "86401"), key, tokenA, made, wire.ErrSigWrongKey},
		"signature of no base64": {edit(t, "HEBt", "?EBt"), key, tokenA, made, wire.ErrSigMalformed},
		"signature cut off":      {edit(t, "HEBt", ""), key, tokenA, made, wire.ErrSigWrongKey},
		"empty user":             {edit(t, "administrator", ""), key, usersig.Token{App: app}, made, wire.ErrSigMalformed},
		"line feed in user":      {usersig.Token{App: app, User: "a\nb", Made: made}.Sign(key), key, usersig.Token{App: app, User: "a\nb"}, made, wire.ErrSigMalformed},
		"negative expiry":        {edit(t, "86400", "-1"), key, tokenA, made, wire.ErrSigMalformed},
		"expiry that overflows":  {edit(t, "86400", "9223372036854775807"), key, tokenA, made, wire.ErrSigMalformed},
		"time that overflows":    {edit(t, "1700000000", "9223372036854775807"), key, tokenA, made, wire.ErrSigMalformed},
		"number beyond 64 bits":  {edit(t, "86400", "99999999999999999999"), key, tokenA, made, wire.ErrSigMalformed},
		"app beyond 32 bits":     {edit(t, "1400000001", "5694967297"), key, tokenA, made, wire.ErrSigMalformed},
		"fraction":               {edit(t, "86400", "864e2"), key, tokenA, made, wire.ErrSigMalformed},
		"far future":             {future.Sign(key), key, future, made, wire.ErrSigMalformed},
		"last valid second":      {vectorA, key, tokenA, made.Add(24*time.Hour + 999*time.Millisecond), nil},
		"first expired second":   {vectorA, key, tokenA, made.Add(24*time.Hour + time.Second), wire.ErrSigExpired},
		"longest expiry":         {long.Sign(key), key, long, made.Add(100 * 365 * 24 * time.Hour), nil},
		"clock somewhat ahead":   {vectorA, key, tokenA, made.Add(-time.Hour), nil},
		"userbuf not wanted":     {vectorB, key, usersig.Token{App: app, User: "alice"}, made, wire.ErrSigMalformed},
		"userbuf missing":        {vectorA, key, usersig.Token{App: app, User: "administrator", Userbuf: []byte("abc")}, made, wire.ErrSigMalformed},
		"userbuf other":          {vectorB, key, usersig.Token{App: app, User: "alice", Userbuf: []byte("abd")}, made, wire.ErrSigMalformed},
		"numbers as strings":     {edit(t, "86400", `"86400"`), key, tokenA, made, nil},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := usersig.CheckAt(c.sig, c.key, c.want, c.now)
			if c.err == nil && err != nil || c.err != nil && !errors.Is(err, c.err) {
				t.Errorf("got %v, want %v", err, c.err)
			}
		})
	}
}

func TestParseTellsWithoutKey(t *testing.T) {
	token, err := usersig.Parse(vectorA)
	if err != nil || token.User != "administrator" || token.App != app {
		t.Errorf("got %+v, %v", token, err)
	}
}

func FuzzCheck(f *testing.F) {
	for _, seed := range []string{vectorA, vectorB, "", "eJ", pack("{}"), pack(`{"TLS.ver":"2.0","TLS.time":-1}`)} {
		f.Add(seed, "alice")
	}
	f.Fuzz(func(t *testing.T, sig, user string) {
		token, err := usersig.CheckAt(sig, "another key", usersig.Token{App: app, User: user}, made)
		if err == nil {
			t.Errorf("let %+v in", token)
		}
		if code := wire.CodeOf(err); code < 70001 || code > 70014 {
			t.Errorf("%v has no code of its own", err)
		}
		made := usersig.Make(app, key, user, time.Minute)
		if _, err := usersig.Check(made, app, key, user); err != nil && !errors.Is(err, wire.ErrSigMalformed) && !errors.Is(err, wire.ErrSigAccount) {
			t.Errorf("own UserSig of %q: %v", user, err)
		}
	})
}

// edit returns vector A with its document changed.
func edit(t *testing.T, old, new string) string {
	inside := inflate(t, vectorA)
	if !strings.Contains(inside, old) {
		t.Fatalf("%s is not in %s", old, inside)
	}
	return pack(strings.Replace(inside, old, new, 1))
}

func pack(text string) string {
	var b bytes.Buffer
	w := zlib.NewWriter(&b)
	fmt.Fprint(w, text)
	w.Close()
	return strings.NewReplacer("+", "*", "/", "-", "=", "_").Replace(base64.StdEncoding.EncodeToString(b.Bytes()))
}

func inflate(t *testing.T, sig string) string {
	t.Helper()
	raw, err := base64.StdEncoding.DecodeString(strings.NewReplacer("*", "+", "-", "/", "_", "=").Replace(sig))
	if err != nil {
		t.Fatal(err)
	}
	r, err := zlib.NewReader(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if _, err := out.ReadFrom(r); err != nil {
		t.Fatal(err)
	}
	return out.String()
}
