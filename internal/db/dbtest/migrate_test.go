package dbtest

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/jackc/pgx/v5"
	_ "modernc.org/sqlite" // what looks at files from outside

	stdsql "database/sql"

	"sartor/internal/db"
	"sartor/internal/db/engine"
	"sartor/internal/fault"
)

// steps reads the migrations as they are released.
func steps(t *testing.T) fstest.MapFS {
	t.Helper()
	out := fstest.MapFS{}
	names, err := fs.Glob(os.DirFS(".."), "migration/*.sql")
	must(t, err)
	for _, name := range names {
		text, err := os.ReadFile("../" + name)
		must(t, err)
		out[name] = &fstest.MapFile{Data: text}
	}
	if len(out) == 0 {
		t.Fatal("found no migrations")
	}
	return out
}

// migrate brings a database to a set of migrations.
func migrate(t *testing.T, url string, files fs.FS) error {
	t.Helper()
	all, err := engine.LoadMigrations(files)
	must(t, err)
	e, err := engine.Open(t.Context(), url)
	must(t, err)
	defer func() { must(t, e.Close()) }()
	_, err = engine.Migrate(t.Context(), e, all)
	return err
}

// TestMigrate_FreshEqualsMigrated compares a database that was there from the
// first migration on, one at a time, with one made at once.
func TestMigrate_FreshEqualsMigrated(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, fresh Fresh) {
		all, some, grown, made := steps(t), fstest.MapFS{}, fresh(t), fresh(t)
		for _, name := range sorted(all) {
			some[name] = all[name]
			must(t, migrate(t, grown, some))
		}
		must(t, open(t, made).PutSetting(t.Context(), "a", "b"))
		if a, b := schema(t, grown), schema(t, made); a != b {
			t.Errorf("migrated one by one it is\n%s\nmade at once\n%s", a, b)
		}
		if n := strings.Count(schema(t, made), "\n"); n < 40 {
			t.Errorf("the dump has %d lines: it does not see the schema", n)
		}
	})
}

func sorted(files fstest.MapFS) []string {
	names, _ := fs.Glob(files, "migration/*.sql") // the pattern is a constant
	return names
}

// TestMigrate_StoppedInTheMiddleChangesNothing lets every migration fail at
// each of its statements: the schema stays what it was, and the next start
// finishes the work.
func TestMigrate_StoppedInTheMiddleChangesNothing(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, fresh Fresh) {
		all, some, url := steps(t), fstest.MapFS{}, fresh(t)
		must(t, migrate(t, url, some))
		for _, name := range sorted(all) {
			text := string(all[name].Data)
			before := schema(t, url)
			for n, at := range ends(text) {
				if n%6 != 0 && (testing.Short() || !strings.HasPrefix(url, "sqlite:")) {
					continue // a server takes a third of a second each
				}
				some[name] = &fstest.MapFile{Data: []byte(text[:at+1] + "\nselect broken from nowhere;\n" + text[at+1:])}
				if err := migrate(t, url, some); err == nil {
					t.Fatalf("%s went through with a broken statement at %d", name, at)
				}
				if after := schema(t, url); after != before {
					t.Fatalf("%s stopped at %d left\n%s\nit was\n%s", name, at, after, before)
				}
			}
			some[name] = all[name]
			must(t, migrate(t, url, some))
		}
		made := fresh(t)
		must(t, migrate(t, made, all))
		if a, b := schema(t, url), schema(t, made); a != b {
			t.Errorf("after all the failures it is\n%s\nwant\n%s", a, b)
		}
	})
}

// ends returns where the statements of a migration end, those aside that lie in
// a comment or hold on one engine only.
func ends(text string) (out []int) {
	at := 0
	for line := range strings.Lines(text) {
		if i := strings.IndexByte(line, ';'); i >= 0 && !strings.HasPrefix(line, "--") && !strings.HasPrefix(line, "/*") {
			out = append(out, at+i)
		}
		at += len(line)
	}
	return out
}

// TestMigrate_OlderBinaryRefusesANewerSchema says so instead of guessing.
func TestMigrate_OlderBinaryRefusesANewerSchema(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, fresh Fresh) {
		newer, url := steps(t), fresh(t)
		name := fmt.Sprintf("migration/%04d_next.sql", len(newer)+1)
		newer[name] = &fstest.MapFile{Data: []byte("create table next (n bigint not null);")}
		must(t, migrate(t, url, newer))
		before := schema(t, url)
		_, err := db.Open(t.Context(), url)
		if fault.KindOf(err) != fault.Conflict || !strings.Contains(err.Error(), "newer Sartor") {
			t.Errorf("the older binary answered %v, want a refusal that names the newer schema", err)
		}
		if after := schema(t, url); after != before {
			t.Errorf("and it changed the schema to\n%s", after)
		}
	})
}

// TestMigrate_ManyStartAtOnce opens a fresh database from many connections: one
// makes the schema, the others wait for it.
func TestMigrate_ManyStartAtOnce(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, fresh Fresh) {
		const nodes = 8
		for range 3 {
			url := fresh(t)
			var all sync.WaitGroup
			failed := make([]error, nodes)
			gate := make(chan struct{})
			for i := range nodes {
				all.Go(func() {
					<-gate
					d, err := db.Open(context.WithoutCancel(t.Context()), url)
					if err == nil {
						err = d.Close()
					}
					failed[i] = err
				})
			}
			close(gate)
			all.Wait()
			for _, err := range failed {
				must(t, err)
			}
		}
	})
}

// schema dumps what a database consists of, in an order of its own.
func schema(t *testing.T, url string) string {
	t.Helper()
	var lines []string
	if path, ok := strings.CutPrefix(url, "sqlite:"); ok {
		lines = sqliteSchema(t, path)
	} else {
		lines = postgresSchema(t, url)
	}
	return strings.Join(lines, "\n")
}

func sqliteSchema(t *testing.T, path string) (lines []string) {
	t.Helper()
	d, err := stdsql.Open("sqlite", path)
	must(t, err)
	defer d.Close()
	rows, err := d.QueryContext(t.Context(), `select type || ' ' || name || ' ' || coalesce(sql, '') from sqlite_schema where name <> 'migration' order by 1`)
	must(t, err)
	defer rows.Close()
	for rows.Next() {
		var line string
		must(t, rows.Scan(&line))
		lines = append(lines, line)
	}
	must(t, rows.Err())
	return lines
}

func postgresSchema(t *testing.T, url string) (lines []string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	must(t, err)
	defer conn.Close(context.WithoutCancel(t.Context()))
	rows, err := conn.Query(t.Context(), `
		select line from (
		  select concat_ws(' ', 'column', table_name, lpad(ordinal_position::text, 3, '0'), column_name, data_type, is_nullable, column_default)
		    from information_schema.columns where table_schema = 'public' and table_name <> 'migration'
		  union all select concat_ws(' ', 'index', indexdef) from pg_indexes where schemaname = 'public' and tablename <> 'migration'
		  union all select concat_ws(' ', 'constraint', c.conrelid::regclass, c.conname, pg_get_constraintdef(c.oid))
		    from pg_constraint c join pg_namespace n on n.oid = c.connamespace where n.nspname = 'public' and c.conrelid <> coalesce(to_regclass('migration'), 0)
		  union all select concat_ws(' ', 'sequence', sequencename, increment_by, data_type) from pg_sequences where schemaname = 'public'
		) as dump (line) order by line`)
	must(t, err)
	lines, err = pgx.CollectRows(rows, pgx.RowTo[string])
	must(t, err)
	return lines
}
