package retail

import (
	"strings"
	"time"
)

// Restriction says what a product must never be used for (DESIGN.md 3, rule 10).
type Restriction uint8

// The restrictions; they combine as bits.
const (
	NoVoucher   Restriction = 1 << iota // no voucher may name or discount it
	NoInference                         // never enters profile, reasons, neighbours, screens
	Age                                 // needs a proof of age: no vouchers
	NotGoods                            // postage, fees, corrections: kept, never folded
	Presumed                            // NoInference by the word list, until a person confirms what holds
	Confirmed                           // a person said what holds: neither word list nor import changes it
)

// Discountable reports whether a voucher may touch the product.
func (r Restriction) Discountable() bool { return r&(NoVoucher|Age|NotGoods) == 0 }

// Inferable reports whether the product may enter a profile.
func (r Restriction) Inferable() bool { return r&(NoInference|NotGoods) == 0 }

// ParseRestriction reads the words no_voucher, no_inference and age, joined by |.
// wrong is the first that is none of them.
func ParseRestriction(words string) (r Restriction, wrong string) {
	for word := range strings.SplitSeq(words, "|") {
		switch strings.TrimSpace(word) {
		case "":
		case "no_voucher":
			r |= NoVoucher
		case "no_inference":
			r |= NoInference
		case "age":
			r |= Age
		default:
			return 0, word
		}
	}
	return r, ""
}

// Product is a row of the chain's product list. Number is its dense,
// append-only number in packed forms, given by the database.
type Product struct {
	ID          ProductID
	Number      uint32
	GTIN        GTIN
	Name        string
	Brand       string
	Category    string
	Department  string
	Price       Minor // shelf price of one unit with tax, 0 unknown
	Cost        Minor // of one unit without tax, meaningful when HasCost
	HasCost     bool
	Unit        string // "EA", "KGM"
	CasePack    int
	ShelfLife   int // days, 0 unknown
	Restriction Restriction
	Listed      bool // false: seen on a receipt, never in a product list
}

// StoreKind is the kind of place a store is in.
type StoreKind string

// The kinds of stores.
const (
	Urban    StoreKind = "urban"
	Suburban StoreKind = "suburban"
	Rural    StoreKind = "rural"
	Online   StoreKind = "online"
)

// Store is a shop.
type Store struct {
	ID        StoreID
	Number    uint32 // dense, append-only, given by the database
	Name      string
	Region    string
	Kind      StoreKind
	Latitude  float64
	Longitude float64
	Zone      string // IANA name
	Currency  Currency
	Opened    string // YYYY-MM-DD or empty
}

// Location loads the store's zone; an unknown name falls back to UTC, which
// PUT /v1/stores refuses beforehand.
func (s Store) Location() *time.Location {
	if loc, err := time.LoadLocation(s.Zone); err == nil {
		return loc
	}
	return time.UTC
}
