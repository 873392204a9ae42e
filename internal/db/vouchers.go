package db

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"sartor/internal/db/engine"
	"sartor/internal/fault"
	"sartor/internal/promotion"
	"sartor/internal/retail"
	"sartor/internal/till"
	"sartor/internal/voucher"
)

// VoucherRow is a voucher with what was printed on it.
type VoucherRow struct {
	voucher.Voucher
	Text string
	Why  []string
}

// valueColumns packs what a voucher gives into two numbers.
func valueColumns(v voucher.Value) (value, most int64) {
	switch v.Kind {
	case promotion.Percent:
		return int64(v.Percent), int64(v.MaxAmount)
	case promotion.FreeItem:
		return int64(v.Product), int64(v.MaxAmount)
	case promotion.Points:
		return v.Points, 0
	}
	return int64(v.Amount), int64(v.Amount)
}

func valueOf(kind promotion.RewardKind, value, most int64) voucher.Value {
	v := voucher.Value{Kind: kind}
	switch kind {
	case promotion.Percent:
		v.Percent, v.MaxAmount = int(value), retail.Minor(most)
	case promotion.FreeItem:
		v.Product, v.MaxAmount = uint32(value), retail.Minor(most)
	case promotion.Points:
		v.Points = value
	default:
		v.Amount = retail.Minor(value)
	}
	return v
}

// readVouchers runs a query whose columns are those of voucher.find.
func (d *DB) readVouchers(ctx context.Context, s engine.Session, q *engine.Query, args ...any) (out []VoucherRow, err error) {
	err = engine.Each(ctx, s, q, args, func(scan func(...any) error) error {
		var (
			v           VoucherRow
			kind        string
			value, most int64
			why         string
			customer    int64
		)
		err := scan(&v.Alias, &v.Bucket, &v.Serial, &v.Seq, &customer, &v.PromotionNumber, &v.Version, &v.Product, &v.Store, &v.Receipt,
			&v.IssuedAt, &v.ValidFrom, &v.ValidUntil, &kind, &value, &most, &v.Reserve, &v.Text, &why, &v.State,
			&v.RedeemedAt, &v.RedeemedBy, &v.RedeemedStore, &v.RedeemedAmount, &v.RedeemedOver, &v.Flag)
		if err != nil {
			return err
		}
		v.Customer = retail.CustomerID(customer)
		v.Value = valueOf(promotion.RewardKind(kind), value, most)
		if err := json.Unmarshal([]byte(why), &v.Why); err != nil {
			return fmt.Errorf("voucher %d of bucket %d: %w", v.Alias, v.Bucket, err)
		}
		out = append(out, v)
		return nil
	})
	for i := range out { // the rows are closed: a look-up may need their connection
		if err == nil {
			out[i].Promotion, out[i].Family, err = d.promotionID(ctx, out[i].PromotionNumber)
		}
	}
	return out, err
}

// kin is what a promotion number is known by.
type kin struct {
	id     retail.PromotionID
	family uint32
}

// promotionID returns the id that tills know a promotion number by, and the
// number of the promotion that it is a store's version of, 0 for none. Neither
// ever changes, so they are kept in memory.
func (d *DB) promotionID(ctx context.Context, number uint32) (retail.PromotionID, uint32, error) {
	if known, ok := d.promotionIDs.Load(number); ok {
		k, _ := known.(kin)
		return k.id, k.family, nil
	}
	var (
		id string
		k  kin
	)
	if _, err := engine.One(ctx, d.engine.Reader(), sql("promotion.id"), []any{int64(number)}, &id, &k.family); err != nil {
		return "", 0, err
	}
	k.id = retail.PromotionID(id)
	d.promotionIDs.Store(number, k)
	return k.id, k.family, nil
}

// Presented reads vouchers by bucket and alias number; absent ones are left out.
func (d *DB) Presented(ctx context.Context, refs []till.Ref) ([]voucher.Voucher, error) {
	ctx = context.WithoutCancel(ctx)
	var out []voucher.Voucher
	for _, ref := range refs {
		found, err := d.readVouchers(ctx, d.engine.Reader(), sql("voucher.find"), int64(ref.Alias), int64(ref.Bucket))
		if err != nil {
			return nil, fault.At("db.Presented", err)
		}
		for i := range found {
			out = append(out, found[i].Voucher)
		}
	}
	return out, nil
}

