package tonight

import (
	"maps"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"sartor/internal/fault"
	"sartor/internal/retail"
)

// check refuses settings that cannot be meant.
func (s *Settings) check() error {
	const mostLead = 365
	if err := s.checkNames(); err != nil {
		return err
	}
	if err := s.Rules.Check(); err != nil {
		return err
	}
	if _, err := time.Parse("15:04", s.CutOff); err != nil {
		return fault.AtField("/cut_off", "%.20q is no time of day; write such as 15:30", s.CutOff)
	}
	if s.UsualLead < -1 || s.UsualLead > mostLead {
		return fault.AtField("/usual_lead_days", "is %d; give 0 to %d days, or -1 to order nothing where a lead time is unknown", s.UsualLead, mostLead)
	}
	if err := s.checkShelves(); err != nil {
		return err
	}
	for class, a := range s.Autopilot {
		if a.On && (a.MostUnits < 1 || a.LeastGain < 0) {
			return fault.AtField("/autopilot/"+class, "needs most_units of at least 1 and least_gain of at least 0: it accepts nothing beyond them")
		}
	}
	return nil
}

// checkNames refuses rules of what no plan knows.
func (s *Settings) checkNames() error {
	for field, names := range map[string][]string{"/service": slices.Sorted(maps.Keys(s.Service)), "/autopilot": slices.Sorted(maps.Keys(s.Autopilot))} {
		for _, class := range names {
			if !slices.Contains(Classes(), class) {
				return fault.AtField(field, "%.20q is no class; there are A, B, C and fresh", class)
			}
		}
	}
	for field, names := range map[string][]string{
		"/order_cost": slices.Sorted(maps.Keys(s.OrderCost)), "/shelf": slices.Sorted(maps.Keys(s.Shelf)), "/display": slices.Sorted(maps.Keys(s.Display)),
	} {
		for _, name := range names {
			if name == "" || !utf8.ValidString(name) || strings.ContainsFunc(name, retail.Unwritten) {
				return fault.AtField(field, "%.60q is no name; control characters and empty names match nothing", name)
			}
		}
	}
	return nil
}

// checkShelves refuses costs and shelves that cannot be meant.
func (s *Settings) checkShelves() error {
	const most = 1_000_000 // minor units; units
	for supplier, cost := range s.OrderCost {
		if !(cost >= 0 && cost <= most) {
			return fault.AtField("/order_cost/"+supplier, "%g is no cost of an order; give 0 to %d minor units, such as 150", cost, most)
		}
	}
	for _, list := range []struct {
		field string
		units map[string]int
	}{{"/shelf/", s.Shelf}, {"/display/", s.Display}} {
		for category, n := range list.units {
			if n < 0 || n > most {
				return fault.AtField(list.field+category, "%d units cannot stand there; give 0 to %d, such as 12", n, most)
			}
			if fits := s.Shelf[category]; fits > 0 && s.Display[category] > fits {
				return fault.AtField("/display/"+category, "%d always stand on a shelf that holds %d; give at most %d", s.Display[category], fits, fits)
			}
		}
	}
	return nil
}
