// Package till answers the checkout: quote, close, acknowledge, void, and facts
// that have already happened. One operation reads what it needs, decides by the
// pure rules of the steps below it, and writes receipt, redemptions, ledger,
// vouchers, decision and answer in one transaction whose guards fail when
// anything it had read has changed; then it starts again. It refuses what cannot
// be a receipt and never waits for a model.
//
// Invariants and the tests that hold them: a receipt id counts once, and the
// answer is stored with its effects and repeated byte for byte
// (TestReplay_ByWhatStands, TestReplay_IsTheStoredAnswer); what was read and has
// changed is decided again (TestClose_DecidesAgainAfterALostRace); past the
// deadline nothing is issued (TestClose_PastTheDeadlineNothingIsIssued); a fact
// stands (TestFact_StandsWithFlags). The suites in db/dbtest hold them on both
// engines.
package till

import (
	"context"
	"errors"
	"time"

	"sartor/internal/customer"
	"sartor/internal/offer"
	"sartor/internal/outlook"
	"sartor/internal/retail"
	"sartor/internal/touchpoint"
	"sartor/internal/voucher"
	"sartor/internal/voucher/code"
)

// Limits of the till's contract (CONTRACTS.md 2.1).
const (
	factAge      = 10 * time.Minute       // older receipts are facts
	answerDays   = 35                     // how long an answer can be repeated
	tries        = 6                      // rounds of read, decide, write before issuing nothing
	defaultWait  = 800 * time.Millisecond // deadline_ms when absent
	badCodes     = 20                     // a minute and till, before try_later
	extraDays    = 7                      // a returned redemption stays good at least so long
	defaultCount = 2                      // vouchers a receipt at most
)

// KeyState is what stands under a receipt id.
type KeyState string

// The states; they are stored.
const (
	KeyStands     KeyState = "stands"
	KeySuspended  KeyState = "suspended" // parked: the next one of the same id replaces it
	KeyTraining   KeyState = "training"
	KeyUnanswered KeyState = "unanswered" // the till went on without our answer
	KeyVoided     KeyState = "voided"
	KeyAwaited    KeyState = "awaited" // voided before it arrived
	KeyErased     KeyState = "erased"
)

// Fact is a checked receipt in the form in which it is written.
type Fact struct {
	Receipt     touchpoint.Receipt
	Store       uint32
	Day         retail.BusinessDay
	Body        []byte // touchpoint.Packed
	Fingerprint [16]byte
}

// KeyState returns the state under which the receipt's id will stand.
func (f *Fact) KeyState() KeyState {
	switch s := f.Receipt.State; {
	case s&touchpoint.Training != 0:
		return KeyTraining
	case s&touchpoint.Suspended != 0:
		return KeySuspended
	case s&touchpoint.Unanswered != 0:
		return KeyUnanswered
	}
	return KeyStands
}

// Filed is what stands under a receipt id.
type Filed struct {
	Receipt     retail.ReceiptID
	Seq         int64
	Customer    retail.CustomerID
	Store       uint32
	At          retail.Micros
	State       KeyState
	Fingerprint [16]byte
	VoidedAt    retail.Micros
	Outcome     string // what its void answered, JSON
}

// Bucket returns where the receipt, its decision and its answer lie.
func (f *Filed) Bucket() int {
	if f.Customer != 0 {
		return f.Customer.Bucket()
	}
	return f.Receipt.Bucket()
}

// FilingOutcome is what became of a fact.
type FilingOutcome uint8

// The outcomes.
const (
	Accepted FilingOutcome = iota
	Duplicate
	Conflicting // other content under a known id
	Erased      // its customer was forgotten
)

// Filing is the answer to one fact.
type Filing struct {
	Outcome   FilingOutcome
	Customer  retail.CustomerID
	UnknownID bool // the named id belongs to nobody: filed as anonymous
}

// Person is what a decision needs to know of who stands at the till.
type Person struct {
	ID        retail.CustomerID // 0: anonymous
	Fresh     bool              // made by this receipt
	UnknownID bool              // an id was named that nobody has
	Language  string
	HomeStore uint32
	Consent   customer.Consent
	Profile   *customer.State  // nil: nothing known
	Outlook   *outlook.Outlook // what the models expect; nil: nothing learned yet
	Held      []Held           // vouchers of this customer that were not voided
	Claim     any              // the store's own guards, handed back with the sale
}

// Held is one voucher a customer got and that was not voided.
type Held struct {
	Promotion uint32 // of a store's version: the centre's promotion
	Product   uint32
	State     voucher.State
	Until     retail.BusinessDay
}

// Sale is everything a close writes, all or nothing.
type Sale struct {
	Fact     Fact
	Person   Person
	Replaces KeyState // "" for a new id; suspended, awaited or unanswered otherwise
	Redeemed []Spend
	Issued   []Issue
	Decision []byte // encoded offer.Decision; nil when nothing was decided
	Ghosts   int
	Withheld []Withheld // of Ghosts
	ID       retail.DecisionID
	Answer   []byte // the body as it was sent; nil for facts
	Now      retail.Micros
}

// Spend is one redemption of a sale: the voucher as read is the write's guard.
type Spend struct {
	voucher.Redemption
	Body []byte // the member of "redeemed" as answered
	Most int64  // of its promotion that the presenter may use; 0: no limit, or it has happened
}

// Issue is one voucher to be issued, with the limits its write must guard.
type Issue struct {
	Voucher     voucher.Voucher
	Text        string
	Why         []string
	PerCustomer int64
	PerDay      int64
	Day         retail.BusinessDay
}

