package db

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"maps"
	"slices"

	"sartor/internal/db/engine"
	"sartor/internal/fault"
	"sartor/internal/retail"
	"sartor/internal/till"
	"sartor/internal/touchpoint"
	"sartor/internal/voucher"
	"sartor/internal/voucher/code"
)

// plan collects the guarded steps of one write and remembers what each guard is
// about.
type plan struct {
	steps []engine.Step
	about []till.Refused // what it means when the step's guard fails
	n     int            // ledger entries so far
	at    retail.Micros
	books map[uint32]*booking
	moved []moved
}

// moved is one voucher's change of state, kept until all are known: rows are
// taken in one order, so that two writes never wait for each other crosswise.
type moved struct {
	bucket int
	alias  uint32
	step   engine.Step
	about  till.Refused
}

// booking is what one write moves on a promotion's row beside issuing.
type booking struct {
	reserved, spent, contingency, overspent retail.Minor
	issued, redeemed, voided, expired, kin  int64         // kin: issued by stores' versions
	guards                                  []engine.Step // limits and reserves of new vouchers
	about                                   []uint32      // whose vouchers each guard is about
}

// guard adds a step that holds a limit, and whose voucher it lets through.
func (b *booking) guard(about uint32, step engine.Step) {
	b.guards, b.about = append(b.guards, step), append(b.about, about)
}

func (p *plan) add(about till.Refused, q *engine.Query, want int64, args ...any) {
	p.steps = append(p.steps, engine.Step{Query: q, Want: want, Args: args})
	p.about = append(p.about, about)
}

// book moves money: the entries into the ledger, their sum into the row.
func (p *plan) book(entries []voucher.Entry) *booking {
	var b *booking
	for _, e := range entries {
		b = p.booking(e.Promotion)
		b.move(e.Debit, e.Amount)
		b.move(e.Credit, -e.Amount)
		p.entry(e)
	}
	return b
}

func (p *plan) booking(promotion uint32) *booking {
	if p.books == nil {
		p.books = map[uint32]*booking{}
	}
	if p.books[promotion] == nil {
		p.books[promotion] = &booking{}
	}
	return p.books[promotion]
}

func (b *booking) move(account voucher.Account, amount retail.Minor) {
	switch account {
	case voucher.Reserved:
		b.reserved += amount
	case voucher.Spent:
		b.spent += amount
	case voucher.Contingency:
		b.contingency += amount
	case voucher.Overspent:
		b.overspent += amount
	}
}

func (p *plan) entry(e voucher.Entry) {
	bucket := int64(e.Bucket)
	if e.Alias == 0 && e.Event != voucher.Issue {
		bucket = budgetBucket(e.Promotion)
	}
	p.add(till.Refused{Voucher: -1}, sql("ledger.append"), 1, engine.SeqArg{}, int64(p.n), bucket, int64(e.Promotion), int64(e.Alias),
		string(e.Event), string(e.Debit), string(e.Credit), int64(e.Amount), int64(p.at))
	p.n++
}

// touch changes one voucher's row when its turn comes.
func (p *plan) touch(about till.Refused, v *voucher.Voucher, q *engine.Query, args ...any) {
	args = append([]any{int64(v.Alias), int64(v.Bucket)}, args...)
	p.moved = append(p.moved, moved{v.Bucket, v.Alias, engine.Step{Query: q, Want: 1, Args: args}, about})
}

// close adds the rows that other writes may want too: vouchers in the order of
// their keys, then promotions in the order of their numbers, so that two writes
// never wait for each other crosswise.
func (p *plan) close() {
	slices.SortStableFunc(p.moved, func(a, b moved) int { return cmp.Or(cmp.Compare(a.bucket, b.bucket), cmp.Compare(a.alias, b.alias)) })
	for _, m := range p.moved {
		p.steps, p.about = append(p.steps, m.step), append(p.about, m.about)
	}
	for _, n := range slices.Sorted(maps.Keys(p.books)) {
		about, b := till.Refused{Voucher: -1, Promotion: n}, p.books[n]
		for i, g := range b.guards {
			p.steps, p.about = append(p.steps, g), append(p.about, till.Refused{Voucher: -1, Promotion: b.about[i]})
		}
		if b.guards != nil && b.still() {
			continue // issued only: its guards moved the row
		}
		p.add(about, sql("budget.book"), 1, int64(n), budgetBucket(n),
			int64(b.reserved), int64(b.spent), int64(b.contingency), int64(b.overspent), b.issued, b.redeemed, b.voided, b.expired, b.kin)
	}
}

