package preset

// MostCategories bounds the categories of a preset: households keep arrays of
// this length.
const MostCategories = 80

// Lean is a factor on the needs of some categories, or a slope for the weather.
type Lean struct {
	Factor     float64  `yaml:"factor"`
	Categories []string `yaml:"categories"`
}

// Region is stores, each written "Name u", and how their taste leans.
type Region struct {
	Name   string   `yaml:"name"`
	Stores []string `yaml:"stores"`
	Lean   []Lean   `yaml:"lean"`
}

// Kind is a kind of store: opening hours in local time, share of the range
// that is listed, price level, weight of the hour at noon.
type Kind struct {
	Opens        int     `yaml:"opens"`
	Closes       int     `yaml:"closes"`
	SundayOpens  int     `yaml:"sunday_opens"`
	SundayCloses int     `yaml:"sunday_closes"`
	Listed       float64 `yaml:"listed"`
	Price        float64 `yaml:"price"`
	Noon         float64 `yaml:"noon"`
}

// Easter is the month and day of Easter Sunday in a year.
type Easter struct {
	Year int    `yaml:"year"`
	Date string `yaml:"date"`
}

// Feast is a day of the year, or a number of days after Easter when Date is
// empty, with the ratio of visits on it, before and after.
type Feast struct {
	Name        string  `yaml:"name"`
	Date        string  `yaml:"date"`
	AfterEaster int     `yaml:"after_easter"`
	Day         float64 `yaml:"day"`
	Eve         float64 `yaml:"eve"`
	After       float64 `yaml:"after"`
}

// Weather is the daily noise of temperature in °C about the season's normal,
// and rain; Warm holds slopes per degree above normal.
type Weather struct {
	SD       float64 `yaml:"sd"`
	Keep     float64 `yaml:"keep"`
	Wet      float64 `yaml:"wet"`
	WetStays float64 `yaml:"wet_stays"`
	Warm     []Lean  `yaml:"warm"`
	Rain     float64 `yaml:"rain"`
}

// Pack is a size beside the normal one.
type Pack struct {
	Size      float64 `yaml:"size"`
	UnitPrice float64 `yaml:"unit_price"`
	Share     float64 `yaml:"share"`
}

// Products are the laws of the range.
type Products struct {
	PriceSD      float64 `yaml:"price_sd"`
	OwnShare     float64 `yaml:"own_share"`
	OwnPrice     float64 `yaml:"own_price"`
	AppealSD     float64 `yaml:"appeal_sd"`
	Small        Pack    `yaml:"small"`
	Family       Pack    `yaml:"family"`
	MarginSpread float64 `yaml:"margin_spread"`
	ZoneShare    float64 `yaml:"zone_share"`
	Moves        float64 `yaml:"moves"`
	MoveMean     float64 `yaml:"move_mean"`
	MoveSD       float64 `yaml:"move_sd"`
	WeighedLow   float64 `yaml:"weighed_low"`
	WeighedHigh  float64 `yaml:"weighed_high"`
}

// Department has a margin on the price without tax, and its rate of tax.
type Department struct {
	Name   string  `yaml:"name"`
	Margin float64 `yaml:"margin"`
	VAT    float64 `yaml:"vat"`
}

// Restricted marks the last products of a category, named by Nouns, or all of
// it when there are none.
type Restricted struct {
	Category    string   `yaml:"category"`
	Restriction string   `yaml:"restriction"`
	Nouns       []string `yaml:"nouns"`
}

// Taste multiplies the needs of tagged categories.
type Taste struct {
	Quick float64 `yaml:"quick"`
	Cook  float64 `yaml:"cook"`
	Light float64 `yaml:"light"`
}

// Type is a type of household: centres of its traits.
type Type struct {
	Name       string  `yaml:"name"`
	Urban      float64 `yaml:"urban"`
	Suburban   float64 `yaml:"suburban"`
	Rural      float64 `yaml:"rural"`
	Gap        float64 `yaml:"gap"` // days
	GapSD      float64 `yaml:"gap_sd"`
	K          float64 `yaml:"k"`
	Leave      float64 `yaml:"leave"`
	Quick      float64 `yaml:"quick"`
	Topup      float64 `yaml:"topup"`
	Beta       float64 `yaml:"beta"`
	Delta      float64 `yaml:"delta"`
	Taste      Taste   `yaml:"taste"`
	Breadth    float64 `yaml:"breadth"`
	Hours      []int   `yaml:"hours"`
	Strength   float64 `yaml:"strength"`
	Web        float64 `yaml:"web"`
	Member     float64 `yaml:"member"`
	Peak       float64 `yaml:"peak"` // month; of high-value baskets
	Amplitude  float64 `yaml:"amplitude"`
	CookMinded bool    `yaml:"cook_minded"`
	Projects   float64 `yaml:"projects"` // factor on how many it starts
	Leans      []Lean  `yaml:"leans"`
}

// Projects are what households work at for some weeks: a few trips close
// together for one bill of goods. AYear 0 is none.
type Projects struct {
	AYear     float64   `yaml:"a_year"` // started by a household
	TripsLow  int       `yaml:"trips_low"`
	TripsHigh int       `yaml:"trips_high"`
	DaysLow   int       `yaml:"days_low"`
	DaysHigh  int       `yaml:"days_high"`
	Abandoned float64   `yaml:"abandoned"`
	Breadth   float64   `yaml:"breadth"` // of a trip during one
	Up        float64   `yaml:"up"`      // factor on the needs of its categories
	Down      float64   `yaml:"down"`    // and on all others
	Kinds     []Project `yaml:"kinds"`
}

// Project is a kind of project, with the wave of the year in which it begins.
type Project struct {
	Name       string   `yaml:"name"`
	Amplitude  float64  `yaml:"amplitude"`
	Peak       float64  `yaml:"peak"` // month
	Categories []string `yaml:"categories"`
}

// Group is a named list of categories.
type Group struct {
	Name       string   `yaml:"name"`
	Categories []string `yaml:"categories"`
}

// Category is a row of the range: share of receipts in percent, need per
// thousand visits, price in major units, cycle and life in days, size of a
// pack, number of products sold by weight, nouns as "English/German".
type Category struct {
	Name       string   `yaml:"name"`
	Department string   `yaml:"department"`
	Products   int      `yaml:"products"`
	Share      float64  `yaml:"share"`
	Need       float64  `yaml:"need"`
	Price      float64  `yaml:"price"`
	Cycle      float64  `yaml:"cycle"`
	Amplitude  float64  `yaml:"amplitude"`
	Peak       float64  `yaml:"peak"`
	Life       int      `yaml:"life"`
	Tag        string   `yaml:"tag"`
	Size       string   `yaml:"size"`
	Weighed    int      `yaml:"weighed"`
	Nouns      []string `yaml:"nouns"`
}
