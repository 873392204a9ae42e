package view

import (
	"time"

	"sartor/internal/access"
	"sartor/internal/retail"
	"sartor/internal/voucher"
)

// Today is the business day that runs, for the stores in scope.
type Today struct {
	AsOf     time.Time // of the data: the newest receipt counted in
	Day      retail.BusinessDay
	Stores   int
	Currency retail.Currency
	Sales    retail.Minor
	Receipts int64
	Named    int64 // receipts of known customers
	Issued   int64 // vouchers issued today and not voided
	Redeemed int64 // vouchers redeemed today
	Given    retail.Minor
	Hours    []HourSales // in the order of the business day, gaps filled with zeros
	Minutes  []int64     // receipts a minute, the last 30, oldest first
	Live     int         // promotions live now
	Leads    Leading     // the one of them that printed most
	Budget   Budget      // of the live ones together, in Currency
	Bench    []BenchItem // what waits for a hand, the costliest to leave first
	Watch    []Watched   // worth watching, newest first; empty for a chain that nobody directs
}

// Leading is a live promotion that stands for the others; without an id there is none.
type Leading struct {
	Promotion retail.PromotionID
	Name      string
	Issued    int64
}

// Watched is something worth watching at the tills.
type Watched struct {
	At        time.Time
	StoreName string
	Kind      string // the console's words for it; what it has none for says Text
	Text      string
	Code      string            // of the voucher it is about, or empty
	Customer  retail.CustomerID // whom it is about; 0 nobody
	Promotion retail.PromotionID
}

// HourSales is one hour of the business day.
type HourSales struct {
	Hour     int     // local, 0…23
	Elapsed  float64 // share of the hour that has passed: 0 not begun, 1 over
	Sold     retail.Minor
	Receipts int64
	Usual    Interval // minor units an hour on this weekday; N is days looked at
}

// Budget is where a promotion's money stands, in minor units.
type Budget struct {
	Cap, Reserved, Spent   retail.Minor // Spent out of what was reserved
	Contingency, Overspent retail.Minor // what is left of it, overdrawn below zero; and what was spent out of it
}

// Given is what its vouchers gave, whichever account it came from.
func (b Budget) Given() retail.Minor { return b.Spent + b.Overspent }

// BenchKind is why something lies on the bench.
type BenchKind string

// The kinds.
const (
	BenchOverdrawn BenchKind = "overdrawn" // a promotion's contingency is below zero
	BenchTwice     BenchKind = "twice"     // a voucher was redeemed twice
	BenchRefused   BenchKind = "refused"   // the newest snapshot was not better
	BenchClosed    BenchKind = "closed"    // a promotion has promised all it has
	BenchMerge     BenchKind = "merge"     // two customers may be one person
	BenchApproval  BenchKind = "approval"  // a store's version waits for head office
	BenchFlop      BenchKind = "flop"      // a promotion does not work somewhere
	BenchSpent     BenchKind = "spent"     // a promotion's money ends before it does
	BenchLate      BenchKind = "late"      // stores whose tills say nothing
	BenchRisk      BenchKind = "risk"      // customers who slip away
	BenchOrders    BenchKind = "orders"    // lines of tonight's plan that nobody decided
	BenchRollout   BenchKind = "rollout"   // a new product whose gates ask for a step
)