// Voucher finds one voucher with what was printed; absence is fault.NotFound.
func (d *DB) Voucher(ctx context.Context, ref till.Ref) (VoucherRow, error) {
	const op = "db.Voucher"
	found, err := d.readVouchers(ctx, d.engine.Reader(), sql("voucher.find"), int64(ref.Alias), int64(ref.Bucket))
	if err == nil && (len(found) == 0 || ref.Serial != 0 && found[0].Serial != ref.Serial) {
		err = fault.New(fault.NotFound, "unknown", "no voucher has this code; check it and type it again")
	}
	if err != nil {
		return VoucherRow{}, fault.At(op, err)
	}
	return found[0], nil
}

// CustomerVouchers lists a customer's vouchers, newest first, at most `most`.
func (d *DB) CustomerVouchers(ctx context.Context, id retail.CustomerID, most int) ([]VoucherRow, error) {
	out, err := d.readVouchers(ctx, d.engine.Reader(), sql("voucher.of_customer"), int64(id), int64(id.Bucket()), int64(most))
	return out, fault.At("db.CustomerVouchers", err)
}

// Filed reads what stands under a receipt id.
func (d *DB) Filed(ctx context.Context, id retail.ReceiptID) (till.Filed, bool, error) {
	f, found, err := findReceipt(ctx, d.engine.Reader(), id)
	return f, found, fault.At("db.Filed", err)
}

// Trace reads what a receipt left behind.
func (d *DB) Trace(ctx context.Context, f till.Filed) (till.Trace, error) {
	const op = "db.Trace"
	var t till.Trace
	s := d.engine.Reader()
	if f.Seq == 0 { // a receipt that has not arrived leaves no more than what it is bound to
		var err error
		t.Redeemed, err = d.redeemedOn(ctx, s, f.Receipt)
		return t, fault.At(op, err)
	}
	var packed []byte
	found, err := engine.One(ctx, s, sql("answer.find"), []any{f.Seq, int64(f.Bucket())}, &packed, &t.Answered)
	if err != nil {
		return t, fault.At(op, err)
	}
	if found {
		if t.Answer, err = inflate(packed); err != nil {
			return t, fault.At(op, err)
		}
	}
	issued, err := d.readVouchers(ctx, s, sql("voucher.of_write"), f.Seq, int64(f.Bucket()))
	if err != nil {
		return t, fault.At(op, err)
	}
	for i := range issued {
		t.Issued = append(t.Issued, issued[i].Voucher)
		t.Texts = append(t.Texts, till.Printed{Text: issued[i].Text, Why: issued[i].Why})
	}
	t.Redeemed, err = d.redeemedOn(ctx, s, f.Receipt)
	return t, fault.At(op, err)
}

// Yield is what came of a receipt at the till, without the vouchers themselves.
type Yield struct {
	Issued, Used int64
	Taken        retail.Minor // off the receipt by those used
}

// yieldsAtOnce is how many receipts redemption.taken names.
const yieldsAtOnce = 16

// Yields counts what receipts, in the order of their numbers, issued and used, by
// number: two statements for sixteen, where a Trace takes four and unpacks the answer.
func (d *DB) Yields(ctx context.Context, of []till.Filed) (map[int64]Yield, error) {
	out := make(map[int64]Yield, len(of))
	for some := range slices.Chunk(of, yieldsAtOnce) {
		engine.GiveWay()
		if err := d.yields(ctx, some, out); err != nil {
			return nil, fault.At("db.Yields", err)
		}
	}
	return out, nil
}

func (d *DB) yields(ctx context.Context, of []till.Filed, out map[int64]Yield) error {
	seqs, names := map[string]int64{}, make([]any, yieldsAtOnce)
	for i := range names {
		f := &of[min(i, len(of)-1)] // the last fills up
		names[i], seqs[string(f.Receipt)] = string(f.Receipt), f.Seq
		out[f.Seq] = Yield{}
	}
	stretch := []any{of[0].Seq, of[len(of)-1].Seq}
	if err := engine.Each(ctx, d.engine.Reader(), sql("voucher.issued"), stretch, func(scan func(...any) error) error {
		var seq, n int64
		err := scan(&seq, &n)
		if _, asked := out[seq]; asked {
			out[seq] = Yield{Issued: n}
		}
		return err
	}); err != nil {
		return err
	}
	return engine.Each(ctx, d.engine.Reader(), sql("redemption.taken"), names, func(scan func(...any) error) error {
		var name string
		var y Yield
		err := scan(&name, &y.Used, &y.Taken)
		y.Issued = out[seqs[name]].Issued
		out[seqs[name]] = y
		return err
	})
}

