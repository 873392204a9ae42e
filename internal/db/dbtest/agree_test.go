package dbtest

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"sartor/internal/customer"
	"sartor/internal/db"
	"sartor/internal/promotion"
	"sartor/internal/retail"
	"sartor/internal/till"
	"sartor/internal/touchpoint"
)

// TestSameDay_SQLiteAndPostgresAgree plays one scripted day on both engines, by
// the same clock and the same draws: every answer and every strip is the same,
// byte for byte, and so is what stands afterwards, also after reopening.
func TestSameDay_SQLiteAndPostgresAgree(t *testing.T) {
	t.Parallel()
	file, served := play(t, onSQLite(t)), play(t, onPostgresURL(t))
	if len(file) < 80 {
		t.Fatalf("the day left %d lines: it proves nothing", len(file))
	}
	for i := range max(len(file), len(served)) {
		a, b := at(file, i), at(served, i)
		if a != b {
			t.Fatalf("line %d is on SQLite\n%s\non PostgreSQL\n%s", i, a, b)
		}
	}
}

func at(lines []string, i int) string {
	if i < len(lines) {
		return lines[i]
	}
	return "(nothing)"
}

// play runs the day and returns what was answered and what stands.
func play(t *testing.T, url string) []string {
	t.Helper()
	day := &diary{t: t}
	d := reopened(t, url, func(d *db.DB) {
		limited := thanks()
		limited.ID, limited.Limits, limited.Reward = "prm_limited", promotion.Limits{PerCustomer: 2, PerDay: 9, Total: 12}, promotion.Reward{Kind: promotion.Percent, Percent: 15, MaxAmount: 300}
		c := newChain(t, d, []promotion.Promotion{thanks(), limited}, nil)
		day.trade(c)
		day.answer(c)
		c.follow(t)
		day.stands(c)
	})
	again := &diary{t: t}
	again.stands(newDesk(d, got(d.Promotions(t.Context()))(t), nil))
	kept := day.lines[len(day.lines)-len(again.lines):]
	if !slices.Equal(kept, again.lines) {
		t.Errorf("%s: reopened it says\n%s\nit said\n%s", url, strings.Join(again.lines, "\n"), strings.Join(kept, "\n"))
	}
	return named(append(day.lines, again.lines...))
}

// named replaces the ids of customers, which are random, by their order.
func named(lines []string) []string {
	seen := map[string]string{}
	id := regexp.MustCompile(`cus_[0-9a-z]+`)
	for i := range lines {
		lines[i] = id.ReplaceAllStringFunc(lines[i], func(s string) string {
			if seen[s] == "" {
				seen[s] = fmt.Sprintf("customer-%d", len(seen)+1)
			}
			return seen[s]
		})
	}
	return lines
}

// diary writes down what a day answered.
type diary struct {
	t     *testing.T
	lines []string
}

func (d *diary) note(what string, v any, err error) {
	text, marshalErr := json.Marshal(v)
	must(d.t, marshalErr)
	said := ""
	if err != nil {
		said = err.Error()
	}
	d.lines = append(d.lines, fmt.Sprintf("%s: %s %s", what, text, said))
}

func (d *diary) ring(c *chain, call till.Call) done {
	out := c.ring(d.t, call)
	d.note(string(call.Receipt.ID), fmt.Sprint(out.replayed, " ", out.body), out.err)
	return out
}

