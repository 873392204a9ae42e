package rooms

import (
	"context"
	"fmt"
	"time"

	"sartor/internal/console/view"
	"sartor/internal/db"
	"sartor/internal/fault"
	"sartor/internal/offer"
	"sartor/internal/paper"
	"sartor/internal/retail"
	"sartor/internal/till"
	"sartor/internal/touchpoint"
	"sartor/internal/voucher"
)

// Vouchers lists the newest, or finds some by code, alias or receipt.
func (p people) Vouchers(ctx context.Context, scope view.Scope, page view.Page) (view.VoucherList, error) {
	out := view.VoucherList{Items: []view.VoucherRow{}, Currency: p.DB.Catalogue().Store(1).Currency}
	budgets, err := p.tally.costly.Accounts(ctx)
	if err != nil {
		return out, err
	}
	for _, b := range budgets {
		out.Out, out.Worth = out.Out+b.Issued-b.Redeemed-b.Expired, out.Worth+b.Reserved
		out.Back, out.Issued = out.Back+b.Redeemed, out.Issued+b.Issued
	}
	rows, err := p.found(ctx, page)
	for i := range rows {
		if scope.Allows(p.DB.Catalogue().Store(rows[i].Store).ID) {
			out.Items = append(out.Items, p.voucherRow(&rows[i]))
		}
	}
	if page.Text == "" && page.Limit > 0 && len(rows) == page.Limit {
		last := &rows[len(rows)-1]
		out.Next = fmt.Sprintf("%d.%d.%d", last.Seq, last.Bucket, last.Alias)
	}
	return out, err
}

func (p people) found(ctx context.Context, page view.Page) ([]db.VoucherRow, error) {
	if page.Text == "" {
		var at db.VoucherPlace
		if n, err := fmt.Sscanf(page.Cursor, "%d.%d.%d", &at.Seq, &at.Bucket, &at.Alias); n == 3 && err == nil {
			return p.DB.VouchersBefore(ctx, at, page.Limit)
		}
		return p.DB.NewestVouchers(ctx, page.Limit) // a damaged cursor begins anew
	}
	row, err := p.FindVoucher(ctx, page.Text)
	if !fault.Is(err, fault.NotFound) {
		return []db.VoucherRow{row}, err
	}
	filed, found, err := p.DB.Filed(ctx, retail.ReceiptID(page.Text))
	if err != nil || !found {
		return nil, err
	}
	trace, err := p.DB.Trace(ctx, filed)
	var out []db.VoucherRow
	for i := range trace.Issued {
		out = append(out, db.VoucherRow{Voucher: trace.Issued[i], Text: trace.Texts[i].Text, Why: trace.Texts[i].Why})
	}
	return out, err
}

func (p people) voucherRow(r *db.VoucherRow) view.VoucherRow {
	chain, state := p.DB.Catalogue(), r.State
	if state == voucher.Issued && r.ValidUntil < p.Today(r.Store) {
		state = voucher.Expired // its reserve goes back within the minute
	}
	shop := chain.Store(r.Store)
	return view.VoucherRow{
		Code: p.Desk.CodeOf(&r.Voucher), State: state, Value: valueView(r.Value), Currency: shop.Currency, Promotion: r.Promotion,
		PromotionName: promotionName(p.Sight(), &r.Voucher), Product: productName(chain, r.Product), StoreName: shop.Name,
		IssuedAt: r.IssuedAt.Time(), ValidUntil: r.ValidUntil, Why: r.Why, Flag: r.Flag,
	}
}

// Voucher is one voucher and how it came to be.
func (p people) Voucher(ctx context.Context, scope view.Scope, text string) (view.Voucher, error) {
	row, err := p.FindVoucher(ctx, text)
	chain := p.DB.Catalogue()
	if fault.Is(err, fault.NotFound) || err == nil && !scope.Allows(chain.Store(row.Store).ID) {
		return view.Voucher{}, fault.New(fault.NotFound, "unknown", "no voucher has this code; check it and type it again")
	}
	if err != nil {
		return view.Voucher{}, err
	}
	out := view.Voucher{
		VoucherRow: p.voucherRow(&row), Alias: till.AliasOf(&row.Voucher), Receipt: row.Receipt, Customer: row.Customer, ValidFrom: row.ValidFrom,
		RedeemedBy: row.RedeemedBy, Cost: row.RedeemedAmount, Reserved: row.Reserve, Ledger: []view.LedgerRow{},
	}
	if row.State == voucher.Redeemed {
		out.RedeemedAt, out.RedeemedIn = row.RedeemedAt.Time(), chain.Store(row.RedeemedStore).Name
	}
	if row.Customer != 0 {
		if c, err := p.DB.Customer(ctx, row.Customer); err == nil {
			out.Identifiers = c.Identifiers
		}
	}
	strip, err := p.Preview(ctx, &row, paper.Printer{Format: paper.Text, Columns: 42})
	if err != nil {
		return out, err
	}
	out.Strip = string(strip)
	for _, add := range []func(context.Context, *db.VoucherRow, *view.Voucher) error{p.printedAt, p.ledger, p.trace} {
		if err := add(ctx, &row, &out); err != nil {
			return out, err
		}
	}
	return out, nil
}