// still reports whether nothing is booked.
func (b *booking) still() bool {
	return b.reserved == 0 && b.spent == 0 && b.contingency == 0 && b.overspent == 0 &&
		b.issued == 0 && b.redeemed == 0 && b.voided == 0 && b.expired == 0 && b.kin == 0
}

// refused says what the failed guard was about.
func (p *plan) refused(err error) error {
	at, ok := engine.LostAt(err)
	if !ok {
		return err
	}
	r := p.about[at]
	return &r
}

// Person finds who the receipt names, with profile and vouchers.
func (d *DB) Person(ctx context.Context, who touchpoint.Customer, at retail.Micros) (p till.Person, err error) {
	ctx = context.WithoutCancel(ctx)
	err = engine.Glance(ctx, d.engine, func(s engine.Session) error {
		r, err := resolve(ctx, s, who, at)
		if err != nil {
			return err
		}
		p = till.Person{ID: r.customer, Fresh: r.fresh, UnknownID: r.unknownID, Language: r.language, HomeStore: r.homeStore, Consent: r.consent, Claim: r.steps}
		if r.customer == 0 || r.fresh {
			return nil
		}
		if p.Profile, p.Outlook, err = d.outlooks.Profile(ctx, s, r.customer); err != nil {
			return err
		}
		return engine.Each(ctx, s, sql("voucher.held"), []any{int64(r.customer), r.bucket()}, func(scan func(...any) error) error {
			var h till.Held
			err := scan(&h.Promotion, &h.Product, &h.State, &h.Until)
			p.Held = append(p.Held, h)
			return err
		})
	})
	return p, fault.At("db.Person", err)
}

// Sell writes a whole close in one transaction, or answers *till.Refused.
func (d *DB) Sell(ctx context.Context, sale till.Sale) error {
	d.lastSale.Store(d.now().Unix())
	p := &plan{at: sale.Now}
	nothing := till.Refused{Voucher: -1}
	f, customer := &sale.Fact, sale.Person.ID
	if customer != 0 {
		p.add(nothing, sql("customer.lock"), engine.AnyRows, int64(customer))
	}
	key := []any{string(f.Receipt.ID), int64(f.Receipt.ID.Bucket()), engine.SeqArg{}, int64(customer), int64(f.Store), int64(f.Receipt.At), string(sale.KeyState()), f.Fingerprint[:]}
	if sale.Replaces == "" {
		p.add(till.Refused{Key: true, Voucher: -1}, sql("receipt.key"), 1, key...)
	} else {
		p.add(till.Refused{Key: true, Voucher: -1}, sql("receipt.replace"), 1,
			key[0], key[1], string(sale.Replaces), key[2], key[3], key[4], key[5], key[6], key[7])
	}
	if claim, ok := sale.Person.Claim.([]engine.Step); ok {
		for _, s := range claim {
			p.add(till.Refused{Person: true, Voucher: -1}, s.Query, s.Want, s.Args...)
		}
	}
	asked := int64(undecided)
	if sale.Decision != nil {
		asked = int64(sale.Person.Consent)
	}
	p.add(till.Refused{Person: true, Voucher: -1}, sql("journal.sale"), 1, journalArgs(f, engine.SeqArg{}, customer, asked)...)
	for i := range sale.Redeemed {
		p.spend(f, &sale.Redeemed[i], "stands")
		if !repeats(sale.Redeemed[:i], &sale.Redeemed[i]) {
			p.counts(f, &sale.Redeemed[i], customer)
		}
	}
	for i := range sale.Issued {
		if err := p.issue(&sale.Issued[i]); err != nil {
			return fault.At("db.Sell", err)
		}
	}
	p.close()
	bucket := entryBucket(f.Receipt.ID, customer)
	if sale.Decision != nil {
		p.add(nothing, sql("decision.insert"), 1, engine.SeqArg{}, bucket, int64(sale.ID), int64(customer), int64(f.Store), int64(sale.Now), int64(sale.Ghosts), sale.Decision)
		p.withhold(sale.Withheld, customer)
	}
	if sale.Answer != nil {
		p.add(nothing, sql("answer.insert"), 1, engine.SeqArg{}, bucket, int64(sale.Now), deflate(sale.Answer))
	}
	return d.sold("db.Sell", p.refused(d.apply(ctx, engine.Till, p.steps)))
}

// Bind writes the redemptions of a sale whose receipt follows later.
func (d *DB) Bind(ctx context.Context, sale till.Sale) error {
	p := &plan{at: sale.Now}
	for i := range sale.Redeemed {
		p.spend(&sale.Fact, &sale.Redeemed[i], "bound")
	}
	p.close()
	return d.sold("db.Bind", p.refused(d.apply(ctx, engine.Till, p.steps)))
}