// BenchItem is one thing that waits for a hand. Which fields are set depends
// on the kind.
type BenchItem struct {
	Kind      BenchKind
	At        time.Time
	Promotion retail.PromotionID // overdrawn, twice, closed
	Name      string             // the promotion's name
	Amount    retail.Minor       // overdrawn: how far below zero (positive); twice: what it cost
	Currency  retail.Currency
	Code      string // twice
	StoreName string // twice: where the second one happened
	Snapshot  string // refused
	Score     Interval
	Standing  Interval
	Pair      [2]MaybeSame // merge

	Cost    Interval  // of an hour of waiting, minor units; N 0: not known
	By      time.Time // to be decided by; zero: whenever
	Store   retail.StoreID
	Note    string   // approval: what the store says
	Group   string   // flop: where; GroupBy is by what it was grouped
	GroupBy string   // kind, region, store, state, value
	Than    string   // flop: the group that answers best
	Here    Interval // flop: relative uplift in the group
	There   Interval // flop: and in the best one
	Swap    string   // flop: the category to tailor to, or empty
	Count   int64    // late: stores; risk: customers; orders: lines; rollout: stores that come next
	Moves   int64    // orders: of the lines
	Share   float64  // spent: of the budget
	Worth   Interval // risk, rollout: a year, orders: the night, minor units
	Rollout string   // its id; Name is the product's
	Advice  string   // rollout: what its gates say (rollout.Advice)
	Why     []string // rollout: the reasons of that
}

// Key tells an item from the others for as long as it is the same thing to decide.
func (b *BenchItem) Key() string {
	key := string(b.Kind) + "/" + string(b.Promotion) + "/" + string(b.Store) + "/" + b.Code + "/" + b.Snapshot + "/" + b.Group + b.Rollout
	if b.Kind == BenchMerge {
		key += b.Pair[0].ID.String() + b.Pair[1].ID.String()
	}
	return key
}

// MaybeSame is a customer who may be the same person as another one.
type MaybeSame struct {
	ID          retail.CustomerID
	Identifiers []retail.Identifier
	Kind        retail.IdentifierKind // what the two share
}

// CustomerList is one page of customers.
type CustomerList struct {
	Items []CustomerRow
	Next  string // cursor, or empty
	Total int64  // customers in scope, whatever was searched for
	More  bool   // there are more than Total: it was not counted further

	Uncounted bool // Total is the rows of this page, and no count of anything
}

// CustomerRow is one customer in a list.
type CustomerRow struct {
	ID          retail.CustomerID
	Standing    access.Standing     // decides who is told the name
	Identifiers []retail.Identifier // the deciding one first
	HomeStore   string              // name
	Receipts    int64
	Spend       retail.Minor // last 12 months
	Currency    retail.Currency
	Last        time.Time
	Vouchers    int64 // issued and usable now
}

// Customer is all that is known of one customer.
type Customer struct {
	AsOf        time.Time
	Ended       time.Time // of the chain's last receipt where days are counted from it; zero: from now
	ID          retail.CustomerID
	Standing    access.Standing // decides who is told the name
	Identifiers []retail.Identifier
	HomeStore   string
	Currency    retail.Currency
	First, Last time.Time // first and last receipt; zero when there is none
	Receipts    int64
	Spend       retail.Minor // all receipts, returns deducted
	Profiled    bool         // consent to profile holds now: Habits and Due may be shown
	Holdout     bool         // in the chain's global holdout
	Habits      []Habit      // most likely next first, at most 20
	Visits      [7][24]int64 // receipts by weekday (Sunday 0) and local hour
	Vouchers    []VoucherRow // newest first, at most 20
	Timeline    []Touch      // newest first, at most 30
	Consent     []Consent    // one for each purpose, in the order of CONTRACTS.md 2.2
	Outlook     *Outlook     // nil: nothing was learned of them yet
	Fresh       []Fresh      // likely and never bought, best first, at most 5
	Seasons     *Seasons     // nil: no seasons were looked for yet
	Maybe       []MaybeSame  // proposed to be one with; a person decides
}

// Habit is one product a customer buys.
type Habit struct {
	Product  retail.ProductID
	Name     string
	Category string
	Baskets  int64         // baskets that held it
	Of       int64         // baskets counted
	Chance   Interval      // that the next basket holds it, 0…1
	Gap      time.Duration // median between baskets with it; 0 when fewer than two
	Last     time.Time
	Due      time.Time // Last + Gap; zero without a gap
	OnHand   *int64    // at the home store; nil unknown
}

