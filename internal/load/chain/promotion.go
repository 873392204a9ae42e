package chain

import (
	"fmt"

	"sartor/internal/promotion"
	"sartor/internal/retail"
)

// voucherDays is how long a voucher is good; longer than the time between
// filling a database and putting load on it.
const voucherDays = 60

// budgetOf is a promotion's budget: never the reason why nothing is issued.
const budgetOf = 100_000_000

// PromotionList lists the live promotions. Most are for products; the rest are for
// what a customer likes, needs or may like in a category, for categories, brands
// and whole baskets. One in eight is for a region only, one in four is limited a
// customer and a day.
func (c *Chain) PromotionList() []promotion.Promotion { return c.live }

func (c *Chain) promotion(i int) promotion.Promotion {
	p := promotion.Promotion{
		ID: retail.PromotionID(fmt.Sprintf("prm_load_%05d", i)), Name: map[string]string{"en": fmt.Sprintf("Load %d", i)},
		Starts: c.Last - 2*Days, Ends: c.Last + 2*voucherDays,
		Budget:   promotion.Budget{Amount: budgetOf, Currency: "EUR", ReserveShare: .3, ContingencyShare: .1},
		Priority: i % 7, Stacking: promotion.StackOther, Transferable: true, Holdout: .1, ValidAfterDays: 1, VoucherDays: voucherDays,
		Texts: map[string]string{"en": "{discount} off {product}", "de": "{discount} auf {product}"}, State: promotion.Live,
	}
	p.Reward = promotion.Reward{Kind: promotion.Amount, Amount: retail.Minor(20 + 10*(i%5))}
	if i%3 == 0 {
		p.Reward = promotion.Reward{Kind: promotion.Percent, Percent: 10 + 5*(i%3), MaxAmount: 300}
	}
	p.Target = c.target(i)
	if i%8 == 1 {
		p.Regions = []string{c.region(i / 8 % c.Stores)}
	}
	if i%4 == 2 {
		p.Limits = promotion.Limits{PerCustomer: 5, PerDay: 1_000_000, Total: 100_000_000}
	}
	return p
}

// target follows the promotion's place in a hundred: 62 for products, 26
// personal ones by category, 8 for categories, 3 for brands, 1 for all.
func (c *Chain) target(i int) promotion.Target {
	shelves := max(1, c.Products/perShelf)
	shelf := []string{c.category(i * 13 % shelves * perShelf)}
	switch n := i % 100; {
	case n < 62:
		h := c.draw(ofVoucher, i, 9)
		product := int(h % uint64(c.Products))
		if i%16 == 0 { // what sells is promoted more
			product = c.popular(h)
		}
		return promotion.Target{Kind: promotion.TargetProduct, Products: []retail.ProductID{c.ProductID(product)}}
	case n < 72:
		return promotion.Target{Kind: promotion.TargetFavourite, Categories: shelf}
	case n < 78:
		return promotion.Target{Kind: promotion.TargetDue, Categories: shelf}
	case n < 80:
		return promotion.Target{Kind: promotion.TargetLapsed, Categories: shelf}
	case n < 88:
		return promotion.Target{Kind: promotion.TargetNext, Categories: shelf}
	case n < 96:
		return promotion.Target{Kind: promotion.TargetCategory, Categories: shelf}
	case n < 99:
		return promotion.Target{Kind: promotion.TargetBrand, Brands: []string{c.brand(i)}}
	}
	return promotion.Target{Kind: promotion.TargetAnyone}
}
