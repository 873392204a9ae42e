package voucher

import (
	"slices"

	"sartor/internal/retail"
)

// ExtraDays is how long a returned voucher stays good at least, counted from
// the day on which its redemption was taken back (CONTRACTS.md 2.1).
const ExtraDays retail.BusinessDay = 7

// Taken is one redemption that a receipt made, as it stands.
type Taken struct {
	Code    string
	Voucher Voucher // as it stands now
	Amount  retail.Minor
	Flag    Flag
}

// Kept is a voucher that a void leaves as it is.
type Kept struct {
	Voucher Voucher
	Reason  Reason
}

// Change is a redemption that is taken back: the voucher as it was and as it
// is now. Its money moves by ReturnEntries(&Was, …), which also says what Now
// holds in reserve; that of a second redemption by ReturnAgainEntries(&Was, Amount).
type Change struct {
	Code     string
	Was, Now Voucher
	Amount   retail.Minor
	Flag     Flag
}

// Undone is what taking a receipt back does to its vouchers.
type Undone struct {
	Voided   []Voucher // issued by it and unused: void now
	Kept     []Kept    // issued by it and used, or expired
	Returned []Change  // redeemed by it: good again, with their new last day
	Reversed []Change  // flagged redemptions: booked back, but not good again
}

// Undo decides what taking a receipt back changes: the vouchers it issued and
// the redemptions it made. A receipt whose slip was not printed is undone with
// its issued vouchers alone, one whose answer never arrived with the
// redemptions that the till did not deduct (Without).
func Undo(day retail.BusinessDay, issued []Voucher, taken []Taken) Undone {
	var out Undone
	for _, v := range issued {
		switch v.State {
		case Issued:
			v.State = Voided
			out.Voided = append(out.Voided, v)
		case Redeemed:
			out.Kept = append(out.Kept, Kept{v, AlreadyRedeemed})
		case Expired:
			out.Kept = append(out.Kept, Kept{v, IsExpired})
		}
	}
	for _, t := range taken {
		c := Change{Code: t.Code, Was: t.Voucher, Now: t.Voucher, Amount: t.Amount, Flag: t.Flag}
		switch {
		case t.Flag == FlagTwice || t.Voucher.State != Redeemed: // the first redemption stays
			out.Reversed = append(out.Reversed, c)
		case t.Flag == FlagVoided:
			c.Now = t.Voucher.unused()
			c.Now.State = Voided
			out.Reversed = append(out.Reversed, c)
		default:
			c.Now = t.Voucher.unused()
			c.Now.State, c.Now.ValidUntil = Issued, max(c.Now.ValidUntil, day+ExtraDays)
			out.Returned = append(out.Returned, c)
		}
	}
	return out
}

// unused is the voucher without its redemption.
func (v Voucher) unused() Voucher {
	v.RedeemedAt, v.RedeemedBy, v.RedeemedStore = 0, "", 0
	v.RedeemedAmount, v.RedeemedOver, v.Flag = 0, 0, ""
	return v
}

// Without returns the redemptions whose vouchers are not among those that the
// till deducted.
func Without(taken []Taken, deducted []Voucher) []Taken {
	return slices.DeleteFunc(slices.Clone(taken), func(t Taken) bool {
		return slices.ContainsFunc(deducted, func(d Voucher) bool {
			return d.Bucket == t.Voucher.Bucket && d.Serial == t.Voucher.Serial
		})
	})
}
