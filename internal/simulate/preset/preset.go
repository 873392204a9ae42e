// Package preset owns the numbers of a simulated chain: one file of parameters
// and categories, never code. The loader refuses keys it does not know and
// keys that are missing, so that no parameter is a default hidden elsewhere
// (TestLoadRefuses). It knows no randomness but that of names (names.go).
package preset

import (
	"crypto/sha256"
	_ "embed" // the preset itself
	"encoding/hex"
	"slices"
	"strings"

	"sartor/internal/fault"
)

//go:embed grocery.yaml
var grocery []byte

//go:embed apparel.yaml
var apparel []byte

//go:embed diy.yaml
var diy []byte

// Preset is a chain's parameters. Shares are fractions of 1, money is in major
// units, sd stands for standard deviation, on logarithms unless said otherwise.
type Preset struct {
	Version   int      `yaml:"version"`
	Name      string   `yaml:"name"`
	Chain     string   `yaml:"chain"`
	Site      string   `yaml:"site"` // where a customer opts out
	Currency  string   `yaml:"currency"`
	OwnBrands []string `yaml:"own_brands"`

	Radius          float64         `yaml:"radius_km"`
	Spread          float64         `yaml:"spread_km"`
	Regions         []Region        `yaml:"regions"`
	Kinds           map[string]Kind `yaml:"kinds"`
	StoreSizeSD     float64         `yaml:"store_size_sd"`
	SundayToFriday  float64         `yaml:"sunday_to_friday"`
	Hours           []float64       `yaml:"hours"`
	WeekendMorning  float64         `yaml:"weekend_morning"`
	WeekendEvening  float64         `yaml:"weekend_evening"`
	TypeHours       float64         `yaml:"type_hours"`
	Weekdays        []float64       `yaml:"weekdays"`
	Preferred       []float64       `yaml:"preferred"`
	PreferredWeight float64         `yaml:"preferred_weight"`
	MonthStart      float64         `yaml:"month_start"`
	Easter          []Easter        `yaml:"easter"`
	Feasts          []Feast         `yaml:"feasts"`
	Weather         Weather         `yaml:"weather"`

	Products    Products     `yaml:"products"`
	Departments []Department `yaml:"departments"`
	Restricted  []Restricted `yaml:"restricted"`

	Types        []Type   `yaml:"types"`
	DealType     string   `yaml:"deal_type"`
	BusinessType string   `yaml:"business_type"`
	Traits       Traits   `yaml:"traits"`
	Rhythm       Rhythm   `yaml:"rhythm"`
	Projects     Projects `yaml:"projects"`

	Trip      Trip    `yaml:"trip"`
	Occasions []Group `yaml:"occasions"`
	Focuses   []Group `yaml:"focuses"`
	Needs     Needs   `yaml:"needs"`
	Units     Units   `yaml:"units"`

	Response   Response   `yaml:"response"`
	Styles     []Style    `yaml:"styles"`
	Promotions Promotions `yaml:"promotions"`
	Recipe     Recipe     `yaml:"recipe"`
	Supply     Supply     `yaml:"supply"`
	Trouble    Trouble    `yaml:"trouble"`

	Categories []Category `yaml:"categories"`

	hash string
}

// Grocery returns the default chain.
func Grocery() (*Preset, error) { return Load(grocery) }

// Named returns the chain of a kind: "grocery", "apparel" or "diy".
func Named(kind string) (*Preset, error) {
	switch kind {
	case "grocery":
		return Load(grocery)
	case "apparel":
		return Load(apparel)
	case "diy":
		return Load(diy)
	}
	return nil, fault.AtField("preset", "%q is no kind of chain; there are grocery, apparel and diy", kind)
}

// GrocerySource returns the text of the default chain.
func GrocerySource() []byte { return slices.Clone(grocery) }

// Load reads a preset and checks that it hangs together.
func Load(text []byte) (*Preset, error) {
	const op = "preset.Load"
	p := new(Preset)
	if err := strict(text, p); err != nil {
		return nil, fault.At(op, err)
	}
	if err := p.check(); err != nil {
		return nil, fault.At(op, err)
	}
	sum := sha256.Sum256(text)
	p.hash = hex.EncodeToString(sum[:8])
	return p, nil
}

