package fill

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"net/url"
	"strings"

	"github.com/jackc/pgx/v5"
	_ "modernc.org/sqlite" // the embedded engine, without what makes each write durable
)

// bulk writes rows as fast as an engine takes them; nothing is durable before
// finish.
type bulk interface {
	epoch() int64
	copy(ctx context.Context, table string, columns []string, rows iter.Seq[[]any]) error
	budgets(ctx context.Context) error
	finish(ctx context.Context) error
	abort(ctx context.Context) error
}

// index is one that is built anew behind the rows.
type index struct{ name, text string }

// budgetSums writes the sums of a promotion's vouchers into its row.
const budgetSums = `
update budget set reserved = s.reserved, spent = s.spent, overspent = s.over, contingency = contingency - s.over,
       issued = s.issued, redeemed = s.redeemed, expired = s.expired
  from (select promotion, sum(case when state = 'issued' then reserve else 0 end) as reserved,
               sum(case when state = 'redeemed' then used_amount - used_over else 0 end) as spent,
               sum(case when state = 'redeemed' then used_over else 0 end) as over, count(*) as issued,
               sum(case when state = 'redeemed' then 1 else 0 end) as redeemed, sum(case when state = 'expired' then 1 else 0 end) as expired
          from voucher group by promotion) as s
 where s.promotion = budget.promotion`

func openBulk(ctx context.Context, address string) (bulk, error) {
	if path, ok := strings.CutPrefix(address, "sqlite:"); ok {
		return openFile(ctx, path)
	}
	return openServer(ctx, address)
}

// file is a SQLite file under way: not safe against a crash, so that a killed
// fill is thrown away.
type file struct {
	db      *sql.DB
	conn    *sql.Conn
	indexes []index
}

func openFile(ctx context.Context, path string) (*file, error) {
	v := url.Values{}
	for _, p := range []string{"journal_mode(MEMORY)", "synchronous(OFF)", "cache_size(-786432)", "temp_store(FILE)", "locking_mode(EXCLUSIVE)"} {
		v.Add("_pragma", p)
	}
	d, err := sql.Open("sqlite", "file:"+(&url.URL{Path: path}).EscapedPath()+"?"+v.Encode())
	if err != nil {
		return nil, err
	}
	conn, err := d.Conn(ctx)
	if err != nil {
		return nil, errors.Join(err, d.Close())
	}
	f := &file{db: d, conn: conn}
	if err := f.begin(ctx); err != nil {
		return nil, errors.Join(err, f.abort(ctx))
	}
	return f, nil
}

func (f *file) begin(ctx context.Context) error {
	rows, err := f.conn.QueryContext(ctx, "select name, sql from sqlite_master where type = 'index' and sql is not null order by name")
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var i index
		if err := rows.Scan(&i.name, &i.text); err != nil {
			return err
		}
		f.indexes = append(f.indexes, i)
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return err
	}
	for _, i := range f.indexes {
		if err := f.run(ctx, "drop index "+i.name); err != nil {
			return err
		}
	}
	return nil
}

func (f *file) run(ctx context.Context, text string, args ...any) error {
	_, err := f.conn.ExecContext(ctx, text, args...)
	return err
}

func (f *file) epoch() int64 { return 0 }

// copy inserts so many rows with one statement, in one transaction a table.
func (f *file) copy(ctx context.Context, table string, columns []string, rows iter.Seq[[]any]) error {
	const together = 24
	row := "(" + strings.TrimSuffix(strings.Repeat("?,", len(columns)), ",") + ")"
	head := "insert into " + table + " (" + strings.Join(columns, ",") + ") values "
	if err := f.run(ctx, "begin"); err != nil {
		return err
	}
	many, err := f.conn.PrepareContext(ctx, head+strings.TrimSuffix(strings.Repeat(row+",", together), ",")) //nolint:sqlclosecheck // by the defer below, which the linter misses
	if err != nil {
		return err
	}
	defer many.Close()
	args := make([]any, 0, together*len(columns))
	for r := range rows {
		if args = append(args, r...); len(args) < together*len(columns) {
			continue
		}
		if _, err := many.ExecContext(ctx, args...); err != nil {
			return err
		}
		args = args[:0]
	}
	for ; len(args) > 0; args = args[len(columns):] {
		if err := f.run(ctx, head+row, args[:len(columns)]...); err != nil {
			return err
		}
	}
	return f.run(ctx, "commit")
}

