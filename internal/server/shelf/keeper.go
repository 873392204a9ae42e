// Package shelf keeps what each store holds in memory, so that a till promises only
// what is there: it follows the folds of stock, compares what can be sold with what
// vouchers that are out are expected to take, and hands decisions the products that a
// store is short of. It also takes movements in (told.go). It refuses guessing: a
// store or product whose stock is not known is never short.
//
// Invariants and the tests that hold them:
//   - a stock-out stops vouchers and a delivery lets them go on, within 5 s, on both
//     engines and on every node (TestPromise_StopsAndResumes);
//   - a till reads one map, and only its own store's list is as long as what that
//     store is short of (BenchmarkOut);
//   - a store is read again only when its stock changed, its day did, or what is
//     promised (TestKeeper_ReadsWhatChanged).
package shelf

import (
	"context"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"sartor/internal/db/foreseen"
	"sartor/internal/db/shelf"
	"sartor/internal/offer"
	"sartor/internal/retail"
	"sartor/internal/stock"
)

// Declared is what the chain has said that positions depend on.
type Declared struct {
	Cut       time.Duration // of the business day
	Estimates bool          // show estimates where nothing was counted
}

// Rows is what the keeper reads and writes.
type Rows interface {
	Shelf() *shelf.Shelf
	Forecasts() foreseen.Store
	Catalogue() *retail.Catalogue
	MeetProducts(ctx context.Context, ids []retail.ProductID) error
	Each(ctx context.Context, name string, args []any, fn func(scan func(...any) error) error) error
}

// Chain is what the keeper needs of the open chain.
type Chain struct {
	DB       Rows
	Ended    func(ctx context.Context) (map[uint32]Ended, error) // by promotion number
	Declared func() Declared
	Clock    func() time.Time
	Log      *slog.Logger
}

// How often. Folds are at most two seconds behind the journal; a look costs one
// small statement, and a store that changed three more.
const (
	look        = time.Second
	lookVoucher = 30 * time.Second // at least, and 20 times as long as it took
	timesTook   = 20
	mostOpen    = 400 // days since the last level: a store further behind is just being folded
)

// Store is what one store holds, as last read: about 150 bytes a product, so that 200
// stores of 3,000 products take 90 MB. It is not changed any more.
type Store struct {
	Number   uint32
	Sight    stock.Sight
	Level    stock.Level
	Known    int      // products of which something is known
	Short    []uint32 // products that vouchers stop for, growing
	Expiring []offer.Expiring
	shop     shelf.Shop
	promised *Promised
}

// Keeper keeps the stores. It is safe for concurrent use.
type Keeper struct {
	Chain
	mu       sync.Mutex // one reading at a time
	stores   atomic.Pointer[map[uint32]*Store]
	promised atomic.Pointer[Promised]
	due      time.Time // when vouchers are counted again
	paces    map[uint32]*pace
	reads    atomic.Int64
	read     atomic.Int64 // when all were read last, or found not to have changed
}

// NewKeeper returns a keeper that knows nothing yet: nothing is short.
func NewKeeper(c Chain) *Keeper {
	k := &Keeper{Chain: c, paces: map[uint32]*pace{}}
	k.stores.Store(&map[uint32]*Store{})
	k.promised.Store(&Promised{})
	return k
}

// Short are the products that vouchers stop for in a store, growing.
func (k *Keeper) Short(store uint32) []uint32 {
	if s := (*k.stores.Load())[store]; s != nil {
		return s.Short
	}
	return nil
}

// Store is what a store holds; nil when nothing was ever told.
func (k *Keeper) Store(number uint32) *Store { return (*k.stores.Load())[number] }

// Stores are the numbers of the stores of which anything is known, growing.
func (k *Keeper) Stores() []uint32 { return slices.Sorted(maps.Keys(*k.stores.Load())) }

// Read is when stores were last read, or found not to have changed: what the folds had
// counted by then is in them; 0 before the first time after a start.
func (k *Keeper) Read() retail.Micros { return retail.Micros(k.read.Load()) }

// Reads counts the stores that were read.
func (k *Keeper) Reads() int64 { return k.reads.Load() }

// Promised is what vouchers that are out will take.
func (k *Keeper) Promised() *Promised { return k.promised.Load() }

// Position is what is known of a product in a store.
func (k *Keeper) Position(store, product uint32) stock.Position {
	s := k.Store(store)
	if s == nil {
		return stock.Position{Product: product, Basis: stock.Unknown, Held: &stock.Held{Product: product}}
	}
	return s.Position(product)
}

// Position is what is known of a product.
func (s *Store) Position(product uint32) stock.Position {
	h := s.Level.Find(product)
	if h == nil {
		h = &stock.Held{Product: product}
	}
	return h.Position(s.Sight)
}

// Run follows until ctx ends. It is given to Chain.Background.
func (k *Keeper) Run(ctx context.Context) {
	tick := time.NewTicker(look)
	defer tick.Stop()
	for {
		if err := k.Refresh(ctx); err != nil && ctx.Err() == nil {
			k.Log.Error("stock not read; what was read last holds", "err", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// Refresh reads what changed since the last time.
func (k *Keeper) Refresh(ctx context.Context) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	shops, err := k.DB.Shelf().Shops(ctx)
	if err != nil {
		return err
	}
	if len(shops) == 0 {
		k.read.Store(k.Clock().UnixMicro())
		return nil
	}
	if err := k.count(ctx); err != nil {
		return err
	}
	was, declared, now := *k.stores.Load(), k.Declared(), k.Clock()
	next := make(map[uint32]*Store, len(shops))
	for _, shop := range shops {
		want := Store{
			Number: shop.Store, shop: shop, promised: k.promised.Load(),
			Sight: stock.Sight{Today: retail.DayOf(now, k.DB.Catalogue().Location(shop.Store), declared.Cut), Estimates: declared.Estimates},
		}
		stands := was[shop.Store]
		if stands != nil && (stands.holds(&want) || want.Sight.Today-shop.Closed > mostOpen) {
			next[shop.Store] = stands
			continue
		}
		if err := k.load(ctx, &want); err != nil {
			return err
		}
		next[shop.Store] = &want
	}
	k.stores.Store(&next)
	k.read.Store(now.UnixMicro())
	return nil
}

// holds reports whether what stands would be read the same.
func (s *Store) holds(want *Store) bool {
	return s.shop.Changed == want.shop.Changed && s.Sight.Today == want.Sight.Today && s.Sight.Estimates == want.Sight.Estimates && s.promised == want.promised
}

func (k *Keeper) load(ctx context.Context, s *Store) (err error) {
	k.reads.Add(1)
	if s.Level, err = k.DB.Shelf().Today(ctx, s.shop, s.Sight.Today); err != nil {
		return err
	}
	s.Sight.Doubt = s.Level.Doubted(s.Sight.Today)
	for i := range s.Level.Held {
		h := &s.Level.Held[i]
		p := h.Promising(s.Sight, s.promised.Of(s.Number, h.Product).Mean)
		if p.Position.Basis == stock.Unknown {
			continue
		}
		s.Known++
		if p.Short {
			s.Short = append(s.Short, h.Product)
		}
	}
	return k.ending(ctx, s)
}

// Tasks lists what in a store needs a look, by product.
func (s *Store) Tasks() (out []stock.Task) {
	for i := range s.Level.Held {
		p := s.Level.Held[i].Position(s.Sight)
		out = append(out, p.Tasks(s.Sight)...)
	}
	return out
}
