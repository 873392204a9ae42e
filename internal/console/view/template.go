package view

import (
	"context"
	"time"

	"sartor/internal/promotion"
	"sartor/internal/retail"
)

// Templates reads and writes head office's promotions as people edit them.
type Templates interface {
	// Edition is one version of a promotion, 0 the one that stands.
	Edition(ctx context.Context, id retail.PromotionID, version int64) (Edition, error)
	// Editions are the versions of a promotion, the newest first, at most MostEditions.
	Editions(ctx context.Context, id retail.PromotionID) ([]Edition, error)
	// Places is what a promotion can be narrowed to.
	Places(ctx context.Context) (Places, error)
	// Goods finds products, brands and categories by a part of their name or number.
	Goods(ctx context.Context, text string) (Goods, error)
	// Named says what products are called; unknown ones are left out.
	Named(ctx context.Context, ids []retail.ProductID) (map[retail.ProductID]string, error)
	// SaveTemplate writes a new version on the one named by Base, 0 for a new
	// promotion; another one standing is fault.Stale. The same again changes nothing.
	SaveTemplate(ctx context.Context, actor Actor, set SaveTemplate) (Edition, error)
	// Fit tries a promotion on a customer in a store. It changes nothing.
	Fit(ctx context.Context, fitting Fitting) (Fitted, error)
}

// MostEditions bounds the versions that are listed.
const MostEditions = 50

// MostFound bounds what one search for goods shows of each kind.
const MostFound = 20

// Edition is one version of a promotion, by whom and when.
type Edition struct {
	Promotion promotion.Promotion
	Author    string // name; empty when not known
	At        time.Time
}

// SaveTemplate is a promotion to be written. Once is the form's own number: a new
// promotion sent twice is one.
type SaveTemplate struct {
	Promotion promotion.Promotion
	Base      int64
	Once      uint64
}

// Places is what a promotion can be narrowed to, by name.
type Places struct {
	Regions  []string
	Stores   []Place
	Currency retail.Currency // most stores' own
	Language string          // the chain's
}

// Place is one store.
type Place struct {
	ID     retail.StoreID
	Name   string
	Region string
	Kind   retail.StoreKind
}

// Goods is what a search found, at most MostFound of each; More is set when there
// was more.
type Goods struct {
	Products   []Good
	Brands     []string
	Categories []string
	More       bool
}

// Good is one product.
type Good struct {
	ID       retail.ProductID
	Name     string
	Category string
}

// Fitting tries a promotion, saved or not, on somebody in a store on a day when it
// runs.
type Fitting struct {
	Promotion promotion.Promotion
	Store     retail.StoreID
	Customer  retail.CustomerID // 0: somebody without a card
}

// Fitted is what would be printed, or why nothing would.
type Fitted struct {
	Day       retail.BusinessDay
	Strip     string // as text of 42 columns; empty when nothing is printed
	Why       []string
	HeldOut   bool // by lot: what would have been printed is shown, and is not
	NoConsent bool // the customer wants no offers: nothing was looked at
	Unlearned bool // no run of learning stands yet, which products are chosen by
	Profile   bool // something is known of the customer and may be used
	Refusals  []Refusal
	Looked    int    // products that were looked at
	StoreName string //
}

// Estimates says what a promotion would do before it is live.
type Estimates interface {
	Estimate(ctx context.Context, p promotion.Promotion) (Estimate, error)
}

// Estimate is what a promotion is expected to do: each with its 90 % range, unknown
// where the evidence does not say. Amounts are minor units.
type Estimate struct {
	Reach    Interval // customers who would get a voucher
	Vouchers Interval
	Redeemed Interval
	Cost     Interval
	Margin   Interval // added, against nothing
	Basis    Basis
	Past     int   // promotions of this kind that it rests on
	Sample   int64 // customers it was tried on
	AsOf     time.Time
}

// Basis is what an estimate rests on.
type Basis string

// The bases.
const (
	BasisNone    Basis = ""        // nothing can be said yet
	BasisPast    Basis = "past"    // this chain's own promotions of the kind
	BasisAssumed Basis = "assumed" // rates that were assumed
	BasisGoods   Basis = "goods"   // nothing can be said: it goes with goods that nobody knows yet
)