// Withheld is an offer that a lot held back: the other arm of a promotion's
// readout.
type Withheld struct {
	Promotion uint32
	Arm       offer.Arm
	Until     retail.BusinessDay // last day the voucher would have had
	Store     uint32
}

// KeyState returns the state under which the receipt will stand.
func (s *Sale) KeyState() KeyState {
	if s.Replaces == KeyAwaited {
		return KeyVoided
	}
	return s.Fact.KeyState()
}

// Refused says which part of a sale no longer held when it was written.
type Refused struct {
	Key       bool   // the receipt id stands already
	Person    bool   // identifiers changed hands meanwhile
	Voucher   int    // index into Redeemed, −1 none
	Promotion uint32 // its budget or a limit is used up; 0 none
}

func isRefused(err error) bool {
	_, ok := errors.AsType[*Refused](err)
	return ok
}

// Error makes a Refused an error of the store's write.
func (r *Refused) Error() string { return "the sale no longer holds" }

// Store is what the till needs of the database.
type Store interface {
	Sales
	Records
}

// Sales is the part of Store that a sale goes through.
type Sales interface {
	// Person finds who the receipt names and what a decision needs of them.
	Person(ctx context.Context, who touchpoint.Customer, at retail.Micros) (Person, error)
	// Used counts what a customer has redeemed, by promotion.
	Used(ctx context.Context, id retail.CustomerID) (map[uint32]int64, error)
	// Presented reads vouchers by their codes' bucket and alias number; absent
	// ones are left out.
	Presented(ctx context.Context, refs []Ref) ([]voucher.Voucher, error)
	// MeetProducts gives every id a number; unknown ones become unlisted.
	MeetProducts(ctx context.Context, ids []retail.ProductID) error
	// Sell writes a whole close, or answers *Refused.
	Sell(ctx context.Context, sale Sale) error
	// Bind writes the redemptions of a sale whose receipt follows later.
	Bind(ctx context.Context, sale Sale) error
	// File writes facts without vouchers, in groups.
	File(ctx context.Context, facts []Fact) ([]Filing, error)
}

// Records is the part of Store about receipts that have arrived.
type Records interface {
	// Filed reads what stands under a receipt id.
	Filed(ctx context.Context, id retail.ReceiptID) (Filed, bool, error)
	// Trace reads what a receipt left behind: its answer, the vouchers it
	// issued and those it redeemed.
	Trace(ctx context.Context, f Filed) (Trace, error)
	// TakeBack writes a void, also one that came before its receipt, an
	// acknowledgement that nothing was printed, or what follows a lost answer.
	TakeBack(ctx context.Context, b TakeBack) error
}

// Ref points to a voucher: both parts are inside its code.
type Ref struct {
	Bucket int
	Alias  uint32
	Serial uint32 // 0 when only the alias was given
}

// Trace is what a receipt left behind.
type Trace struct {
	Answer   []byte // nil when it was dropped or never was
	Answered retail.Micros
	Issued   []voucher.Voucher
	Texts    []Printed // of Issued, one each
	Language string    // of the customer, "" unknown
	Redeemed []Redeemed
}

// Printed is what stood on a voucher.
type Printed struct {
	Text string
	Why  []string
}

// Redeemed is one redemption as it stands.
type Redeemed struct {
	voucher.Taken
	Body  []byte // the member of "redeemed" as answered
	Bound bool   // redeemed before the receipt arrived
}

// TakeBack is what a void or a lost answer changes, all or nothing.
type TakeBack struct {
	Filed   Filed             // as read: the write's guard
	State   KeyState          // what the receipt becomes; "" leaves it; awaited: it has not arrived
	Void    []voucher.Voucher // issued and unused, as read
	Return  []voucher.Change  // redeemed by it: good again
	Reverse []voucher.Change  // flagged redemptions: booked back
	Reason  string
	At      retail.Micros
	Day     retail.BusinessDay
	Journal bool   // write a void entry
	Outcome []byte // what the void answers, to be repeated
	Actor   string
}

// Sight is the world as a decision sees it: immutable, swapped as a whole.
type Sight struct {
	Catalogue *retail.Catalogue
	Book      *offer.Book
	Snapshot  *offer.Snapshot
	Closed    []uint32 // promotions whose budget or limits are used up
	Shelf     Shelf    // what stores hold; nil: nothing is known
	Terms     func(promotion uint32, version int64) (*voucher.Terms, bool)
	Chain     Chain
}

// Shelf says of a store which products vouchers stop for, and of which it has more than
// it will sell in time; both growing.
type Shelf interface {
	Short(store uint32) []uint32
	Expiring(store uint32) []offer.Expiring
}

// Out are the products that a store cannot promise.
func (s *Sight) Out(store uint32) []uint32 {
	if s.Shelf == nil {
		return nil
	}
	return s.Shelf.Short(store)
}

// Expiring are the products that a store would throw away.
func (s *Sight) Expiring(store uint32) []offer.Expiring {
	if s.Shelf == nil {
		return nil
	}
	return s.Shelf.Expiring(store)
}

// Chain is what the chain has declared about itself.
type Chain struct {
	Name          string // printed as issuer
	OptOut        string // address printed on every strip
	Notice        string // "Simulated chain, seed …", or empty
	Language      string
	Consent       customer.Consent // for customers who never answered
	HoldoutKey    []byte
	GlobalHoldout float64
	MostVouchers  int
	Cut           time.Duration // of the business day
}

// Desk answers tills.
type Desk struct {
	store Store
	sight func() *Sight
	codes *code.Ring
	clock func() time.Time
	draw  func() uint64 // uniform 64 bits: serials, decision ids, seeds
	tries *throttle
	shut  *shut
}