// Answered returns which writes of a stretch of numbers were answered at a till:
// a receipt filed as a fact without vouchers is not among them.
func (d *DB) Answered(ctx context.Context, from, to int64) (map[int64]bool, error) {
	out := map[int64]bool{}
	err := engine.Each(ctx, d.engine.Reader(), sql("answer.between"), []any{from, to}, func(scan func(...any) error) error {
		var seq int64
		err := scan(&seq)
		out[seq] = true
		return err
	})
	return out, fault.At("db.Answered", err)
}

// redeemedOn lists the redemptions of a receipt that still stand.
func (d *DB) redeemedOn(ctx context.Context, s engine.Session, id retail.ReceiptID) (out []till.Redeemed, err error) {
	type row struct {
		till.Redeemed
		alias, bucket int64
	}
	var list []row
	err = engine.Each(ctx, s, sql("redemption.of_receipt"), []any{string(id), int64(id.Bucket())}, func(scan func(...any) error) error {
		var (
			r     row
			n, at int64
			state string
			body  string
		)
		err := scan(&n, &r.Code, &r.alias, &r.bucket, &r.Amount, &r.Flag, &at, &state, &body)
		if r.Body, r.Bound = []byte(body), state == "bound"; state != "returned" {
			list = append(list, r)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	for _, r := range list {
		v, err := d.readVouchers(ctx, s, sql("voucher.find"), r.alias, r.bucket)
		if err != nil {
			return nil, err
		}
		if len(v) == 1 {
			r.Voucher = v[0].Voucher
			out = append(out, r.Redeemed)
		}
	}
	return out, nil
}

// DropAnswers drops stored answers from before an instant, at most `most`, and
// returns how many.
func (d *DB) DropAnswers(ctx context.Context, before retail.Micros, most int) (int, error) {
	n, err := d.drop(ctx, "answer.expire", before, most)
	return n, fault.At("db.DropAnswers", err)
}

// DropAwaited forgets voids from before an instant whose receipt never came, at
// most `most`, and returns how many.
func (d *DB) DropAwaited(ctx context.Context, before retail.Micros, most int) (int, error) {
	n, err := d.drop(ctx, "receipt.forget", before, most)
	return n, fault.At("db.DropAwaited", err)
}

// DropKept drops answers kept for an Idempotency-Key from before an instant, at
// most `most`, and returns how many.
func (d *DB) DropKept(ctx context.Context, before retail.Micros, most int) (int, error) {
	n, err := d.drop(ctx, "idempotency.expire", before, most)
	return n, fault.At("db.DropKept", err)
}

func (d *DB) drop(ctx context.Context, query string, before retail.Micros, most int) (int, error) {
	var n int64
	err := d.write(ctx, engine.Bulk, func(ctx context.Context, tx tx) error {
		var err error
		n, err = tx.Exec(ctx, sql(query), int64(before), int64(most))
		return err
	})
	return int(n), err
}

// VouchersBefore lists the vouchers behind one, newest first, at most `most`.
func (d *DB) VouchersBefore(ctx context.Context, at VoucherPlace, most int) ([]VoucherRow, error) {
	out, err := d.readVouchers(ctx, d.engine.Reader(), sql("voucher.before"), at.Seq, int64(at.Bucket), at.Alias, int64(most))
	return out, fault.At("db.VouchersBefore", err)
}

// VoucherPlace is where a voucher stands among all, the newest first.
type VoucherPlace struct {
	Seq    int64
	Bucket int
	Alias  int64
}

// NewestVouchers lists the newest vouchers, at most `most`.
func (d *DB) NewestVouchers(ctx context.Context, most int) ([]VoucherRow, error) {
	out, err := d.readVouchers(ctx, d.engine.Reader(), sql("voucher.newest"), int64(most))
	return out, fault.At("db.NewestVouchers", err)
}
