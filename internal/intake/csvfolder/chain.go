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
	id := retail.StoreID(c.ID(stoID))
	was, _ := in.StoreBefore(id)
	s := filled(in, retail.Store{
		ID: id, Name: told(t, stoName, c.Text(stoName), was.Name), Region: told(t, stoRegion, c.Text(stoRegion), was.Region),
		Kind:      told(t, stoKind, retail.StoreKind(c.Text(stoKind)), was.Kind),
		Latitude:  told(t, stoLatitude, degrees(&c, t, stoLatitude), was.Latitude),
		Longitude: told(t, stoLongitude, degrees(&c, t, stoLongitude), was.Longitude),
		Zone:      told(t, stoZone, c.Zone(stoZone), was.Zone), Currency: told(t, stoCurrency, retail.Currency(c.Text(stoCurrency)), was.Currency),
		Opened: told(t, stoOpened, c.DayText(stoOpened), was.Opened),
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

// told is what a file says of a column; of one that it lacks, what stands.
func told[T any](t *table.Table, col int, says, stands T) T {
	if t.Has(col) {
		return says
	}
	return stands
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
	id := retail.ProductID(c.ID(proID))
	was, _ := in.ProductBefore(id)
	p := retail.Product{
		ID: id, GTIN: told(t, proGTIN, gtin(&c, proGTIN), was.GTIN), Name: told(t, proName, c.Text(proName), was.Name),
		Brand: told(t, proBrand, c.Text(proBrand), was.Brand), Category: told(t, proCategory, c.Text(proCategory), was.Category),
		Department: told(t, proDepartment, c.Text(proDepartment), was.Department), Unit: told(t, proUnit, c.Text(proUnit), was.Unit),
		CasePack: told(t, proPack, c.Count(proPack, mostPack), was.CasePack), ShelfLife: told(t, proLife, c.Count(proLife, mostLife), was.ShelfLife),
		Restriction: told(t, proRestricted, restriction(&c, proRestricted), was.Restriction), Listed: true,
	}
	price, _ := c.Minor(proPrice, currency)
	p.Price = told(t, proPrice, price, was.Price)
	p.Cost, p.HasCost = was.Cost, was.HasCost
	if t.Has(proCost) {
		p.Cost, p.HasCost = c.Minor(proCost, currency)
	}
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