// Touch is one entry of a customer's timeline.
type Touch struct {
	At        time.Time
	Kind      TouchKind
	StoreName string
	Till      string
	Receipt   retail.ReceiptID
	Amount    retail.Minor
	Currency  retail.Currency
	Items     int
	Printed   int    // vouchers issued with it
	Used      int    // vouchers redeemed with it
	Purpose   string // consent: which purpose; coupon: which one
	Code      string // voucher: which one
}

// TouchKind is what a touch was.
type TouchKind string

// The kinds.
const (
	TouchReceipt  TouchKind = "receipt"
	TouchReturn   TouchKind = "return"
	TouchVoid     TouchKind = "void" // a receipt taken back
	TouchGranted  TouchKind = "granted"
	TouchWithdrew TouchKind = "withdrew"
	TouchVoided   TouchKind = "voucher_voided"
	TouchExpired  TouchKind = "voucher_expired"
	TouchCoupon   TouchKind = "coupon" // of another system, as imported
)

// Consent is one purpose for one customer.
type Consent struct {
	Purpose  string
	Granted  bool
	Declared bool      // not asked: the chain's declared default
	At       time.Time // of the answer; zero when never asked
	Proof    string
}

// VoucherList is one page of vouchers.
type VoucherList struct {
	Items    []VoucherRow
	Next     string
	Currency retail.Currency
	Out      int64        // issued and usable now, in scope
	Worth    retail.Minor // reserved for them
	Back     int64        // redeemed so far
	Issued   int64        // issued so far
}

// VoucherRow is one voucher in a list.
type VoucherRow struct {
	Code          string // "" where the reader does not see its store
	State         voucher.State
	Value         Value
	Currency      retail.Currency
	Promotion     retail.PromotionID
	PromotionName string
	Product       string // name, or empty for the whole basket
	StoreName     string
	IssuedAt      time.Time
	ValidUntil    retail.BusinessDay
	Why           []string     // as printed
	Flag          voucher.Flag // of a fact that clashed, or empty
}

// Voucher is one voucher and how it came to be.
type Voucher struct {
	VoucherRow
	Alias       string
	Receipt     retail.ReceiptID // that printed it
	Till        string
	Customer    retail.CustomerID // 0 anonymous
	Identifiers []retail.Identifier
	ValidFrom   retail.BusinessDay
	RedeemedAt  time.Time // zero when not
	RedeemedBy  retail.ReceiptID
	RedeemedIn  string // store name
	VoidedAt    time.Time
	VoidReason  string
	Reserved    retail.Minor // when issued
	Cost        retail.Minor // what its redemption gave
	Strip       string       // the strip as printed, as text of 42 columns
	Ledger      []LedgerRow  // oldest first
	Trace       Trace
}

// LedgerRow is one movement of money between two accounts.
type LedgerRow struct {
	At       time.Time
	From, To voucher.Account
	Amount   retail.Minor
	Why      voucher.Event
}

// Trace is the logged decision behind a voucher.
type Trace struct {
	Decision   retail.DecisionID // 0: no decision is kept any more
	At         time.Time
	Snapshot   string
	Took       time.Duration
	Deadline   time.Duration
	Holdout    bool // a ghost decision: nothing was printed
	Considered int  // candidates before any refusal
	Refused    []Refusal
	Candidates []Candidate // scored ones by rank, at most 20, the chosen first
}

// Refusal counts the candidates that one reason removed, in the order in which
// the reasons were checked.
type Refusal struct {
	Code string
	N    int
}

// Candidate is one offer that was scored.
type Candidate struct {
	Promotion     retail.PromotionID
	PromotionName string
	Product       string
	Value         Value
	Score         Interval // expected added margin in minor units; Low = High = Mid when no range is known
	Chance        float64  // that the product is bought, 0…1
	Lifted        float64  // the same with the voucher, as assumed; 0: not kept
	Visit, Cost   float64  // minor units: of the visits it adds, and of its redemption
	Propensity    float64  // with which this decision chose it
	Chosen        bool
	Reason        string // why not: a reason code; empty when chosen
	Why           []string
}