// Hash names the parameters: 16 hexadecimal digits of the text's SHA-256.
func (p *Preset) Hash() string { return p.hash }

// Category returns the number of a category, −1 when there is none.
func (p *Preset) Category(name string) int {
	return slices.IndexFunc(p.Categories, func(c Category) bool { return c.Name == name })
}

// Type returns the number of a type of household, −1 when there is none.
func (p *Preset) Type(name string) int {
	return slices.IndexFunc(p.Types, func(t Type) bool { return t.Name == name })
}

// Department returns the number of a department, −1 when there is none.
func (p *Preset) Department(name string) int {
	return slices.IndexFunc(p.Departments, func(d Department) bool { return d.Name == name })
}

func (p *Preset) check() error {
	var names []string
	for _, g := range slices.Concat(p.Occasions, p.Focuses) {
		names = append(names, g.Categories...)
	}
	for _, g := range p.Projects.Kinds {
		names = append(names, g.Categories...)
	}
	for _, r := range p.Restricted {
		names = append(names, r.Category)
	}
	names = append(append(append(names, p.Recipe.Categories...), p.Recipe.Quick...), p.Units.BusinessCategories...)
	names = append(names, p.Supply.ShrinkCategories...)
	for _, lean := range p.leans() {
		names = append(names, lean.Categories...)
	}
	for _, n := range names {
		if p.Category(n) < 0 {
			return fault.AtField("categories", "there is no category %q", n)
		}
	}
	if len(p.Categories) > MostCategories {
		return fault.AtField("categories", "%d categories, at most %d", len(p.Categories), MostCategories)
	}
	for _, c := range p.Categories {
		if p.Department(c.Department) < 0 || c.Products < 1 || c.Price <= 0 || c.Need <= 0 || len(c.Nouns) == 0 {
			return fault.AtField("categories", "%q needs a known department, products, a price, a need and nouns", c.Name)
		}
	}
	return p.checkShapes()
}

func (p *Preset) leans() []Lean {
	out := slices.Clone(p.Weather.Warm)
	for _, r := range p.Regions {
		out = append(out, r.Lean...)
	}
	for _, ty := range p.Types {
		out = append(out, ty.Leans...)
	}
	return out
}

// checkShapes refuses lists that the laws index by hour, weekday, mission or name.
func (p *Preset) checkShapes() error {
	switch {
	case len(p.Hours) != 24, len(p.Weekdays) != 7, len(p.Preferred) != 7:
		return fault.AtField("hours", "24 hours and 7 weekdays are needed")
	case len(p.Trip.Breadth) != 3, len(p.Trip.BreadthSD) != 3:
		return fault.AtField("trip", "three missions are needed: quick, top-up, main")
	case p.Type(p.DealType) < 0, p.Type(p.BusinessType) < 0:
		return fault.AtField("types", "%q or %q is no type", p.DealType, p.BusinessType)
	case len(p.Styles) != 4:
		return fault.AtField("styles", "four styles are needed")
	case p.Projects.AYear > 0 && (len(p.Projects.Kinds) == 0 || p.Projects.TripsLow < 1 || p.Projects.DaysLow < 1 ||
		p.Projects.TripsHigh < p.Projects.TripsLow || p.Projects.DaysHigh < p.Projects.DaysLow):
		return fault.AtField("projects", "kinds, and trips and days from low to high, are needed")
	}
	if err := p.Supply.check(); err != nil {
		return err
	}
	for _, r := range p.Regions {
		for _, s := range r.Stores {
			if _, ok := p.Kinds[KindOf(s)]; !ok {
				return fault.AtField("regions", "store %q ends in no known kind", s)
			}
		}
	}
	return nil
}

// KindOf reads the kind of a store written as "Brackwater u".
func KindOf(store string) string {
	switch store[strings.LastIndexByte(store, ' ')+1:] {
	case "u":
		return "urban"
	case "s":
		return "suburban"
	case "r":
		return "rural"
	}
	return ""
}
