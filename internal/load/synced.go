package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	_ "modernc.org/sqlite" // the engine that a bare insert is measured on
)

// syncedInserts measures one row of 180 bytes inserted and synced, at a rate and
// alone on the machine: what a close cannot be faster than.
func syncedInserts(ctx context.Context, dir string, rate float64) (measured, error) {
	const seconds = 10
	path := filepath.Join(dir, "synced.db")
	d, err := sql.Open("sqlite", "file:"+path+"?_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)")
	if err != nil {
		return measured{}, err
	}
	d.SetMaxOpenConns(1)
	m, err := inserts(ctx, d, int(rate*seconds), rate)
	return m, errors.Join(err, d.Close(), os.Remove(path))
}

func inserts(ctx context.Context, d *sql.DB, n int, rate float64) (measured, error) {
	if _, err := d.ExecContext(ctx, "create table bare (n integer primary key, body blob)"); err != nil {
		return measured{}, err
	}
	insert, err := d.PrepareContext(ctx, "insert into bare (body) values (?)")
	if err != nil {
		return measured{}, err
	}
	defer insert.Close()
	body := make([]byte, 180)
	m := measured{latency: make([]time.Duration, 0, n)}
	begin := time.Now()
	for i := range n {
		at := begin.Add(time.Duration(float64(i) / rate * float64(time.Second)))
		if wait := time.Until(at); wait > 0 {
			time.Sleep(wait)
		}
		if _, err := insert.ExecContext(ctx, body); err != nil {
			return measured{}, err
		}
		m.latency = append(m.latency, time.Since(at))
	}
	m.took = time.Since(begin)
	slices.Sort(m.latency)
	return m, nil
}

// syncRate measures how many 4 KiB writes a second the disk makes durable one
// after the other.
func syncRate(dir string) (float64, error) {
	f, err := os.CreateTemp(dir, "sync")
	if err != nil {
		return 0, err
	}
	defer os.Remove(f.Name())
	page := make([]byte, 4096)
	n := 0
	begin := time.Now()
	for time.Since(begin) < 2*time.Second {
		if _, err := f.WriteAt(page, int64(n%1024)*4096); err != nil {
			return 0, errors.Join(err, f.Close())
		}
		if err := f.Sync(); err != nil {
			return 0, errors.Join(fmt.Errorf("sync: %w", err), f.Close())
		}
		n++
	}
	return float64(n) / time.Since(begin).Seconds(), f.Close()
}
