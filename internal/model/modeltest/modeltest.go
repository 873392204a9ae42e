// Package modeltest owns what tests of kernels share: the public data sets, prepared
// as the figures they are held against were. Without the data a test is skipped
// aloud, but never in CI. It refuses to be imported by anything but tests.
package modeltest

import (
	"compress/gzip"
	"encoding/csv"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// Dataset opens a file of the public data sets: $SARTOR_TEST_DATA, or ../shared/data
// beside the repository. Without it the test is skipped aloud, but never in CI.
func Dataset(t testing.TB, name string) *csv.Reader {
	t.Helper()
	root := os.Getenv("SARTOR_TEST_DATA")
	if root == "" {
		dir, err := os.Getwd()
		for ; err == nil && dir != "/"; dir = filepath.Dir(dir) {
			if _, gone := os.Stat(filepath.Join(dir, "go.mod")); gone == nil {
				break
			}
		}
		root = filepath.Join(dir, "..", "shared", "data")
	}
	f, err := os.Open(filepath.Join(root, name))
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("the public data sets are missing: %v", err)
		}
		t.Skipf("NOT TESTED: the public data sets are missing (set SARTOR_TEST_DATA): %v", err)
	}
	t.Cleanup(func() { _ = f.Close() })
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	r := csv.NewReader(z)
	r.ReuseRecord = true
	if _, err := r.Read(); err != nil {
		t.Fatal(err)
	}
	return r
}

// Rows calls do for every row; the slice is reused.
func Rows(t testing.TB, r *csv.Reader, do func(row []string)) {
	t.Helper()
	for {
		row, err := r.Read()
		if err == io.EOF {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		do(row)
	}
}

// DayOf is the day of a date or time, days since 1970-01-01.
func DayOf(t testing.TB, text string) int32 {
	t.Helper()
	at, err := time.Parse(time.DateOnly, text[:10])
	if err != nil {
		t.Fatal(err)
	}
	return int32(at.Unix() / 86400)
}
