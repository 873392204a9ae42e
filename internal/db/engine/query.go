package engine

import (
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"strings"
)

// Query is one SQL statement from query/NAME.sql, written once for both
// engines; a forced twin lies in query/NAME.postgres.sql and says why on its
// second line. Arguments are named in the text (:bucket) and listed in the order
// callers pass them on a line "-- args: a, b". A clause for one engine alone
// stands between /*sqlite and */ or /*postgres and */, as in migrations.
type Query struct {
	name   string
	args   []string
	sqlite string
	pg     string
}

// Statements are a package's queries by name, read only after start.
type Statements map[string]*Query

// Embedded loads the queries that a package embeds. One that does not parse is a
// mistake in the source: the binary itself is wrong.
func Embedded(files fs.FS) Statements {
	s, err := Load(files)
	if err != nil {
		panic(err)
	}
	return s
}

// Named returns a statement. An unknown name is a mistake in the source.
func (s Statements) Named(name string) *Query {
	q, ok := s[name]
	if !ok {
		panic("engine: no query file " + name + ".sql")
	}
	return q
}

// Load reads every query/NAME.sql with its twins.
func Load(files fs.FS) (Statements, error) {
	names, err := fs.Glob(files, "query/*.sql")
	if err != nil {
		return nil, err
	}
	slices.Sort(names) // a.sql before its twin a.postgres.sql is not given: see below
	out := map[string]*Query{}
	for _, file := range names {
		base := strings.TrimSuffix(strings.TrimPrefix(file, "query/"), ".sql")
		name, twin := strings.CutSuffix(base, ".postgres")
		text, err := fs.ReadFile(files, file)
		if err != nil {
			return nil, err
		}
		q := out[name]
		if q == nil {
			q = &Query{name: name}
			out[name] = q
		}
		set := q.set
		if twin {
			set = q.setTwin
		}
		if err := set(string(text)); err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
	}
	return out, nil
}

// set takes the text of the query.
func (q *Query) set(text string) error {
	args, body, err := header(text)
	if err != nil {
		return err
	}
	pg, err := number(conditional(body, Postgres), args, '$')
	if err != nil {
		return err
	}
	if q.sqlite, err = number(conditional(body, SQLite), args, '?'); err != nil {
		return err
	}
	if q.pg == "" {
		q.pg = pg
	}
	return q.take(args)
}

// setTwin takes the text that PostgreSQL runs instead.
func (q *Query) setTwin(text string) error {
	args, body, err := header(text)
	if err != nil {
		return err
	}
	if q.pg, err = number(conditional(body, Postgres), args, '$'); err != nil {
		return err
	}
	return q.take(args)
}

// take keeps the arguments; those of a query and its twin are the same.
func (q *Query) take(args []string) error {
	if q.args != nil && !slices.Equal(q.args, args) {
		return fmt.Errorf("the twin's args %v differ from %v", args, q.args)
	}
	q.args = args
	return nil
}

// header reads the "-- args:" line and strips comments.
func header(text string) (args []string, body string, err error) {
	args = []string{}
	var b strings.Builder
	for line := range strings.Lines(text) {
		trimmed := strings.TrimSpace(line)
		if list, ok := strings.CutPrefix(trimmed, "-- args:"); ok {
			for name := range strings.SplitSeq(list, ",") {
				args = append(args, strings.TrimSpace(name))
			}
		}
		if !strings.HasPrefix(trimmed, "--") {
			b.WriteString(line)
		}
	}
	body = strings.TrimSpace(b.String())
	if body == "" {
		return nil, "", fmt.Errorf("no statement")
	}
	return args, body, nil
}

// number replaces :name by the placeholder and position of each engine.
func number(body string, args []string, mark byte) (string, error) {
	used := make([]bool, len(args))
	var b strings.Builder
	quoted := false
	for i := 0; i < len(body); i++ {
		c := body[i]
		if c == '\'' {
			quoted = !quoted
		}
		if c != ':' || quoted {
			b.WriteByte(c)
			continue
		}
		end := i + 1
		for end < len(body) && isName(body[end]) {
			end++
		}
		at := slices.Index(args, body[i+1:end])
		if at < 0 {
			return "", fmt.Errorf(":%s is not among the args %v", body[i+1:end], args)
		}
		used[at] = true
		b.WriteByte(mark)
		b.WriteString(strconv.Itoa(at + 1))
		i = end - 1
	}
	if at := slices.Index(used, false); at >= 0 {
		return "", fmt.Errorf("arg %s is never used", args[at])
	}
	return b.String(), nil
}

func isName(c byte) bool { return c == '_' || 'a' <= c && c <= 'z' || '0' <= c && c <= '9' }

// failed names the query in its error.
func (q *Query) failed(err error) error { return fmt.Errorf("%s: %w", q.name, away(err)) }

// Text returns the statement as an engine gets it; "" when it has none.
func (q *Query) Text(d Dialect) string {
	if d == SQLite {
		return q.sqlite
	}
	return q.pg
}

// Args returns the names of the arguments, in their order.
func (q *Query) Args() []string { return slices.Clone(q.args) }
