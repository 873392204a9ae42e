package preset

import "sartor/internal/fault"

// Supply is how shelves are filled in a closed world, and what goes wrong there.
type Supply struct {
	Daily      Supplier `yaml:"daily"`    // of goods that live at most its Life days
	Fresh      Supplier `yaml:"fresh"`    // of other goods that live at most its Life days
	Dry        Supplier `yaml:"dry"`      // of all others
	Seasonal   Supplier `yaml:"seasonal"` // of goods that keep and whose season swings by SeasonFrom
	SeasonFrom float64  `yaml:"season_from"`

	Late      float64 `yaml:"late"`      // share of orders
	LateDays  float64 `yaml:"late_days"` // mean of what is added to one day
	Short     float64 `yaml:"short"`     // share of lines
	ShortLow  float64 `yaml:"short_low"` // of the units ordered
	ShortHigh float64 `yaml:"short_high"`
	Fails     int     `yaml:"fails"` // days a year that one supplier delivers nothing

	Safety     float64 `yaml:"safety"`      // standard deviations that the base policy adds
	Window     int     `yaml:"window"`      // days of sales it looks at
	Facing     int     `yaml:"facing"`      // units that stand on every shelf, at least
	Lift       float64 `yaml:"lift"`        // factor that it plans for a promotion, everywhere
	RecipeLift float64 `yaml:"recipe_lift"` // the same for the central promotion's goods

	Youngest     float64 `yaml:"youngest"`      // share of shoppers of fresh goods who take the youngest
	MarkedStores float64 `yaml:"marked_stores"` // share of stores that mark down on the last day
	Marked       float64 `yaml:"marked"`        // cut of the price
	MarkedDemand float64 `yaml:"marked_demand"` // factor on what a product is worth to a shopper

	Shrink           float64  `yaml:"shrink"` // share of units a month
	ShrinkTimes      float64  `yaml:"shrink_times"`
	ShrinkCategories []string `yaml:"shrink_categories"`
	Phantom          float64  `yaml:"phantom"`     // share of store-products a month
	CountEvery       int      `yaml:"count_every"` // days
	CountWrong       float64  `yaml:"count_wrong"`
	CountBy          int      `yaml:"count_by"`    // units, at most
	Sister           float64  `yaml:"sister"`      // share of lines
	LateBooked       float64  `yaml:"late_booked"` // share of deliveries
	Confused         float64  `yaml:"confused"`    // share of deliveries whose units are booked as cases
	ConfusedTimes    int      `yaml:"confused_times"`
	DoubleDay        int      `yaml:"double_day"` // one store gets one order twice; 0: none does
	Recalls          bool     `yaml:"recalls"`    // one product a year is blocked

	WalkOut   int     `yaml:"walk_out"`  // wanted goods missing before the first is found
	Elsewhere float64 `yaml:"elsewhere"` // share of lost needs that a competitor meets

	VanUnits int `yaml:"van_units"` // that a tour carries
}

// Supplier is one class of suppliers.
type Supplier struct {
	Count     int `yaml:"count"`
	Life      int `yaml:"life"`      // days; 0: any
	OrderLow  int `yaml:"order_low"` // order days a week
	OrderHigh int `yaml:"order_high"`
	LeadLow   int `yaml:"lead_low"` // days from the evening of an order to the morning of its delivery
	LeadHigh  int `yaml:"lead_high"`
}

func (s *Supply) check() error {
	for _, c := range []Supplier{s.Daily, s.Fresh, s.Dry, s.Seasonal} {
		if c.Count < 1 || c.OrderLow < 1 || c.OrderHigh > 7 || c.OrderHigh < c.OrderLow || c.LeadLow < 1 || c.LeadHigh < c.LeadLow {
			return fault.AtField("supply", "a class of suppliers needs at least one, 1 to 7 order days a week and a lead of a day or more")
		}
	}
	if s.Window < 7 || s.Window > 56 || s.CountEvery < 1 || s.WalkOut < 1 || s.VanUnits < 1 || s.ConfusedTimes < 1 {
		return fault.AtField("supply", "window 7 to 56 days; count_every, walk_out, van_units and confused_times 1 or more")
	}
	return nil
}
