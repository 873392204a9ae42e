// Package where keeps the measurement of promotions and stores fresh behind the
// tills: where each promotion works, what stores' customers like, and what a
// promotion will bring. Package outcome computes, db/readout keeps, pages only
// read. It refuses to hurry: after a round it rests twenty times as long as it
// worked, so that all of it together takes about a twentieth of one core however
// many promotions there are, and after every millisecond of it tills go first.
//
// Invariants and the tests that hold them: what is read is kept and shown with its
// time (TestKeeper_ReadsWhatIsDue); a family is one, whoever made a version
// (TestFamilies); nothing is read twice in a row, and a long round is followed by a long rest
// (TestKeeper_Rests, TestKeeper_RestsAsLongAsItWorked).
package where

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"sartor/internal/db"
	"sartor/internal/fault"
	"sartor/internal/job"
	"sartor/internal/outcome"
	"sartor/internal/promotion"
	"sartor/internal/retail"
	"sartor/internal/server"
	"sartor/internal/server/rush"
)

// reading is the one job of its kind, whoever asks, on however many nodes.
const reading = "response"

// How often.
const (
	look      = time.Minute      // between looks at what is due
	LeastAge  = 10 * time.Minute // of a reading, before it is done again
	timesTook = 20               // between two rounds it rests that many times as long as it worked
	resting   = 3                // for the time it read: it takes a quarter of a processor beside tills

	mostWorked = 24 * time.Hour // of a round, as far as it is believed
)

// Keeper keeps it fresh in an open chain.
type Keeper struct{ *server.Chain }

// Run asks for what is due and does it, until ctx ends. It is given to
// Chain.Background.
func (k Keeper) Run(ctx context.Context) {
	k.Recur(ctx, server.Recurring{Name: "where", Kind: reading, Work: k.work, Every: look, Due: k.askWhenDue, Fails: "promotions not looked at"})
}

// askWhenDue adds the job when there is something to read and the last round is long
// enough ago.
func (k Keeper) askWhenDue(ctx context.Context) error {
	if rests, err := k.rests(ctx); err != nil || rests {
		return err
	}
	due, err := k.due(ctx)
	if err != nil {
		return err
	}
	tastes, err := k.TastesDue(ctx)
	if err != nil || len(due) == 0 && !tastes {
		return err
	}
	_, err = job.Once(ctx, k.DB, job.New(reading, reading, "{}", retail.MicrosOf(k.Clock())))
	return err
}

// round is what the job keeps of itself.
type round struct {
	Worked time.Duration `json:"worked"` // rests left out
}