// printedAt finds the till on the receipt that printed the voucher.
func (p people) printedAt(ctx context.Context, row *db.VoucherRow, out *view.Voucher) error {
	e, err := p.DB.Entry(ctx, row.Seq, row.Bucket)
	if err != nil || e.Kind != touchpoint.KindReceipt {
		return err
	}
	packed, err := touchpoint.Unpack(e.Body, nil)
	out.Till = string(packed.Till)
	return err
}

func (p people) ledger(ctx context.Context, row *db.VoucherRow, out *view.Voucher) error {
	return p.DB.Each(ctx, "ledger.of_voucher", []any{int64(row.Alias), int64(row.Bucket)}, func(scan func(...any) error) error {
		var (
			l            view.LedgerRow
			seq, n, prom int64
			at           retail.Micros
		)
		err := scan(&seq, &n, &prom, &l.Why, &l.To, &l.From, &l.Amount, &at)
		l.At = at.Time()
		if l.Why == voucher.Void && row.State == voucher.Voided {
			out.VoidedAt = l.At
		}
		out.Ledger = append(out.Ledger, l)
		return err
	})
}

// trace reads the logged decision behind a voucher.
func (p people) trace(ctx context.Context, row *db.VoucherRow, out *view.Voucher) error {
	return p.DB.Each(ctx, "decision.find", []any{row.Seq, int64(row.Bucket)}, func(scan func(...any) error) error {
		var (
			decision, customerID, store, ghosts int64
			at                                  retail.Micros
			body                                []byte
		)
		if err := scan(&decision, &customerID, &store, &at, &ghosts, &body); err != nil {
			return err
		}
		d, err := offer.DecodeDecision(body)
		if err != nil {
			return err
		}
		out.Trace = traceOf(&d, retail.DecisionID(decision), at.Time())
		p.candidates(ctx, &d, out)
		return nil
	})
}

// traceOf counts what each reason removed, in the order in which the reasons are
// looked at.
func traceOf(d *offer.Decision, id retail.DecisionID, at time.Time) view.Trace {
	out := view.Trace{Decision: id, At: at, Snapshot: d.Snapshot.String()}
	for reason, n := range d.Counts {
		out.Considered += int(n)
		if reason != int(offer.NoRefusal) && n > 0 {
			out.Refused = append(out.Refused, view.Refusal{Code: offer.Refusal(reason).String(), N: int(n)})
		}
	}
	return out
}

// candidates lists what was scored: the chosen ones, then the best of the rest.
func (p people) candidates(ctx context.Context, d *offer.Decision, out *view.Voucher) {
	sight := p.Sight()
	for i := range d.Choices {
		c := &d.Choices[i]
		k := view.Candidate{
			Promotion: c.ID, Product: productName(sight.Catalogue, c.Product), Value: valueView(c.Value),
			Score: sure(c.Score), Chance: c.Chance, Lifted: c.Lifted, Visit: c.Visit, Cost: c.Cost, Propensity: c.Propensity, Chosen: c.Ghost == offer.Treated,
		}
		if promo, ok := sight.Book.Promotion(c.Promotion); ok {
			k.PromotionName = promo.NameIn(view.Language(ctx))
		}
		if !k.Chosen {
			k.Reason = "held_out"
		}
		out.Trace.Candidates = append(out.Trace.Candidates, k)
	}
	for _, t := range d.Top {
		if t.Refusal != offer.Outranked && t.Refusal != offer.Diversity {
			continue
		}
		k := view.Candidate{Product: productName(sight.Catalogue, t.Product), Score: sure(t.Score), Reason: t.Refusal.String()}
		if promo, ok := sight.Book.Promotion(t.Promotion); ok {
			r := promo.Reward
			k.Promotion, k.PromotionName = promo.ID, promo.NameIn(view.Language(ctx))
			k.Value = view.Value{Kind: r.Kind, Amount: r.Amount, Percent: r.Percent, MaxAmount: r.MaxAmount, Points: r.Points}
		}
		out.Trace.Candidates = append(out.Trace.Candidates, k)
	}
}

// sure is a figure without a range.
func sure(x float64) view.Interval { return view.Interval{Low: x, Mid: x, High: x, N: 1} }
