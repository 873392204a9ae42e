package dbtest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/fstest"
	"time"

	"sartor/internal/db/engine/enginetest"

	"github.com/jackc/pgx/v5"

	"sartor/internal/db"
	"sartor/internal/db/engine"
	"sartor/internal/fault"
	"sartor/internal/promotion"
	"sartor/internal/retail"
	"sartor/internal/touchpoint"
)

// TestNodes_PostgresOlderTransactionCommitsLate: a journal that several nodes
// write is read by a follower in an order that loses nothing, although an older
// transaction commits after a newer one did. A twin that does not wait for it
// loses it, and the check says so.
func TestNodes_PostgresOlderTransactionCommitsLate(t *testing.T) {
	t.Parallel()
	url := onPostgresURL(t)
	d := open(t, url)
	c := newChain(t, d, nil, nil)
	conn := got(pgx.Connect(t.Context(), url))(t)
	defer conn.Close(context.WithoutCancel(t.Context()))
	history := db.History{DB: d, Declared: everybody()}
	if err := c.lateCommit(t, conn, "a", func(after touchpoint.Position) ([]touchpoint.Entry, error) {
		return history.Entries(t.Context(), after, 100)
	}); err != nil {
		t.Error(err)
	}
	if err := c.lateCommit(t, conn, "b", func(after touchpoint.Position) ([]touchpoint.Entry, error) {
		return impatient(t.Context(), url, after)
	}); !errors.Is(err, errSkipped) {
		t.Errorf("the check found %v with a reader that does not wait, want a lost entry", err)
	}
	follow(t, d)
	must(t, foldedOnce(t, d))
}

var errSkipped = errors.New("an entry was never read")

// lateCommit begins an entry, commits a newer one, reads, commits the older one
// and reads on from where the reader stood.
func (c *chain) lateCommit(t *testing.T, conn *pgx.Conn, name string, read func(touchpoint.Position) ([]touchpoint.Entry, error)) error {
	t.Helper()
	c.close(t, c.sale("first-"+name, card("1")))
	tx := got(conn.Begin(t.Context()))(t)
	tag, err := tx.Exec(t.Context(), `insert into journal (seq, bucket, kind, customer, store, at, day, receipt, body)
		select seq + 500000, bucket, kind, customer, store, at + 1, day, 'older-' || $1, body from journal where receipt = 'first-' || $1`, name)
	if err != nil || tag.RowsAffected() != 1 {
		t.Fatalf("%d rows, %v", tag.RowsAffected(), err)
	}
	c.close(t, c.sale("newer-"+name, card("2")))
	var at touchpoint.Position
	var seen []retail.ReceiptID
	step := func() {
		next := got(read(at))(t)
		for _, e := range next {
			seen, at = append(seen, e.Receipt), e.Position
		}
	}
	step()
	must(t, tx.Commit(t.Context()))
	for began := time.Now(); !slices.Contains(seen, retail.ReceiptID("newer-"+name)) && time.Since(began) < time.Minute; {
		step()
	}
	step()
	for _, id := range []string{"first-", "older-", "newer-"} {
		if !slices.Contains(seen, retail.ReceiptID(id+name)) {
			return fmt.Errorf("%w: %s%s; read were %v", errSkipped, id, name, seen)
		}
	}
	return nil
}

// impatient reads the journal like a follower that takes what it sees. It uses a
// connection of its own: the test's is inside a transaction.
func impatient(ctx context.Context, url string, after touchpoint.Position) (out []touchpoint.Entry, err error) {
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return nil, err
	}
	defer conn.Close(context.WithoutCancel(ctx))
	rows, err := conn.Query(ctx, `select epoch, seq, receipt from journal where (epoch, seq) > ($1, $2) order by epoch, seq`, after.Epoch, after.Seq)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(r pgx.CollectableRow) (e touchpoint.Entry, err error) {
		return e, r.Scan(&e.Position.Epoch, &e.Position.Seq, &e.Receipt)
	})
}

func onPostgresURL(t *testing.T) string {
	t.Helper()
	enginetest.Server(t)
	return enginetest.Postgres(t)
}

