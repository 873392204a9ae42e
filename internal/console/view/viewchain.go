package view

import (
	"context"
	"time"

	"sartor/internal/access"
	"sartor/internal/promotion"
	"sartor/internal/retail"
)

// PromotionRow is one promotion with where it stands.
type PromotionRow struct {
	Promotion promotion.Promotion
	Issued    int64
	Redeemed  int64
	Budget    Budget
	Effect    Effect
}

// Effect is what a promotion did against its holdout.
type Effect struct {
	Margin        Interval // added margin per customer in minor units, vouchers' cost deducted
	Treated, Held int64    // customers in each arm
	Need          int64    // customers the smaller arm needs before anything is said; 0: results were not read yet
}

// Read reports whether anybody has looked: until then its figures say nothing.
func (e *Effect) Read() bool { return e.Need > 0 }

// Promotion is one promotion in full.
type Promotion struct {
	PromotionRow
	AsOf    time.Time
	Days    []PromotionDay // since it started, at most 60
	Stores  []PromotionStore
	Holdout int64 // customers held out who would have got a voucher
}

// PromotionDay is one business day of a promotion.
type PromotionDay struct {
	Day              retail.BusinessDay
	Issued, Redeemed int64
}

// PromotionStore is one store's part.
type PromotionStore struct {
	Store            retail.StoreID
	Name, Region     string
	Issued, Redeemed int64
	Given            retail.Minor
}

// Learn is what stands learned and how it was judged.
type Learn struct {
	AsOf     time.Time
	Standing Run // State published; zero Snapshot when nothing was learned yet
	Running  Run // State running; zero Started when none
	Progress float64
	Scores   []Score // of the standing run, best first
	Counts   Counts
	New      int64           // receipts since Standing
	Needed   int64           // receipts at which it learns by itself
	Runs     []Run           // newest first, at most 20
	Seasons  *SeasonsLearned // nil: the standing snapshot knows none
	Parts    []Part
	Drift    Drift
	Contests []Contest // the newest backtest of each kind

	Reliability *Reliability // nil: what stands has none
}

// Reliability is how the chances to buy that are shown came true on held-out weeks.
type Reliability struct {
	Chances    []Chance
	AliveHolds bool // P(alive) is shown
}

// Chance is one time ahead.
type Chance struct {
	Days             int
	Verdict          string  // learned, not_better, short: who says it
	Error, Luck      float64 // calibration error; that of a perfect forecast
	Cases, Customers int64
	Rows             []ChanceRow // none: not checked
}

// ChanceRow is N customers told a chance from From to To, Chance on average; Share bought.
type ChanceRow struct {
	From, To, Chance, Share float64
	N                       int64
}

// Part is one part of what stands learned.
type Part struct {
	Name  string // habit, lifetime, season
	State string // new, kept, none
	Model string
	Note  Note
}

// Note is a sentence that learning wrote down: in English, and as a key with its
// figures in order, for languages that have words for it. An older one has no key.
type Note struct {
	Why, Says string
	Of        []float64
}

// Drift is how well the newest weeks were foretold, the last one newest.
type Drift struct {
	Weeks []float64 // log-likelihood a customer
	Alarm bool
	Note  Note
}

// Contest is a backtest: candidates compared on the chain's own history.
type Contest struct {
	Kind  string // habit, lifetime, demand
	At    time.Time
	Cases int64
	Less  bool // the smaller the score the better
	Best  string
	Used  string
	Rows  []Contestant
}

// Contestant is one candidate of a contest.
type Contestant struct {
	Name   string
	Score  Interval
	Failed string
}

// Run is one run of learning.
type Run struct {
	Snapshot string // "snp_…", or empty when it did not come so far
	State    RunState
	Started  time.Time
	Took     time.Duration
	Receipts int64
	Chosen   string   // model
	Score    Interval // Recall@10 on held-out baskets, 0…1
	Rival    Interval // the snapshot that stood then, on the same baskets
	Reason   string   // refused or failed: in words
}

// RunState is how a run ended.
type RunState string

// The states.
const (
	RunStanding  RunState = "standing"  // decides now
	RunPublished RunState = "published" // stood once and is kept
	RunRefused   RunState = "refused"   // not as good as what stands
	RunFailed    RunState = "failed"
	RunRunning   RunState = "running"
)

// Score is one candidate model on held-out baskets.
type Score struct {
	Model    string // g_top, p_top, decayed, neighbours, …
	Metric   string // recall_10
	Value    Interval
	Baseline bool // the simple rule it must beat
	Chosen   bool
}

// Counts is how much data was learned from.
type Counts struct {
	Customers, Receipts, Lines, Products, Stores int64
	Anonymous                                    int64 // receipts of nobody known
	From, To                                     retail.BusinessDay
}

// StoreRow is one store.
type StoreRow struct {
	Store    retail.StoreID
	Name     string
	Region   string
	Kind     retail.StoreKind
	Currency retail.Currency
	Tills    int
	Receipts int64 // today
	Sales    retail.Minor
	Last     time.Time
}

// Settings is the chain's own facts.
type Settings struct {
	Version string
	Engine  string // "SQLite 3.50" or "PostgreSQL 17"
	Schema  int
	Notice  string // where the data come from, when they are not the chain's own
	Consent string // the declared default basis, in words
	Tokens  []TokenRow
	Staff   []StaffRow
}

// Declared is what the chain says about itself. Shares are of 1, the cut is minutes
// after midnight; Tag names what stands.
type Declared struct {
	Name, OptOut, Language string
	Consent                []string // purposes that hold for who never answered
	ConsentProof           string
	GlobalHoldout, Margin  float64
	MostVouchers           int
	CutMinutes             int
	EstimateStock          bool // deliveries less sales, where nothing was ever counted
	Tag                    string
}

// Declarations reads and changes the chain's settings. What does not hold names its
// place; settings that are not those of the tag are fault.Stale.
type Declarations interface {
	Declared(ctx context.Context) (Declared, error)
	Declare(ctx context.Context, actor Actor, set Declared, base string) error
}

// TokenRow is an API token without its secret.
type TokenRow struct {
	ID      string
	Role    access.Role
	Store   retail.StoreID
	Till    retail.TillID
	Created time.Time
}

// StaffRow is one account.
type StaffRow struct {
	ID       string
	Name     string
	Role     access.Role
	Stores   []retail.StoreID
	Disabled bool
}
