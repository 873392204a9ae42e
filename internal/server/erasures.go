package server

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"sartor/internal/db"
	"sartor/internal/fault"
	"sartor/internal/retail"
)

// ErasuresPath is where the running server keeps the list of erasures beside its
// database, so that the list outlives it and a restore finds it.
func ErasuresPath(path string) string { return path + ".erasures.csv" }

const erasureHead = "customer,erased_at_microseconds"

// WriteErasures writes a list of erasures as CSV, whole or not at all.
func WriteErasures(path string, list []db.Erasure) error {
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*.part") // several may write at once
	if err != nil {
		return err
	}
	if err := errors.Join(printErasures(f, list), f.Sync(), f.Close()); err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return errors.Join(os.Rename(f.Name(), path), SyncFolder(path))
}

func printErasures(w io.Writer, list []db.Erasure) error {
	b := bufio.NewWriter(w)
	fmt.Fprintln(b, erasureHead)
	for _, e := range list {
		fmt.Fprintf(b, "%s,%d\n", e.Customer, int64(e.At))
	}
	return b.Flush()
}

// ReadErasures reads a list of erasures.
func ReadErasures(path string) (out []db.Erasure, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	for n := 1; lines.Scan(); n++ {
		if n == 1 && lines.Text() == erasureHead {
			continue
		}
		id, at, _ := strings.Cut(lines.Text(), ",")
		var e db.Erasure
		micros, err := strconv.ParseInt(at, 10, 64)
		if e.At = retail.Micros(micros); err == nil {
			e.Customer, err = retail.ParseCustomerID(id)
		}
		if err != nil {
			return nil, fault.New(fault.Invalid, "erasures", "%s, line %d: a list of erasures has lines such as cus_…,1764288000000000", path, n)
		}
		out = append(out, e)
	}
	return out, lines.Err()
}

// KeepErasures writes the list beside an embedded database when it has grown
// beyond what was written last, and returns how long it is.
func (c *Chain) KeepErasures(ctx context.Context, written int) (int, error) {
	path := SQLitePath(c.URL)
	if path == "" {
		return written, nil
	}
	list, err := c.DB.Erasures(ctx)
	if err != nil || len(list) == written {
		return written, err
	}
	return len(list), WriteErasures(ErasuresPath(path), list)
}
