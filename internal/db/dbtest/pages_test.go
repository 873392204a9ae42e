package dbtest

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	stdsql "database/sql"

	"sartor/internal/customer"
	"sartor/internal/db"
	"sartor/internal/db/engine"
	"sartor/internal/promotion"
	"sartor/internal/retail"
	"sartor/internal/till"
	"sartor/internal/touchpoint"
)

// plainly asks tables from end to end for what queries find by the way a close
// leaves it, with the fewest pages (migration 0019).
func plainly(t *testing.T) engine.Statements {
	t.Helper()
	files := fstest.MapFS{}
	for name, text := range map[string]string{
		"vouchers":  "select alias, bucket from voucher order by alias, bucket",
		"movements": "-- args: alias, bucket\nselect seq, n, promotion, event, debit, credit, amount, at from ledger where alias = :alias and alias <> 0 and bucket = :bucket order by seq, n",
		"customers": "select customer, bucket from customer order by customer",
		"decisions": "-- args: customer, bucket, most\nselect decision, at, body from decision where customer = :customer and customer <> 0 and bucket = :bucket order by at desc, seq limit :most",
		"decided":   "select seq, customer from decision where customer <> 0 order by seq",
		"answers":   "select seq, at from answer order by seq",
		"misdate":   "-- args: at\nupdate answer set at = :at where seq = (select min(seq) from answer)",
	} {
		files["query/"+name+".sql"] = &fstest.MapFile{Data: []byte(text)}
	}
	return got(engine.Load(files))(t)
}

// pairs reads rows of two numbers.
func pairs(t *testing.T, d *db.DB, q *engine.Query) (out [][2]int64) {
	t.Helper()
	must(t, engine.Each(t.Context(), d.Engine().Reader(), q, nil, func(scan func(...any) error) error {
		var p [2]int64
		err := scan(&p[0], &p[1])
		out = append(out, p)
		return err
	}))
	return out
}

// movementsOf reads what moved for a voucher, a line each.
func movementsOf(t *testing.T, d *db.DB, q *engine.Query, voucher [2]int64) (out []string) {
	t.Helper()
	must(t, engine.Each(t.Context(), d.Engine().Reader(), q, []any{voucher[0], voucher[1]}, func(scan func(...any) error) error {
		var seq, n, promotion, amount, at int64
		var event, debit, credit string
		err := scan(&seq, &n, &promotion, &event, &debit, &credit, &amount, &at)
		out = append(out, fmt.Sprint(seq, n, promotion, event, debit, credit, amount, at))
		return err
	}))
	return out
}

// decisionsOf reads what was decided for a customer, a line each.
func decisionsOf(t *testing.T, d *db.DB, q *engine.Query, who [2]int64, most int) (out []string) {
	t.Helper()
	must(t, engine.Each(t.Context(), d.Engine().Reader(), q, []any{who[0], who[1], int64(most)}, func(scan func(...any) error) error {
		var decision, at int64
		var body []byte
		err := scan(&decision, &at, &body)
		out = append(out, fmt.Sprintf("%d %d %x", decision, at, body))
		return err
	}))
	return out
}

// muddle is a random history: sales of few customers with right, used and wrong
// vouchers, parked, late and void ones, vouchers that run out.
type muddle struct {
	*chain
	random   *rand.Rand
	codes    []string
	receipts []string
}

