package outlook

import (
	"sartor/internal/model/lifecycle"
	"sartor/internal/model/lifetime"
	"sartor/internal/model/lifetime/chance"
)

// Models are what a snapshot knows of all customers together: with them and one
// customer's purchases an outlook can be computed. Money is in minor units.
type Models struct {
	Purchases lifetime.Model    `json:"purchases"`
	Spend     *lifetime.Spend   `json:"spend,omitempty"` // nil: too few who spent; nothing is said of value
	Rate      lifetime.Rate     `json:"rate"`            // what share of it is margin
	Days      int               `json:"days"`            // the horizon of expectations
	Annual    float64           `json:"annual"`          // what a year discounts a value by
	Window    int               `json:"window"`          // days in which "more than usual" is judged
	Borders   lifecycle.Borders `json:"borders"`         // of the bands of value

	Soon       *chance.Model `json:"soon,omitempty"`        // the chance to buy within Soon days; nil: as Purchases says
	Year       *chance.Model `json:"year,omitempty"`        // within Days
	AliveHolds bool          `json:"alive_holds,omitempty"` // the chain's own weeks bear P(alive) out
}

// Soon is how many days ahead the nearer chance looks: four weeks.
const Soon = 28

// Check says why they cannot be used, nil when they can.
func (m *Models) Check() error {
	if err := m.Purchases.Check(); err != nil {
		return err
	}
	if m.Spend == nil {
		return nil
	}
	return m.Spend.Check()
}

// Prior is what the life cycle has to know of the chain.
func (m *Models) Prior() lifecycle.Prior {
	return lifecycle.Prior{Shape: m.Purchases.R, Rate: m.Purchases.Alpha, Stages: m.Purchases.K}
}
