package intake

import (
	"context"
	"time"

	"sartor/internal/retail"
	"sartor/internal/table"
)

// Facts are rows beside receipts: what another system once did, measured or
// agreed. They are kept as they stand and never become promotions or vouchers
// of ours. Customers are the chain's own numbers (identifier kind account);
// one that has no receipt may be named here without becoming a customer.
type Facts struct {
	Traits      []Trait
	Campaigns   []Campaign
	Sent        []Sent
	Coupons     []Coupon
	Redemptions []CouponRedemption
	Past        []PastPromotion
	Stock       []StockLevel
	Supply      []Supply
}

// Len returns the number of rows.
func (f *Facts) Len() int {
	return len(f.Traits) + len(f.Campaigns) + len(f.Sent) + len(f.Coupons) +
		len(f.Redemptions) + len(f.Past) + len(f.Stock) + len(f.Supply)
}

// Trait is one thing said about a customer. Key: (Account, Name).
type Trait struct {
	Account string
	Name    string // "household_size"
	Value   string
}

// Campaign is a mailing of another system. Key: ID.
type Campaign struct {
	ID     string
	Kind   string
	Starts retail.BusinessDay
	Ends   retail.BusinessDay // inclusive
}

// Sent says that a customer was sent a campaign. Key: all of it.
type Sent struct {
	Campaign string
	Account  string
}

// Coupon says that a maker's coupon is good for a product within a campaign.
// Key: all of it.
type Coupon struct {
	Code     string
	Campaign string
	Product  retail.ProductID
}

// CouponRedemption is one use of a coupon. Key: all of it.
type CouponRedemption struct {
	Account  string
	Code     string
	Campaign string
	Day      retail.BusinessDay
}

// PastPromotion is a past price or feature of a product in a store.
// Key: (Promotion, Store, Product, Starts).
type PastPromotion struct {
	Promotion string
	Store     retail.StoreID // empty: all stores
	Product   retail.ProductID
	Starts    retail.BusinessDay
	Ends      retail.BusinessDay // inclusive
	Price     retail.Minor       // of one unit, meaningful when HasPrice
	HasPrice  bool
	Feature   string // where it was advertised; empty: not
	Display   string // where it stood beside its shelf; empty: nowhere
}

// StockLevel is what lay where. Key: (Store, Product, AsOf).
type StockLevel struct {
	Store   retail.StoreID
	Product retail.ProductID
	OnHand  retail.Quantity
	OnOrder retail.Quantity // meaningful with HasOnOrder
	AsOf    retail.Micros

	HasOnOrder bool
}

// Supply is who delivers a product and how. Key: (Product, Supplier).
type Supply struct {
	Product   retail.ProductID
	Supplier  string          // empty: none
	LeadTime  int             // days from order to shelf; −1 unknown
	OrderDays string          // weekdays as written, "mon|thu"; empty: any day
	MinOrder  retail.Quantity // 0: none

	KeepDays, KeepMin bool // the list has no such column: what this supplier's terms say stands
}

// Now returns when the import began.
func (in *Import) Now() retail.Micros { return in.now }

// Future reports whether a moment lies farther ahead than a clock may be wrong, as at
// the till.
func (in *Import) Future(at retail.Micros) bool {
	const ahead = 5 * time.Minute
	return at > in.now+retail.Micros(ahead/time.Microsecond)
}

// FactsOf hands over what add makes of each row of a table, in bounded pieces;
// a nil table has no rows.
func (in *Import) FactsOf(ctx context.Context, t *table.Table, add func(*Facts)) error {
	const widest = 16 // facts one row can make
	var f Facts
	err := t.Each(ctx, func() error {
		add(&f)
		if f.Len()+widest <= MostFacts {
			return nil
		}
		full := f
		f = Facts{}
		return in.Facts(ctx, full)
	})
	if err != nil {
		return err
	}
	return in.Facts(ctx, f)
}

// Facts hands rows over, at most MostFacts at a time.
func (in *Import) Facts(ctx context.Context, f Facts) error {
	if f.Len() == 0 {
		return nil
	}
	fresh, err := in.sink.Facts(ctx, f)
	if err != nil {
		return err
	}
	in.facts += int64(fresh)
	in.stated += int64(f.Len())
	in.progress(Linking, in.facts, 0)
	return ctx.Err()
}
