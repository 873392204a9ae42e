// Package offer owns what a customer gets: Decide turns a learned snapshot, a
// profile, a basket and a context into the offers of one receipt, as a pure
// function whose inputs and outcome can be logged and replayed. It refuses by
// reason code (Refusal), never by silence, and never names a product that takes
// no voucher or must not be inferred from.
//
// Invariants and the tests that hold them: equal inputs decide equally
// (TestDecide_IsAFunction); at most N offers, one per promotion, product and
// category (TestDecide_Properties); the propensities of a slot add up to 1; a
// held-out customer is decided on like any other, but given nothing
// (TestDecide_Holdout); nothing personal without consent (TestDecide_Consent); a
// logged decision is made again byte for byte, and needs each of its inputs
// (TestReplay_Equal, TestReplay_NeedsEachInput).
package offer

import (
	"sartor/internal/customer"
	"sartor/internal/model/habit"
	"sartor/internal/model/season"
	"sartor/internal/outlook"
	"sartor/internal/promotion"
	"sartor/internal/retail"
	"sartor/internal/touchpoint"
	"sartor/internal/voucher"
)

// Snapshot is all that was learned, immutable. A nil Snapshot decides with what
// needs no learning.
type Snapshot struct {
	ID      retail.SnapshotID
	Created retail.Micros
	Model   *habit.Model

	// What is learned beside the habits; nil until it can speak.
	Lifetime *outlook.Models
	Season   *season.Calendar
}

// Held is a voucher the customer holds or held, voided ones aside.
type Held struct {
	Promotion uint32 // of a store's version: the centre's promotion
	Product   uint32
	Open      bool // issued and not used yet
}

// Context is all that a decision depends on beside snapshot, profile and
// basket.
type Context struct {
	Book          *Book               // the live promotions; nil decides nothing
	Through       touchpoint.Position // how far the profile follows the journal
	Day           retail.BusinessDay
	Store         uint32
	Customer      retail.CustomerID // 0: anonymous
	Consent       customer.Consent  // what holds, defaults included
	Seed          uint64            // of the draws
	Most          int               // offers at most; 0 decides nothing
	Held          []Held
	Closed        []uint32   // promotions whose budget or limits are used up, growing
	Out           []uint32   // products the store is out of
	Expiring      []Expiring // of the store, by growing product
	HoldoutKey    []byte
	GlobalHoldout float64
	Expected      Expected         // of the customer; zero: nothing is known
	Ahead         []Ahead          // of the customer, best first: what comes next by the nightly list
	Outlook       *outlook.Outlook // what a basket is recommended by beside the profile; Decide reads Expected and Ahead
}

// Refusal is why a candidate got nothing.
type Refusal uint8

// The refusals; their numbers are stored in decisions.
const (
	NoRefusal     Refusal = iota
	NotHere               // the promotion is not for this store or region
	NotNow                // before its first or after its last day
	LimitCustomer         // the customer had it as often as allowed
	LimitOrBudget         // its budget or a limit is used up, or its contingency is overdrawn
	InBasket              // just bought, and the promotion does not say same_basket
	Unlisted              // not in the product list, or without a price
	Restricted            // takes no voucher
	OutOfStock            // the store is out of it
	AlreadyHolds          // an open voucher for it is out
	NoMargin              // what it would bring is nothing
	Outranked             // others scored higher
	Diversity             // another offer of the receipt has its product or category
	NotReached            // the decision had looked at as many as it may; counts lists, not candidates
	NoOutlook             // it asks where the customer stands, and nothing is expected of them yet
	NotInSegment          // the customer is in another state, or worth something else
	NoSeason              // for the customer's type nothing is in season; counts once for all that ask
	StoreVersion          // the store has its own version, and this customer gets that
	CentreVersion         // a lot keeps this customer on head office's version, to compare the two
	SpoilsFirst           // the goods end before a voucher of the promotion would begin
	refusals
)

// String returns the stable word of a refusal.
func (r Refusal) String() string {
	words := [refusals]string{
		"", "not_here", "not_now", "limit_reached", "budget_or_limit_used_up", "in_basket", "unlisted", "restricted",
		"out_of_stock", "already_holds", "no_margin", "outranked", "diversity", "not_reached",
		"no_outlook", "not_in_segment", "no_season", "store_version", "centre_version", "spoils_first",
	}
	if r < refusals {
		return words[r]
	}
	return "unknown"
}