// rests reports whether the last round worked so long that it is too soon for another.
func (k Keeper) rests(ctx context.Context) (bool, error) {
	last, err := k.DB.FindJob(ctx, reading)
	if fault.Is(err, fault.NotFound) || last.State.Open() {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	return k.Clock().Before(last.Updated.Time().Add(timesTook * roundOf(&last).Worked)), nil
}

// roundOf reads what a job kept: nothing when it was not written by this.
func roundOf(j *job.Job) (r round) {
	if err := json.Unmarshal([]byte(j.Progress), &r); err != nil {
		return round{}
	}
	r.Worked = min(max(r.Worked, 0), mostWorked)
	return r
}

// work adds to what earlier attempts at the round worked.
func (k Keeper) work(ctx context.Context, j job.Job, save job.Save) error {
	before := roundOf(&j)
	return k.read(ctx, func(ctx context.Context, r round, what string) error {
		r.Worked += before.Worked
		progress, err := json.Marshal(r)
		if err != nil {
			return err
		}
		return save(ctx, string(progress), what)
	})
}

// Now reads all that is due at once and waits for it.
func (k Keeper) Now(ctx context.Context) error {
	return k.read(ctx, func(ctx context.Context, _ round, _ string) error { return ctx.Err() })
}

// read does what is due, the longest waiting first. A family that cannot be read
// does not keep the others waiting, nor has them read again: it waits for the next round.
func (k Keeper) read(ctx context.Context, note func(ctx context.Context, r round, what string) error) error {
	due, err := k.due(ctx)
	if err != nil {
		return err
	}
	began, stint := k.Clock(), k.Stint(resting)
	soFar := func() round { return round{Worked: k.Clock().Sub(began) - stint.Rested} }
	for _, number := range due {
		p, err := k.DB.PromotionOf(ctx, number)
		if err != nil {
			return err
		}
		if err := note(ctx, soFar(), "reading "+string(p.ID)); err != nil {
			return err
		}
		switch err := k.readFamily(ctx, &p, stint); {
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil:
			k.Log.Error("promotion not read", "promotion", string(p.ID), "err", err)
		}
	}
	tastes, err := k.TastesDue(ctx)
	if err == nil && tastes {
		if err := note(ctx, soFar(), "reading what stores' customers like"); err != nil {
			return err
		}
		err = k.readTastes(ctx, stint)
	}
	return errors.Join(err, note(ctx, soFar(), fmt.Sprintf("%d promotions looked at", len(due))))
}

// readFamily reads one family and keeps what it finds.
func (k Keeper) readFamily(ctx context.Context, p *db.NumberedPromotion, stint *rush.Stint) error {
	f, err := k.family(ctx, p)
	if err != nil {
		return err
	}
	sight := k.Sight()
	survey := outcome.Survey{
		From: population{k.DB, k.DB.Readouts()}, Homes: homes{k}, Sales: sales{k}, Chain: k.DB.Catalogue(), Costs: sight.Book, Cut: sight.Chain.Cut,
		Allowed: allowed(&f.Promotion, k.DB.Catalogue()),
		Rest:    stint.Breathe,
	}
	r, err := survey.Of(ctx, &f, retail.MicrosOf(k.Clock()))
	if err != nil {
		return fault.At("where.readFamily "+string(f.Promotion.ID), err)
	}
	return k.DB.Readouts().PutReport(ctx, f.Number, &r)
}

// due lists the promotions that are to be read, the longest waiting first.
func (k Keeper) due(ctx context.Context) (numbers []uint32, err error) {
	all, err := k.DB.Promotions(ctx)
	if err != nil {
		return nil, err
	}
	read, err := k.DB.Readouts().ReadAt(ctx)
	if err != nil {
		return nil, err
	}
	now := k.Clock()
	for i := range all {
		if dueFor(&all[i].Promotion, now, read[all[i].Number]) {
			numbers = append(numbers, all[i].Number)
		}
	}
	slices.SortStableFunc(numbers, func(a, b uint32) int { return cmp.Compare(read[a], read[b]) })
	return numbers, nil
}

// family is a promotion with its stores' versions and what was read of it last.
func (k Keeper) family(ctx context.Context, p *db.NumberedPromotion) (outcome.Family, error) {
	kin, err := k.DB.Kin(ctx, p.Number)
	if err != nil {
		return outcome.Family{}, err
	}
	out := outcome.Family{Number: p.Number, Promotion: p.Promotion}
	for _, f := range Families(append([]db.NumberedPromotion{*p}, kin...), k.DB.Catalogue()) {
		out = f // there is one
	}
	last, read, err := k.DB.Readouts().Report(ctx, p.Number)
	switch {
	case err != nil: // it can be dropped, and is written anew
		k.Log.Warn("last reading of a promotion not read", "promotion", string(p.ID), "err", err)
	case read:
		out.Before = &last
	}
	return out, ctx.Err()
}

// dueFor reports whether a promotion is to be read again: it has been live, what
// was read is old enough, and its vouchers can still do something.
// last is when it was read, 0 when nobody has looked yet.
func dueFor(p *promotion.Promotion, now time.Time, last retail.Micros) bool {
	if !p.State.Released() || last == 0 {
		return p.State.Released()
	}
	_, until := p.Validity(p.Ends)
	over := (until + 2).Time() // a day and a cut later all of its vouchers' last receipts are in
	return !last.Time().After(over) && now.Sub(last.Time()) >= LeastAge
}

// Families puts the versions of stores to the centre's promotions.
func Families(all []db.NumberedPromotion, chain *retail.Catalogue) []outcome.Family {
	at := map[retail.PromotionID]int{}
	var out []outcome.Family
	for i := range all {
		if p := &all[i]; p.Parent == "" {
			at[p.ID] = len(out)
			out = append(out, outcome.Family{Number: p.Number, Promotion: p.Promotion})
		}
	}
	for i := range all {
		p := &all[i]
		k, known := at[p.Parent]
		if p.Parent == "" || !known || !p.State.Released() || len(p.Stores) != 1 {
			continue
		}
		if store, ok := chain.StoreNumber(p.Stores[0]); ok {
			out[k].Versions = append(out[k].Versions, outcome.Version{Number: p.Number, Promotion: p.Promotion, Store: store, Live: liveSince(p)})
		}
	}
	return out
}

// liveSince is since when a version stands with its terms; 0: it does not.
func liveSince(p *db.NumberedPromotion) retail.Micros {
	if p.State != promotion.Live {
		return 0
	}
	return p.Changed
}

// allowed says which categories a store's version may be for: those that the
// frame's pool holds goods of. Without a frame nothing may be tailored yet, and
// what would fit is said all the same.
func allowed(p *promotion.Promotion, chain *retail.Catalogue) func(category uint32) bool {
	if p.Frame == nil || p.Frame.Products.Freedom == promotion.Free {
		return nil
	}
	in := map[uint32]bool{}
	if pool := &p.Frame.Products; pool.Freedom == promotion.Within {
		for n := range chain.Products {
			g := &chain.Products[n]
			if slices.Contains(pool.Products, g.ID) || slices.Contains(pool.Brands, g.Brand) || slices.Contains(pool.Categories, g.Category) {
				in[chain.CategoryOf(uint32(n))] = true
			}
		}
	}
	return func(category uint32) bool { return in[category] }
}
