package dbtest

import (
	"cmp"
	"fmt"
	"slices"
	"testing"

	"sartor/internal/db"
	"sartor/internal/learn/extract"
	"sartor/internal/promotion"
	"sartor/internal/retail"
	"sartor/internal/till"
	"sartor/internal/touchpoint"
	"sartor/internal/voucher"
)

// reads notes what the pages and the readouts ask, on the day that was played.
func (d *diary) reads(c *chain) {
	ctx := d.t.Context()
	n, err := c.CountCustomers(ctx, 100)
	d.note("customers", n, err)
	all, err := c.Budgets(ctx)
	d.note("budgets", fmt.Sprintf("%+v", all), err)
	newest, err := c.NewestVouchers(ctx, 5)
	d.behind(c, newest, err)
	again, err := c.UsedTwice(ctx, 0, 9)
	for _, a := range again {
		d.note("twice", []any{a.Code, a.Amount, a.At, a.Store, a.Voucher.RedeemedBy}, err)
	}
	for i := range c.promotions {
		number := c.promotions[i].Number
		hours, err := c.IssueHours(ctx, number, 0)
		d.note("hours", hours, err)
		treated, err := c.Treated(ctx, number, 100)
		held, heldErr := c.Held(ctx, number, 100)
		var lines []string
		for _, e := range append(treated, held...) {
			lines = append(lines, fmt.Sprint(e.At, e.Until, e.Store))
		}
		slices.Sort(lines)
		d.note("exposed", lines, err)
		d.note("held", len(held), heldErr)
	}
	behind, err := c.Behind(ctx, 10)
	d.note("behind", behind, err)
	same, err := c.CompareFolds(ctx, everybody())
	d.note("folds", same, err)
	fresh, err := c.FreshReceipts(ctx, touchpoint.Position{}, 100)
	d.note("fresh", fresh, err)
	who := got(c.FindCustomer(ctx, card(receiptID("c", 1))))(d.t)
	used, err := c.Used(ctx, who)
	d.note("used", fmt.Sprint(used), err)
	past, err := c.History(ctx, who, 0, 1<<60)
	d.note("history", []any{len(past.Entries), past.Deductions}, err)
	history := db.History{DB: c.DB, Declared: everybody()}
	var sliced []touchpoint.Entry
	end, err := c.Harvest().End(ctx)
	must(d.t, err)
	for _, span := range extract.Cut(end.Through, touchpoint.Position{}, end.Newest, 500_000) {
		slice, err := history.Slice(ctx, span, 0, 1_000)
		must(d.t, err)
		sliced = append(sliced, slice...)
	}
	d.note("sliced", len(sliced), nil)
	profiled := 0
	for r := range extract.Ranges {
		of, err := history.Profiled(ctx, r)
		must(d.t, err)
		for id := range of {
			if extract.RangeOf(id.Bucket()) == r {
				profiled++
			}
		}
	}
	d.note("profiled", profiled, nil)
	d.voids(c)
}

// voids notes what the voids of the day took back, and what single receipts came to.
func (d *diary) voids(c *chain) {
	ctx := d.t.Context()
	var first, last int64
	for _, e := range journal(d.t, c.DB) {
		if first == 0 {
			first = e.Position.Seq
		}
		last = max(last, e.Position.Seq)
		if e.Kind == touchpoint.KindVoid {
			back, found, err := c.Undone(ctx, &e)
			d.note("undone", []any{back.Receipt, found}, err)
			same, err := c.Entry(ctx, e.Position.Seq, e.Bucket)
			d.note("entry", []any{same.Receipt, same.Kind, same.At}, err)
		}
	}
	answered, err := c.Answered(ctx, first, last)
	d.note("answered", len(answered), err)
	var filed []till.Filed
	for i := range 2 * 12 { // more than one statement names
		one, found, err := c.Filed(ctx, retail.ReceiptID(receiptID("R", i)))
		must(d.t, err)
		if found {
			filed = append(filed, one)
		}
	}
	slices.SortFunc(filed, func(a, b till.Filed) int { return cmp.Compare(a.Seq, b.Seq) })
	yields, err := c.Yields(ctx, filed)
	for _, f := range filed {
		trace, err := c.Trace(ctx, f)
		must(d.t, err)
		want := db.Yield{Used: int64(len(trace.Redeemed)), Issued: yields[f.Seq].Issued}
		if len(trace.Issued) > 0 { // of an erased customer it no longer finds any
			want.Issued = 0
		}
		for i := range trace.Redeemed {
			want.Taken += trace.Redeemed[i].Amount
		}
		for i := range trace.Issued {
			if trace.Issued[i].State != voucher.Voided {
				want.Issued++
			}
		}
		if yields[f.Seq] != want {
			d.t.Errorf("%s yielded %+v, its trace says %+v", f.Receipt, yields[f.Seq], want)
		}
		d.note("yield", yields[f.Seq], err)
	}
	d.note("yields", len(yields), err)
}

