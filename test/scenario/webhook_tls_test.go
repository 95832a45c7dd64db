package scenario_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"io"
	"log"
	"math/big"
	"net"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/teahouse-chat/teahouse/test/world"
	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/openim"
	"github.com/teahouse-chat/teahouse/wire/setting"
)

// authority signs certificates.
type authority struct {
	t    *testing.T
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
}

func newAuthority(t *testing.T, name string) *authority {
	a := &authority{t: t, key: newKey(t)}
	a.cert = &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name}, NotBefore: time.Now().Add(-time.Hour),
		NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign}
	raw, err := x509.CreateCertificate(rand.Reader, a.cert, a.cert, &a.key.PublicKey, a.key)
	if err == nil {
		a.cert, err = x509.ParseCertificate(raw)
	}
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func newKey(t *testing.T) *ecdsa.PrivateKey {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// signs makes a certificate for an address, good until a time.
func (a *authority) signs(address string, until time.Time) tls.Certificate {
	key := newKey(a.t)
	raw, err := x509.CreateCertificate(rand.Reader, &x509.Certificate{SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: "teahouse"},
		IPAddresses: []net.IP{net.ParseIP(address)}, NotBefore: time.Now().Add(-time.Hour), NotAfter: until}, a.cert, &key.PublicKey, a.key)
	if err != nil {
		a.t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{raw}, PrivateKey: key}
}

func (a *authority) pool() *x509.CertPool {
	pool := x509.NewCertPool()
	pool.AddCert(a.cert)
	return pool
}

// files writes what the server is given: an authority, a certificate and its key.
func (a *authority) files(c tls.Certificate) (ca, cert, key string) {
	dir := a.t.TempDir()
	raw, err := x509.MarshalECPrivateKey(c.PrivateKey.(*ecdsa.PrivateKey))
	if err != nil {
		a.t.Fatal(err)
	}
	write := func(name, kind string, raw []byte) string {
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: raw}), 0o600); err != nil {
			a.t.Fatal(err)
		}
		return file
	}
	return write("ca.pem", "CERTIFICATE", a.cert.Raw), write("cert.pem", "CERTIFICATE", c.Certificate[0]), write("key.pem", "EC PRIVATE KEY", raw)
}

// TestWebhooksOverTLS: an application's server is asked only if its certificate is good, and
// gets to see the server's own if it wants to.
func TestWebhooksOverTLS(t *testing.T) {
	ours, other := newAuthority(t, "ours"), newAuthority(t, "other")
	day := time.Now().Add(24 * time.Hour)
	good, mine := ours.signs("127.0.0.1", day), ours.signs("127.0.0.1", day)
	ca, cert, key := ours.files(mine)
	b := world.NewBackend(t)
	serve := func(c *tls.Config) string {
		s := httptest.NewUnstartedServer(b)
		s.Config.ErrorLog = log.New(io.Discard, "", 0) // it is refused on purpose
		s.TLS = c
		s.StartTLS()
		t.Cleanup(s.Close)
		return s.URL + "/hook"
	}
	trusted := serve(&tls.Config{Certificates: []tls.Certificate{good}})
	asking := serve(&tls.Config{Certificates: []tls.Certificate{good}, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: ours.pool()})
	rows := []struct {
		name, url   string
		plain, with bool // whether it is asked: without the options, with them
	}{
		{"no TLS", b.URL, true, true},
		{"an authority that the operator added", trusted, false, true},
		{"an authority that nobody knows", serve(&tls.Config{Certificates: []tls.Certificate{other.signs("127.0.0.1", day)}}), false, false},
		{"a certificate that is over", serve(&tls.Config{Certificates: []tls.Certificate{ours.signs("127.0.0.1", time.Now().Add(-time.Minute))}}), false, false},
		{"a certificate asked for", asking, false, true},
		{"a certificate of another address", serve(&tls.Config{Certificates: []tls.Certificate{ours.signs("127.0.0.9", day)}}), false, false},
		{"a certificate asked for of another authority", serve(&tls.Config{Certificates: []tls.Certificate{good},
			ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: other.pool()}), false, false},
		{"an old protocol", serve(&tls.Config{Certificates: []tls.Certificate{good}, MaxVersion: tls.VersionTLS11, MinVersion: tls.VersionTLS10}), false, false},
	}
	for _, options := range [][]string{nil, {"--webhook-ca", ca, "--webhook-cert", cert, "--webhook-key", key}} {
		w := world.Start(t, world.Args(options...), world.Settings("webhook_events=C2C.CallbackBeforeSendMsg", "webhook_c2c_failure=refuse"))
		bob, eve := w.Login("bob"), w.Login("eve")
		hook := func(url string) {
			world.Admin(w.App, setting.SetSettings, &setting.SetSettingsRequest{Settings: []setting.Setting{{Name: "webhook_url", Value: url}}})
		}
		for _, row := range rows {
			want := 80003
			if options == nil && row.plain || options != nil && row.with {
				want = 0
			}
			hook(row.url)
			if _, err := world.Try(bob, openim.SendMsg, bob.Client().NewMessage(eve.Name, wire.NewText(row.name))); wire.CodeOf(err) != want {
				t.Errorf("%s, with %v: %v, want %d", row.name, options, err, want)
			}
			hook(b.URL) // an answer closes the breaker
			bob.Send(eve.Name, "in between")
		}
	}
}
