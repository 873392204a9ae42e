// Package completejourney reads the folder of The Complete Journey (84.51
// degrees / Dunnhumby): a year of an American grocery chain's loyalty-card
// households, with campaigns, coupons and promotions. The transactions may be
// the sample (transactions_sample) or the whole (transactions); every other
// file may be missing, plain or gzip.
//
// What becomes what: a basket is a receipt, a household an account, amounts are
// sales_value in dollars, retail_disc is the line's discount; coupon_disc and
// coupon_match_disc stand in the receipt's ext, line by line. Fuel is sold by
// value: its quantity is 1, since the source counts thousandths of a gallon and
// not always. A line whose quantity is 0 (all of them free) gets the quantity 1.
// Product types that are coupons, gift cards, tickets or till corrections are
// no goods; alcohol and tobacco need a proof of age; medicine and the like are
// never inferred from. Demographics become traits; campaigns, who was sent
// them, coupons, redemptions and past promotions are kept as facts and never
// become promotions or vouchers of ours. Ids such as 9e+05 are text.
package completejourney

import (
	"cmp"
	"context"
	"path/filepath"

	"sartor/internal/fault"
	"sartor/internal/intake"
	"sartor/internal/retail"
	"sartor/internal/table"
)

// Name is the format's name on the command line.
const Name = "complete-journey"

// What is known of the chain.
const (
	zoneName = "America/New_York"
	currency = "USD"
)

// New returns the format for one import.
func New() intake.Format {
	r := &reading{fuel: map[string]bool{}, coupons: map[coupon]struct{}{}}
	return intake.Format{Name: Name, Read: r.read, Facts: r.facts}
}

// reading is the state of one import.
type reading struct {
	zone    *table.Zone
	usd     retail.Currency
	fuel    map[string]bool // product ids sold by value
	coupons map[coupon]struct{}
	folders []folder
	row     intake.Row
	spare   []byte
}

// folder holds the tables of one path; nil for a file that is not there.
type folder struct {
	transactions, products, demographics, campaigns, sent, coupons, redemptions, promotions *table.Table
}

func (r *reading) read(ctx context.Context, in *intake.Import) error {
	var err error
	if r.zone, err = in.Zone(cmp.Or(in.Options.Timezone, zoneName)); err != nil {
		return err
	}
	r.usd = cmp.Or(in.Options.Currency, currency)
	for _, path := range in.Paths {
		f, err := open(in, path)
		if err != nil {
			return err
		}
		r.folders = append(r.folders, f)
	}
	for _, f := range r.folders {
		if err := f.products.Each(ctx, func() error { r.product(in, f.products); return nil }); err != nil {
			return err
		}
	}
	for _, f := range r.folders {
		if err := f.transactions.Each(ctx, func() error { return r.line(in, f.transactions) }); err != nil {
			return err
		}
	}
	return nil
}

// open opens all files of a folder and checks their headers.
func open(in *intake.Import, path string) (folder, error) {
	var f folder
	if _, ok := table.Find(path, "transactions", "transactions_sample"); !ok {
		return f, fault.New(fault.NotFound, "no_file",
			"%s is no folder with a transactions.csv or transactions_sample.csv (or .csv.gz)", filepath.Clean(path))
	}
	for _, one := range []struct {
		names   []string
		columns []table.Column
		table   **table.Table
	}{
		{[]string{"transactions", "transactions_sample"}, lineColumns(), &f.transactions},
		{[]string{"products"}, productColumns(), &f.products},
		{[]string{"demographics"}, demographicColumns(), &f.demographics},
		{[]string{"campaign_descriptions"}, campaignColumns(), &f.campaigns},
		{[]string{"campaigns"}, sentColumns(), &f.sent},
		{[]string{"coupons"}, couponColumns(), &f.coupons},
		{[]string{"coupon_redemptions"}, redemptionColumns(), &f.redemptions},
		{[]string{"promotions", "promotions_sample"}, promotionColumns(), &f.promotions},
	} {
		at, ok := table.Find(path, one.names...)
		if !ok {
			continue
		}
		t, err := in.Open(at, one.columns)
		if err != nil {
			return f, err
		}
		*one.table = t
	}
	return f, nil
}
