package server

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"sartor/internal/db"
	"sartor/internal/offer"
	"sartor/internal/promotion"
	"sartor/internal/retail"
	"sartor/internal/till"
	"sartor/internal/voucher"
)

// How often the world is looked at anew: a change made here acts at once, one
// made by another node within sightEvery (the contract allows five seconds).
const sightEvery = 2 * time.Second

// sights keeps the world as decisions see it: immutable, swapped as a whole.
type sights struct {
	db       *db.DB
	keys     *keyring
	now      atomic.Pointer[till.Sight]
	mu       sync.Mutex // one refresh at a time
	stamp    string
	terms    atomic.Pointer[termsBook]
	standing retail.SnapshotID
	unread   retail.SnapshotID // stands, but could not be read: said once
	log      *slog.Logger
	shelf    till.Shelf // what stores hold

	estimates atomic.Bool // of stock, where nothing was counted
}

// current is the world right now. The catalogue is always the newest.
func (s *sights) current() *till.Sight {
	sight := s.now.Load()
	if chain := s.db.Catalogue(); chain != sight.Catalogue {
		fresh := *sight
		fresh.Catalogue = chain
		return &fresh
	}
	return sight
}

// keep refreshes until the context ends.
func (s *sights) keep(ctx context.Context, log *slog.Logger) {
	tick := time.NewTicker(sightEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if err := s.refresh(ctx); err != nil && ctx.Err() == nil {
			log.Warn("world not refreshed", "err", err)
		}
	}
}

// refresh reads what changed and swaps the world.
func (s *sights) refresh(ctx context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	next := till.Sight{Catalogue: s.db.Catalogue(), Shelf: s.shelf}
	if old := s.now.Load(); old != nil {
		next = *old
		next.Catalogue = s.db.Catalogue()
	}
	settings, _, err := readSettings(ctx, s.db)
	if err != nil {
		return err
	}
	next.Chain = till.Chain{
		Name: settings.Name, OptOut: settings.OptOut, Notice: settings.Notice, Language: settings.Language,
		Consent: declared(settings.Consent), HoldoutKey: s.keys.holdout, GlobalHoldout: settings.GlobalHoldout,
		MostVouchers: settings.MostVouchers, Cut: time.Duration(settings.CutMinutes) * time.Minute,
	}
	s.estimates.Store(settings.EstimateStock)
	stamp, err := s.promotions(ctx, &next, settings.Margin)
	if err != nil {
		return err
	}
	if next.Closed, err = s.db.ClosedPromotions(ctx); err != nil {
		return err
	}
	s.learned(ctx, &next)
	s.now.Store(&next)
	s.stamp = stamp // not before: what was not swapped is compiled again
	return nil
}

// promotions compiles the book anew when a promotion or the catalogue changed,
// and returns the stamp of what it saw.
func (s *sights) promotions(ctx context.Context, next *till.Sight, margin float64) (stamp string, err error) {
	if stamp, err = s.db.PromotionStamp(ctx); err != nil {
		return "", err
	}
	stamp += fmt.Sprintf(" %p %g", next.Catalogue, margin)
	if stamp == s.stamp {
		return stamp, nil
	}
	all, err := s.db.AllPromotions(ctx)
	if err != nil {
		return "", err
	}
	live, latest := make([]offer.Numbered, 0, len(all)), make(map[uint32]db.NumberedPromotion, len(all))
	for i := range all {
		latest[all[i].Number] = all[i]
		if all[i].State == promotion.Live {
			live = append(live, offer.Numbered{Number: all[i].Number, Promotion: all[i].Promotion})
		}
	}
	next.Book = offer.NewBook(live, next.Catalogue, margin)
	book := &termsBook{db: s.db, chain: next.Catalogue, states: statesOf(all), latest: latest}
	s.terms.Store(book)
	next.Terms = book.of
	return stamp, nil
}

// learned loads the standing snapshot when it changed. When it cannot be read,
// the one before goes on deciding: everything else that changed acts all the same.
func (s *sights) learned(ctx context.Context, next *till.Sight) {
	id, err := s.db.StandingSnapshot(ctx)
	if err == nil && id == s.standing {
		return
	}
	var snapshot *offer.Snapshot
	if err == nil && id != 0 {
		snapshot, err = loadSnapshot(ctx, s.db, id)
	}
	if err == nil {
		s.standing, s.unread, next.Snapshot = id, 0, snapshot
		return
	}
	if id != s.unread && ctx.Err() == nil {
		s.unread = id
		s.log.Error("the standing snapshot cannot be read; the one before goes on deciding", "snapshot", id.String(), "err", err)
	}
}

// termsBook finds the terms a voucher was issued under; what is not the latest
// version of its promotion is read once.
type termsBook struct {
	db     *db.DB
	chain  *retail.Catalogue
	states map[uint32]promotion.State
	latest map[uint32]db.NumberedPromotion
	known  sync.Map // termsKey → *voucher.Terms
}

type termsKey struct {
	number  uint32
	version int64
}

func (b *termsBook) of(number uint32, version int64) (*voucher.Terms, bool) {
	key := termsKey{number, version}
	if t, ok := b.known.Load(key); ok {
		return t.(*voucher.Terms), true
	}
	p, ok := b.latest[number]
	if !ok || p.Version != version {
		var err error
		if p, err = b.db.PromotionVersion(context.Background(), number, version); err != nil {
			return nil, false
		}
	}
	t := voucher.NewTerms(&p.Promotion, b.states[number], b.chain)
	b.known.Store(key, t)
	return t, true
}
