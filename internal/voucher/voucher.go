// Package voucher owns the promise: what an issued voucher is, when it may be
// used and what for (Apply), what stands when it was used without us (Stand),
// what a void takes back (Undo), and the double-entry ledger that bounds what
// promotions cost. It is pure: values in, values out; storage, codes and the
// clock are elsewhere. It refuses nothing for lack of budget.
//
// Invariants and the tests that hold them: shares add up to the redemption and
// never exceed a line (TestApply_Properties); a state changes only by the table
// of Next (TestNext_Table); reserves plus what was spent out of them never exceed
// the cap, and every amount that leaves an account enters another
// (TestLedger_Invariants, with a wrong twin of each rule in TestLedger_Twins).
package voucher

import (
	"sartor/internal/promotion"
	"sartor/internal/retail"
)

// State is where a voucher stands.
type State string

// The states; they are stored.
const (
	Issued   State = "issued"
	Redeemed State = "redeemed"
	Expired  State = "expired"
	Voided   State = "voided"
)

// Event is what happens to a voucher, or to a promotion's money in the ledger.
type Event string

// The events; they are stored in the ledger.
const (
	GoLive      Event = "go_live"      // the promotion's budget and contingency are filled
	Raise       Event = "raise"        // the budget of a live promotion grows
	Hand        Event = "hand"         // a store's version goes live with a part of its promotion's budget
	HandBack    Event = "hand_back"    // a withdrawn version gives back what is free
	Transfer    Event = "transfer"     // between versions, or between one and the centre's promotion
	Issue       Event = "issue"        // a voucher is promised
	Redeem      Event = "redeem"       // a voucher is used
	RedeemAgain Event = "redeem_again" // a till that was offline honoured a used one
	Expire      Event = "expire"       // its last day has passed
	Void        Event = "void"         // it was taken back unused
	Return      Event = "return"       // a redemption was taken back
	ReturnAgain Event = "return_again" // a second redemption was taken back
)

// Next returns the state after an event, and whether the event may happen. Late
// redemptions of expired and voided vouchers happen only as facts (Stand); one
// made of a voided voucher returns to voided, see Undo.
func Next(from State, event Event) (State, bool) {
	switch {
	case from == "" && event == Issue:
		return Issued, true
	case from == Redeemed && event == Return:
		return Issued, true
	case from == Redeemed && (event == RedeemAgain || event == ReturnAgain):
		return Redeemed, true
	case from == Issued && event == Expire:
		return Expired, true
	case from == Issued && event == Void:
		return Voided, true
	case event == Redeem && (from == Issued || from == Expired || from == Voided):
		return Redeemed, true
	}
	return from, false
}

// Value is what a voucher gives, as it was printed.
type Value struct {
	Kind      promotion.RewardKind
	Amount    retail.Minor // for amount
	Percent   int          // for percent, 1…100
	MaxAmount retail.Minor // for percent: the most it gives
	Points    int64        // for points
	Product   uint32       // for free_item: the product's number
}

// ValueOf returns what vouchers of a reward give.
func ValueOf(r promotion.Reward, chain *retail.Catalogue) Value {
	v := Value{Kind: r.Kind, Amount: r.Amount, Percent: r.Percent, MaxAmount: r.MaxAmount, Points: r.Points}
	if r.Product != "" {
		v.Product, _ = chain.ProductNumber(r.Product)
	}
	return v
}

// Voucher is an offer issued: own code, one use, ours to honour. Amounts are
// minor units of its promotion's currency.
type Voucher struct {
	Bucket          int
	Serial          uint32             // unique within the bucket
	Alias           uint32             // its number as digits, unique within the bucket
	Seq             int64              // number of the write that issued it
	Promotion       retail.PromotionID // what tills know it by: of a store's version, the centre's
	PromotionNumber uint32
	Family          uint32            // the number of the promotion it is a store's version of; 0 for none
	Version         int64             // of the promotion it was issued under
	Product         uint32            // what it is for; 0: the promotion's target
	Customer        retail.CustomerID // 0: issued to an anonymous customer
	State           State
	Value           Value
	ValidFrom       retail.BusinessDay
	ValidUntil      retail.BusinessDay // inclusive
	Store           uint32             // where it was issued
	Receipt         retail.ReceiptID   // on which it was issued
	IssuedAt        retail.Micros
	Reserve         retail.Minor // set aside for it while issued

	RedeemedAt     retail.Micros
	RedeemedBy     retail.ReceiptID
	RedeemedStore  uint32
	RedeemedAmount retail.Minor
	RedeemedOver   retail.Minor // the part of RedeemedAmount beyond the reserve
	Flag           Flag         // when the redemption was a fact that clashed
}

// Head returns the number under which limits count: that of the centre's promotion
// for a store's version.
func (v *Voucher) Head() uint32 {
	if v.Family != 0 {
		return v.Family
	}
	return v.PromotionNumber
}

// Flag is what was wrong with a redemption that had already happened.
type Flag string

// The flags; empty is none.
const (
	FlagTwice   Flag = "redeemed_twice" // another receipt had used it
	FlagExpired Flag = "expired"
	FlagVoided  Flag = "voided"
)

// Held returns what the ledger has set aside for the voucher as it stands.
func (v *Voucher) Held() retail.Minor {
	if v.State == Issued {
		return v.Reserve
	}
	return 0
}
