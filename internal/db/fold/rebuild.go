package fold

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"slices"

	"sartor/internal/customer"
	"sartor/internal/db/engine"
	"sartor/internal/fault"
	"sartor/internal/retail"
	"sartor/internal/stock"
	"sartor/internal/touchpoint"
)

// Rebuilt says what folding everything anew made of what stood.
type Rebuilt struct {
	Customers       int64  `json:"customers"`        // looked at
	Profiles        int64  `json:"profiles"`         // that there should be
	Days            int64  `json:"days"`             // stores' days that there should be
	ProfilesDiffer  int64  `json:"profiles_differ"`  // other bytes, missing, or one too many
	DaysDiffer      int64  `json:"days_differ"`      // the same of stores' days
	StockDays       int64  `json:"stock_days"`       // stores' days with movements of goods that there should be
	StockDiffer     int64  `json:"stock_differ"`     // the same of those, and of what stores held at the end of days
	FirstDifference string `json:"first_difference"` // in words; empty for none
}

// Same reports whether everything stood as the journal says.
func (r Rebuilt) Same() bool { return r.ProfilesDiffer == 0 && r.DaysDiffer == 0 && r.StockDiffer == 0 }

// receiptsAtOnce bounds the memory of folding demand anew: stores are taken in
// groups of about so many receipts, each with a pass over the journal.
const receiptsAtOnce = 1_000_000

// Rebuild folds the whole journal anew, compares every row with what stands and
// puts right what differs. Tills go on; what they add meanwhile waits.
func (f *Folds) Rebuild(ctx context.Context, declared customer.Consent) (Rebuilt, error) {
	r := rebuild{mend: true}
	err := f.anew(ctx, declared, &r)
	return r.out, fault.At("fold.Rebuild", err)
}

// Compare is a Rebuild that changes nothing.
func (f *Folds) Compare(ctx context.Context, declared customer.Consent) (Rebuilt, error) {
	var r rebuild
	err := f.anew(ctx, declared, &r)
	return r.out, fault.At("fold.Compare", err)
}

// rebuild is one comparison of everything.
type rebuild struct {
	work
	out  Rebuilt
	mend bool
}

// anew takes the folds over, folds what is new as always, and compares.
func (f *Folds) anew(ctx context.Context, declared customer.Consent, r *rebuild) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	mine, err := f.take(ctx, atOnce)
	if err == nil && mine {
		r.work = work{Folds: f, declared: declared}
		err = r.compare(ctx)
	}
	if _, overtaken := engine.LostAt(err); overtaken || err == nil && !mine {
		f.turn.token = 0
		return fault.New(fault.Unavailable, "busy", "another node folds the journal at this moment; try again")
	}
	return err
}

func (r *rebuild) compare(ctx context.Context) error {
	for more := true; more; {
		var err error
		if more, err = r.follow(ctx, r.declared); err != nil {
			return err
		}
	}
	if _, err := r.settle(ctx); err != nil {
		return err
	}
	if err := r.people(ctx); err != nil {
		return err
	}
	return r.allDays(ctx)
}

// differs notes a row that is not what the journal says, and mends it.
func (r *rebuild) differs(count *int64, what string, mend ...engine.Step) {
	*count++
	if r.out.FirstDifference == "" {
		r.out.FirstDifference = what
	}
	if r.mend {
		r.steps = append(r.steps, mend...)
	}
}

