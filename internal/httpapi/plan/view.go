package plan

import "sartor/internal/retail"

// View is a proposal as it is answered. Money is in minor units.
type View struct {
	Proposal   string           `json:"proposal"`
	Kind       string           `json:"kind"`
	State      string           `json:"state"`
	Version    int64            `json:"version"`
	Store      retail.StoreID   `json:"store"`         // it goes to
	From       retail.StoreID   `json:"from,omitzero"` // a store or depot of the chain
	Supplier   string           `json:"supplier,omitzero"`
	Product    retail.ProductID `json:"product"`
	Name       string           `json:"name"`
	Class      string           `json:"class"`
	Units      int64            `json:"units"`
	Pack       int              `json:"pack"`
	Agreed     int64            `json:"agreed"`
	ForSale    string           `json:"for_sale"` // business day
	Currency   retail.Currency  `json:"currency"`
	Gain       RangeView        `json:"gain"`
	Outlay     int64            `json:"outlay"`
	Cover      [2]float64       `json:"cover_days"` // without it, and with it
	OnePackUp  int64            `json:"one_pack_more"`
	OnePackOff int64            `json:"one_pack_less"`
	Policy     string           `json:"policy,omitzero"`
	Why        []TermView       `json:"why"`
	Actor      string           `json:"actor,omitzero"`
	Reason     string           `json:"reason,omitzero"`
	DecidedAt  string           `json:"decided_at,omitzero"`
	Export     int64            `json:"export,omitzero"`
}

// RangeView is an expectation with its 5 and 95 % points.
type RangeView struct {
	Low  int64 `json:"low"`
	Mid  int64 `json:"mid"`
	High int64 `json:"high"`
}

// TermView is one reason of a quantity.
type TermView struct {
	Kind  string  `json:"kind"`
	Value float64 `json:"value"`
	Days  int     `json:"days,omitzero"`
	Text  string  `json:"text,omitzero"`
}

// NightView is the plan that stands. Whoever acts for some stores is told their own
// orders, moves, gain and outlay; what only the chain has is null, or empty.
type NightView struct {
	Plan      int64           `json:"plan"`
	Day       string          `json:"day"`
	MadeAt    string          `json:"made_at"`
	CutOff    string          `json:"cut_off"`
	Orders    int             `json:"orders"`
	Moves     int             `json:"moves"`
	Currency  retail.Currency `json:"currency"`
	Gain      RangeView       `json:"gain"`
	Outlay    int64           `json:"outlay"`
	Haulage   *int64          `json:"haulage"`
	Vans      *int            `json:"vans"`
	VanSpace  *float64        `json:"van_space"`
	Days      []DayView       `json:"days"`
	Nothing   map[string]int  `json:"nothing"` // shelves for which nothing is proposed, by why
	Drifting  []string        `json:"drifting"`
	Autopilot *int64          `json:"accepted_by_autopilot"`
	Changed   *ChangedView    `json:"changed"` // null: not enough data
}

// ChangedView is how orders that people changed turned out, once what they had to last for
// was over.
type ChangedView struct {
	Orders int        `json:"orders"` // compared; those whose shelf ran empty are left out
	Nearer float64    `json:"nearer"` // share in which people came nearer to what was sold than the plan
	Range  [2]float64 `json:"range"`  // holds 90 %
	Empty  int        `json:"empty"`  // left out
}

// DayView is the share of what is asked for that is on the shelf on one day.
type DayView struct {
	Day     string     `json:"day"`
	Without [3]float64 `json:"without"` // 5 %, expected, 95 %
	With    [3]float64 `json:"with"`
}

// AskedView says that a plan will be made.
type AskedView struct {
	State string `json:"state"`
}

// ExportView is what went out together.
type ExportView struct {
	Export string         `json:"export"`
	Number int64          `json:"number"`
	Store  retail.StoreID `json:"store,omitzero"`
	Kind   string         `json:"kind,omitzero"`
	Lines  int            `json:"lines"`
	Actor  string         `json:"actor"`
	At     string         `json:"at"`
}
