package voucher

import (
	"fmt"
	"maps"
	"slices"

	"sartor/internal/retail"
)

// Totals are the accounts of one promotion as one row keeps them.
type Totals struct {
	Cap         retail.Minor // the budget it was given
	Reserved    retail.Minor
	Spent       retail.Minor // out of reserves
	Contingency retail.Minor // its part of the chain's, may be below zero
	Overspent   retail.Minor // out of contingency
}

// Room returns what is free to promise.
func (t Totals) Room() retail.Minor { return t.Cap - t.Reserved - t.Spent }

// Books are the balances of all accounts: a left fold over the ledger. The zero
// Books are empty.
type Books struct {
	balance map[place]retail.Minor
	given   map[uint32]retail.Minor // funded into budgets or handed to them, by promotion
	alien   []Entry                 // no rule makes such entries
}

type place struct {
	promotion uint32
	account   Account
}

// route is one way money may go.
type route struct {
	event         Event
	credit, debit Account
}

// routes returns the ways money may go, and no other.
func routes() []route {
	return []route{
		{GoLive, Funding, Budget}, {GoLive, Funding, Contingency},
		{Raise, Funding, Budget}, {Raise, Funding, Contingency},
		{Hand, Budget, Shared}, {Hand, Shared, Budget}, {Hand, Contingency, Shared}, {Hand, Shared, Contingency},
		{HandBack, Budget, Shared}, {HandBack, Shared, Budget}, {HandBack, Contingency, Shared}, {HandBack, Shared, Contingency},
		{Transfer, Budget, Shared}, {Transfer, Shared, Budget}, {Transfer, Contingency, Shared}, {Transfer, Shared, Contingency},
		{Issue, Budget, Reserved},
		{Redeem, Reserved, Spent}, {Redeem, Contingency, Overspent}, {Redeem, Reserved, Budget},
		{RedeemAgain, Contingency, Overspent},
		{Expire, Reserved, Budget}, {Void, Reserved, Budget},
		{Return, Spent, Reserved}, {Return, Overspent, Contingency}, {Return, Budget, Reserved}, {Return, Reserved, Budget},
		{ReturnAgain, Overspent, Contingency},
	}
}

// Add books one entry.
func (b *Books) Add(e Entry) {
	if b.balance == nil {
		b.balance, b.given = map[place]retail.Minor{}, map[uint32]retail.Minor{}
	}
	if e.Amount <= 0 || !slices.Contains(routes(), route{e.Event, e.Credit, e.Debit}) {
		b.alien = append(b.alien, e)
	}
	b.balance[place{e.Promotion, e.Credit}] -= e.Amount
	b.balance[place{e.Promotion, e.Debit}] += e.Amount
	switch {
	case e.Debit == Budget && (e.Credit == Funding || e.Credit == Shared):
		b.given[e.Promotion] += e.Amount
	case e.Credit == Budget && e.Debit == Shared:
		b.given[e.Promotion] -= e.Amount
	}
}

// Balance returns what lies on an account of a promotion.
func (b *Books) Balance(promotion uint32, account Account) retail.Minor {
	return b.balance[place{promotion, account}]
}

// Totals returns a promotion's accounts.
func (b *Books) Totals(promotion uint32) Totals {
	return Totals{
		Cap: b.given[promotion], Reserved: b.Balance(promotion, Reserved), Spent: b.Balance(promotion, Spent),
		Contingency: b.Balance(promotion, Contingency), Overspent: b.Balance(promotion, Overspent),
	}
}

// Promotions returns the numbers of all promotions with entries, growing.
func (b *Books) Promotions() []uint32 {
	seen := map[uint32]bool{}
	for p := range b.balance {
		seen[p.promotion] = true
	}
	return slices.Sorted(maps.Keys(seen))
}

// Broken is an invariant that does not hold, in words for the operator.
type Broken struct {
	Rule      string // stable word
	Promotion uint32 // 0: the chain
	Detail    string
}

