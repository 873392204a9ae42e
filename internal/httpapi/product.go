package httpapi

import (
	"net/http"
	"strings"

	"sartor/internal/access"
	"sartor/internal/fault"
	"sartor/internal/httpapi/wire"
	"sartor/internal/retail"
)

// ProductView is a product, with the columns of CONTRACTS.md 4. Price and cost
// are minor units of the chain's currency.
type ProductView struct {
	Product       retail.ProductID `json:"product"`
	GTIN          string           `json:"gtin"`
	Name          string           `json:"name"`
	Brand         string           `json:"brand"`
	Category      string           `json:"category"`
	Department    string           `json:"department"`
	Price         retail.Minor     `json:"price"`
	Cost          *retail.Minor    `json:"cost"` // null: assumed
	Currency      retail.Currency  `json:"currency"`
	Unit          string           `json:"unit"`
	CasePack      int              `json:"case_pack"`
	ShelfLifeDays int              `json:"shelf_life_days"`
	Restricted    string           `json:"restricted"`
	Presumed      bool             `json:"presumed,omitempty"` // no_inference by the word list; answered only
	Listed        *bool            `json:"listed"`             // false: seen on a receipt only
}

func (a *API) productView(p retail.Product) ProductView {
	v := ProductView{
		Product: p.ID, GTIN: string(p.GTIN), Name: p.Name, Brand: p.Brand, Category: p.Category, Department: p.Department,
		Price: p.Price, Currency: currencyOf(a.cfg.Catalogue.Catalogue()), Unit: p.Unit, CasePack: p.CasePack,
		ShelfLifeDays: p.ShelfLife, Restricted: restrictedWords(p.Restriction), Presumed: p.Restriction&retail.Presumed != 0, Listed: &p.Listed,
	}
	if p.HasCost {
		v.Cost = &p.Cost
	}
	return v
}

// currencyOf is what the chain's prices are in: its first store's currency.
func currencyOf(chain *retail.Catalogue) retail.Currency {
	for _, s := range chain.Stores {
		if s.ID != "" {
			return s.Currency
		}
	}
	return ""
}

// restrictedWords writes restrictions as the column does: words joined by |.
func restrictedWords(r retail.Restriction) string {
	var out []string
	for _, x := range []struct {
		bit  retail.Restriction
		word string
	}{{retail.NoVoucher, "no_voucher"}, {retail.NoInference, "no_inference"}, {retail.Age, "age"}} {
		if r&x.bit != 0 {
			out = append(out, x.word)
		}
	}
	return strings.Join(out, "|")
}

func parseRestricted(s string) (retail.Restriction, error) {
	out, wrong := retail.ParseRestriction(s)
	if wrong != "" {
		return 0, wire.Invalid("/restricted", "is empty or made of no_voucher, no_inference, age, joined by |")
	}
	return out, nil
}

// products is GET /v1/products, in the order in which they were met.
func (a *API) products(c *call) error {
	items := a.cfg.Catalogue.Catalogue().Products
	return numbered(c, len(items), func(n int) (ProductView, bool) { return a.productView(items[n]), items[n].ID != "" })
}

// product is GET /v1/products/{product}.
func (a *API) product(c *call) error {
	chain := a.cfg.Catalogue.Catalogue()
	n, known := chain.ProductNumber(retail.ProductID(c.r.PathValue("product")))
	if !known {
		return fault.New(fault.NotFound, "unknown_product", "product %s is not known; check its number: an admin or a source makes it with PUT", wire.Clip(c.r.PathValue("product")))
	}
	return c.hashed(http.StatusOK, a.productView(chain.Product(n)))
}

// putProduct is PUT /v1/products/{product}.
func (a *API) putProduct(c *call) error {
	v, err := wire.Decode[ProductView](c.body)
	if err != nil {
		return err
	}
	id := retail.ProductID(c.r.PathValue("product"))
	if v.Product != "" && v.Product != id {
		return wire.Invalid("/product", "names another product than the address")
	}
	v.Product = id
	p, err := a.checkProduct(&v)
	if err != nil {
		return err
	}
	chain := a.cfg.Catalogue.Catalogue()
	n, known := chain.ProductNumber(id)
	status := http.StatusCreated
	var standing any
	if known {
		status, standing = http.StatusOK, a.productView(chain.Product(n))
		p.Restriction |= chain.Product(n).Restriction & retail.NotGoods // set at import, not by hand
	}
	if c.who.Role == access.Owner || c.who.Role == access.Admin { // a person has looked: the word list is silent
		p.Restriction |= retail.Confirmed
	}
	p.Restriction = retail.Settle(&p, chain.Product(n).Restriction)
	if err := c.ifMatch(standing); err != nil {
		return err
	}
	if err := a.cfg.Catalogue.PutProduct(c.ctx(), p, c.who.Actor()); err != nil {
		return err
	}
	return c.hashed(status, a.productView(p))
}

// checkProduct turns what was sent into a product, or names what does not hold.
func (a *API) checkProduct(v *ProductView) (retail.Product, error) {
	p := retail.Product{
		ID: v.Product, Name: v.Name, Brand: v.Brand, Category: v.Category, Department: v.Department, Price: v.Price,
		Unit: v.Unit, CasePack: v.CasePack, ShelfLife: v.ShelfLifeDays, Listed: v.Listed == nil || *v.Listed,
	}
	if p.Name == "" {
		p.Name = string(p.ID)
	}
	if p.Unit == "" {
		p.Unit = "EA"
	}
	if v.Cost != nil {
		p.Cost, p.HasCost = *v.Cost, true
	}
	if v.GTIN != "" {
		gtin, holds := retail.ParseGTIN(v.GTIN)
		if !holds {
			return p, wire.Invalid("/gtin", "is no barcode number of 8, 12, 13 or 14 digits with a right check digit")
		}
		p.GTIN = gtin
	}
	if err := a.checkNumbers(v); err != nil {
		return p, err
	}
	var err error
	if p.Restriction, err = parseRestricted(v.Restricted); err != nil {
		return p, err
	}
	return p, checkTexts(texts{
		{"/product", string(p.ID), mostProductID}, {"/name", p.Name, mostName}, {"/brand", p.Brand, mostName},
		{"/category", p.Category, mostName}, {"/department", p.Department, mostName}, {"/unit", p.Unit, 8},
	})
}

// Bounds of whole numbers in product lists, as in the CSV folder.
const (
	mostPack  = 100_000 // units in a case
	mostLife  = 36_500  // days: a century
	mostPrice = retail.Minor(1 << 40)
)

func (a *API) checkNumbers(v *ProductView) error {
	chain := currencyOf(a.cfg.Catalogue.Catalogue())
	switch {
	case v.Price < 0 || v.Price > mostPrice:
		return wire.Invalid("/price", "must be at least 0, in minor units")
	case v.Cost != nil && (*v.Cost < 0 || *v.Cost > mostPrice):
		return wire.Invalid("/cost", "must be at least 0, in minor units, or null when it is not known")
	case v.CasePack < 0 || v.CasePack > mostPack:
		return wire.Invalid("/case_pack", "must lie from 0 to 100000 units")
	case v.ShelfLifeDays < 0 || v.ShelfLifeDays > mostLife:
		return wire.Invalid("/shelf_life_days", "must lie from 0 to 36500 days")
	case v.Currency != "" && chain != "" && v.Currency != chain:
		return wire.Invalid("/currency", "the chain's prices are in "+string(chain))
	}
	return nil
}