// sold names the operation, but leaves a refusal to be recognised.
func (d *DB) sold(op string, err error) error {
	if _, ok := errors.AsType[*till.Refused](err); ok {
		return err
	}
	return fault.At(op, err)
}

// spend writes one redemption; the voucher's state as read is the guard.
func (p *plan) spend(f *till.Fact, s *till.Spend, state string) {
	about := till.Refused{Voucher: 0}
	v := &s.Voucher
	receipt, bucket := string(f.Receipt.ID), int64(f.Receipt.ID.Bucket())
	if s.Bound {
		p.add(about, sql("redemption.settle"), 1, receipt, bucket, int64(v.Alias), int64(v.Bucket), "bound", "stands")
		return
	}
	p.add(about, sql("redemption.insert"), 1, receipt, bucket, s.Code, int64(v.Alias), int64(v.Bucket),
		int64(s.Amount), string(s.Flag), int64(p.at), state, string(s.Body))
	if s.Flag == voucher.FlagTwice {
		p.book(voucher.AgainEntries(v, s.Amount))
		return
	}
	entries, over := voucher.RedeemEntries(v, s.Amount)
	p.touch(about, v, sql("voucher.spend"), string(v.State), int64(f.Receipt.At), receipt,
		int64(f.Store), int64(s.Amount), int64(over), string(s.Flag))
	p.book(entries)
	b := p.booking(v.PromotionNumber)
	b.redeemed++
	if v.State == voucher.Expired { // a fact: it was used all the same
		b.expired--
	}
}

// repeats reports whether the voucher is among those before it: a till that was
// offline deducted it twice on one receipt.
func repeats(before []till.Spend, s *till.Spend) bool {
	return slices.ContainsFunc(before, func(b till.Spend) bool {
		return b.Voucher.Bucket == s.Voucher.Bucket && b.Voucher.Alias == s.Voucher.Alias
	})
}

// counts adds a redemption to what its presenter has used; their limit is the
// guard.
func (p *plan) counts(f *till.Fact, s *till.Spend, who retail.CustomerID) {
	if who == 0 {
		return
	}
	v := &s.Voucher
	p.add(till.Refused{Voucher: 0}, sql("customer_redemption.insert"), 1, int64(who), int64(v.Head()), string(f.Receipt.ID),
		int64(v.Alias), int64(v.Bucket), int64(who.Bucket()), s.Most)
}

// Used counts what a customer has redeemed, by promotion.
func (d *DB) Used(ctx context.Context, id retail.CustomerID) (map[uint32]int64, error) {
	out := map[uint32]int64{}
	err := engine.Each(ctx, d.engine.Reader(), sql("customer_redemption.count"), []any{int64(id), int64(id.Bucket())}, func(scan func(...any) error) error {
		var promotion uint32
		var n int64
		err := scan(&promotion, &n)
		out[promotion] = n
		return err
	})
	return out, fault.At("db.Used", err)
}

// issue writes one new voucher and reserves for it.
func (p *plan) issue(i *till.Issue) error {
	v := &i.Voucher
	why, err := json.Marshal(i.Why)
	if err != nil {
		return err
	}
	about := till.Refused{Voucher: -1, Promotion: v.PromotionNumber}
	value, most := valueColumns(v.Value)
	p.add(about, sql("voucher.issue"), 1, int64(code.AliasOf(v.Serial)), int64(v.Bucket), int64(v.Serial), engine.SeqArg{}, int64(v.Customer),
		int64(v.PromotionNumber), v.Version, int64(v.Product), int64(v.Store), string(v.Receipt), int64(v.IssuedAt),
		int64(v.ValidFrom), int64(v.ValidUntil), string(v.Value.Kind), value, most, int64(v.Reserve), i.Text, string(why), int64(v.Family), int64(v.Head()), i.PerCustomer)
	guard := func(of uint32, q string, args ...any) {
		p.booking(of).guard(v.PromotionNumber, engine.Step{Query: sql(q), Want: 1, Args: append([]any{int64(of)}, args...)})
	}
	if i.PerDay > 0 {
		guard(v.Head(), "promotion.day", int64(i.Day), budgetBucket(v.Head()), i.PerDay)
	}
	if v.Family != 0 {
		guard(v.Family, "budget.kin", budgetBucket(v.Family))
	}
	guard(v.PromotionNumber, "budget.issue", budgetBucket(v.PromotionNumber), int64(v.Reserve))
	for _, e := range voucher.IssueEntries(v) {
		e.Alias = code.AliasOf(v.Serial)
		p.entry(e)
	}
	return nil
}
