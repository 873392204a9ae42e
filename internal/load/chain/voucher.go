package chain

import (
	"sartor/internal/promotion"
	"sartor/internal/retail"
	"sartor/internal/voucher"
	"sartor/internal/voucher/code"
)

// Vouchers of the past: number j was issued on receipt j·receipts/vouchers, and
// one in four was redeemed so many receipts later.
const (
	redeemed    = 4
	redeemAfter = 10 // a tenth of the days of history
	aliases     = 9_765_625
	aliasStep   = 7_654_321 // without a common divisor, so that aliases do not repeat
)

// Issuer is the receipt on which a voucher was issued.
func (c *Chain) Issuer(j int) int { return int(int64(j) * int64(c.Receipts) / int64(c.Vouchers)) }

// Redeemer is the receipt on which a voucher was used, −1 when it was not.
func (c *Chain) Redeemer(j int) int {
	r := c.Issuer(j) + c.Receipts/redeemAfter
	if j%redeemed != 0 || r >= c.Receipts {
		return -1
	}
	return r
}

// Voucher returns a voucher of the past as it was issued. Its promotion is one
// for a product.
func (c *Chain) Voucher(j int, chain *retail.Catalogue) voucher.Voucher {
	number := c.promotionOf(j)
	p := &c.live[number]
	r := c.Issuer(j)
	slip := c.Head(r)
	serial := uint32(int64(j+1) * aliasStep % aliases)
	n, _ := chain.ProductNumber(p.Target.Products[0])
	v := voucher.Voucher{
		Bucket: slip.Bucket(c), Serial: serial, Alias: code.AliasOf(serial), Promotion: p.ID, PromotionNumber: uint32(number + 1), Version: 1,
		Product: n, State: voucher.Issued, Value: voucher.ValueOf(p.Reward, chain), Receipt: c.ID(r), IssuedAt: slip.At,
		Reserve: voucher.ReserveOf(p.MaxCost(c.Price(c.productOf(p))), p.Budget.ReserveShare),
	}
	if slip.Customer >= 0 {
		v.Customer = c.CustomerID(slip.Customer)
	}
	v.Store, _ = chain.StoreNumber(c.StoreID(slip.Store))
	v.ValidFrom, v.ValidUntil = p.Validity(slip.Day)
	return v
}

func (c *Chain) promotionOf(j int) int {
	i := int(c.draw(ofVoucher, j, 0) % uint64(c.Promotions))
	if p := i % 100; p >= 62 {
		i -= p
	}
	return i
}

// Bucket is where a receipt's rows lie.
func (s *Slip) Bucket(c *Chain) int {
	if s.Customer >= 0 {
		return c.CustomerID(s.Customer).Bucket()
	}
	return c.ID(s.Number).Bucket()
}

// Good is a voucher of the past that may be used, as a till with digits only
// presents it, and the product it is for.
type Good struct {
	Alias   string
	Product int
}

// GoodOn returns the n-th voucher that may be used on a day; false when there
// are no more. Vouchers are good from the end of the past backwards.
func (c *Chain) GoodOn(n int, day retail.BusinessDay) (Good, bool) {
	j := c.Vouchers - 1 - n
	if j < 0 {
		return Good{}, false
	}
	p := &c.live[c.promotionOf(j)]
	from, until := p.Validity(c.Day(c.Issuer(j)))
	if day > until {
		return Good{}, false
	}
	if day < from || c.Redeemer(j) >= 0 {
		return Good{}, true // not yet good, or used: the caller takes the next
	}
	slip := c.Head(c.Issuer(j))
	serial := uint32(int64(j+1) * aliasStep % aliases)
	return Good{Alias: code.Alias(slip.Bucket(c), code.AliasOf(serial)), Product: c.productOf(p)}, true
}

func (c *Chain) productOf(p *promotion.Promotion) int {
	id := string(p.Target.Products[0])
	n := 0
	for _, d := range id[3 : len(id)-1] {
		n = 10*n + int(d-'0')
	}
	return n
}
