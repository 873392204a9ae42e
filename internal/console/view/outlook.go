package view

import (
	"sartor/internal/model/lifecycle"
	"sartor/internal/model/season"
	"sartor/internal/outlook"
	"sartor/internal/retail"
)

// Outlook is what the models expect of one customer.
type Outlook struct {
	Day        retail.BusinessDay // as of its end
	Horizon    int                // days ahead that the expectations hold for
	Value      Interval           // margin over the horizon, discounted, minor units; N is purchase days
	Priced     bool               // something is known of what they spend
	Spend      retail.Minor       // expected a purchase day
	Expected   float64            // purchase days within the horizon
	NoPurchase float64            // the chance of none
	SoonDays   int                // days ahead that Soon holds for; 0: not known
	Soon       float64            // the chance of a purchase within them
	Alive      float64            // the chance that they still buy here
	AliveHolds bool               // the chain's own weeks bear that out
	State      lifecycle.State
	Since      retail.BusinessDay
	Reason     outlook.Change // why the state
	Band       lifecycle.Band
	Moves      []Move // newest first, at most 12
}

// Move is one change of where a customer stands.
type Move struct {
	Day         retail.BusinessDay
	From, State lifecycle.State // From is empty for the first
	Band        lifecycle.Band
	Reason      outlook.Change
}

// Fresh is a product a customer never bought and may.
type Fresh struct {
	Product retail.ProductID
	Name    string
	Chance  float64
	With    string // the product of theirs that it goes with, or empty
	Store   string // else the store whose customers like it
}

// Seasons are what customers of one type buy when.
type Seasons struct {
	Type    []string // categories that set the type apart
	Windows []Season // in the order of the year
	Silent  season.Why
}

// Season is one class of goods and its time of the year.
type Season struct {
	Class       string // a category, "" for whole baskets
	Begins      retail.BusinessDay
	Peak, Ends  retail.BusinessDay
	Times       float64 // the best time of the year against the worst
	Customers   int
	Years       int
	FirstSeen   bool // found in one year, not yet seen to come again
	Now, ToCome bool // it runs; it begins within a season's lead
}
