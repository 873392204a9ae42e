package voucher

import (
	"fmt"

	"sartor/internal/promotion"
	"sartor/internal/retail"
)

// Reason is why a code is refused (CONTRACTS.md 2.1).
type Reason string

// The reasons. TryLater is given by the till's desk, never by Apply.
const (
	Unknown           Reason = "unknown"
	AlreadyRedeemed   Reason = "already_redeemed"
	IsExpired         Reason = "expired"
	NotYetValid       Reason = "not_yet_valid"
	IsVoided          Reason = "voided"
	WrongStore        Reason = "wrong_store"
	WrongCustomer     Reason = "wrong_customer"
	BasketNotEligible Reason = "basket_not_eligible"
	LimitReached      Reason = "limit_reached"
	NotCombinable     Reason = "not_combinable"
	PromotionPaused   Reason = "promotion_paused"
	TryLater          Reason = "try_later"
)

// Rejection is a refused code, with words for the cashier.
type Rejection struct {
	Code   string
	Reason Reason
	Detail string
}

// unknown answers a mistyped and an unknown code alike.
func unknown(code string) Rejection {
	return Rejection{Code: code, Reason: Unknown, Detail: "no voucher has this code; check it and scan or type it again"}
}

// refusal returns why the code cannot be used; an empty Reason when it can.
func (c *counter) refusal(p *Presented) Rejection {
	if !p.Found {
		return unknown(p.Code)
	}
	for _, rule := range []func(*Presented) (Reason, string){
		c.sameCode, c.standing, c.dates, c.place, c.person, c.stacking, c.limit, c.basket,
	} {
		if reason, detail := rule(p); reason != "" {
			return Rejection{Code: p.Code, Reason: reason, Detail: detail}
		}
	}
	return Rejection{}
}

// twice returns the rejection of a voucher that this sale uses already.
func (c *counter) twice(p *Presented) *Rejection {
	for _, other := range c.used {
		if other.Voucher.Bucket == p.Voucher.Bucket && other.Voucher.Serial == p.Voucher.Serial {
			return &Rejection{Code: p.Code, Reason: NotCombinable, Detail: "this voucher is on the receipt already; it counts once"}
		}
	}
	return nil
}

func (c *counter) sameCode(p *Presented) (Reason, string) {
	if twice := c.twice(p); twice != nil {
		return twice.Reason, twice.Detail
	}
	return "", ""
}

func (c *counter) standing(p *Presented) (Reason, string) {
	v := &p.Voucher
	switch v.State {
	case Redeemed:
		return AlreadyRedeemed, fmt.Sprintf("already used on receipt %s", v.RedeemedBy)
	case Voided:
		return IsVoided, "taken back by the chain before it was used"
	case Expired:
		return IsExpired, fmt.Sprintf("was good until %s", v.ValidUntil)
	}
	return "", ""
}

func (c *counter) dates(p *Presented) (Reason, string) {
	v := &p.Voucher
	switch {
	case c.sale.Day > v.ValidUntil:
		return IsExpired, fmt.Sprintf("was good until %s", v.ValidUntil)
	case c.sale.Day < v.ValidFrom:
		return NotYetValid, fmt.Sprintf("is good from %s", v.ValidFrom)
	case c.sale.Receipt != "" && v.Receipt == c.sale.Receipt:
		return NotYetValid, "was issued on this receipt; it is good on another one"
	}
	return "", ""
}

func (c *counter) place(p *Presented) (Reason, string) {
	if p.Terms == nil {
		return Unknown, unknown(p.Code).Detail
	}
	if p.Terms.Paused {
		return PromotionPaused, "the promotion is paused; the customer keeps the voucher for later"
	}
	if !p.Terms.HonouredAt(&c.sale.Store, c.sale.Chain.Store(p.Voucher.Store).ID) {
		return WrongStore, fmt.Sprintf("is not good in store %s; the voucher names the stores where it is", c.sale.Store.ID)
	}
	return "", ""
}

func (c *counter) person(p *Presented) (Reason, string) {
	v := &p.Voucher
	if p.Terms.Transferable || v.Customer == 0 || v.Customer == c.sale.Customer {
		return "", ""
	}
	if c.sale.Customer == 0 {
		return WrongCustomer, "is good only for the customer who got it; scan their card"
	}
	return WrongCustomer, "is good only for the customer who got it"
}

func (c *counter) stacking(p *Presented) (Reason, string) {
	for _, other := range c.used {
		if clash(p, other) {
			return NotCombinable, fmt.Sprintf("cannot be used together with %s on one receipt", other.Code)
		}
	}
	return "", ""
}

// clash reports whether two vouchers exclude each other on a receipt.
func clash(a, b *Presented) bool {
	alone := stackingOf(a) == promotion.StackNone || stackingOf(b) == promotion.StackNone
	single := stackingOf(a) == promotion.StackOther || stackingOf(b) == promotion.StackOther
	return alone || single && a.Voucher.Head() == b.Voucher.Head()
}

func stackingOf(p *Presented) promotion.Stacking {
	if p.Terms == nil {
		return promotion.StackAll // a bound redemption whose terms are gone
	}
	return p.Terms.Stacking
}

func (c *counter) limit(p *Presented) (Reason, string) {
	most := p.Terms.PerCustomer
	if most == 0 || c.sale.Customer == 0 {
		return "", ""
	}
	used := c.sale.Used[p.Voucher.Head()]
	for _, other := range c.used {
		if other.Voucher.Head() == p.Voucher.Head() && other.Bound == nil {
			used++
		}
	}
	if used < most {
		return "", ""
	}
	return LimitReached, fmt.Sprintf("the customer has used %d of %d vouchers of this promotion", used, most)
}

func (c *counter) basket(p *Presented) (Reason, string) {
	if p.Terms.MinSpend > 0 && c.total < p.Terms.MinSpend {
		short := retail.Money{Amount: p.Terms.MinSpend - c.total, Currency: p.Terms.Currency}
		least := retail.Money{Amount: p.Terms.MinSpend, Currency: p.Terms.Currency}
		return BasketNotEligible, fmt.Sprintf("needs a basket of at least %s %s; %s %s are missing",
			least.Decimal(), least.Currency, short.Decimal(), short.Currency)
	}
	w := c.worth(p)
	if w.eligible == 0 {
		return BasketNotEligible, c.wanted(p)
	}
	if w.none() {
		return BasketNotEligible, "would give nothing on this basket; the customer keeps it"
	}
	return "", ""
}

// wanted says which goods the voucher is for.
func (c *counter) wanted(p *Presented) string {
	number := p.Voucher.Product
	if number == 0 {
		number = p.Voucher.Value.Product
	}
	if name := c.sale.Chain.Product(number).Name; number != 0 && name != "" {
		return fmt.Sprintf("is for %s, and no line of it is left to take it from", name)
	}
	return "no line of the basket is left that it is good for"
}