// TestOperations_OutsideOfADay: what no till of the scripted day asks for.
func TestOperations_OutsideOfADay(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, fresh Fresh) {
		url := fresh(t)
		c := newChain(t, open(t, url), nil, nil)
		if c.Broken() != nil || c.Schema() < 3 || len(c.Migrated()) != c.Schema() {
			t.Errorf("a new database is broken %v, schema %d, migrated by %v", c.Broken(), c.Schema(), c.Migrated())
		}
		if c.Embedded() != (c.Engine().Dialect() == "sqlite") {
			t.Errorf("embedded %v on %s", c.Embedded(), c.Engine().Dialect())
		}
		c.close(t, c.sale("R1", card("1")))
		c.close(t, c.sale("R2", card("2")))
		both := card("1")
		both.Identifiers = append(both.Identifiers, card("2").Identifiers...)
		c.close(t, c.sale("R3", both))
		all := got(c.MergeProposals(t.Context(), 9))(t)
		if len(all) != 1 || len(all[0].Identifiers) != 1 || len(all[0].OtherIdentifiers) != 1 {
			t.Fatalf("the proposals are %+v, want one", all)
		}
		if mine := got(c.MergeProposalsOf(t.Context(), all[0].Customer, 9))(t); len(mine) != 1 || mine[0].Other != all[0].Other {
			t.Errorf("those of %s are %+v", all[0].Customer, mine)
		}
		must(t, c.DropSnapshots(t.Context(), []retail.SnapshotID{1, 2}))
		c.follow(t)
		must(t, c.Damage(t.Context(), "demand.clear"))
		if found := got(c.Rebuild(t.Context(), everybody()))(t); found.DaysDiffer != 1 || found.ProfilesDiffer != 0 {
			t.Errorf("a rebuild found %+v, want the one day that was lost", found)
		}
		must(t, foldedOnce(t, c.DB))
		err := c.Backup(t.Context(), t.TempDir()+"/copy.db")
		if c.Embedded() != (err == nil) {
			t.Errorf("a backup answered %v", err)
		}
	})
}

// TestOperations_VoidingOneVoucher takes an unused voucher back, once.
func TestOperations_VoidingOneVoucher(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, fresh Fresh) {
		c := newChain(t, open(t, fresh(t)), []promotion.Promotion{thanks()}, nil)
		code := c.close(t, c.sale("R1", card("1"))).Vouchers[0].Code
		ref, _ := c.desk.RefOf(code)
		found := got(c.Presented(t.Context(), []till.Ref{ref, {Bucket: 5, Alias: 77}}))(t)
		if len(found) != 1 {
			t.Fatalf("presented are %+v, want the one that exists", found)
		}
		for i := range 2 {
			if won := got(c.VoidVoucher(t.Context(), found[0], "ann", "misprint", 9))(t); won != (i == 0) {
				t.Errorf("void %d answered %v", i+1, won)
			}
		}
		if x := c.close(t, c.sale("R2", card(""), code)); len(x.Rejected) != 1 || x.Rejected[0].Reason != "voided" {
			t.Errorf("the void voucher answered %s", x.body)
		}
		must(t, books(t.Context(), c.DB))
	})
}

// behind notes the newest vouchers, and that what lies behind the second voucher is the list from the third.
func (d *diary) behind(c *chain, newest []db.VoucherRow, err error) {
	d.note("newest", len(newest), err)
	if len(newest) < 3 {
		d.t.Fatal("too few vouchers: this shows nothing")
	}
	at := newest[1]
	list, err := c.VouchersBefore(d.t.Context(), db.VoucherPlace{Seq: at.Seq, Bucket: at.Bucket, Alias: int64(at.Alias)}, 5)
	d.note("behind", len(list) > 0 && list[0].Alias == newest[2].Alias, err)
	if len(list) == 0 || list[0].Alias != newest[2].Alias {
		d.t.Errorf("behind %+v lies %+v, want %+v", at.Alias, list, newest[2].Alias)
	}
}
