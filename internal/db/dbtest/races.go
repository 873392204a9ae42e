package dbtest

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync/atomic"
	"testing"

	"sartor/internal/promotion"
	"sartor/internal/retail"
	"sartor/internal/till"
	"sartor/internal/touchpoint"
	"sartor/internal/voucher"
)

// Sizes of the races (issue 2): 64 tills, 1,000 codes, 150 issues for a budget
// of 100. Under -short and the race detector a tenth of the codes.
const (
	racers      = 64
	raceCodes   = 1000
	raceIssues  = 150
	budgetOf    = 100
	sameReceipt = 32
	perReceipt  = 20 // the most a receipt may have
)

func sized(whole int) int {
	if testing.Short() {
		return whole / 10
	}
	return whole
}

// raceForCodes: 64 tills present the same codes, each exactly one redemption.
func raceForCodes(t *testing.T, url string) {
	c := newChain(t, open(t, url), []promotion.Promotion{thanks()}, nil)
	must(t, c.codesOnce(t, sized(raceCodes)))
	must(t, books(t.Context(), c.DB))
}

// codesOnce issues n codes and lets 64 tills present all of them, each in an
// order of its own; it returns what was wrong.
func (c *chain) codesOnce(t *testing.T, n int) error {
	t.Helper()
	issue := make([]till.Call, n)
	for i := range issue {
		issue[i] = c.sale(receiptID("issue", i), card(receiptID("c", i)))
	}
	codes := make([]string, 0, n)
	for _, a := range c.tills(t, issue) {
		if a.err != nil || len(a.Vouchers) != 1 {
			return fmt.Errorf("issuing answered %s, %w; want one voucher", a.body, a.err)
		}
		codes = append(codes, a.Vouchers[0].Code)
	}
	return redeemedOnce(codes, c.presentAll(t, codes, perReceipt))
}

// presentAll lets every till present every code, some on each receipt.
func (c *chain) presentAll(t *testing.T, codes []string, each int) (heard []done) {
	t.Helper()
	lanes := make([][]till.Call, racers)
	for lane := range lanes {
		turned := slices.Concat(codes[lane*len(codes)/racers:], codes[:lane*len(codes)/racers])
		if lane%2 == 1 {
			slices.Reverse(turned) // tills meet crosswise
		}
		for some := range slices.Chunk(turned, each) {
			call := c.sale(fmt.Sprintf("T%02d-%05d", lane, len(lanes[lane])), card(""), some...)
			call.Receipt.Lines[0].Amount = 300_000
			lanes[lane] = append(lanes[lane], call)
		}
	}
	for round := range lanes[0] {
		var calls []till.Call
		for _, lane := range lanes {
			calls = append(calls, lane[round])
		}
		heard = append(heard, c.tills(t, calls)...)
	}
	return heard
}

// redeemedOnce checks what tills heard: every code redeemed exactly once.
func redeemedOnce(codes []string, heard []done) error {
	times := map[string]int{}
	var failed error
	for i := range heard {
		failed = errors.Join(failed, heard[i].err)
		for _, r := range heard[i].Redeemed {
			times[r.Code]++
		}
	}
	if failed != nil {
		return failed
	}
	for _, code := range codes {
		if times[code] != 1 {
			return fmt.Errorf("code %s was redeemed %d times, want exactly once (of %d codes)", code, times[code], len(codes))
		}
	}
	return nil
}

// crowd is a store in which the first n to ask who stands at the till all get
// their answer together: each decides on what the others have not written yet.
// It turns a race that a fast machine would rarely run into one that always is.
type crowd struct {
	till.Store
	missing atomic.Int64
	full    chan struct{}
}

func crowded(n int, inner func(till.Store) till.Store) func(till.Store) till.Store {
	return func(s till.Store) till.Store {
		if inner != nil {
			s = inner(s)
		}
		c := &crowd{Store: s, full: make(chan struct{})}
		c.missing.Store(int64(n))
		return c
	}
}

func (c *crowd) Person(ctx context.Context, who touchpoint.Customer, at retail.Micros) (till.Person, error) {
	p, err := c.Store.Person(ctx, who, at)
	if c.missing.Add(-1) == 0 {
		close(c.full)
	}
	<-c.full
	return p, err
}

// hundred is a promotion whose budget holds exactly 100 vouchers.
func hundred() promotion.Promotion {
	p := thanks()
	p.ID, p.Budget.Amount = "prm_hundred", budgetOf*50
	return p
}

// raceForBudget: 150 closes at once, room for exactly 100.
func raceForBudget(t *testing.T, url string) {
	c := newChain(t, open(t, url), []promotion.Promotion{hundred()}, crowded(raceIssues, nil))
	must(t, issuedExactly(budgetOf, c.tills(t, c.buyers("B", raceIssues))))
	must(t, books(t.Context(), c.DB))
	if b := got(c.Budget(t.Context(), 1))(t); b.Issued != budgetOf || b.Reserved != b.Cap {
		t.Errorf("the account is %+v, want all of it reserved by %d vouchers", b, budgetOf)
	}
}

