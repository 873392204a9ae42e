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
	behindFile   = "select count(*) from fold where seq < (select max(seq) from journal)"
	behindServer = "select count(*) from fold where (epoch, seq) < (select epoch, seq from journal order by epoch desc, seq desc limit 1)"
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
	path, ok := strings.CutPrefix(b.db, "sqlite:")
	if !ok {
		conn, err := pgx.Connect(ctx, b.db)
		if err != nil {
			return 0, err
		}
		err = conn.QueryRow(ctx, behindServer).Scan(&n)
		return n, errors.Join(err, conn.Close(ctx))
	}
	d, err := sql.Open("sqlite", "file:"+path+"?_pragma=query_only(1)")
	if err != nil {
		return 0, err
	}
	err = d.QueryRowContext(ctx, behindFile).Scan(&n)
	return n, errors.Join(err, d.Close())
}
