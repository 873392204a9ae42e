package dbtest

import (
	"context"
	stdsql "database/sql"
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"sartor/internal/db"
	"sartor/internal/db/engine"
)

// grows names the tables that grow with customers and receipts. A statement
// reads them by an index, whatever their size.
func grows() []string {
	return []string{
		"rollout_note",
		"answer", "audit", "consent", "customer", "customer_identifier", "customer_redemption", "decision", "demand", "ghost", "identifier", "idempotency",
		"invitation", "journal", "ledger", "merge_proposal", "movement_key", "outlook", "profile", "proposal", "receipt_key", "redemption", "segment_event", "segment_flow", "session", "stock_day", "stock_level", "store_version", "voucher",
	}
}

// whole names the statements that read a growing table from end to end, and
// who may: none of them runs while a till waits for it.
func whole() map[string]string {
	const (
		learning = "learning and rebuilding read everything"
		page     = "a page of a console, cut off by its limit, in the order of the key or of few rows"
		restore  = "once, when a restored database is opened"
		waits    = "a partial index that holds what waits to go out, and nothing else"
		due      = "a range: plans are made for the values at hand, and what is due is little"
	)
	return map[string]string{
		"proposal.decided_of": waits, "proposal.sums": waits,
		"customer.consents": learning, "demand.all": learning, "demand.clear": learning, "journal.count": learning,
		"stock_day.all": learning, "stock_day.clear": learning, "stock_level.clear": learning,
		"identifier.some": page, "merge.newest": page, "voucher.newest": page, "customer.count": page,
		"invitation.newest": page, "session.newest": page,
		"answer.expire": "the first of the primary key, as many as the limit says", "journal.fresh": due,
		"voucher.promised":   "in the background: vouchers that are out, read again after twenty times as long as it took",
		"idempotency.expire": "few rows: calls of tills are not among them, and each goes after its days",
		"journal.settle":     restore, "consent.settle": restore, "profile.clear": restore,
		"ledger.sums": "verify adds up the whole ledger",
	}
}

// TestPlans_NoStatementScansWhatGrows reads the plan of every statement on both
// engines, on PostgreSQL with 100,000 receipts and the generic plans that
// prepared statements get.
func TestPlans_NoStatementScansWhatGrows(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, fresh Fresh) {
		url := fresh(t)
		must(t, got(db.Open(t.Context(), url))(t).Close())
		explain := explainSQLite
		if strings.HasPrefix(url, "postgres") {
			explain = explainPostgres
		}
		scans := explain(t, url)
		for _, name := range slices.Sorted(maps.Keys(scans)) {
			if whole()[name] == "" {
				t.Errorf("%s scans: %s", name, scans[name])
			}
		}
		for name := range whole() {
			if statements(t)[name] == nil {
				t.Errorf("%s may scan, but there is no such statement", name)
			}
		}
	})
}

func statements(t *testing.T) map[string]*engine.Query {
	t.Helper()
	return got(engine.Load(os.DirFS("..")))(t)
}

var scanOf = regexp.MustCompile(`^SCAN (\w+)`)

// explainSQLite returns the statements that scan, with the step that does.
func explainSQLite(t *testing.T, url string) map[string]string {
	t.Helper()
	d := got(stdsql.Open("sqlite", strings.TrimPrefix(url, "sqlite:")))(t)
	defer d.Close()
	out := map[string]string{}
	for name, q := range statements(t) {
		if q.Text(engine.SQLite) == "" {
			continue
		}
		for _, line := range lines(t, d, "explain query plan "+q.Text(engine.SQLite), make([]any, len(q.Args()))) {
			if m := scanOf.FindStringSubmatch(line); m != nil && slices.Contains(grows(), m[1]) {
				out[name] = line
			}
		}
	}
	return out
}

func lines(t *testing.T, d *stdsql.DB, text string, args []any) (out []string) {
	t.Helper()
	rows, err := d.QueryContext(t.Context(), text, args...)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	defer rows.Close()
	for rows.Next() {
		var id, parent, unused int64
		var detail string
		must(t, rows.Scan(&id, &parent, &unused, &detail))
		out = append(out, detail)
	}
	must(t, rows.Err())
	return out
}

var seqScanOf = regexp.MustCompile(`Seq Scan on (\w+)`)