// trade is the tills' part of the day.
func (d *diary) trade(c *chain) {
	var codes []string
	for i := range 12 {
		call := c.sale(receiptID("R", i), card(receiptID("c", i%5)))
		if i%4 == 3 {
			call.Receipt.Customer = card("")
		}
		if len(codes) > 2 && i%3 == 0 {
			call.Receipt.Vouchers = []string{codes[0], codes[1], "0000-0000-0000"}
			codes = codes[1:]
		}
		call.Receipt.Lines = append(call.Receipt.Lines, touchpoint.Line{Product: "soup", Quantity: retail.One * retail.Quantity(1+i%3), Amount: 450 * retail.Minor(1+i%3)})
		out := d.ring(c, call)
		for _, v := range out.Vouchers {
			codes = append(codes, v.Code)
		}
		d.ring(c, call)
		c.pass(time.Minute)
	}
	quote, err := c.desk.Quote(d.t.Context(), c.sale("", card(receiptID("c", 1)), codes...))
	d.note("quote", string(quote.Body), err)
	void, known, err := c.desk.Void(d.t.Context(), till.VoidCall{Receipt: retail.ReceiptID(receiptID("R", 3)), Reason: "x"})
	d.note("void", void, err)
	d.note("known", known, nil)
	ack, err := c.desk.NotPrinted(d.t.Context(), retail.ReceiptID(receiptID("R", 11)), "till")
	d.note("not printed", ack, err)
	bound, err := c.desk.Redeem(d.t.Context(), codes[len(codes)-3], c.sale("W1", card("")))
	d.note("bound", bound, err)
	for _, state := range []touchpoint.State{touchpoint.Training, touchpoint.Suspended, touchpoint.Offline} {
		call := c.sale(fmt.Sprint("state-", state), card(receiptID("c", 2)), codes[len(codes)-3:]...)
		call.Receipt.State = state
		d.ring(c, call)
		call.Receipt.State = 0
		d.ring(c, call)
	}
	returned := c.sale("back", card(receiptID("c", 1)))
	returned.Receipt.Lines[0].Quantity, returned.Receipt.Lines[0].Amount = -retail.One, -300
	facts, err := c.desk.Facts(d.t.Context(), []till.Call{returned, returned})
	d.note("facts", fmt.Sprint(facts), err)
}

// answer is what customers said that day.
func (d *diary) answer(c *chain) {
	ctx := d.t.Context()
	who := got(c.FindCustomer(ctx, card(receiptID("c", 1))))(d.t)
	for _, granted := range []bool{true, false} {
		err := c.SetConsent(ctx, who, db.ConsentAnswer{Purpose: customer.EmailPurpose, Granted: granted, At: 7, Proof: "p", Source: "desk"})
		d.note("consent", granted, err)
	}
	gone := got(c.FindCustomer(ctx, card(receiptID("c", 4))))(d.t)
	c.follow(d.t)
	erased, err := c.Erase(ctx, gone, "ann", 99)
	d.note("erased", erased, err)
	n, err := c.ExpireVouchers(ctx, retail.Day(2027, 1, 1), 3, retail.MicrosOf(c.now()))
	d.note("expired", n, err)
	must(d.t, c.MeetProducts(ctx, []retail.ProductID{"zz", "aa"}))
}

// stands is what can be read in the end; places in the journal are the
// engine's own.
func (d *diary) stands(c *chain) {
	ctx := d.t.Context()
	must(d.t, books(ctx, c.DB))
	must(d.t, foldedOnce(d.t, c.DB))
	for i := range c.promotions {
		b, err := c.Budget(ctx, c.promotions[i].Number)
		d.note("budget", b, err)
		rows := got(vouchersOf(ctx, c.DB, c.promotions[i].Number))(d.t)
		slices.SortFunc(rows, func(a, b kept) int { return strings.Compare(a.line, b.line) })
		for _, v := range rows {
			d.note("voucher", v.line, nil)
		}
	}
	sums, err := ledger(ctx, c.DB)
	d.note("ledger", sums, err)
	closed, err := c.ClosedPromotions(ctx)
	d.note("closed", closed, err)
	for i := range 5 {
		who, err := c.FindCustomer(ctx, card(receiptID("c", i)))
		d.note("who", who.String(), err)
		if err != nil {
			continue
		}
		row := got(c.Customer(ctx, who))(d.t)
		if row.State != nil {
			row.State.Through = touchpoint.Position{}
			d.note("profile", row.State.Append(nil), nil)
		}
		d.note("identifiers", row.Identifiers, nil)
		d.note("consent", row.Consent, nil)
		for _, e := range got(c.Timeline(ctx, who, db.Moment{}, 50))(d.t) {
			d.note("timeline", []any{e.Kind, e.Store, e.At, e.Day, e.Receipt}, nil)
		}
	}
	for day := retail.Day(2026, 11, 22); day < retail.Day(2026, 11, 26); day++ {
		d.note("demand", demandRow(d.t, c.DB, customer.StoreDay{Store: 1, Day: day}), nil)
	}
	for n := uint32(1); n < 6; n++ {
		d.note("product", c.Catalogue().Product(n), nil)
	}
	d.note("erasures", len(got(c.Erasures(ctx))(d.t)), nil)
	d.reads(c)
}
