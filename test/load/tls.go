package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"
)

// useTLS makes a certificate for the server, which clients trust.
func (s *server) useTLS() error {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	cert := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(24 * time.Hour),
		IsCA: true, BasicConstraintsValid: true, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}}
	raw, err := x509.CreateCertificate(rand.Reader, cert, cert, key.Public(), key)
	if err != nil {
		return err
	}
	if cert, err = x509.ParseCertificate(raw); err != nil {
		return err
	}
	secret, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return err
	}
	for option, block := range map[string]*pem.Block{
		"--tls-cert": {Type: "CERTIFICATE", Bytes: raw},
		"--tls-key":  {Type: "PRIVATE KEY", Bytes: secret},
	} {
		file := filepath.Join(s.data, option[2:]+".pem")
		if err := os.WriteFile(file, pem.EncodeToMemory(block), 0o600); err != nil {
			return err
		}
		s.serve = append(s.serve, option, file)
	}
	s.tls = &tls.Config{RootCAs: x509.NewCertPool(), MinVersion: tls.VersionTLS12}
	s.tls.RootCAs.AddCert(cert)
	return nil
}

// url is a URL of the server, of "http" or "ws" with an s behind where it has TLS.
func (s *server) url(scheme, path string) string {
	if s.tls != nil {
		scheme += "s"
	}
	return scheme + "://" + s.addr + path
}

// http returns a client that trusts the server.
func (s *server) http() *http.Client {
	return &http.Client{Transport: &http.Transport{TLSClientConfig: s.tls, DisableKeepAlives: true}}
}
