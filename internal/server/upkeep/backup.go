package upkeep

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"sartor/internal/db/engine"
	"sartor/internal/fault"
	"sartor/internal/retail"
	"sartor/internal/server"
	"sartor/internal/voucher/code"
)

// The files of a backup's folder.
const (
	backupDB       = "sartor.db"
	backupKey      = "sartor.db.key"
	backupKeys     = "keys.json"
	backupErasures = "erasures.csv"
	backupManifest = "backup.json"
)

// Manifest says what a backup holds, so that a restore can prove it.
type Manifest struct {
	Made      string `json:"made"`
	Engine    string `json:"engine"`
	Schema    int64  `json:"schema"`
	SHA256    string `json:"sha256,omitempty"` // of sartor.db
	Bytes     int64  `json:"bytes,omitempty"`
	Receipts  int64  `json:"receipts"`
	Customers int64  `json:"customers"`
	Vouchers  int64  `json:"vouchers"`
	Erasures  int    `json:"erasures"`
	WithKey   bool   `json:"with_key"`
	Proof     Proof  `json:"proof"`
}

// Proof is a code that only the right keys read: no voucher carries it.
type Proof struct {
	Code   string `json:"code"`
	Bucket int    `json:"bucket"`
	Serial uint32 `json:"serial"`
}

// holds reports whether keys are those the proof was made with.
func (p Proof) holds(keys *code.Ring) bool {
	c, ok := code.Parse(p.Code)
	if !ok {
		return false
	}
	bucket, serial, ok := keys.Decode(c)
	return ok && bucket == p.Bucket && serial == p.Serial
}

// KeyChoice says whether the wrapping key goes into the backup.
type KeyChoice string

// The choices.
const (
	WithKey    KeyChoice = "with key"
	WithoutKey KeyChoice = "without key"
)

// Backup writes a folder with a consistent copy of the chain while it runs: the
// database (embedded engine), the wrapped keys, the key that wraps them unless
// told otherwise, and the list of erasures. The folder appears whole or not at
// all.
func Backup(ctx context.Context, c *server.Chain, dest string, key KeyChoice) (Manifest, error) {
	if entries, err := os.ReadDir(dest); err == nil && len(entries) > 0 {
		return Manifest{}, fault.New(fault.Conflict, "exists", "%s is there already and not empty; a backup goes into a new folder", dest)
	}
	part := dest + ".part"
	if err := errors.Join(os.RemoveAll(part), os.MkdirAll(part, 0o700)); err != nil {
		return Manifest{}, err
	}
	m, err := fill(ctx, c, part, key)
	if err == nil {
		_ = os.Remove(dest) // an empty folder gives way; anything else refuses the rename
		err = errors.Join(os.Rename(part, dest), server.SyncFolder(dest))
	}
	if err != nil {
		return Manifest{}, errors.Join(fmt.Errorf("backup: %w", err), os.RemoveAll(part))
	}
	return m, nil
}

func fill(ctx context.Context, c *server.Chain, dir string, key KeyChoice) (Manifest, error) {
	const serial = 1_000_003 // any number: the proof is about the keys
	m := Manifest{
		Made: c.Clock().UTC().Format(time.RFC3339), Engine: c.Engine(), WithKey: key == WithKey,
		Proof: Proof{Code: c.Codes().Encode(retail.Buckets-1, serial).String(), Bucket: retail.Buckets - 1, Serial: serial},
	}
	if c.DB.Embedded() {
		if err := copyRows(ctx, c, filepath.Join(dir, backupDB), &m); err != nil {
			return m, err
		}
	}
	if err := view(ctx, c, func(s engine.Session) error { return m.gather(ctx, s, dir) }); err != nil {
		return m, err
	}
	list, err := c.DB.Erasures(ctx) // after the copy: never older than it
	if err != nil {
		return m, err
	}
	m.Erasures = len(list)
	if err := server.WriteErasures(filepath.Join(dir, backupErasures), list); err != nil {
		return m, err
	}
	if key == WithKey {
		if err := copyFile(c.KeyFile(), filepath.Join(dir, backupKey)); err != nil {
			return m, err
		}
	}
	return m, writeFile(filepath.Join(dir, backupManifest), func(w io.Writer) error {
		e := json.NewEncoder(w)
		e.SetIndent("", "  ")
		return e.Encode(m)
	})
}

// copyRows copies the database and takes its print.
func copyRows(ctx context.Context, c *server.Chain, path string, m *Manifest) error {
	if err := c.DB.Backup(ctx, path); err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	m.SHA256, m.Bytes, err = printOf(f)
	return errors.Join(err, os.Chmod(path, 0o600), f.Sync(), f.Close())
}

func printOf(r io.Reader) (string, int64, error) {
	h := sha256.New()
	n, err := io.Copy(h, r)
	return hex.EncodeToString(h.Sum(nil)), n, err
}

// gather reads counts and keys.
func (m *Manifest) gather(ctx context.Context, s engine.Session, dir string) error {
	if _, err := engine.One(ctx, s, sql("schema"), nil, &m.Schema); err != nil {
		return err
	}
	if _, err := engine.One(ctx, s, sql("counts"), nil, &m.Receipts, &m.Customers, &m.Vouchers); err != nil {
		return err
	}
	keys := map[string][]byte{}
	err := engine.Each(ctx, s, sql("keys"), nil, func(scan func(...any) error) error {
		var (
			name    string
			wrapped []byte
		)
		err := scan(&name, &wrapped)
		keys[name] = append([]byte(nil), wrapped...)
		return err
	})
	if err != nil {
		return err
	}
	return writeFile(filepath.Join(dir, backupKeys), func(w io.Writer) error { return json.NewEncoder(w).Encode(keys) })
}

// writeFile writes a file that only its owner reads, durably.
func writeFile(path string, write func(io.Writer) error) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	return errors.Join(write(f), f.Sync(), f.Close())
}

func copyFile(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	return writeFile(to, func(w io.Writer) error {
		_, err := io.Copy(w, in)
		return err
	})
}