// Check returns the invariants of the ledger that do not hold, in a fixed order:
//
//	alien_entry   a movement that no rule makes
//	reserved      reserves below zero
//	spent         redemptions below zero
//	over_cap      reserves and what was spent out of them exceed the cap
//	double_entry  the accounts do not add up to zero
//	shared        what promotions handed to their stores' versions and what those got differ
func (b *Books) Check() []Broken {
	var out []Broken
	bad := func(rule string, promotion uint32, detail string, args ...any) {
		out = append(out, Broken{rule, promotion, fmt.Sprintf(detail, args...)})
	}
	for _, e := range b.alien {
		bad("alien_entry", e.Promotion, "%s moves %d from %s to %s", e.Event, e.Amount, e.Credit, e.Debit)
	}
	for _, p := range b.Promotions() {
		t := b.Totals(p)
		if t.Reserved < 0 {
			bad("reserved", p, "reserves stand at %d, below zero", t.Reserved)
		}
		if t.Spent < 0 || t.Overspent < 0 {
			bad("spent", p, "spent %d and overspent %d, below zero", t.Spent, t.Overspent)
		}
		if t.Reserved+t.Spent > t.Cap {
			bad("over_cap", p, "reserved %d and spent %d exceed the cap of %d", t.Reserved, t.Spent, t.Cap)
		}
	}
	sum, shared := retail.Minor(0), retail.Minor(0)
	for at, amount := range b.balance {
		sum += amount
		if at.account == Shared {
			shared += amount
		}
	}
	if sum != 0 {
		bad("double_entry", 0, "all accounts add up to %d, not zero", sum)
	}
	if shared != 0 {
		bad("shared", 0, "%d were handed to stores' versions and did not arrive", shared)
	}
	return out
}

// Holding is what one voucher's entries leave on the accounts.
type Holding struct{ Reserved, Spent, Overspent, Again retail.Minor }

// HoldingOf folds the entries of one voucher. Again is the part of Overspent
// that went into second redemptions of a used voucher.
func HoldingOf(entries []Entry) Holding {
	var h Holding
	for _, e := range entries {
		h.add(e.Debit, e.Amount)
		h.add(e.Credit, -e.Amount)
		switch e.Event {
		case RedeemAgain:
			h.Again += e.Amount
		case ReturnAgain:
			h.Again -= e.Amount
		}
	}
	return h
}

func (h *Holding) add(account Account, amount retail.Minor) {
	switch account {
	case Reserved:
		h.Reserved += amount
	case Spent:
		h.Spent += amount
	case Overspent:
		h.Overspent += amount
	}
}

// CheckVoucher compares a voucher as it stands with its entries; empty when
// they agree.
func CheckVoucher(v *Voucher, entries []Entry) []Broken {
	h := HoldingOf(entries)
	want := Holding{Reserved: v.Held(), Again: h.Again}
	if v.State == Redeemed {
		want.Spent, want.Overspent = v.RedeemedAmount-v.RedeemedOver, v.RedeemedOver
	}
	want.Overspent += h.Again
	if h == want && h.Again >= 0 {
		return nil
	}
	return []Broken{{"voucher", v.PromotionNumber, fmt.Sprintf(
		"voucher %d of bucket %d is %s: its entries leave %+v, want %+v", v.Alias, v.Bucket, v.State, h, want)}}
}

// CheckTotals compares the row that a promotion keeps with the fold; the cap
// is that of its latest version. Empty when they agree.
func (b *Books) CheckTotals(promotion uint32, row Totals) []Broken {
	t := b.Totals(promotion)
	if t == row {
		return nil
	}
	return []Broken{{"totals", promotion, fmt.Sprintf("the row says %+v, the entries %+v", row, t)}}
}

// Contingency returns the chain's contingency: the sum over some promotions,
// those of one currency.
func (b *Books) Contingency(promotions []uint32) retail.Minor {
	sum := retail.Minor(0)
	for _, p := range slices.Compact(slices.Sorted(slices.Values(promotions))) {
		sum += b.Balance(p, Contingency)
	}
	return sum
}
