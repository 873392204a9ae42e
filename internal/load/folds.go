package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
)

// behind counts the folds that have not seen the newest entry.
const (
	behindFile   = "select count(*) from fold where name in ('profile', 'demand') and seq < (select max(seq) from journal)"
	behindServer = "select count(*) from fold where name in ('profile', 'demand') and (epoch, seq) < (select epoch, seq from journal order by epoch desc, seq desc limit 1)"
)

// caughtUp waits until all folds have seen all of the journal.
func (b *bench) caughtUp(ctx context.Context) error {
	const patience = 10 * time.Minute
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	for {
		n, err := b.behind(ctx)
		if err != nil || n == 0 {
			return err
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("%d folds are still behind: %w", n, ctx.Err())
		case <-time.After(20 * time.Millisecond):
		}
	}
}

func (b *bench) behind(ctx context.Context) (n int, err error) {
	text := behindFile
	if !strings.HasPrefix(b.db, "sqlite:") {
		text = behindServer
	}
	err = b.read(ctx, text, func(scan func(...any) error) error { return scan(&n) })
	return n, err
}

// read reads the database from outside, beside the server.
func (b *bench) read(ctx context.Context, text string, row func(scan func(...any) error) error) error {
	path, ok := strings.CutPrefix(b.db, "sqlite:")
	if !ok {
		return lookServer(ctx, b.db, text, row)
	}
	d, err := sql.Open("sqlite", "file:"+path+"?_pragma=query_only(1)")
	if err != nil {
		return err
	}
	defer d.Close()
	rows, err := d.QueryContext(ctx, text)
	if err != nil {
		return err
	}
	defer rows.Close()
	for err == nil && rows.Next() {
		err = row(rows.Scan)
	}
	return errors.Join(err, rows.Err())
}

func lookServer(ctx context.Context, address, text string, row func(scan func(...any) error) error) error {
	conn, err := pgx.Connect(ctx, address)
	if err != nil {
		return err
	}
	rows, err := conn.Query(ctx, text)
	if err != nil {
		return errors.Join(err, conn.Close(ctx))
	}
	for err == nil && rows.Next() {
		err = row(rows.Scan)
	}
	rows.Close()
	return errors.Join(err, rows.Err(), conn.Close(ctx))
}
