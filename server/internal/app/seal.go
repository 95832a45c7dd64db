package app

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"os"
	"strings"
)

const sealed = "sealed:1:"

// Sealer encrypts applications' keys at rest with a master key. A nil Sealer
// stores them as they are, and cannot read those that were sealed.
type Sealer struct{ aead cipher.AEAD }

// NewSealer reads the master key from a file: at least 16 bytes of any text,
// white space around it ignored.
func NewSealer(file string) (*Sealer, error) {
	raw, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("master key: %w", err)
	}
	secret := strings.TrimSpace(string(raw))
	if len(secret) < 16 {
		return nil, fmt.Errorf("master key: %s has fewer than 16 bytes", file)
	}
	key := sha256.Sum256([]byte("teahouse master key\n" + secret))
	block, err := aes.NewCipher(key[:])
	if err != nil {
		return nil, err
	}
	aead, err := cipher.NewGCM(block)
	return &Sealer{aead}, err
}

func (s *Sealer) seal(text string) (string, error) {
	if s == nil {
		return text, nil
	}
	nonce := make([]byte, s.aead.NonceSize())
	if _, err := rand.Read(nonce); err != nil {
		return "", err
	}
	return sealed + base64.StdEncoding.EncodeToString(s.aead.Seal(nonce, nonce, []byte(text), nil)), nil
}

func (s *Sealer) open(text string) (string, error) {
	body, ok := strings.CutPrefix(text, sealed)
	if !ok {
		return text, nil
	}
	if s == nil {
		return "", errors.New("it is encrypted: give the master key (--master-key-file)")
	}
	raw, err := base64.StdEncoding.DecodeString(body)
	if err != nil || len(raw) < s.aead.NonceSize() {
		return "", errors.New("the stored key is damaged")
	}
	plain, err := s.aead.Open(nil, raw[:s.aead.NonceSize()], raw[s.aead.NonceSize():], nil)
	if err != nil {
		return "", errors.New("the master key is not the one it was encrypted with")
	}
	return string(plain), nil
}
