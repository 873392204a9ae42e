package learn

import (
	"sartor/internal/model/lifetime/chance"
	"sartor/internal/model/lifetime/coming"
	"sartor/internal/outlook"
)

// AliveReport says whether P(alive) may be shown.
type AliveReport struct {
	Holds  bool           `json:"holds"`
	Judged *chance.Judged `json:"judged,omitempty"` // nil: too short to be judged
}

// chances learns the chance to buy within four weeks and within the horizon, where the
// chain's own weeks say that this is better than the model of purchases alone, and asks
// them whether P(alive) may be shown. What cannot be learned leaves that model to speak.
func (m *money) chances(to *outlook.Models, out *LifetimeReport, ask coming.Ask) error {
	for _, one := range []struct {
		days  int
		model **chance.Model
	}{{outlook.Soon, &to.Soon}, {to.Days, &to.Year}} {
		ask.Days = one.days
		model, report, err := coming.Fit(&m.book, ask)
		if err != nil {
			return err
		}
		*one.model, out.Chances = model, append(out.Chances, report)
	}
	holds, judged, err := coming.Alive(&m.book, ask)
	if err != nil {
		return err
	}
	to.AliveHolds, out.Alive = holds, &AliveReport{Holds: holds, Judged: judged}
	return nil
}
