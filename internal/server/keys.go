package server

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"strings"

	"sartor/internal/db"
	"sartor/internal/fault"
	"sartor/internal/voucher/code"
)

// The keys of a chain lie in the database, wrapped by one key that lies beside
// it in a file only the owner may read: a copy of the database alone can neither
// make nor check voucher codes.

const (
	voucherKey = "voucher.1" // 64 bytes: permutation and tag (SCIENCE.md 11.1)
	holdoutKey = "holdout"   // 32 bytes: the lot of holdouts (SCIENCE.md 6.1)
)

// keyring are the keys in use.
type keyring struct {
	codes   *code.Ring
	holdout []byte
}

// keyPath is where the wrapping key lies: --key-file, or beside the database.
func keyPath(url, flag string) string {
	if flag != "" {
		return flag
	}
	if path := SQLitePath(url); path != "" {
		return KeyPath(path)
	}
	return "sartor.key"
}

// readWrappingKey reads the key file.
func readWrappingKey(path string) ([]byte, error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil, fault.New(fault.Invalid, "key_missing", "the key file %s is missing, and the database has keys wrapped by it: restore it from your backup", path)
	}
	if err != nil {
		return nil, fmt.Errorf("key file: %w", err)
	}
	key, err := hex.DecodeString(strings.TrimSpace(string(text)))
	if err != nil || len(key) != 32 {
		return nil, fault.New(fault.Invalid, "key_broken", "%s does not hold 64 hexadecimal digits", path)
	}
	return key, nil
}

func makeWrappingKey(path string) ([]byte, error) {
	key := randomBytes(32)
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, fmt.Errorf("key file: %w", err)
	}
	_, err = fmt.Fprintln(f, hex.EncodeToString(key))
	return key, errors.Join(err, f.Sync(), f.Close(), SyncFolder(path)) // what it wraps must not outlive it
}

func randomBytes(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.Read(b) // never fails (crypto/rand)
	return b
}

// openKeys unwraps the chain's keys; a new database gets new ones.
func openKeys(ctx context.Context, d *db.DB, path string) (*keyring, error) {
	_, have, err := d.WrappedKey(ctx, voucherKey)
	if err != nil {
		return nil, err
	}
	wrapping, err := readWrappingKey(path)
	if !have && fault.CodeOf(err) == "key_missing" { // a new database
		wrapping, err = makeWrappingKey(path)
	}
	if err != nil {
		return nil, err
	}
	pair, err := openKey(ctx, d, wrapping, keyOrder{voucherKey, 64})
	if err != nil {
		return nil, err
	}
	holdout, err := openKey(ctx, d, wrapping, keyOrder{holdoutKey, 32})
	if err != nil {
		return nil, err
	}
	var keys code.Keys
	copy(keys.Perm[:], pair)
	copy(keys.MAC[:], pair[32:])
	return &keyring{codes: code.NewRing(keys), holdout: holdout}, nil
}

type keyOrder struct {
	name string
	size int
}

// openKey unwraps one key, or makes, wraps and keeps it.
func openKey(ctx context.Context, d *db.DB, wrapping []byte, o keyOrder) ([]byte, error) {
	aead, err := sealer(wrapping)
	if err != nil {
		return nil, err
	}
	for range 2 {
		wrapped, have, err := d.WrappedKey(ctx, o.name)
		if err != nil {
			return nil, err
		}
		if have {
			return unwrap(aead, wrapped, o.name)
		}
		nonce := randomBytes(aead.NonceSize())
		sealed := aead.Seal(nonce, nonce, randomBytes(o.size), []byte(o.name))
		if err := d.KeepWrappedKey(ctx, o.name, sealed); err != nil {
			return nil, err
		}
	}
	return nil, fmt.Errorf("key %s could not be kept", o.name)
}

func sealer(key []byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("wrapping key: %w", err)
	}
	return cipher.NewGCM(block)
}

func unwrap(aead cipher.AEAD, wrapped []byte, name string) ([]byte, error) {
	n := aead.NonceSize()
	if len(wrapped) < n {
		return nil, fault.New(fault.Invalid, "key_broken", "the wrapped key %s in the database is damaged", name)
	}
	key, err := aead.Open(nil, wrapped[:n], wrapped[n:], []byte(name))
	if err != nil {
		return nil, fault.New(fault.Invalid, "key_wrong", "the key file does not belong to this database: key %s does not open with it", name)
	}
	return key, nil
}

// CheckKeys reads the key file anew and opens every key of the database with it.
func (c *Chain) CheckKeys(ctx context.Context) (names []string, err error) {
	wrapping, err := readWrappingKey(c.keyFile)
	if err != nil {
		return nil, err
	}
	aead, err := sealer(wrapping)
	if err != nil {
		return nil, err
	}
	for _, name := range []string{voucherKey, holdoutKey} {
		wrapped, have, err := c.DB.WrappedKey(ctx, name)
		if err == nil && !have {
			err = fault.New(fault.Invalid, "key_missing", "the database has lost its key %s: restore a backup", name)
		}
		if err == nil {
			_, err = unwrap(aead, wrapped, name)
		}
		if err != nil {
			return names, err
		}
		names = append(names, name)
	}
	return names, nil
}
