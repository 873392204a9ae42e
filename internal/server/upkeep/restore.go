package upkeep

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"

	"sartor/internal/db"
	"sartor/internal/fault"
	"sartor/internal/server"
)

// Restore is what to bring back, and where to.
type Restore struct {
	From     string // folder of a backup
	URL      string // where the chain is to be
	KeyFile  string // "": the one in the backup, or beside the target
	Erasures string // a newer list of erasures, "" for none
	Force    string // why what stands may be replaced; "" refuses
}

// Restored says what came back.
type Restored struct {
	Manifest
	Forgotten int     `json:"forgotten"` // erased again, or for the first time in this copy
	Kept      string  `json:"kept"`      // where what stood before lies now
	Checks    []Check `json:"checks"`
}

// Run brings a backup back. Nothing is replaced before the copy has proven
// itself: it opens with the key, everybody on a list of erasures is forgotten,
// a known code reads, and every invariant holds.
func (r Restore) Run(ctx context.Context) (Restored, error) {
	m, err := r.manifest()
	if err != nil {
		return Restored{}, err
	}
	path := server.SQLitePath(r.URL)
	if (path == "") != (m.SHA256 == "") {
		return Restored{}, fault.New(fault.Invalid, "other_engine", "the backup is of a %s database, and --db names another engine", m.Engine)
	}
	if path == "" {
		return r.server(ctx, m)
	}
	return r.file(ctx, m, path)
}

func (r Restore) manifest() (m Manifest, err error) {
	text, err := os.ReadFile(filepath.Join(r.From, backupManifest))
	if errors.Is(err, os.ErrNotExist) {
		return m, fault.New(fault.Invalid, "no_backup", "%s is no backup: it has no %s", r.From, backupManifest)
	}
	if err == nil {
		err = json.Unmarshal(text, &m)
	}
	if err != nil {
		return m, fmt.Errorf("read the backup: %w", err)
	}
	if m.SHA256 == "" {
		return m, nil
	}
	f, err := os.Open(filepath.Join(r.From, backupDB))
	if err != nil {
		return m, err
	}
	defer f.Close()
	sum, _, err := printOf(f)
	if err == nil && sum != m.SHA256 {
		err = fault.New(fault.Invalid, "damaged", "%s is not the file that was backed up: it changed since; take another backup", filepath.Join(r.From, backupDB))
	}
	return m, err
}

// file restores an embedded database.
func (r Restore) file(ctx context.Context, m Manifest, path string) (Restored, error) {
	_, err := os.Stat(path)
	stands := err == nil
	if stands && r.Force == "" {
		return Restored{}, fault.New(fault.Conflict, "exists", "%s is there already; --force replaces it and keeps what stood beside it", path)
	}
	key, err := r.keyFile(path)
	if err != nil {
		return Restored{}, err
	}
	lock, err := server.TakeLock(path)
	if held, ok := errors.AsType[*server.HeldError](err); ok {
		return Restored{}, server.BusyError(path, held)
	}
	if err != nil {
		return Restored{}, err
	}
	out, err := r.replace(ctx, m, files{path: path, key: key, stands: stands})
	return out, errors.Join(err, lock.Release())
}

// files are the places of one restore.
type files struct {
	path, key string
	stands    bool
}

// keyFile finds the key that is to open the backup.
func (r Restore) keyFile(path string) (string, error) {
	for _, k := range []string{r.KeyFile, filepath.Join(r.From, backupKey), server.KeyPath(path)} {
		if k == "" {
			continue
		}
		if _, err := os.Stat(k); err == nil {
			return k, nil
		}
		if k == r.KeyFile {
			return "", fault.New(fault.Invalid, "key_missing", "there is no key file %s", k)
		}
	}
	return "", fault.New(fault.Invalid, "key_missing", "the backup was made without its key, and there is none at %s: give it with --key-file", server.KeyPath(path))
}

func (r Restore) replace(ctx context.Context, m Manifest, f files) (Restored, error) {
	lists, err := r.lists(ctx, f.path)
	if err != nil {
		return Restored{}, err
	}
	staged := server.StagedPath(f.path)
	err = errors.Join(
		server.Unstage(f.path),
		copyFile(filepath.Join(r.From, backupDB), staged),
		copyFile(f.key, server.KeyPath(staged)))
	if err != nil {
		return Restored{}, errors.Join(err, server.Unstage(f.path))
	}
	out, err := r.prove(ctx, m, server.Options{URL: "sqlite:" + staged}, lists)
	if err == nil {
		out.Kept, err = keepOld(f)
	}
	if err == nil {
		err = server.Swap(f.path)
	} else {
		err = errors.Join(err, server.Unstage(f.path))
	}
	return out, err
}

// prove opens the copy, forgets who is to be forgotten before anything is read,
// and checks keys and invariants.
func (r Restore) prove(ctx context.Context, m Manifest, o server.Options, lists []db.Erasure) (out Restored, err error) {
	o.Log = slog.New(slog.DiscardHandler)
	c, err := server.Open(ctx, o)
	if err != nil {
		return out, err
	}
	defer func() { err = errors.Join(err, c.Close()) }()
	out.Manifest = m
	if out.Forgotten, err = forget(ctx, c, lists); err != nil {
		return out, err
	}
	if !m.Proof.holds(c.Codes()) {
		return out, fault.New(fault.Invalid, "key_wrong", "the keys of this copy do not read the code it was made with: every voucher on paper would be refused")
	}
	checks, sound, err := Verify(ctx, c)
	if err != nil {
		return out, err
	}
	if out.Checks = checks; !sound {
		return out, fault.New(fault.Invalid, "unsound", "the copy does not hold what it must (%s); nothing was replaced", strings.Join(names(checks), ", "))
	}
	return out, nil
}

// names lists the checks that do not hold.
func names(checks []Check) (out []string) {
	for _, k := range checks {
		if !k.Holds {
			out = append(out, k.Name)
		}
	}
	return out
}

// keepOld links what stands under a second name.
func keepOld(f files) (string, error) {
	if !f.stands {
		return "", nil
	}
	kept := f.path + ".before-restore"
	for _, suffix := range []string{"", "-wal", ".key"} {
		err := os.Remove(kept + suffix)
		if errors.Is(err, os.ErrNotExist) {
			err = nil
		}
		if err == nil {
			err = os.Link(f.path+suffix, kept+suffix)
		}
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			return "", err
		}
	}
	return kept, nil
}

// server finishes a restore whose rows pg_restore has brought back: keys that
// are missing, erasures, proof.
func (r Restore) server(ctx context.Context, m Manifest) (Restored, error) {
	key := r.KeyFile
	if key == "" {
		key = filepath.Join(r.From, backupKey)
	}
	lists, err := r.lists(ctx, "")
	if err != nil {
		return Restored{}, err
	}
	return r.prove(ctx, m, server.Options{URL: r.URL, KeyFile: key}, lists)
}
