package voucher

import (
	"math"

	"sartor/internal/retail"
)

// Account is where a promotion's money lies. What leaves one account enters
// another; contingency is chain-wide: the sum over promotions of one currency.
type Account string

// The accounts; they are stored.
const (
	Funding     Account = "funding"     // outside: what the chain has given, as a debt
	Budget      Account = "budget"      // free to promise
	Reserved    Account = "reserved"    // promised by issued vouchers
	Spent       Account = "spent"       // redeemed out of reserves
	Contingency Account = "contingency" // for what exceeds reserves; may fall below zero
	Overspent   Account = "overspent"   // redeemed out of contingency
	Shared      Account = "shared"      // on the way within a family: what the centre's promotion handed to its stores' versions
)

// Entry is one movement: Amount leaves Credit and enters Debit. Entries are
// never edited; what is undone is moved back.
type Entry struct {
	Promotion uint32 // its number
	Bucket    int    // the voucher's, with Alias
	Alias     uint32 // the voucher's, 0 for entries about the whole promotion
	Event     Event
	Debit     Account
	Credit    Account
	Amount    retail.Minor // minor units of the promotion's currency, above 0
}

// ReserveOf returns what issuing one voucher sets aside: the share of the most
// it can cost, rounded up.
func ReserveOf(most retail.Minor, share float64) retail.Minor {
	return retail.Minor(math.Ceil(float64(most) * share))
}

// ContingencyOf returns what a cap adds to contingency, rounded half up.
func ContingencyOf(budget retail.Minor, share float64) retail.Minor {
	return retail.Minor(math.Floor(float64(float64(budget)*share) + 0.5))
}

// Open returns the entries of a promotion that goes live with a budget.
func Open(number uint32, budget retail.Minor, contingencyShare float64) []Entry {
	return fund(number, GoLive, budget, ContingencyOf(budget, contingencyShare))
}

// RaiseTo returns the entries of a live promotion's budget that grows; nothing
// when it does not.
func RaiseTo(number uint32, before, after retail.Minor, contingencyShare float64) []Entry {
	if after <= before {
		return nil
	}
	more := ContingencyOf(after, contingencyShare) - ContingencyOf(before, contingencyShare)
	return fund(number, Raise, after-before, more)
}

func fund(number uint32, event Event, budget, contingency retail.Minor) []Entry {
	e := Entry{Promotion: number, Event: event}
	return moves(nil, e.move(Funding, Budget, budget), e.move(Funding, Contingency, contingency))
}

// Share is money on its way between two promotions of a family: what is free, and
// the part of contingency that goes with it.
type Share struct {
	From, To    uint32 // numbers of promotions
	Budget      retail.Minor
	Contingency retail.Minor
}

// Entries moves the share; an amount below zero goes the other way. What the
// accounts Shared of a family hold adds up to zero.
func (s Share) Entries(event Event) []Entry {
	var out []Entry
	for _, m := range []struct {
		account Account
		amount  retail.Minor
	}{{Budget, s.Budget}, {Contingency, s.Contingency}} {
		giver, taker, amount := s.From, s.To, m.amount
		if amount < 0 {
			giver, taker, amount = s.To, s.From, -amount
		}
		gives, takes := Entry{Promotion: giver, Event: event}, Entry{Promotion: taker, Event: event}
		out = moves(out, gives.move(m.account, Shared, amount), takes.move(Shared, m.account, amount))
	}
	return out
}

// IssueEntries reserves for a new voucher.
func IssueEntries(v *Voucher) []Entry {
	return moves(nil, v.entry(Issue).move(Budget, Reserved, v.Reserve))
}

// RedeemEntries books a redemption: out of the reserve as far as it reaches,
// the rest out of contingency; what is left of the reserve is released. The
// voucher is given as it stood before, so that a late one has no reserve.
// Points cost nothing here: their amount is 0. over is the part beyond the
// reserve (Voucher.RedeemedOver).
func RedeemEntries(v *Voucher, amount retail.Minor) (entries []Entry, over retail.Minor) {
	e, within := v.entry(Redeem), min(amount, v.Held())
	over = amount - within
	return moves(nil,
		e.move(Reserved, Spent, within),
		e.move(Contingency, Overspent, over),
		e.move(Reserved, Budget, v.Held()-within)), over
}

// AgainEntries books a redemption of a voucher that another receipt had used:
// all of it out of contingency.
func AgainEntries(v *Voucher, amount retail.Minor) []Entry {
	return moves(nil, v.entry(RedeemAgain).move(Contingency, Overspent, amount))
}

// ExpireEntries releases the reserve of a voucher whose last day has passed.
func ExpireEntries(v *Voucher) []Entry { return v.release(Expire) }

// VoidEntries releases the reserve of a voucher that is taken back unused.
func VoidEntries(v *Voucher) []Entry { return v.release(Void) }

func (v *Voucher) release(event Event) []Entry {
	return moves(nil, v.entry(event).move(Reserved, Budget, v.Held()))
}

// ReturnEntries takes a redemption back: money moves exactly the way it came.
// What had been released from the reserve may be promised to others by now, so
// it is reserved again only as far as the budget has room (what is free to
// promise, 0 when not known). reserve is what the voucher holds afterwards. The
// voucher is given as redeemed.
func ReturnEntries(v *Voucher, room retail.Minor) (entries []Entry, reserve retail.Minor) {
	e, within := v.entry(Return), v.RedeemedAmount-v.RedeemedOver
	entries = moves(nil, e.move(Overspent, Contingency, v.RedeemedOver), e.move(Spent, Reserved, within))
	if within == 0 && (v.Flag == FlagVoided || v.Flag == FlagExpired) {
		return entries, 0 // its reserve had gone before it was used
	}
	again := min(max(0, v.Reserve-within), max(0, room))
	return moves(entries, e.move(Budget, Reserved, again)), within + again
}

// ReturnAgainEntries takes a second redemption of a used voucher back.
func ReturnAgainEntries(v *Voucher, amount retail.Minor) []Entry {
	return moves(nil, v.entry(ReturnAgain).move(Overspent, Contingency, amount))
}

func (v *Voucher) entry(event Event) Entry {
	return Entry{Promotion: v.PromotionNumber, Bucket: v.Bucket, Alias: v.Alias, Event: event}
}

// move returns the entry with its accounts and amount.
func (e Entry) move(from, to Account, amount retail.Minor) Entry {
	e.Credit, e.Debit, e.Amount = from, to, amount
	return e
}

// moves appends the entries that move anything.
func moves(out []Entry, entries ...Entry) []Entry {
	for _, e := range entries {
		if e.Amount != 0 {
			out = append(out, e)
		}
	}
	return out
}
