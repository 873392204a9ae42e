package completejourney

import (
	"slices"
	"strings"

	"sartor/internal/intake"
	"sartor/internal/retail"
	"sartor/internal/table"
)

// The columns of products, in the order of productColumns().
const (
	proID = iota
	proMaker
	proDepartment
	proBrand
	proCategory
	proType
	proSize
)

func productColumns() []table.Column {
	return table.Columns("product_id", "manufacturer_id?", "department", "brand", "product_category", "product_type", "package_size?")
}

// gasoline is the type of product that is sold by value.
const gasoline = "GASOLINE-REG UNLEADED"

func (r *reading) product(in *intake.Import, t *table.Table) {
	c := t.Cells()
	kind := c.Text(proType)
	p := retail.Product{
		ID: retail.ProductID(c.ID(proID)), Brand: c.Text(proBrand), Category: c.Text(proCategory),
		Department: c.Text(proDepartment), Unit: "EA", Listed: true,
	}
	p.Name = title(kind, c.Text(proSize), p.Category, p.Department, string(p.ID))
	p.Restriction = restriction(kind, p.Category, p.Department)
	if !c.OK() {
		return
	}
	if !in.Product(p) {
		t.Refuse("product %.40q stands twice; the first is kept", string(p.ID))
		return
	}
	if kind == gasoline {
		r.fuel[string(p.ID)] = true
	}
}

// title makes a name: the source has none, only a type and a size.
func title(kind, size string, others ...string) string {
	for _, word := range append([]string{kind}, others...) {
		if word == "" {
			continue
		}
		if size != "" {
			return word + ", " + size
		}
		return word
	}
	return ""
}

// restriction reads what a product must not be used for from the hierarchy.
func restriction(kind, category, department string) retail.Restriction {
	var out retail.Restriction
	if department == "COUPON" || holds(kind, "COUPON", "GIFT CARD", "MISC SALES TRANS", "TICKETS", "CENTRAL SUPPLIES") {
		out |= retail.NotGoods
	}
	if department == "SPIRITS" || slices.Contains(adult(), category) || holds(kind, "BEERALEMALT LIQUORS") {
		out |= retail.Age
	}
	if slices.Contains(private(), category) {
		out |= retail.NoInference
	}
	return out
}

// adult returns the categories that need a proof of age.
func adult() []string {
	return []string{
		"BEERS/ALES", "LIQUOR", "DOMESTIC WINE", "IMPORTED WINE", "MISC WINE", "CIGARETTES", "CIGARS", "TOBACCO OTHER",
	}
}

// private returns the categories that say something of a person's health or
// family that a shop must not guess at.
func private() []string {
	return []string{
		"ANALGESICS", "ANTACIDS", "COLD AND FLU", "DIETARY AID PRODUCTS", "EYE AND EAR CARE PRODUCTS", "FAMILY PLANNING",
		"FEMININE HYGIENE", "FIRST AID PRODUCTS", "FOOT CARE PRODUCTS", "HOME HEALTH CARE", "INFANT FORMULA", "LAXATIVES",
		"PHARMACY", "SMOKING CESSATIONS",
	}
}

func holds(text string, words ...string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(text, w) })
}
