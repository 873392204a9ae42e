// Package touchpoint owns what happened: receipts, voids and erasures as dated
// facts in a journal that is appended once, in order, and never edited (the one
// exception is erasure). It refuses what cannot be a fact (check.go), tells a
// repeated receipt from another one under its id (fingerprint.go) and knows the
// packed form of a receipt's lines (pack.go), whose every version keeps a
// decoder and a test.
package touchpoint

import "sartor/internal/retail"

// Kind is what an entry of the journal is about.
type Kind uint8

// The kinds; their numbers are stored.
const (
	KindReceipt  Kind = 1 // a finished sale or return
	KindVoid     Kind = 2 // a whole receipt taken back
	KindErasure  Kind = 3 // a customer forgotten
	KindMovement Kind = 4 // goods came, went or were counted; Receipt is the movement's id
)

// Receipt is one finished sale or return as the till wrote it.
type Receipt struct {
	ID       retail.ReceiptID
	Store    retail.StoreID
	Till     retail.TillID
	At       retail.Micros
	Currency retail.Currency
	Customer Customer
	Lines    []Line
	Vouchers []string // presented codes, as written, in the order presented
	State    State
	Ext      []byte // the sender's own JSON object, at most MaxExt bytes
}

// Customer is who a receipt says it belongs to; all empty is anonymous.
type Customer struct {
	ID          string // "cus_…" as sent, not yet looked up
	Identifiers []retail.Identifier
}

// Anonymous reports whether nobody is named.
func (c Customer) Anonymous() bool { return c.ID == "" && len(c.Identifiers) == 0 }

// Line is one product on a receipt. Amount is the line's total with tax and
// shelf discounts and without voucher value.
type Line struct {
	Product    retail.ProductID
	Quantity   retail.Quantity
	Amount     retail.Minor
	Discount   retail.Minor     // given at the shelf, at least 0
	ReturnOf   retail.ReceiptID // the receipt whose goods came back, or empty
	ReturnLine int              // its line, counted from 0; meaningful with ReturnOf
}

// State are the flags of a receipt; they combine as bits and are stored.
type State uint8

// The flags.
const (
	Training   State = 1 << iota // stored, never counted
	Suspended                    // parked; replaced by the next one of the same id
	Offline                      // happened without an answer from here
	Unanswered                   // follows a close whose answer never arrived
)

// Counts reports whether the receipt enters folds.
func (s State) Counts() bool { return s&(Training|Suspended) == 0 }

// Entry is one row of the journal. Seq grows in the order of commitment (with
// Epoch before it on PostgreSQL).
type Entry struct {
	Position Position
	Kind     Kind
	Customer retail.CustomerID // 0: anonymous
	Bucket   int               // the customer's, or the receipt id's when anonymous
	Store    uint32            // store number
	At       retail.Micros
	Day      retail.BusinessDay
	Receipt  retail.ReceiptID
	Body     []byte // packed lines for KindReceipt, see pack.go
}

// Position is a place in the journal; entries up to it are all visible.
type Position struct {
	Epoch int64 `json:"epoch"` // PostgreSQL's transaction id; 0 on SQLite
	Seq   int64 `json:"seq"`
}

// After reports whether p lies behind q.
func (p Position) After(q Position) bool {
	return p.Epoch > q.Epoch || p.Epoch == q.Epoch && p.Seq > q.Seq
}
