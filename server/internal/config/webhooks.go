package config

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net/netip"
	"os"
	"strings"
)

// Webhooks are what an operator decides about calls to applications' servers.
type Webhooks struct {
	Private       []netip.Prefix // networks that may be reached although they are not public
	AnyPrivate    bool
	CA, Cert, Key string // files
}

func setWebhookPrivate(c *Config, v string) error {
	c.Webhooks.Private, c.Webhooks.AnyPrivate = nil, v == "any"
	if v == "" || v == "any" {
		return nil
	}
	for _, text := range strings.Split(v, ",") {
		p, err := netip.ParsePrefix(strings.TrimSpace(text))
		if err != nil {
			return fmt.Errorf("want networks such as 10.1.0.0/16, separated by commas, or any; not %q", text)
		}
		c.Webhooks.Private = append(c.Webhooks.Private, p.Masked())
	}
	return nil
}

// TLS reads the certificates.
func (w *Webhooks) TLS() (*tls.Config, error) {
	t := &tls.Config{MinVersion: tls.VersionTLS12}
	if w.CA != "" {
		pem, err := os.ReadFile(w.CA)
		if err != nil {
			return nil, fmt.Errorf("webhook-ca: %w", err)
		}
		if t.RootCAs, err = x509.SystemCertPool(); err != nil {
			t.RootCAs = x509.NewCertPool()
		}
		if !t.RootCAs.AppendCertsFromPEM(pem) {
			return nil, fmt.Errorf("webhook-ca: %s has no certificate", w.CA)
		}
	}
	if w.Cert != "" {
		pair, err := tls.LoadX509KeyPair(w.Cert, w.Key)
		if err != nil {
			return nil, fmt.Errorf("webhook-cert and webhook-key: %w", err)
		}
		t.Certificates = []tls.Certificate{pair}
	}
	return t, nil
}