// TestNodes_PostgresTwoFollowTillsOnBoth: two nodes write and four fold at once; what
// stands in the end is one fold of the journal.
func TestNodes_PostgresTwoFollowTillsOnBoth(t *testing.T) {
	t.Parallel()
	url := onPostgresURL(t)
	one := newChain(t, open(t, url), []promotion.Promotion{thanks()}, nil)
	two := newDesk(open(t, url), one.promotions, nil)
	two.draws.Uint64()
	must(t, two.ReloadCatalogue(t.Context()))
	quit := make(chan struct{})
	var folding, selling sync.WaitGroup
	followers := []*db.DB{one.DB, two.DB, open(t, url), open(t, url)}
	for _, d := range followers {
		folding.Go(func() {
			for {
				select {
				case <-quit:
					return
				default:
				}
				if _, err := d.Follow(t.Context(), everybody()); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	for i, c := range []*chain{one, two} {
		for lane := range 4 {
			selling.Go(func() {
				for n := range 40 {
					out := c.ring(t, c.sale(fmt.Sprintf("N%d-%d-%03d", i, lane, n), card(fmt.Sprint("c", n%6))))
					if out.err != nil {
						t.Error(out.err)
					}
				}
			})
		}
	}
	selling.Wait()
	close(quit)
	folding.Wait()
	follow(t, two.DB)
	must(t, foldedOnce(t, two.DB))
	must(t, books(t.Context(), one.DB))
}

// nodes starts server processes on one database: three on PostgreSQL, the one
// that SQLite allows.
func nodes(t *testing.T, s *shop) (bases []string, stop func()) {
	t.Helper()
	running := []*serving{s.start(t)}
	if strings.HasPrefix(s.url, "postgres") {
		running = append(running, s.start(t), s.start(t))
	}
	for _, p := range running {
		bases = append(bases, p.url)
	}
	return bases, func() {
		for _, p := range running {
			p.end(syscall.SIGTERM)
		}
	}
}

// TestNodes_RacesBetweenProcesses runs the races again, over HTTP and, on
// PostgreSQL, between three server processes.
func TestNodes_RacesBetweenProcesses(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, fresh Fresh) {
		capped, person := today(), today()
		capped.ID, capped.Budget.Amount = "prm_hundred", budgetOf*50
		person.ID, person.Limits.PerCustomer, person.Budget.Amount = "prm_person", 2, 1_000_000
		s := newShop(t, fresh(t), capped, person)
		bases, stop := nodes(t, s)
		buyers := make([][]byte, raceIssues)
		for i := range buyers {
			buyers[i] = basket(receiptID("B01", i), receiptID("buyer", i), nil)
		}
		if n := given(s.race(t, bases, buyers), "prm_hundred"); n != budgetOf {
			t.Errorf("%d vouchers for a budget of exactly %d", n, budgetOf)
		}
		same := make([][]byte, racers)
		for i := range same {
			same[i] = basket(receiptID("P01", i), "the-same", nil)
		}
		heard := s.race(t, bases, same)
		if n := given(heard, "prm_person"); n > 2 || n == 0 && !heldOut(heard) {
			t.Errorf("%d vouchers for one customer who may have 2", n)
		}
		customers := map[string]bool{}
		for _, a := range heard {
			customers[a.Customer] = true
		}
		if len(customers) != 1 {
			t.Errorf("one new card at %d tills made %d customers", racers, len(customers))
		}
		one := make([][]byte, sameReceipt)
		for i := range one {
			one[i] = basket("R01-same", "the-same", nil)
		}
		bodies := map[string]bool{}
		for _, a := range s.race(t, bases, one) {
			bodies[a.body] = true
		}
		if len(bodies) != 1 {
			t.Errorf("one receipt at %d tills was answered in %d ways", sameReceipt, len(bodies))
		}
		stop()
		must(t, books(t.Context(), open(t, s.url)))
	})
}

// race sends all bodies at once, to the nodes in turn.
func (s *shop) race(t *testing.T, bases []string, bodies [][]byte) []done {
	t.Helper()
	out := make([]done, len(bodies))
	gate := make(chan struct{})
	var all sync.WaitGroup
	for i := range bodies {
		all.Go(func() {
			<-gate
			heard, _, err := s.ask(t.Context(), bases[i%len(bases)], bodies[i])
			out[i].body, out[i].err = string(heard), err
			if err == nil {
				out[i].err = json.Unmarshal(heard, &out[i].Answer)
			}
		})
	}
	close(gate)
	all.Wait()
	for i := range out {
		must(t, out[i].err)
	}
	return out
}

// given counts the vouchers of a promotion.
func given(heard []done, promotion string) (n int) {
	for i := range heard {
		for _, v := range heard[i].Vouchers {
			if v.Promotion == promotion {
				n++
			}
		}
	}
	return n
}

// heldOut reports whether the customer drew the chain's holdout: nothing at all.
func heldOut(heard []done) bool {
	return !slices.ContainsFunc(heard, func(d done) bool { return len(d.Vouchers) > 0 })
}

// TestNodes_PostgresAway: while the server refuses connections a close is asked
// to come again; afterwards it goes on, and what was unclear has one answer.
func TestNodes_PostgresAway(t *testing.T) {
	t.Parallel()
	url := onPostgresURL(t)
	c := newChain(t, open(t, url), nil, nil)
	first := c.close(t, c.sale("R1", card("1")))
	name := databaseOf(url)
	enginetest.Administer(t, "alter database "+name+" with allow_connections false")
	enginetest.Administer(t, "select pg_terminate_backend(pid) from pg_stat_activity where datname = '"+name+"'")
	for range 6 { // each of the pool's connections finds out for itself
		if out := c.ring(t, c.sale("R2", card("1"))); fault.KindOf(out.err) != fault.Unavailable {
			t.Errorf("a close without a database answered %s, %v; want 503", out.body, out.err)
		}
	}
	enginetest.Administer(t, "alter database "+name+" with allow_connections true")
	if again := c.close(t, c.sale("R1", card("1"))); again.body != first.body {
		t.Errorf("R1 answered %s, want %s", again.body, first.body)
	}
	c.close(t, c.sale("R2", card("1")))
}

// TestNodes_PostgresRestoredOnAnotherServer: a dump brings transaction ids that
// the new server has not come to. What was there before and what is sold
// afterwards are all folded, once.
func TestNodes_PostgresRestoredOnAnotherServer(t *testing.T) {
	t.Parallel()
	url := onPostgresURL(t)
	d := reopened(t, url, func(d *db.DB) {
		c := newChain(t, d, nil, nil)
		for i := range 12 {
			c.close(t, c.sale(receiptID("old", i), card(receiptID("c", i%3))))
		}
		c.follow(t)
		conn := got(pgx.Connect(t.Context(), url))(t)
		defer conn.Close(context.WithoutCancel(t.Context()))
		for _, table := range []string{"journal", "consent", "profile", "fold"} {
			got(conn.Exec(t.Context(), "update "+table+" set epoch = epoch + 1000000000"))(t)
		}
	})
	c := newDesk(d, nil, nil)
	for i := range 12 {
		c.close(t, c.sale(receiptID("new", i), card(receiptID("c", i%3))))
	}
	c.follow(t)
	must(t, foldedOnce(t, d))
	if n := len(journal(t, d)); n != 24 {
		t.Errorf("folds see %d entries, want 24", n)
	}
}

// TestFacts_PostgresGroupsStaySmallWhileTillsAreOpen counts what an import wrote
// in one transaction: at most 32 receipts while a till has sold lately, so that
// none waits long behind it.
func TestFacts_PostgresGroupsStaySmallWhileTillsAreOpen(t *testing.T) {
	t.Parallel()
	url := onPostgresURL(t)
	c := newChain(t, open(t, url), nil, nil)
	conn := got(pgx.Connect(t.Context(), url))(t)
	defer conn.Close(context.WithoutCancel(t.Context()))
	largest := func(prefix string) (n int) {
		t.Helper()
		got(c.desk.Facts(t.Context(), c.buyers(prefix, 200)))(t)
		must(t, conn.QueryRow(t.Context(), `select max(n) from (select count(*) as n from journal where receipt like $1 || '%' group by epoch) as groups`, prefix).Scan(&n))
		return n
	}
	if n := largest("quiet"); n <= 32 {
		t.Errorf("with all tills closed the largest group has %d receipts: the check sees no groups", n)
	}
	c.close(t, c.sale("R1", card("1")))
	if n := largest("open"); n > 32 {
		t.Errorf("with a till open the largest group has %d receipts, want at most 32", n)
	}
}

// TestNodes_PostgresCommitsWaitForTheDisk: a database that is set to acknowledge
// before it has written is not taken at its word.
func TestNodes_PostgresCommitsWaitForTheDisk(t *testing.T) {
	t.Parallel()
	url := onPostgresURL(t)
	ask := got(engine.Load(fstest.MapFS{"query/ask.sql": {Data: []byte("-- ask: what commits wait for.\nselect current_setting('synchronous_commit')")}}))(t)["ask"]
	for set, want := range map[string]string{"off": "on", "remote_apply": "remote_apply"} {
		enginetest.Administer(t, "alter database "+databaseOf(url)+" set synchronous_commit = "+set)
		e := got(engine.Open(t.Context(), url))(t)
		var is string
		if _, err := engine.One(t.Context(), e.Reader(), ask, nil, &is); err != nil || is != want {
			t.Errorf("set to %s, commits wait for %q, %v; want %s", set, is, err, want)
		}
		must(t, e.Close())
	}
}

func databaseOf(url string) string {
	name := url[strings.LastIndexByte(url, '/')+1:]
	name, _, _ = strings.Cut(name, "?")
	return name
}
