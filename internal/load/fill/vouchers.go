package fill

import (
	"encoding/json"
	"iter"

	"sartor/internal/promotion"
	"sartor/internal/retail"
	"sartor/internal/till"
	"sartor/internal/voucher"
	"sartor/internal/voucher/code"
)

func voucherColumns() []string {
	return []string{
		"alias", "bucket", "serial", "seq", "customer", "promotion", "version", "product", "store", "receipt", "issued_at", "valid_from",
		"valid_until", "value_kind", "value", "most", "reserve", "text", "why", "state", "used_at", "used_by", "used_store", "used_amount", "used_over", "flag",
	}
}

// past is a voucher with what became of it.
type past struct {
	was, now voucher.Voucher
	amount   retail.Minor // deducted
	used     int          // the receipt it was used on, −1
}

// past tells a voucher's life: used, expired, or still good.
func (f *filler) past(j int) past {
	v := f.Chain.Voucher(j, f.catalog)
	v.Seq = firstSeq + int64(f.Chain.Issuer(j))
	p := past{was: v, now: v, used: f.Chain.Redeemer(j)}
	switch {
	case p.used >= 0:
		p.amount = v.Value.Amount
		if v.Value.Kind == promotion.Percent {
			p.amount = v.Value.MaxAmount / 4
		}
		_, over := voucher.RedeemEntries(&v, p.amount)
		slip := f.Chain.Head(p.used)
		p.now.State, p.now.RedeemedAt, p.now.RedeemedBy = voucher.Redeemed, slip.At, f.Chain.ID(p.used)
		p.now.RedeemedStore, p.now.RedeemedAmount, p.now.RedeemedOver = f.store[slip.Store], p.amount, over
	case v.ValidUntil < f.Chain.Last:
		p.now.State = voucher.Expired
	}
	return p
}

func (f *filler) vouchers() iter.Seq[[]any] {
	return func(yield func([]any) bool) {
		for j := range f.Chain.Vouchers {
			p := f.past(j)
			v := &p.now
			value, most := int64(v.Value.Amount), int64(v.Value.Amount)
			if v.Value.Kind == promotion.Percent {
				value, most = int64(v.Value.Percent), int64(v.Value.MaxAmount)
			}
			row := []any{
				int64(v.Alias), int64(v.Bucket), int64(v.Serial), v.Seq, int64(v.Customer), int64(v.PromotionNumber), v.Version, int64(v.Product),
				int64(v.Store), string(v.Receipt), int64(v.IssuedAt), int64(v.ValidFrom), int64(v.ValidUntil), string(v.Value.Kind), value, most,
				int64(v.Reserve), "€0.30 off\nProduct 01234 of the shelf", `["You bought it 4 times in your last 6 visits."]`, string(v.State),
				int64(v.RedeemedAt), string(v.RedeemedBy), int64(v.RedeemedStore), int64(v.RedeemedAmount), int64(v.RedeemedOver), string(v.Flag),
			}
			if !yield(row) {
				return
			}
		}
	}
}

func (f *filler) redemptions() iter.Seq[[]any] {
	return func(yield func([]any) bool) {
		for j := range f.Chain.Vouchers {
			if f.Chain.Redeemer(j) < 0 {
				continue
			}
			p := f.past(j)
			v := &p.now
			alias := code.Alias(v.Bucket, v.Alias)
			body, err := json.Marshal(till.RedeemedView{Code: alias, Promotion: string(v.Promotion), Amount: p.amount, Lines: []till.ShareView{{Amount: p.amount}}})
			if err != nil {
				panic(err) // numbers and plain words
			}
			row := []any{
				string(v.RedeemedBy), int64(v.RedeemedBy.Bucket()), int64(0), alias, int64(v.Alias), int64(v.Bucket), int64(p.amount), "",
				int64(v.RedeemedAt), "stands", string(body),
			}
			if !yield(row) {
				return
			}
		}
	}
}

// redeemEntry is the number of a redemption's first entry within its write,
// behind those of what the same receipt issued.
const redeemEntry = 100

// ledger lists the movements in the order of their writes: what a receipt
// issued and redeemed, and behind all receipts what has expired.
func (f *filler) ledger() iter.Seq[[]any] {
	return func(yield func([]any) bool) {
		next, used := 0, 0
		for r := range f.Chain.Receipts {
			for ; next < f.Chain.Vouchers && f.Chain.Issuer(next) == r; next++ {
				p := f.past(next)
				if !f.moves(voucher.IssueEntries(&p.was), moved{seq: p.was.Seq, at: p.was.IssuedAt, alias: p.was.Alias}, yield) {
					return
				}
			}
			for ; used < next && f.Chain.Redeemer(used) <= r; used++ {
				if f.Chain.Redeemer(used) < 0 {
					continue
				}
				p := f.past(used)
				entries, _ := voucher.RedeemEntries(&p.was, p.amount)
				at := moved{seq: firstSeq + int64(r), n: redeemEntry, at: p.now.RedeemedAt, alias: p.was.Alias}
				if !f.moves(entries, at, yield) {
					return
				}
			}
		}
		f.expired(yield)
	}
}

func (f *filler) expired(yield func([]any) bool) {
	for j := range f.Chain.Vouchers {
		p := f.past(j)
		at := moved{seq: firstSeq + int64(f.Chain.Receipts+j), at: retail.MicrosOf(p.was.ValidUntil.Time()), alias: p.was.Alias}
		if p.now.State == voucher.Expired && !f.moves(voucher.ExpireEntries(&p.was), at, yield) {
			return
		}
	}
}

// moved is the write that some entries belong to.
type moved struct {
	seq   int64
	n     int
	at    retail.Micros
	alias uint32
}

func (f *filler) moves(entries []voucher.Entry, m moved, yield func([]any) bool) bool {
	for i, e := range entries {
		row := []any{
			m.seq, int64(m.n + i), int64(e.Bucket), int64(e.Promotion), int64(m.alias), string(e.Event), string(e.Debit), string(e.Credit), int64(e.Amount), int64(m.at),
		}
		if !yield(row) {
			return false
		}
	}
	return true
}