// people compares every customer's profile.
func (r *rebuild) people(ctx context.Context) error {
	end, err := r.position(ctx, profiles)
	if err != nil {
		return err
	}
	for after := int64(0); ; {
		page, err := r.page(ctx, after)
		if err != nil || len(page) == 0 {
			return err
		}
		for _, id := range page {
			if err := r.person(ctx, turnover{id: id, end: end}); err != nil {
				return err
			}
			after = int64(id)
		}
		if err := r.flush(ctx); err != nil { // also a sign of life: the turn is kept
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
	}
}

func (r *rebuild) person(ctx context.Context, t turnover) error {
	c, err := r.checkpoint(ctx, t.id)
	if err != nil {
		return err
	}
	r.out.Customers++
	state := &customer.State{}
	if c.allowed {
		if state, err = r.refold(ctx, t.id, t.end); err != nil {
			return err
		}
	}
	if state.Through == (touchpoint.Position{}) {
		if c.stands {
			r.differs(&r.out.ProfilesDiffer, fmt.Sprintf("the profile of %s should not be there", t.id), r.drop(t.id)...)
		}
		return nil
	}
	r.out.Profiles++
	if want := state.Append(nil); !c.stands || !bytes.Equal(c.body, want) {
		r.differs(&r.out.ProfilesDiffer, fmt.Sprintf("the profile of %s is another or missing", t.id), r.put(t.id, state.Through, want))
	}
	return nil
}

// allDays compares every store's day, some stores at a time.
func (r *rebuild) allDays(ctx context.Context) error {
	var receipts int64
	if _, err := engine.One(ctx, r.Engine.Reader(), r.Query("journal.count"), nil, &receipts); err != nil {
		return err
	}
	groups := uint32(1 + receipts/receiptsAtOnce)
	for g := range groups {
		if err := r.someDays(ctx, func(store uint32) bool { return store%groups == g }); err != nil {
			return err
		}
	}
	return nil
}

func (r *rebuild) someDays(ctx context.Context, ours func(store uint32) bool) error {
	end, err := r.position(ctx, demand)
	if err != nil {
		return err
	}
	d := days{work: &r.work, rows: map[customer.StoreDay]*customer.Demand{}}
	d.begin = func(_ context.Context, where customer.StoreDay) (*customer.Demand, error) {
		if !ours(where.Store) {
			return nil, nil //nolint:nilnil // it is counted in another pass
		}
		return &customer.Demand{}, nil
	}
	d.shelves = &shelves{
		work: &r.work, end: end, rows: map[customer.StoreDay]*stock.Day{}, changed: map[customer.StoreDay]bool{}, shops: map[uint32]*shop{},
		touched: map[uint32]retail.BusinessDay{}, tails: newTails(), sales: map[customer.StoreDay][]sale{},
	}
	d.shelves.begin = func(_ context.Context, where customer.StoreDay) (*stock.Day, error) {
		if !ours(where.Store) {
			return nil, nil //nolint:nilnil // it is counted in another pass
		}
		return &stock.Day{}, nil
	}
	if err := r.countAll(ctx, &d, end); err != nil {
		return err
	}
	if err := r.allMoves(ctx, &d, ours); err != nil {
		return err
	}
	maps.DeleteFunc(d.rows, func(_ customer.StoreDay, row *customer.Demand) bool { return len(row.Cells) == 0 })
	r.out.Days += int64(len(d.rows))
	err = engine.Each(ctx, r.Engine.Reader(), r.Query("demand.all"), nil, func(scan func(...any) error) error {
		var (
			where customer.StoreDay
			body  []byte
		)
		if err := scan(&where.Store, &where.Day, &body); err != nil || !ours(where.Store) {
			return err
		}
		want := d.rows[where]
		delete(d.rows, where)
		switch {
		case want == nil:
			r.differs(&r.out.DaysDiffer, fmt.Sprintf("demand of store %d on %s should not be there", where.Store, where.Day), r.dayStep(where, &customer.Demand{}, nil))
		case !bytes.Equal(body, want.Append(nil)):
			r.differs(&r.out.DaysDiffer, fmt.Sprintf("demand of store %d on %s is another", where.Store, where.Day), r.dayStep(where, want, want.Append(nil)))
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, where := range slices.SortedFunc(maps.Keys(d.rows), inPlace) {
		r.differs(&r.out.DaysDiffer, fmt.Sprintf("demand of store %d on %s is missing", where.Store, where.Day), r.dayStep(where, d.rows[where], d.rows[where].Append(nil)))
	}
	return r.flushInChunks(ctx)
}

// countAll reads the journal up to a position.
func (r *rebuild) countAll(ctx context.Context, d *days, end touchpoint.Position) error {
	var at touchpoint.Position
	for {
		entries, err := ReadEntries(ctx, r.Engine.Reader(), r.Query("journal.after"), at.Epoch, at.Seq, int64(sliceFar))
		if err != nil {
			return err
		}
		for i := range entries {
			if entries[i].Position.After(end) {
				return nil
			}
			d.shelves.tails.whole[entries[i].Day] = true // read from the first on
			if err := d.count(ctx, &entries[i]); err != nil {
				return err
			}
			at = entries[i].Position
		}
		if err := r.write(ctx); err != nil { // a sign of life
			return err
		}
		if err := ctx.Err(); err != nil || len(entries) < sliceFar {
			return err
		}
	}
}

func (r *rebuild) flushInChunks(ctx context.Context) error {
	steps := r.steps
	r.steps = nil
	for chunk := range slices.Chunk(steps, chunkQuiet) {
		if err := r.write(ctx, chunk...); err != nil {
			return err
		}
	}
	return nil
}
