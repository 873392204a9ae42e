// Package view owns what pages are made of before they are words: plain
// structs with typed numbers, and the small interfaces that read them and
// change something. db fulfils them; console turns them into pages. It holds
// no rules, no storage and no formatting.
package view

import (
	"context"
	"slices"
	"time"

	"sartor/internal/access"
	"sartor/internal/promotion"
	"sartor/internal/retail"
)

// Every read takes a Scope and shows only what lies in it; what lies outside is
// fault.NotFound, exactly as what does not exist. Times are instants in UTC;
// the console turns them into the chain's zone. Lists are never nil-checked: an
// empty one is an answer.

// Scene is what stands around every page: whose chain it is, where the data
// come from, and how fresh they are.
type Scene struct {
	Chain     string
	Notice    string         // said on every screen when the data are not the chain's own, or empty
	Simulated *Simulated     // said in the page's language in its place; nil: they are not
	Zone      *time.Location // the chain's: times are shown in it
	Newest    time.Time      // receipt; zero when there is none
	Preparing *Preparing     // nil when all stands
}

// Simulated is a chain that is played.
type Simulated struct {
	Seed uint64
	Pace float64 // how many times as fast the tills run; 0: they rest
}

// Preparing is how far a chain is that is still being made.
type Preparing struct {
	Text string
	Done float64 // 0…1
}

// Scope narrows what is read to some stores. All is every store; otherwise
// only Stores count, and no stores means nothing.
type Scope struct {
	All    bool
	Stores []retail.StoreID
}

// Allows reports whether a store lies in the scope.
func (s Scope) Allows(store retail.StoreID) bool { return s.All || slices.Contains(s.Stores, store) }

// Page is one request for a list.
type Page struct {
	Text   string // what was searched for, trimmed; empty lists the newest
	Cursor string // opaque, from the list before; empty is the first page
	Limit  int    // at most MostRows
}

// MostRows bounds the rows of one list.
const MostRows = 50

// Days reads the day that runs.
type Days interface {
	Today(ctx context.Context, scope Scope) (Today, error)
	// Ticks returns the latest receipts, newest first, at most n.
	Ticks(ctx context.Context, scope Scope, n int) ([]Tick, error)
}

// Customers reads customers. Page.Text is an identifier (card, account, phone,
// e-mail) or an id "cus_…", matched exactly.
type Customers interface {
	Customers(ctx context.Context, scope Scope, page Page) (CustomerList, error)
	Customer(ctx context.Context, scope Scope, id retail.CustomerID) (Customer, error)
	Receipts(ctx context.Context, scope Scope, id retail.CustomerID, each func(Touch) error) error // all, newest first
}

// Vouchers reads vouchers. Page.Text is a code, an alias or a receipt id.
type Vouchers interface {
	Vouchers(ctx context.Context, scope Scope, page Page) (VoucherList, error)
	Voucher(ctx context.Context, scope Scope, code string) (Voucher, error)
}

// Promotions reads promotions with what came of them.
type Promotions interface {
	Promotions(ctx context.Context, scope Scope) ([]PromotionRow, error)
	Promotion(ctx context.Context, scope Scope, id retail.PromotionID) (Promotion, error)
}

// Chain reads what belongs to the chain as a whole.
type Chain interface {
	Learn(ctx context.Context) (Learn, error)
	Stores(ctx context.Context, scope Scope) ([]StoreRow, error)
	Settings(ctx context.Context) (Settings, error)
}

// Actor is who does something, for the audit row that every command writes in
// its own transaction.
type Actor struct {
	Staff     string
	Role      access.Role
	Reason    string // free text of at most 200 bytes; may be empty where none is asked for
	RequestID string
}

// Commands change something. Each is idempotent: doing it twice is doing it once.
type Commands interface {
	// VoidVoucher voids an unused voucher; a used one is fault.Conflict.
	VoidVoucher(ctx context.Context, actor Actor, code string) error
	// Reprint returns the stored strip again as a PNG picture.
	Reprint(ctx context.Context, actor Actor, code string) ([]byte, error)
	SetConsent(ctx context.Context, actor Actor, set SetConsent) error
	// StandAgain lets a snapshot that was kept decide again.
	StandAgain(ctx context.Context, actor Actor, snapshot string) error
	SetPromotionState(ctx context.Context, actor Actor, id retail.PromotionID, state promotion.State) error
	// Apart keeps that two customers are not one person, or takes it back.
	Apart(ctx context.Context, actor Actor, a Apart) error
	// CustomerSeen records that somebody looked at a named customer's page.
	CustomerSeen(ctx context.Context, actor Actor, id retail.CustomerID) error
	// CustomersSeen records that somebody looked at a list with these names.
	CustomersSeen(ctx context.Context, actor Actor, ids []retail.CustomerID) error
}

// Rights are what a person may ask for at the service desk; both leave an audit row.
type Rights interface {
	// Dossier is all that is kept about a customer, as JSON.
	Dossier(ctx context.Context, id retail.CustomerID, actor string) ([]byte, error)
	// Erase forgets a customer for ever.
	Erase(ctx context.Context, id retail.CustomerID, actor string) error
}

// SetConsent grants or withdraws one purpose for a customer.
type SetConsent struct {
	Customer retail.CustomerID
	Purpose  string // profile, offers, email, analytics
	Granted  bool
	Proof    string // such as "service desk, asked in person"
}

// Staff signs people in. A wrong name, a wrong password and a disabled account
// are all the same fault.Unknown, after the same time. The console bounds how
// many sign in at once.
type Staff interface {
	SignIn(ctx context.Context, login string, password access.Password) (access.Principal, error)
	// OpenLink takes a one-click link's token; a wrong or used-up one is fault.Unknown.
	OpenLink(ctx context.Context, token string) (access.Principal, error)
}

// Interval is an estimate: its middle, its 90 % range and how many
// observations stand behind it. N 0 means that there is no estimate.
type Interval struct {
	Low, Mid, High float64
	N              int64
}

// Known reports whether there is an estimate at all.
func (i Interval) Known() bool { return i.N > 0 }

// Proven reports whether the whole range lies on one side of zero.
func (i Interval) Proven() bool { return i.Known() && (i.Low > 0 || i.High < 0) }

// Tick is one receipt as the live ticker shows it. It names no customer.
type Tick struct {
	Seq       int64 // grows; the event's id
	At        time.Time
	Store     retail.StoreID
	StoreName string
	Kind      TickKind
	Voucher   Value  // of the first voucher printed or redeemed
	Product   string // its product's name, or empty
	Promotion string // its promotion's name
	More      int    // further vouchers on the same receipt
	Code      string // of the first voucher; shown as a link to roles that may follow it
	Currency  retail.Currency
}

// TickKind is what happened on a receipt.
type TickKind string

// The kinds, the strongest last: a receipt that both used and printed counts as used.
const (
	TickSilent  TickKind = "silent"  // nothing fitted, or no consent
	TickPrinted TickKind = "printed" // at least one voucher issued
	TickUsed    TickKind = "used"    // at least one voucher redeemed
	TickVoided  TickKind = "voided"  // the receipt was taken back
)

// Value is what a voucher or a reward gives, in minor units.
type Value struct {
	Kind      promotion.RewardKind
	Amount    retail.Minor
	Percent   int
	MaxAmount retail.Minor
	Points    int64
}

// Apart is somebody's word that two customers are two people.
type Apart struct {
	Customer, Other retail.CustomerID
	Back            bool
}
