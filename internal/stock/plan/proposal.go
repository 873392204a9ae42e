package plan

// Kind is what a proposal does.
type Kind string

// The kinds.
const (
	Order Kind = "order" // of a supplier, or of a depot of the chain's own
	Move  Kind = "move"  // from one store to another
)

// Proposal is one product to one store tonight, with what speaks for it.
type Proposal struct {
	Kind     Kind
	Product  uint32
	Class    string
	To       int    // index of the store it goes to
	From     int    // of the store or depot it comes from; -1: from outside
	Supplier string // of an order
	Units    int
	Pack     int // units a pack
	Day      int // on which it is for sale
	Policy   Policy
	Terms    []Term
	Gain     Range      // margin it is expected to add, net of holding, waste and carrying
	Cover    [2]float64 // days that the shelf lasts: without it, and with it
	Giver    [2]float64 // the same for the store that gives
	More     float64    // what a pack more is expected to cost: minor units, beside this one
	Less     float64    // what a pack less is expected to cost
	Outlay   float64    // what the goods cost: 0 of a move
	served   [Shown]float64
}

// Range is an expectation with its 5 % and 95 % points.
type Range struct{ Low, Mid, High float64 }

// Policy is the rule an order follows (SCIENCE 5.1, 5.2).
type Policy string

// The policies.
const (
	Newsvendor Policy = "newsvendor"  // goods of one day
	Fresh      Policy = "fresh"       // base stock, lowered by what would spoil
	BaseStock  Policy = "base_stock"  // order up to a level at each chance
	OrderPoint Policy = "order_point" // (s,S): an order costs something by itself
	Lots       Policy = "lots"        // Wagner–Whitin: so does it, and what is planned is known
)

// TermKind is one reason of a quantity.
type TermKind string

// The reasons. Value is in units where nothing else is said.
const (
	Need       TermKind = "need"        // asked for until the delivery after the next; Days says how long that is
	OnHand     TermKind = "on_hand"     // lies there and is nobody's
	Coming     TermKind = "coming"      // under way, in time
	Spoiling   TermKind = "spoiling"    // expected to expire before
	Vouchers   TermKind = "vouchers"    // of the need, what printed vouchers add; Days is their number
	Planned    TermKind = "planned"     // of the need, what planned promotions add
	Safety     TermKind = "safety"      // on top, for days that want more than usual
	Display    TermKind = "display"     // always stands there
	Packed     TermKind = "packed"      // more or less than wanted, for whole packs
	Minimum    TermKind = "minimum"     // more than wanted, for the supplier's minimum
	PackLarge  TermKind = "pack_large"  // one pack is more than is wanted; what of it is expected to spoil or lie
	ShelfFull  TermKind = "shelf_full"  // less than wanted: more does not fit
	Life       TermKind = "life"        // less than wanted: more would spoil
	InVain     TermKind = "in_vain"     // ordered though it is expected to cost: what customers would ask for in vain
	Ahead      TermKind = "ahead"       // bought ahead of what is planned, since an order costs something
	Shortage   TermKind = "shortage"    // less than wanted: the depot is short and others earn more with it
	Books      TermKind = "books"       // below zero by the books: counted as nothing
	LateBy     TermKind = "late_by"     // days that deliveries vary by
	Assumed    TermKind = "assumed"     // days of lead that nobody named
	RunsDry    TermKind = "runs_dry"    // day on which the shelf is expected to be empty without it
	NextOrder  TermKind = "next_order"  // day on which an order could be there at the earliest; 0: nobody delivers
	GiverHas   TermKind = "giver_has"   // lie at the giver
	GiverKeeps TermKind = "giver_keeps" // it keeps, more than it needs with the chance asked for
	Distance   TermKind = "distance"    // km
)

// Term is one reason with its figure.
type Term struct {
	Kind  TermKind
	Value float64
	Days  int    // where the kind says so
	Text  string // an event's words
}

// Silence is why nothing is ordered for a place.
type Silence string

// The silences.
const (
	StockUnknown Silence = "stock_unknown"
	NoSupplier   Silence = "no_supplier"
	LeadUnknown  Silence = "lead_unknown"
	NotTonight   Silence = "not_tonight" // the supplier takes orders on another day
	Closed       Silence = "closed"
	NoDemand     Silence = "no_demand"
	NoMargin     Silence = "no_margin"  // a shortage loses nothing
	Enough       Silence = "enough"     // there, or under way
	TooMuch      Silence = "too_much"   // the smallest order costs more than none
	NoRoom       Silence = "no_room"    // the smallest order does not fit
	DepotEmpty   Silence = "depot_bare" // others earn more with what it has
)

// Task is a place where somebody must look.
type Task struct {
	Store   int
	Product uint32
	Kind    TaskKind
	Value   int
}

// TaskKind is what to look at.
type TaskKind string

// The tasks.
const (
	Count TaskKind = "count" // the books say less than nothing: Value units
)

func (p *Proposal) say(kind TermKind, value float64) {
	if value != 0 {
		p.Terms = append(p.Terms, Term{Kind: kind, Value: value})
	}
}

// Of returns a reason's figure, 0 when it is not among them.
func (p *Proposal) Of(kind TermKind) float64 {
	for _, t := range p.Terms {
		if t.Kind == kind {
			return t.Value
		}
	}
	return 0
}
