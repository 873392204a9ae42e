package csvfolder

import (
	"context"
	"math"
	"slices"
	"strconv"
	"strings"

	"sartor/internal/fault"
	"sartor/internal/intake"
	"sartor/internal/retail"
	"sartor/internal/table"
)

// The columns of stores.csv, in the order of storeColumns().
const (
	stoID = iota
	stoName
	stoRegion
	stoKind
	stoLatitude
	stoLongitude
	stoZone
	stoCurrency
	stoOpened
)

func storeColumns() []table.Column {
	return table.Columns("store", "name?", "region?", "kind?", "latitude?", "longitude?", "timezone?", "currency?", "opened?")
}

func (r *reading) stores(ctx context.Context, in *intake.Import, f folder) error {
	return f.stores.Each(ctx, func() error { return r.store(in, f.stores) })
}

func (r *reading) store(in *intake.Import, t *table.Table) error {
	c := t.Cells()
	s := filled(in, retail.Store{
		ID: retail.StoreID(c.ID(stoID)), Name: c.Text(stoName), Region: c.Text(stoRegion),
		Kind:     retail.StoreKind(c.Text(stoKind)),
		Latitude: degrees(&c, t, stoLatitude), Longitude: degrees(&c, t, stoLongitude),
		Zone: c.Zone(stoZone), Currency: retail.Currency(c.Text(stoCurrency)), Opened: c.DayText(stoOpened),
	})
	kinds := []retail.StoreKind{"", retail.Urban, retail.Suburban, retail.Rural, retail.Online}
	if !slices.Contains(kinds, s.Kind) {
		c.Fail("kind %.40q is none of urban, suburban, rural, online", string(s.Kind))
	}
	if s.Currency != "" && !s.Currency.Valid() {
		c.Fail("currency %.40q is not a currency such as EUR", string(s.Currency))
	}
	if !c.OK() {
		return nil
	}
	if s.Zone == "" || s.Currency == "" {
		return fault.New(fault.Invalid, "usage",
			"%s does not say the timezone and currency of store %s (line %d): give --timezone and --currency", t.Name, s.ID, t.Line())
	}
	fresh, err := in.Store(s)
	if err == nil && !fresh {
		t.Refuse("store %.40q stands twice; the first is kept", string(s.ID))
	}
	return err
}

// degrees reads a coordinate, empty or within ±90 or ±180 degrees.
func degrees(c *table.Cells, t *table.Table, col int) float64 {
	text := strings.TrimSpace(string(t.Text(col)))
	if text == "" {
		return 0
	}
	name, most := "longitude", 180.0
	if col == stoLatitude {
		name, most = "latitude", 90
	}
	deg, err := strconv.ParseFloat(text, 64)
	if err != nil || !(math.Abs(deg) <= most) {
		c.Fail("%s %.40q is not a number of degrees from -%v to %v", name, text, most, most)
		return 0
	}
	return deg
}

// The columns of products.csv, in the order of productColumns().
const (
	proID = iota
	proGTIN
	proName
	proBrand
	proCategory
	proDepartment
	proPrice
	proCost
	proUnit
	proPack
	proLife
	proRestricted
)

func productColumns() []table.Column {
	return table.Columns("product", "gtin?", "name?", "brand?", "category?", "department?", "price?", "cost?",
		"unit?", "case_pack?", "shelf_life_days?", "restricted?")
}

func (r *reading) products(ctx context.Context, in *intake.Import, f folder) error {
	return f.products.Each(ctx, func() error {
		r.product(in, f.products)
		return nil
	})
}

// Bounds of whole numbers in product lists.
const (
	mostPack = 100_000 // units in a case
	mostLife = 36_500  // days: a century
)

func (r *reading) product(in *intake.Import, t *table.Table) {
	c := t.Cells()
	currency := in.Currency()
	p := retail.Product{
		ID: retail.ProductID(c.ID(proID)), GTIN: gtin(&c, proGTIN), Name: c.Text(proName), Brand: c.Text(proBrand),
		Category: c.Text(proCategory), Department: c.Text(proDepartment), Unit: c.Text(proUnit),
		CasePack: c.Count(proPack, mostPack), ShelfLife: c.Count(proLife, mostLife),
		Restriction: restriction(&c, proRestricted), Listed: true,
	}
	p.Price, _ = c.Minor(proPrice, currency)
	p.Cost, p.HasCost = c.Minor(proCost, currency)
	if p.Price < 0 || p.Cost < 0 {
		c.Fail("a price or cost is below 0")
	}
	if p.Name == "" {
		p.Name = string(p.ID)
	}
	if p.Unit == "" {
		p.Unit = "EA"
	}
	if c.OK() && !in.Product(p) {
		t.Refuse("product %.40q stands twice; the first is kept", string(p.ID))
	}
}

func gtin(c *table.Cells, col int) retail.GTIN {
	text := c.Text(col)
	if text == "" {
		return ""
	}
	g, ok := retail.ParseGTIN(text)
	if !ok {
		c.Fail("gtin %.40q is not a barcode number of 8, 12, 13 or 14 digits with a right check digit", text)
	}
	return g
}

func restriction(c *table.Cells, col int) retail.Restriction {
	out, wrong := retail.ParseRestriction(c.Text(col))
	if wrong != "" {
		c.Fail("restricted %.40q is none of no_voucher, no_inference, age", wrong)
	}
	return out
}