func (m *muddle) step(t *testing.T, n int) {
	t.Helper()
	ctx, name := t.Context(), receiptID("M", n)
	switch m.random.IntN(9) {
	case 0:
		if len(m.receipts) > 0 {
			_, _, err := m.desk.Void(ctx, till.VoidCall{Receipt: retail.ReceiptID(m.any(m.receipts)), Reason: "x"})
			must(t, err)
		}
	case 1:
		got(m.ExpireVouchers(ctx, retail.DayOf(m.now(), time.UTC, 0)-13, 2, retail.MicrosOf(m.now())))(t)
	case 2:
		m.pass(time.Duration(m.random.IntN(60)) * time.Hour)
	case 3:
		if len(m.codes) > 0 {
			got(m.desk.Redeem(ctx, m.any(m.codes), m.sale(name, card(""))))(t)
		}
	case 4:
		late := m.call(name)
		late.Receipt.State |= touchpoint.Offline
		late.Receipt.Lines[0].Amount = 3000
		late.Receipt.At -= 1_000_000
		got(m.desk.Facts(ctx, []till.Call{late}))(t)
	default:
		m.buy(t, name)
	}
}

func (m *muddle) buy(t *testing.T, name string) {
	t.Helper()
	if m.random.IntN(6) == 0 {
		parked := m.call(name)
		parked.Receipt.State, parked.Receipt.Vouchers = touchpoint.Suspended, nil
		m.close(t, parked)
	}
	if out := m.ring(t, m.call(name)); out.err == nil {
		m.receipts = append(m.receipts, name)
		for _, v := range out.Vouchers {
			m.codes = append(m.codes, v.Code)
		}
	}
}

// call is a sale to one of five customers or nobody, who show up to two vouchers.
func (m *muddle) call(name string) till.Call {
	who := card("")
	if k := m.random.IntN(6); k > 0 {
		who = card(receiptID("c", k))
		if m.random.IntN(4) == 0 {
			who.Identifiers = append(who.Identifiers, retail.Identifier{Kind: retail.Email, Value: receiptID("e", m.random.IntN(6)) + "@osmund.example"})
		}
	}
	var shown []string
	for range min(m.random.IntN(3), len(m.codes)) {
		if code := m.any(m.codes); !slices.Contains(shown, code) {
			shown = append(shown, code)
		}
	}
	return m.sale(name, who, shown...)
}

func (m *muddle) any(of []string) string { return of[m.random.IntN(len(of))] }

// TestPages_ReadersFindTheSame: what a close no longer files by itself is found
// all the same, whatever happened.
func TestPages_ReadersFindTheSame(t *testing.T) {
	t.Parallel()
	const steps = 250
	engines(t, func(t *testing.T, fresh Fresh) {
		d, plain, asked := open(t, fresh(t)), plainly(t), statements(t)
		m := &muddle{chain: newChain(t, d, []promotion.Promotion{thanks()}, nil), random: rand.New(rand.NewPCG(7, 19))}
		for n := range steps {
			m.step(t, n)
		}
		events := map[string]bool{}
		for _, v := range pairs(t, d, plain["vouchers"]) {
			found, want := movementsOf(t, d, asked["ledger.of_voucher"], v), movementsOf(t, d, plain["movements"], v)
			if !slices.Equal(found, want) {
				t.Errorf("voucher %d of bucket %d moved\n%s\nwant\n%s", v[0], v[1], strings.Join(found, "\n"), strings.Join(want, "\n"))
			}
			for _, line := range want {
				events[strings.Fields(line)[3]] = true
			}
		}
		if len(events) < 5 {
			t.Errorf("the history knows only %v", events)
		}
		logged := 0
		for _, who := range pairs(t, d, plain["customers"]) {
			for _, most := range []int{1, 3, steps} {
				found, want := decisionsOf(t, d, asked["decision.of_customer"], who, most), decisionsOf(t, d, plain["decisions"], who, most)
				if logged += len(want); !slices.Equal(found, want) {
					t.Errorf("the last %d decisions of %d are\n%.200s\nwant\n%.200s", most, who[0], strings.Join(found, "\n"), strings.Join(want, "\n"))
				}
			}
		}
		if logged < steps/4 {
			t.Errorf("only %d decisions were compared", logged)
		}
		must(t, books(t.Context(), d))
		m.forgets(t, plain["decided"])
	})
}

