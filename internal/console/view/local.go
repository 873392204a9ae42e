package view

import (
	"context"
	"time"

	"sartor/internal/promotion"
	"sartor/internal/retail"
)

// Locals reads and moves stores' versions of promotions. A store outside the scope
// is fault.NotFound, exactly as one that does not exist.
type Locals interface {
	// Local is one store's version with all that tailoring it takes; also where none
	// was ever written.
	Local(ctx context.Context, scope Scope, at LocalAt) (Local, error)
	// Locals are a promotion's versions in scope, by store.
	Locals(ctx context.Context, scope Scope, id retail.PromotionID) (LocalList, error)
	// Queue is what waits for head office, the longest waiting first, at most MostRows.
	Queue(ctx context.Context) ([]LocalRow, error)
	// TryLocal says where changes leave the frame, without writing anything.
	TryLocal(ctx context.Context, at LocalAt, c promotion.Changes) ([]promotion.Breach, error)
	// StepLocal takes one step of a version; the same step sent twice is one. A
	// version that is not the one named by Number is fault.Stale.
	StepLocal(ctx context.Context, actor Actor, step LocalStep) error
	// Transfer moves free budget within a promotion.
	Transfer(ctx context.Context, actor Actor, move Transfer) error
}

// LocalAt names a store's version.
type LocalAt struct {
	Promotion retail.PromotionID
	Store     retail.StoreID
}

// Local is a store's version of a promotion.
type Local struct {
	Centre  promotion.Promotion
	Store   Place
	Version promotion.Version // zero where none was ever written
	Author  string            // who wrote the changes, by name
	Actor   string            // who took the last step, by name
	Budget  Budget            // of its own; zero before it first goes live
	Share   retail.Minor      // what it gets, or would, of the centre's budget
	Issued  int64             // by the version
	Used    int64
	Liking  Liking
	Pool    []Choice // what the store may choose from, likeliest first, at most MostChoices
	Named   map[retail.ProductID]string
	Steps   []LocalEvent // newest first, at most 20
	Fair    *Fair        // local against centre; nil: nobody has looked yet
}

// MostChoices bounds what a manager is offered to choose from.
const MostChoices = 60

// Liking is what a store's customers buy beside the chain's.
type Liking struct {
	Through    retail.BusinessDay // the last day that counts; 0: nothing is known
	Weeks      int
	Categories []Taste // the clearest surplus first
	Stock      map[string]Stocked
}

// Stocked says how much of a category a store has, of what it is known to keep.
type Stocked struct {
	In int // listed products of which there is something to sell
	Of int // listed products of which the stock is known; 0: nobody knows
}

// Choice is something a store may put into its version.
type Choice struct {
	Part    string // products, brands or categories
	ID      string
	Name    string
	Leaning Interval // of it or its category; N 0: not known
}

// LocalEvent is one step that was taken.
type LocalEvent struct {
	Do      promotion.Do
	Who     string
	At      time.Time
	Comment string
}

// Fair compares a store's version with the centre's.
type Fair struct {
	Difference Interval // promoted sales a customer, local less centre, as a share of the centre's; N 0: too early
	Local      int64    // customers who get the store's version
	Centre     int64    // customers who by lot keep the centre's, or of matched stores
	Matched    bool     // against matched stores, not by lot
	DaysToWait int      // until it can be said, at this pace; 0: not known
}

// LocalRow is one version in a list.
type LocalRow struct {
	Promotion     retail.PromotionID
	PromotionName string
	Store         Place
	Version       promotion.Version
	Author        string
	Centre        promotion.Promotion
	Named         map[retail.ProductID]string
	Budget        Budget
	Issued, Used  int64
}

// LocalList are a promotion's versions, and what is left of the centre's budget.
type LocalList struct {
	Rows []LocalRow
	Free retail.Minor // of the centre's budget, not promised and not given to a store
}

// LocalStep is one step of a store's version.
type LocalStep struct {
	At      LocalAt
	Number  int64 // of the version it was decided on; 0: none was written
	Do      promotion.Do
	Changes promotion.Changes // of a save
	Comment string
}

// Transfer moves budget within a promotion; an empty store is head office's own.
type Transfer struct {
	Promotion retail.PromotionID
	From, To  retail.StoreID
	Amount    retail.Minor
	Version   int64 // of the centre's promotion, as it was looked at
}