func (f *file) budgets(ctx context.Context) error { return f.run(ctx, budgetSums) }

// finish builds the indexes and makes all of it durable.
func (f *file) finish(ctx context.Context) error {
	for _, i := range f.indexes {
		if err := f.run(ctx, i.text); err != nil {
			return fmt.Errorf("%s: %w", i.name, err)
		}
	}
	for _, p := range []string{"pragma synchronous=FULL", "pragma journal_mode=DELETE", "pragma user_version=0", "pragma journal_mode=WAL"} {
		if err := f.run(ctx, p); err != nil {
			return err
		}
	}
	return f.abort(ctx)
}

func (f *file) abort(context.Context) error { return errors.Join(f.conn.Close(), f.db.Close()) }

// remote is a PostgreSQL database under way: one transaction.
type remote struct {
	conn    *pgx.Conn
	tx      pgx.Tx
	at      int64
	indexes []index
}

func openServer(ctx context.Context, address string) (*remote, error) {
	conn, err := pgx.Connect(ctx, address)
	if err != nil {
		return nil, err
	}
	s := &remote{conn: conn}
	if err := s.begin(ctx); err != nil {
		return nil, errors.Join(err, s.abort(ctx))
	}
	return s, nil
}

func (s *remote) begin(ctx context.Context) error {
	var err error
	if s.tx, err = s.conn.Begin(ctx); err != nil {
		return err
	}
	if err := s.tx.QueryRow(ctx, "select cast(cast(pg_current_xact_id() as text) as bigint)").Scan(&s.at); err != nil {
		return err
	}
	const constraints = "select conname from pg_constraint"
	rows, err := s.tx.Query(ctx, "select indexname, indexdef from pg_indexes where schemaname = current_schema() and indexname not in ("+constraints+")")
	if err != nil {
		return err
	}
	s.indexes, err = pgx.CollectRows(rows, func(r pgx.CollectableRow) (index, error) {
		var i index
		err := r.Scan(&i.name, &i.text)
		return i, err
	})
	for _, i := range s.indexes {
		if err == nil {
			_, err = s.tx.Exec(ctx, "drop index "+i.name)
		}
	}
	return err
}

func (s *remote) epoch() int64 { return s.at }

func (s *remote) copy(ctx context.Context, table string, columns []string, rows iter.Seq[[]any]) error {
	next, stop := iter.Pull(rows)
	defer stop()
	_, err := s.tx.CopyFrom(ctx, pgx.Identifier{table}, columns, pgx.CopyFromFunc(func() ([]any, error) {
		row, ok := next()
		if !ok {
			return nil, nil // the end, as pgx wants it
		}
		return row, nil
	}))
	return err
}

func (s *remote) budgets(ctx context.Context) error {
	if _, err := s.tx.Exec(ctx, budgetSums); err != nil {
		return err
	}
	_, err := s.tx.Exec(ctx, "select setval('journal_seq', (select max(seq) from ledger) + 100000)")
	return err
}

func (s *remote) finish(ctx context.Context) error {
	for _, i := range s.indexes {
		if _, err := s.tx.Exec(ctx, i.text); err != nil {
			return fmt.Errorf("%s: %w", i.name, err)
		}
	}
	if err := s.tx.Commit(ctx); err != nil {
		return err
	}
	_, err := s.conn.Exec(ctx, "vacuum analyze")
	return errors.Join(err, s.conn.Close(ctx))
}

func (s *remote) abort(ctx context.Context) error { return s.conn.Close(ctx) }