// forgets erases one customer and takes another's profile: their decisions go,
// all others stay.
func (m *muddle) forgets(t *testing.T, decided *engine.Query) {
	t.Helper()
	for n, forget := range []func(id retail.CustomerID) error{
		func(id retail.CustomerID) error { _, err := m.Erase(t.Context(), id, "desk", 99); return err },
		func(id retail.CustomerID) error {
			return m.SetConsent(t.Context(), id, db.ConsentAnswer{Purpose: customer.ProfilePurpose, At: retail.MicrosOf(m.now()), Source: "desk"})
		},
	} {
		who := got(m.FindCustomer(t.Context(), card(receiptID("c", 1+n))))(t)
		before := pairs(t, m.DB, decided)
		want := slices.DeleteFunc(slices.Clone(before), func(p [2]int64) bool { return p[1] == int64(who) })
		must(t, forget(who))
		if after := pairs(t, m.DB, decided); !slices.Equal(after, want) || len(want) == len(before) {
			t.Errorf("of %d decisions %d are left, want %d", len(before), len(after), len(want))
		}
	}
}

// TestAnswers_OldestGo: answers go in the order they were given in, and one that a
// clock dated too late goes in its time, without keeping what lies behind it.
func TestAnswers_OldestGo(t *testing.T) {
	t.Parallel()
	const hours = 12
	engines(t, func(t *testing.T, fresh Fresh) {
		d, plain := open(t, fresh(t)), plainly(t)
		c := newChain(t, d, nil, nil)
		began := retail.MicrosOf(c.now())
		for i := range hours {
			c.close(t, c.sale(receiptID("R", i), card("1")))
			c.pass(time.Hour)
		}
		hour := func(n int) retail.Micros { return began + retail.Micros(n)*3_600_000_000 }
		left := func() int { return len(pairs(t, d, plain["answers"])) }
		drop := func(before retail.Micros, most, want, stay int) {
			t.Helper()
			if n := got(d.DropAnswers(t.Context(), before, most))(t); n != want || left() != stay {
				t.Errorf("%d dropped and %d left, want %d and %d", n, left(), want, stay)
			}
		}
		drop(hour(0), 100, 0, hours) // its own instant is not before it
		drop(hour(4), 3, 3, 9)
		drop(hour(4), 3, 1, 8)
		drop(hour(4), 3, 0, 8)
		must(t, d.Engine().Write(t.Context(), engine.Bulk, func(tx *engine.Tx) error {
			_, err := tx.Exec(t.Context(), plain["misdate"], int64(hour(100)))
			return err
		}))
		drop(hour(9), 3, 2, 6) // beside the one dated too late
		drop(hour(9), 3, 2, 4)
		drop(hour(9), 100, 0, 4)
		drop(hour(9), 1, 0, 4) // it alone is looked at
		drop(hour(101), 1, 1, 3)
		drop(hour(101), 100, 3, 0)
	})
}

// TestPlans_WhatIsDueIsNotSorted: vouchers past their last day are read as far as
// the limit goes, however many of one day there are: the index has day and write
// in order, and only the vouchers of one write are sorted.
func TestPlans_WhatIsDueIsNotSorted(t *testing.T) {
	t.Parallel()
	url := onSQLite(t)
	must(t, got(db.Open(t.Context(), url))(t).Close())
	file := got(stdsql.Open("sqlite", strings.TrimPrefix(url, "sqlite:")))(t)
	defer file.Close()
	text := statements(t)["voucher.overdue"].Text(engine.SQLite)
	_, order, _ := strings.Cut(text, "order by ")
	sorted := fmt.Sprintf("LAST %d TERMS", strings.Count(order, ",")-1) // all but two
	plan := strings.Join(lines(t, file, "explain query plan "+text, make([]any, 2)), "\n")
	if !strings.Contains(plan, "voucher_due") || !strings.Contains(plan, sorted) {
		t.Errorf("the plan is\n%s\nwant a walk along voucher_due", plan)
	}
}