// buyers are closes of n customers.
func (c *chain) buyers(prefix string, n int) []till.Call {
	out := make([]till.Call, n)
	for i := range out {
		out[i] = c.sale(receiptID(prefix, i), card(receiptID(prefix, i)))
	}
	return out
}

// issuedExactly counts the vouchers that tills were given; no code comes twice.
func issuedExactly(want int, heard []done) error {
	codes := map[string]bool{}
	n := 0
	for i := range heard {
		if heard[i].err != nil {
			return fmt.Errorf("a sale was refused: %w", heard[i].err)
		}
		for _, v := range heard[i].Vouchers {
			codes[v.Code] = true
			n++
		}
	}
	if n != want || len(codes) != n {
		return fmt.Errorf("tills printed %d vouchers with %d codes, want exactly %d", n, len(codes), want)
	}
	return nil
}

// raceForLimits: a limit per day, one in all and one per customer hold under 64
// tills at once.
func raceForLimits(t *testing.T, url string) {
	day, total, person := thanks(), thanks(), thanks()
	day.ID, day.Limits.PerDay = "prm_day", 20
	total.ID, total.Limits.Total = "prm_total", 30
	person.ID, person.Limits.PerCustomer = "prm_person", 2
	c := newChain(t, open(t, url), []promotion.Promotion{day, total}, crowded(racers, nil))
	must(t, issuedExactly(20+30, c.tills(t, c.buyers("L", racers))))
	c.close(t, c.sale("known", card("the same"))) // what makes a customer lets others wait
	p := newDesk(c.DB, sow(t, c.DB, person), crowded(racers, nil))
	p.draws.Uint64()
	one := p.buyers("P", racers)
	for i := range one {
		one[i].Receipt.Customer = card("the same")
	}
	must(t, issuedExactly(2, p.tills(t, one)))
	must(t, books(t.Context(), c.DB))
}

// raceForPresenter: one customer uses eight vouchers of others at eight tills at
// once; the promotion lets each customer use two.
func raceForPresenter(t *testing.T, url string) {
	const most, lanes = 2, 8
	person := thanks()
	person.Limits.PerCustomer = most
	d := open(t, url)
	c := newChain(t, d, []promotion.Promotion{person}, nil)
	var calls []till.Call
	for i, a := range c.tills(t, c.buyers("G", lanes)) {
		if len(a.Vouchers) != 1 {
			t.Fatalf("issuing answered %s, %v", a.body, a.err)
		}
		calls = append(calls, c.sale(receiptID("U", i), card("presenter"), a.Vouchers[0].Code))
	}
	c.close(t, c.sale("known", card("presenter"))) // what makes a customer lets others wait
	one := newDesk(d, c.promotions, crowded(lanes, nil))
	one.draws.Uint64()
	used := 0
	for _, a := range one.tills(t, calls) {
		must(t, a.err)
		used += len(a.Redeemed)
		for _, r := range a.Rejected {
			if r.Reason != string(voucher.LimitReached) {
				t.Errorf("refused for %s, want limit_reached", r.Reason)
			}
		}
	}
	if used != most {
		t.Errorf("one customer used %d vouchers, want %d", used, most)
	}
	must(t, books(t.Context(), d))
}

// raceForReceipt: 32 tills close the same receipt; all hear the same bytes.
func raceForReceipt(t *testing.T, url string) {
	c := newChain(t, open(t, url), []promotion.Promotion{thanks()}, crowded(sameReceipt, nil))
	must(t, c.sameAnswer(t))
	must(t, books(t.Context(), c.DB))
	if n := got(c.Receipts(t.Context()))(t); n != 1 {
		t.Errorf("%d receipts in the journal, want 1", n)
	}
}

func (c *chain) sameAnswer(t *testing.T) error {
	t.Helper()
	calls := make([]till.Call, sameReceipt)
	for i := range calls {
		calls[i] = c.sale("R1", card("1"))
	}
	bodies, first := map[string]int{}, 0
	for _, a := range c.tills(t, calls) {
		if a.err != nil {
			return a.err
		}
		bodies[a.body]++
		if !a.replayed {
			first++
		}
	}
	if len(bodies) != 1 || first != 1 {
		return fmt.Errorf("%d first answers and %d different bodies, want 1 and 1: %v", first, len(bodies), slices.Collect(maps.Keys(bodies)))
	}
	return nil
}

// raceForIdentifier: a card first seen at 64 tills at once makes one customer.
func raceForIdentifier(t *testing.T, url string) {
	c := newChain(t, open(t, url), []promotion.Promotion{thanks()}, crowded(racers, nil))
	must(t, c.oneCustomer(t))
	must(t, books(t.Context(), c.DB))
}

func (c *chain) oneCustomer(t *testing.T) error {
	t.Helper()
	calls := c.buyers("I", racers)
	for i := range calls {
		calls[i].Receipt.Customer = card("new")
	}
	seen := map[string]bool{}
	for _, a := range c.tills(t, calls) {
		if a.err != nil {
			return a.err
		}
		seen[a.Customer] = true
	}
	if len(seen) != 1 {
		return fmt.Errorf("the card names %d customers, want one: %v", len(seen), slices.Collect(maps.Keys(seen)))
	}
	return nil
}
