package tonight

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"sartor/internal/db"
	"sartor/internal/fault"
	"sartor/internal/retail"
	kernel "sartor/internal/stock/plan"
)

// Settings are what the chain has set for its plans.
type Settings struct {
	kernel.Rules
	CutOff    string          `json:"cut_off"`         // local time by which orders go out, such as 15:30
	UsualLead int             `json:"usual_lead_days"` // where a supplier's is unknown; -1: nothing is ordered then
	Autopilot map[string]Auto `json:"autopilot"`       // by class
	// What an order of one product costs by itself, by supplier: minor units.
	OrderCost map[string]float64 `json:"order_cost"`
	// Units of one product that fit on a shelf, and that always stand there, by category.
	Shelf   map[string]int `json:"shelf"`
	Display map[string]int `json:"display"`
}

// Auto is what the autopilot may accept of a class by itself.
type Auto struct {
	On        bool  `json:"on"`
	LeastGain int64 `json:"least_gain"` // minor units a line
	MostUnits int64 `json:"most_units"` // a line
}

const setting = "plan"

// DefaultSettings hold for a chain that set none; the autopilot is off.
func DefaultSettings() Settings {
	return Settings{Rules: kernel.Usual(), CutOff: "15:30", UsualLead: -1, Autopilot: map[string]Auto{}}
}

// PlanSettings reads what the chain has set.
func (d *Desk) PlanSettings(ctx context.Context) (Settings, error) {
	out, _, err := d.planSettings(ctx)
	return out, err
}

// planSettings reads the settings and the text they are stored as.
func (d *Desk) planSettings(ctx context.Context) (out Settings, text string, err error) {
	out = DefaultSettings()
	if text, err = d.DB.Setting(ctx, setting); err == nil && text != "" {
		if err = json.Unmarshal([]byte(text), &out); err != nil {
			err = fmt.Errorf("setting %s: %w", setting, err)
		}
	}
	return out, text, err
}

// PutPlanSettings sets all that the chain sets.
func (d *Desk) PutPlanSettings(ctx context.Context, s Settings, actor string) error {
	return d.EditPlanSettings(ctx, actor, func(stands *Settings) error { *stands = s; return nil })
}

// mostEditors bounds how many change the settings at one time: of those that read the
// same one writes, the others edit what stands then.
const mostEditors = 32

// EditPlanSettings changes what the chain has set as it stands when it is written: edit
// is called again where somebody else was faster.
func (d *Desk) EditPlanSettings(ctx context.Context, actor string, edit func(*Settings) error) error {
	const op = "tonight.EditPlanSettings"
	for range mostEditors {
		s, was, err := d.planSettings(ctx)
		if err != nil {
			return fault.At(op, err)
		}
		if err := edit(&s); err != nil {
			return fault.At(op, err)
		}
		if err := s.check(); err != nil {
			return fault.At(op, err)
		}
		text, err := json.Marshal(s)
		if err != nil {
			return fault.At(op, err)
		}
		err = d.DB.Note(ctx, setting, was, string(text), db.AuditRow{Actor: actor, Action: "plan.settings", Object: setting, At: retail.MicrosOf(d.Clock())})
		if !fault.Is(err, fault.Stale) {
			return fault.At(op, err)
		}
	}
	return fault.At(op, fault.New(fault.Unavailable, "busy", "others change the rules at the same time; try again"))
}

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
