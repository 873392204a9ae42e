package completejourney

import (
	"context"
	"time"

	"sartor/internal/intake"
	"sartor/internal/retail"
	"sartor/internal/table"
)

// coupon is the key of a coupon's row: 4,872 rows stand twice.
type coupon struct{ code, campaign, product string }

func demographicColumns() []table.Column {
	return table.Columns("household_id", "age?", "income?", "home_ownership?", "marital_status?", "household_size?",
		"household_comp?", "kids_count?")
}

func campaignColumns() []table.Column {
	return table.Columns("campaign_id", "campaign_type", "start_date", "end_date")
}

func sentColumns() []table.Column { return table.Columns("campaign_id", "household_id") }
func couponColumns() []table.Column {
	return table.Columns("coupon_upc", "product_id", "campaign_id")
}

func redemptionColumns() []table.Column {
	return table.Columns("household_id", "coupon_upc", "campaign_id", "redemption_date")
}

func promotionColumns() []table.Column {
	return table.Columns("product_id", "store_id", "display_location", "mailer_location", "week")
}

// facts hands over demographics, campaigns, coupons and past promotions.
func (r *reading) facts(ctx context.Context, in *intake.Import) error {
	for _, f := range r.folders {
		for _, one := range []struct {
			t   *table.Table
			add func(*table.Table, *intake.Facts)
		}{
			{f.demographics, traits}, {f.campaigns, campaign}, {f.sent, sent}, {f.coupons, r.coupon},
			{f.redemptions, redemption}, {f.promotions, past},
		} {
			if err := in.FactsOf(ctx, one.t, func(f *intake.Facts) { one.add(one.t, f) }); err != nil {
				return err
			}
		}
	}
	return nil
}

func traits(t *table.Table, f *intake.Facts) {
	c := t.Cells()
	account := c.ID(0)
	var out []intake.Trait
	for col, column := range demographicColumns()[1:] {
		if value := c.Text(col + 1); value != "" {
			out = append(out, intake.Trait{Account: account, Name: column.Name, Value: value})
		}
	}
	if c.OK() {
		f.Traits = append(f.Traits, out...)
	}
}

func campaign(t *table.Table, f *intake.Facts) {
	c := t.Cells()
	out := intake.Campaign{ID: c.ID(0), Kind: c.Text(1), Starts: c.Day(2), Ends: c.Day(3)}
	if c.OK() {
		f.Campaigns = append(f.Campaigns, out)
	}
}

func sent(t *table.Table, f *intake.Facts) {
	c := t.Cells()
	out := intake.Sent{Campaign: c.ID(0), Account: c.ID(1)}
	if c.OK() {
		f.Sent = append(f.Sent, out)
	}
}

// coupon leaves out exact repeats, which say nothing.
func (r *reading) coupon(t *table.Table, f *intake.Facts) {
	c := t.Cells()
	key := coupon{code: c.ID(0), product: c.ID(1), campaign: c.ID(2)}
	if !c.OK() {
		return
	}
	if _, again := r.coupons[key]; again {
		return
	}
	r.coupons[key] = struct{}{}
	f.Coupons = append(f.Coupons, intake.Coupon{Code: key.code, Campaign: key.campaign, Product: retail.ProductID(key.product)})
}

func redemption(t *table.Table, f *intake.Facts) {
	c := t.Cells()
	out := intake.CouponRedemption{Account: c.ID(0), Code: c.ID(1), Campaign: c.ID(2), Day: c.Day(3)}
	if c.OK() {
		f.Redemptions = append(f.Redemptions, out)
	}
}

func past(t *table.Table, f *intake.Facts) {
	c := t.Cells()
	out := intake.PastPromotion{
		Product: retail.ProductID(c.ID(0)), Store: retail.StoreID(c.ID(1)),
		Display: display(&c, c.Text(2)), Feature: mailer(&c, c.Text(3)),
	}
	const weeks = 53
	week := c.Count(4, weeks)
	if week == 0 {
		c.Fail("week is not a whole number from 1 to %d", weeks)
	}
	out.Promotion = "week-" + c.Text(4)
	out.Starts, out.Ends = days(week)
	if c.OK() {
		f.Past = append(f.Past, out)
	}
}

// days returns the days of a week of the study: week 1 is Sunday 2017-01-01
// alone, the others begin on Mondays.
func days(week int) (first, last retail.BusinessDay) {
	sunday := retail.Day(2017, time.January, 1) + retail.BusinessDay(7*(week-1))
	return max(sunday-6, retail.Day(2017, time.January, 1)), sunday
}

// display says where a product stood, empty for its shelf alone.
func display(c *table.Cells, code string) string {
	switch code {
	case "0":
		return ""
	case "1":
		return "store front"
	case "2":
		return "store rear"
	case "3":
		return "front end cap"
	case "4":
		return "mid-aisle end cap"
	case "5":
		return "rear end cap"
	case "6":
		return "side-aisle end cap"
	case "7":
		return "in-aisle"
	case "9":
		return "secondary location"
	case "A":
		return "in-shelf"
	}
	c.Fail("display_location %.40q is none of 0 to 7, 9, A", code)
	return ""
}

// mailer says where a product stood in the mailer, empty for not at all.
func mailer(c *table.Cells, code string) string {
	switch code {
	case "0":
		return ""
	case "A":
		return "interior page feature"
	case "C":
		return "interior page line item"
	case "D":
		return "front page"
	case "F":
		return "back page"
	case "H":
		return "wrap front feature"
	case "J":
		return "wrap interior coupon"
	case "L":
		return "wrap back"
	case "P":
		return "interior page coupon"
	case "X":
		return "free on interior page"
	case "Z":
		return "free on front, back or wrap"
	}
	c.Fail("mailer_location %.40q is none of 0, A, C, D, F, H, J, L, P, X, Z", code)
	return ""
}
