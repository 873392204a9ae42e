// Package intake owns what the importers of foreign files share: putting the
// scattered rows of a receipt together in bounded memory, exact totals, what a
// customer may be used for, and the run itself, which can be killed at any
// moment and continued. A format (a package below) says what the columns mean,
// a Sink where the facts go; package table reads the files.
//
// What holds, and the test that holds it:
//   - A row is either stored or refused with file, line and reason; the rest is
//     kept (csvfolder, TestCSV_RefusesReceiptRowsAlone).
//   - A second run of the same files stores nothing new, and a run that was
//     killed ends where an undisturbed one ends (TestRun_ContinuesAfterKill).
//   - Sums are exact, whatever the number of rows (table, TestSum_Exact;
//     onlineretail, TestOnlineRetail_TotalsOfThePublishedData).
//   - Memory is bounded: at most Options.Memory of packed rows (about 40 bytes
//     each) stays in memory before they spill to unlinked temporary files; then
//     one of 128 parts of the rows is held at a time. Beside that, distinct
//     product, store, till and customer ids are held, about 100 bytes each.
//   - Ids are opaque text: never trimmed, folded or read as numbers.
package intake

import (
	"context"
	"encoding/json"
	"io"
	"time"

	"sartor/internal/retail"
	"sartor/internal/touchpoint"
)

// Sink takes what an import read. Everything may be handed over twice: after a
// kill, and by a second run of the same files.
type Sink interface {
	// Stores adds or updates stores by id.
	Stores(ctx context.Context, stores []retail.Store) error
	// Products adds or updates products by id, at most MostProducts at a time.
	Products(ctx context.Context, products []retail.Product) error
	// Customers adds or updates customers by their first identifier, at most
	// MostRecords at a time. A consent that a customer has answered since is
	// never overwritten.
	Customers(ctx context.Context, customers []Customer) error
	// Receipts stores facts, at most MostGroup receipts at a time, in the order
	// of their times. A till may be empty. An unknown product becomes unlisted.
	// The slice and what it points to belong to the sink afterwards.
	Receipts(ctx context.Context, receipts []touchpoint.Receipt) (Tally, error)
	// Facts stores what is beside receipts, at most MostFacts rows at a time;
	// each kind is added or updated by its natural key. It says how many are new, as far
	// as it looks: levels of stock and suppliers' terms that stood already are not.
	Facts(ctx context.Context, facts Facts) (fresh int, err error)
	// Resume returns the mark last set for an import, the zero Mark if none.
	Resume(ctx context.Context, source string) (Mark, error)
	// SetMark remembers how far an import came; the zero Mark forgets it.
	SetMark(ctx context.Context, source string, m Mark) error
}

// Bounds of what one call hands to a Sink.
const (
	MostGroup    = 256    // receipts: above it a bigger group gains 10 % and costs tills their latency
	MostLines    = 16_384 // lines in a group, unless one receipt alone has more
	MostProducts = 50_000 // products: a sink may read its whole list anew after each call
	MostRecords  = 1_000  // stores, customers
	MostFacts    = 5_000  // rows of Facts
)

// MostReceiptLines is the most lines one receipt may have, as at the till.
const MostReceiptLines = 10_000

// Tally says what became of a group of receipts.
type Tally struct {
	New        int // stored now
	Duplicates int // stood already with the same content
	Refused    []Refusal
}

// Refusal is one receipt of a group that was not stored.
type Refusal struct {
	Index  int    // in the group
	Code   string // "receipt_conflict"
	Detail string // in words
}

// Mark is the last receipt of an import that is durable: receipts come in the
// order of (At, Receipt).
type Mark struct {
	At      retail.Micros
	Receipt retail.ReceiptID
}

// Customer is what a file says about a customer beside receipts.
type Customer struct {
	Identifiers []retail.Identifier // at least one; the first is the chain's own number
	HomeStore   retail.StoreID      // empty: not said
	Language    string              // "en", "de-AT"; empty: not said
	Joined      string              // YYYY-MM-DD; empty: not said
	Consent     Consent
}

// Basis is why a consent may be assumed.
type Basis string

// The bases.
const (
	NoBasis  Basis = ""         // nothing was said: no purpose holds
	Declared Basis = "declared" // the chain's declaration for the import
	Answer   Basis = "answer"   // the file says what this customer answered
)

// Consent is what a customer may be used for, as the import found or declared it.
type Consent struct {
	Purposes []string // of Purposes()
	Basis    Basis
	Proof    string // what the chain named as proof; for an answer the file's name
}

// Purposes returns what a consent can be given for.
func Purposes() []string { return []string{"profile", "offers", "email", "analytics"} }

// Options are the wishes of who imports. The zero value imports what needs no
// further knowledge.
type Options struct {
	Currency retail.Currency // for stores whose currency the data lack
	Timezone string          // IANA name, for stores whose zone the data lack
	Consent  []string        // purposes declared for imported customers
	Proof    string          // what the declaration rests on; required with Consent
	Stands   []string        // purposes the chain has declared for everybody before
	Stores   []retail.Store  // that the chain has: files may name them without describing them

	// Product is a product as the chain has it; nil: it has none.
	Product func(retail.ProductID) (retail.Product, bool)

	Now      time.Time      // later receipts are refused; zero: the clock
	Refused  io.Writer      // refused rows as CSV; nil: counted only
	Progress func(Progress) // called often, from the importing goroutine; may be nil
	Temp     string         // folder for spilled rows; empty: the system's
	Memory   int            // bytes of packed rows before spilling; 0: 64 MiB
}

// Stage is what an import is doing.
type Stage string

// The stages in their order.
const (
	Reading Stage = "reading" // Done and Total are bytes of the files as they lie on disk
	Storing Stage = "storing" // Done and Total are receipts
	Linking Stage = "linking" // Done is rows of facts, Total unknown (0)
)

// Progress says how far a stage is.
type Progress struct {
	Stage       Stage
	Done, Total int64
}

// Result is what an import did; its JSON is CONTRACTS.md 1, with additions.
//
// Receipts counts what was new to the chain in this run. Lines, Amount and
// Returned are of all rows read and not refused, new or not. Customers and
// Stores are the distinct ones read. Products are those of the product list
// or, where there is none, the distinct ones on receipts.
type Result struct {
	Format     string      `json:"format"`
	Receipts   int64       `json:"receipts"`
	Lines      int64       `json:"lines"`
	Customers  int64       `json:"customers"`
	Stores     int64       `json:"stores"`
	Products   int64       `json:"products"`
	Amount     json.Number `json:"amount"`   // exact sum before rounding, major units
	Returned   json.Number `json:"returned"` // exact sum of the negative line amounts
	Refused    int64       `json:"refused"`  // rows, and receipts the sink refused
	Seconds    float64     `json:"seconds"`
	Read       int64       `json:"receipts_read"` // distinct receipts in the files
	Duplicates int64       `json:"duplicates"`    // receipts that stood already
	Resumed    int64       `json:"resumed"`       // receipts left out because an earlier, killed run stored them
	Adjusted   int64       `json:"adjusted"`      // lines whose quantity was 0 or contradicted the amount
	Facts      int64       `json:"facts"`         // rows beside receipts: campaigns, past prices …; of stock and suppliers what is new
	Warnings   []string    `json:"warnings"`
	Stated     int64       `json:"-"` // rows beside receipts that were taken, new or not
}

// Nothing reports whether rows were refused and none was taken, new or not.
func (r *Result) Nothing() bool {
	return r.Refused > 0 && r.Receipts+r.Duplicates+r.Resumed+r.Customers+r.Products+r.Stated == 0
}
