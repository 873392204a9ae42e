package httpapi

import (
	"context"

	"sartor/internal/paper"
	"sartor/internal/promotion"
	"sartor/internal/retail"
	"sartor/internal/till"
	"sartor/internal/touchpoint"
)

// Desk answers tills; *till.Desk is one.
type Desk interface {
	Quote(ctx context.Context, call till.Call) (till.Reply, error)
	Close(ctx context.Context, call till.Call) (till.Reply, error)
	Printed(ctx context.Context, id retail.ReceiptID) (till.AckAnswer, error)
	NotPrinted(ctx context.Context, id retail.ReceiptID, actor string) (till.AckAnswer, error)
	// Void's known is false when the void waits for its receipt.
	Void(ctx context.Context, call till.VoidCall) (answer till.VoidAnswer, known bool, err error)
	Facts(ctx context.Context, calls []till.Call) ([]till.FactResult, error)
	Redeem(ctx context.Context, code string, call till.Call) (till.RedeemReply, error)
}

// Vouchers reads and voids single vouchers by code or alias. An unknown and a
// mistyped code are the same fault.NotFound with code "unknown", after the same
// look-up.
type Vouchers interface {
	Voucher(ctx context.Context, code string) (VoucherView, error)
	// Strip renders what was printed once more and writes an audit row.
	Strip(ctx context.Context, code string, print paper.Printer, actor string) ([]byte, error)
	// VoidVoucher voids an unused voucher; a used one is fault.Conflict.
	VoidVoucher(ctx context.Context, code, reason, actor string) (VoucherView, error)
	// StoreOf returns the store of a receipt that has arrived.
	StoreOf(ctx context.Context, id retail.ReceiptID) (retail.StoreID, bool, error)
}

// Customers finds customers, records what they allow, and forgets them.
type Customers interface {
	// Find returns whom an id or identifiers name, the survivor of merges; it
	// makes nobody. Absence is fault.NotFound, an erased one fault.Gone.
	Find(ctx context.Context, who touchpoint.Customer) (retail.CustomerID, error)
	Customer(ctx context.Context, id retail.CustomerID) (CustomerView, error)
	SetConsent(ctx context.Context, c ConsentCall) error
	Erase(ctx context.Context, id retail.CustomerID, actor string) (ErasureView, error)
}

// ConsentCall is one answer of a customer to one purpose.
type ConsentCall struct {
	Customer retail.CustomerID
	Purpose  string // profile, offers, email, analytics
	Granted  bool
	At       retail.Micros
	Proof    string
	Actor    string
}

// Visits is what a customer who walks in is shown, and what is known of them.
type Visits interface {
	// Basket is what the customer, 0 for a stranger, probably buys in the store.
	Basket(ctx context.Context, id retail.CustomerID, store retail.StoreID, most int) ([]BasketItem, error)
	// Offers are the vouchers the customer holds and can use.
	Offers(ctx context.Context, id retail.CustomerID) ([]HeldVoucher, error)
	Timeline(ctx context.Context, id retail.CustomerID, page Page) ([]TouchView, string, error)
	// Export writes all that erasure would remove, and an audit row.
	Export(ctx context.Context, id retail.CustomerID, actor string) (ExportView, error)
}

// Segments reads who is in which segment, and what is expected of them.
type Segments interface {
	// Segments are all of them as of a day, 0 for the newest that was looked at.
	Segments(ctx context.Context, on retail.BusinessDay) (SegmentsView, error)
	// Members lists a segment's customers; one that does not exist is ErrNoSegment.
	Members(ctx context.Context, m MembersCall) (items []MemberView, after string, err error)
}

// MembersCall asks for a page of a segment's customers as of a day, 0 for now.
type MembersCall struct {
	Segment string
	On      retail.BusinessDay
	Page    Page
}

// Promotions reads and edits head office's promotions.
type Promotions interface {
	// Promotions lists by id, those behind after, at most most.
	Promotions(ctx context.Context, after retail.PromotionID, most int) ([]promotion.Promotion, error)
	// Promotion finds one; absence is fault.NotFound.
	Promotion(ctx context.Context, id retail.PromotionID) (promotion.Promotion, error)
	// PutPromotion writes the version after p.Version, 0 for a new one, and
	// returns it. fault.Stale when another version stands.
	PutPromotion(ctx context.Context, p promotion.Promotion, actor string) (promotion.Promotion, error)
	Results(ctx context.Context, id retail.PromotionID) (ResultsView, error)
}

// Catalogue reads and changes stores and products; who changed what is kept with it.
type Catalogue interface {
	Catalogue() *retail.Catalogue
	PutStore(ctx context.Context, s retail.Store, actor string) error
	PutProduct(ctx context.Context, p retail.Product, actor string) error
}

// Replays keeps the answers to requests with an Idempotency-Key for 48 hours.
type Replays interface {
	Find(ctx context.Context, credential, key string) (Stored, bool, error)
	// Put keeps an answer, unless one stands under the key already.
	Put(ctx context.Context, s Stored) error
}

// Stored is one remembered answer.
type Stored struct {
	Credential  string // whose key it is
	Key         string
	Fingerprint []byte // of method, path and body
	Status      int
	Body        []byte // headers and body as sent
	At          retail.Micros
}

// Attempts counts bad codes by place ("store/till"), so that codes cannot be
// guessed; the desk's own count may be handed in.
type Attempts interface {
	Waits(place string) bool
	Bad(place string)
}