// Reason carries the numbers behind an offer, as the profile has them.
type Reason struct {
	Kind    promotion.TargetKind // which list the product came from
	Count   uint32               // baskets with it, ever
	Hits    uint16               // of them among the last Window
	Window  uint16
	Gap     int32  // mean days between its baskets; 0 unknown
	Idle    int32  // days since its last basket
	Related uint32 // own product it goes with; 0 none
	Own     bool   // false: a favourite of the store
}

// Choice is one offer of a decision.
type Choice struct {
	Promotion  uint32             // of a store's version: the version's own
	ID         retail.PromotionID // of a store's version: the centre's promotion's
	Version    int64
	Product    uint32 // 0: the whole basket
	Value      voucher.Value
	MaxCost    retail.Minor
	Reserve    retail.Minor
	From       retail.BusinessDay
	Until      retail.BusinessDay
	Score      float64 // expected incremental margin, weighted by priority, minor units (Decide)
	Chance     float64 // that the next basket holds the product
	Lifted     float64 // the same with the voucher, by the assumed response
	Visit      float64 // worth of the visits it adds, minor units
	Cost       float64 // expected of its redemption, minor units
	Margin     float64 // of one unit, minor units
	Assumed    bool    // the margin rests on a default rate
	Propensity float64 // with which this one was drawn, among Pool
	Pool       int     // candidates the draw was among
	Ghost      Arm     // held out: logged, not given
	Reason     Reason
	PerDay     int64
	PerPerson  int64
}

// Arm is why a choice is a ghost.
type Arm uint8

// The arms.
const (
	Treated         Arm = iota
	HeldOutGlobal       // of everything
	HeldOutFromThis     // of this promotion
)

// Candidate is one offer that could have been, for the trace.
type Candidate struct {
	Promotion uint32
	Product   uint32
	Score     float64
	Refusal   Refusal
}

// Decision is the outcome of Decide with all it read, so that it can be made
// again (Replay). The zero Decision is none.
type Decision struct {
	Rule     uint8 // by which version of the rules it was made: Replay needs the same
	Snapshot retail.SnapshotID
	Book     int64 // Book.Version
	Seed     uint64
	Read     Inputs
	Choices  []Choice
	Top      []Candidate      // the first refusals, then the best candidates, best first
	Counts   [refusals]uint32 // by refusal: promotions, or products where one was refused; [0] promotions with a candidate
}

// Made reports whether anything was decided.
func (d *Decision) Made() bool { return d.Book != 0 }

// Inputs are what a decision read beside its snapshot, its book and the key of
// the holdout: of lists that grow with the chain, only what it came across.
type Inputs struct {
	Through       touchpoint.Position // the profile follows the journal to here
	Day           retail.BusinessDay
	Store         uint32
	Customer      retail.CustomerID
	Consent       customer.Consent
	Most          int
	GlobalHoldout float64
	Basket        []uint32 // growing, each once
	Held          []Held
	Closed        []uint32   // growing
	Out           []uint32   // growing
	Profile       []byte     // packed (habit.Profile.AppendPacked); empty when none was read
	Expected      Expected   // of the outlook; zero when none was read
	Ahead         []Ahead    // of the nightly list; products new to the customer
	Expiring      []Expiring // of the store, the customer's own products; by growing product
}

// Given returns the choices that are not held out.
func (d *Decision) Given() []Choice {
	var out []Choice
	for i := range d.Choices {
		if d.Choices[i].Ghost == Treated {
			out = append(out, d.Choices[i])
		}
	}
	return out
}

// Ghosts returns how many choices are held out.
func (d *Decision) Ghosts() int { return len(d.Choices) - len(d.Given()) }

// Refused lists the refusals with their counts, by their stable words.
func (d *Decision) Refused() map[string]uint32 {
	out := map[string]uint32{}
	for r := NotHere; r < refusals; r++ {
		if d.Counts[r] > 0 {
			out[r.String()] = d.Counts[r]
		}
	}
	return out
}