func explainPostgres(t *testing.T, url string) map[string]string {
	t.Helper()
	conn := got(pgx.Connect(t.Context(), url))(t)
	defer conn.Close(context.WithoutCancel(t.Context()))
	fill(t, conn)
	out := map[string]string{}
	for name, q := range statements(t) {
		text := q.Text(engine.Postgres)
		if text == "" {
			continue
		}
		run := func(text string) {
			if _, err := conn.Exec(t.Context(), text); err != nil {
				t.Fatalf("%s: %s: %v", name, text, err)
			}
		}
		run("prepare p as " + text)
		nulls := ""
		if n := len(q.Args()); n > 0 {
			nulls = "(" + strings.TrimSuffix(strings.Repeat("null,", n), ",") + ")"
		}
		rows, err := conn.Query(t.Context(), "explain execute p"+nulls)
		must(t, err)
		plan := got(pgx.CollectRows(rows, pgx.RowTo[string]))(t)
		for _, line := range plan {
			if m := seqScanOf.FindStringSubmatch(line); m != nil && slices.Contains(grows(), m[1]) {
				out[name] = strings.TrimSpace(line)
			}
		}
		run("deallocate p")
	}
	return out
}

// fill makes a chain of 100,000 receipts by the database itself.
func fill(t *testing.T, conn *pgx.Conn) {
	t.Helper()
	const (
		receipts  = 100_000
		customers = 20_000
	)
	for _, text := range []string{
		"set plan_cache_mode = force_generic_plan",
		fmt.Sprintf(`insert into customer select n * 1024 + n %% 1024, n %% 1024, n, '', n %% 100, 0, 0, 0 from generate_series(1, %d) n`, customers),
		fmt.Sprintf(`insert into identifier select 'card', 'c' || n, n %% 1024, n * 1024 + n %% 1024 from generate_series(1, %d) n`, customers),
		fmt.Sprintf(`insert into customer_identifier select n * 1024 + n %% 1024, 'card', 'c' || n, n %% 1024, n from generate_series(1, %d) n`, customers),
		fmt.Sprintf(`insert into profile select n * 1024 + n %% 1024, n %% 1024, 1, n, '\x00' from generate_series(1, %d) n`, customers),
		fmt.Sprintf(`insert into outlook select n * 1024 + n %% 1024, n %% 1024, n, 1, n / 500, 'loyal', 'low', n, n, n, n, n, '\x00' from generate_series(1, %d) n`, customers),
		fmt.Sprintf(`insert into segment_event select (n %% %d) * 1024 + n %% 1024, n, n %% 1024, n / 500, 1, 'new', (array['new','growing','loyal','at_risk','lapsed','won_back'])[1 + n %% 6],
			'low', (array['high','middle','low'])[1 + n %% 3], 'steady', 1, 1, 1, 1, 1 from generate_series(1, %d) n`, customers, receipts),
		`insert into store_version select 1 + n / 1000, n % 1000, 1, 1, 0, (array['draft','submitted','withdrawn'])[1 + n % 3], '{}', '', '', '', '', 'save', '',
			n, n, case when n % 50 = 0 then 1 else 0 end, 1 from generate_series(1, 50000) n`,
		`insert into segment_flow select d, 'state', 'new', 'loyal', 64 * b, 1 from generate_series(1, 2000) d, generate_series(0, 15) b`,
		`insert into segment_size select s, 'low', 64 * b, 1, 1, 1, 1, 1, 1, 1 from unnest(array['new','growing','loyal','at_risk','lapsed','won_back']) s, generate_series(0, 15) b`,
		fmt.Sprintf(`insert into consent (customer, recorded_at, purpose, bucket, granted, at, proof, source)
			select n * 1024 + n %% 1024, n, 'offers', n %% 1024, 1, n, '', '' from generate_series(1, %d) n`, customers),
		fmt.Sprintf(`insert into merge_proposal select n * 1024 + n %% 1024, n * 1024 + 7, 'card', 'c' || n, n %% 1024, n, 0 from generate_series(1, %d) n`, customers),
		fmt.Sprintf(`insert into journal (seq, bucket, kind, customer, store, at, day, receipt, body)
			select n, n %% 1024, 1, (n %% %d) * 1024 + n %% 1024, n %% 50, n, n / 500, 'r' || n, '\x00' from generate_series(1, %d) n`, customers, receipts),
		fmt.Sprintf(`insert into receipt_key select 'r' || n, n %% 1024, n, n, 1, n, 'stands', '\x00', 0, '' from generate_series(1, %d) n`, receipts),
		fmt.Sprintf(`insert into answer select n, n %% 1024, n, '\x00' from generate_series(1, %d) n`, receipts),
		fmt.Sprintf(`insert into decision (seq, bucket, decision, customer, store, at, ghosts, body)
			select n, n %% 1024, n, (n %% %d) * 1024 + n %% 1024, 1, n, 0, '\x00' from generate_series(1, %d) n`, customers, receipts),
		fmt.Sprintf(`insert into voucher select n, n %% 1024, n, n, (n %% %d) * 1024 + n %% 1024, n %% 200, 1, 1, 1, 'r' || n, n, n / 500, n / 500 + 14,
			'amount', 50, 50, 50, '', '[]', 'issued', 0, '', 0, 0, 0, '' from generate_series(1, %d) n`, customers, receipts),
		fmt.Sprintf(`insert into redemption select 'r' || n, n %% 1024, 0, 'x', n, n %% 1024, 50, '', n, 'stands', '' from generate_series(1, %d) n`, receipts),
		fmt.Sprintf(`insert into ledger select n, 0, n %% 1024, n %% 200, n, (array['issue','issue','redeem'])[1 + n %% 3], 'reserved', 'budget', 50, n from generate_series(1, %d) n`, receipts),
		fmt.Sprintf(`insert into audit select n, 0, 0, n, 'a' || n %% 50, 'b' || n %% 30, 'c' || n, '', '' from generate_series(1, %d) n`, customers),
		fmt.Sprintf(`insert into session (hash, session, staff, created_at, seen_at, ends_at) select int4send(n), 's' || n, 'f' || n %% 900, n, n, n from generate_series(1, %d) n`, customers),
		fmt.Sprintf(`insert into invitation select 'i' || n, int4send(n), '', 'f' || n, 'desk', '', '', 'f', n, n, 0, 0 from generate_series(1, %d) n`, customers),
		fmt.Sprintf(`insert into idempotency select 'a', 'k' || n, '\x00', 200, '\x00', n from generate_series(1, %d) n`, customers),
		fmt.Sprintf(`insert into customer_redemption select (n %% %d) * 1024 + n %% 1024, n %% 200, 'r' || n, n, n %% 1024, n %% 1024 from generate_series(1, %d) n`, customers, receipts),
		fmt.Sprintf(`insert into ghost select n %% 200, (n %% %d) * 1024 + n %% 1024, n %% 1024, 1, n, 1, 1 from generate_series(1, %d) n`, customers, customers),
		`insert into demand select s, d, '\x00' from generate_series(1, 100) s, generate_series(1, 400) d`,
		`insert into stock_day select s, d, '\x00' from generate_series(1, 100) s, generate_series(1, 400) d`,
		`insert into stock_level select s, d, '\x00' from generate_series(1, 100) s, generate_series(1, 400) d`,
		`insert into stock_store select s, 1, 1, 1, 400 from generate_series(1, 100) s`,
		`insert into journal_day select d, 1, d * 200 from generate_series(1, 400) d`,
		fmt.Sprintf(`insert into movement_key select 'm' || n, n %% 1024, n, n %% 50, n, '\x00' from generate_series(1, %d) n`, customers),
		`insert into rollout_note select 'r' || n % 40, 'n' || n, 'search', 'coast', '', 1, 1, '', n from generate_series(1, 20000) n`,
		`insert into proposal select n % 200, n / 2000, n, 'order', n % 900, case when n % 9 = 0 then n % 200 else 0 end, '', 'a', 1, 5, 5, n % 7000,
			case when n > 97000 then 'proposed' when n % 40 = 0 then 'accepted' when n % 10 = 0 then 'sent' else 'lapsed' end, 1, '', '', case when n % 40 = 0 then n else 0 end,
			case when n <= 97000 and n % 40 > 0 and n % 10 = 0 then 1 + n / 4000 else 0 end, case when n <= 97000 and n % 40 > 0 and n % 10 = 0 then 1 else 0 end, '{}' from generate_series(1, 100000) n`,
		"analyze",
	} {
		if _, err := conn.Exec(t.Context(), text); err != nil {
			t.Fatalf("%s: %v", text, err)
		}
	}
}
