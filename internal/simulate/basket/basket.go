// Package basket owns what a household puts into its basket at one visit: the
// range and its prices, needs that fall due, the choice among products, units,
// and what vouchers change of it. It knows people only as plain numbers
// (Taste), so that it never meets their types or styles.
//
// All arithmetic that decides is on integers; a product's noise is keyed by the
// product, a category's by the category, so that delisting one leaves the
// draws of all others alone (TestDelistingLeavesTheOthersAlone).
package basket

import (
	"sartor/internal/simulate/draw"
	"sartor/internal/simulate/preset"
)

// most bounds the categories of a preset.
const most = preset.MostCategories

// considered is how many products of a category a household ever thinks of.
const considered = 8

// none marks an empty candidate and a category never bought.
const none = 255

// Place is a store as the range sees it.
type Place struct {
	Region int
	Kind   int // 0 urban, 1 suburban, 2 rural, 3 online
}

// Taste is what of a person decides a basket: logarithms and utilities.
type Taste struct {
	Entity   uint64
	Quick    draw.Nat // ln multipliers of tagged categories
	Cook     draw.Nat
	Light    draw.Nat
	Beta     draw.Nat // price
	Delta    draw.Nat // deals
	Gap      draw.Nat // μ in days
	Baby     bool
	Pet      bool
	Business bool
	Lean     []draw.Nat // ln factors by category; nil for none
}

// Shopper is the lasting taste of one household: what it needs and the few
// products it considers.
type Shopper struct {
	taste Taste
	need  [most]draw.Nat // ln of the household's own factor
	wear  [most]uint16   // √taste in 1/256: how fast cover falls
	due   [most]int16    // hours of cover at which a need is half due
	cand  [most][considered]uint16
	util  [most][considered]draw.Nat
}

// Pantry is what a household has at home and last bought: cover in hours by
// category, the candidate bought last and how often in a row.
type Pantry struct {
	cover [most]int16
	last  [most]uint8
	runs  [most]uint8
}

// Item is one line of a basket. Quantity is in thousandths, money in cents;
// Amount is after the price cut Discount.
type Item struct {
	Product  uint16
	Quantity int32
	Amount   int32
	Discount int32
}

// Visit is the frame of one basket.
type Visit struct {
	N        int64
	Day      int32
	Store    uint16
	Occasion int8 // −1 none
	Focus    int8 // −1 none
	Project  int8 // 0 none, else the kind + 1
	Breadth  draw.Nat
	Elapsed  int32 // hours
	Hour     int
	Shelf    Shelf // nil: the open world, where a product is missing by lot
}

// Push is what a voucher in mind, or a new product that was noticed, does at a
// visit: it moves the need of a category and the choice of a product; Product
// below 0 is any. A New one stands there though the range does not list it.
type Push struct {
	Product  int
	Category int // −1 any
	Need     draw.Nat
	Choice   draw.Nat
	New      bool
}
