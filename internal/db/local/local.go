// Package local owns the rows of stores' versions of promotions: their steps, the
// promotions they are at the till, and what their promotion's budget hands them.
// It refuses deciding whether a step may be taken (promotion.Version.Next did) and
// rows about customers and vouchers.
//
// Invariants and the tests that hold them, on both engines (db/dbtest, TestRun):
//   - a step, the promotion it makes and the money it moves are one transaction
//     ("versions");
//   - of two who take a step at once one is refused, whatever they race for: the
//     version, the promotion, or its last money ("versions race");
//   - money only moves within a family, and never what is reserved or spent
//     ("versions race"); sorted out by sartor verify, check families.
package local

import (
	"context"
	"encoding/json"
	"fmt"

	"sartor/internal/access"
	"sartor/internal/db/engine"
	"sartor/internal/fault"
	"sartor/internal/promotion"
	"sartor/internal/retail"
	"sartor/internal/voucher"
)

// Versions reads and writes stores' versions. It is safe for concurrent use.
type Versions struct {
	Engine    engine.Engine
	Query     func(name string) *engine.Query
	Catalogue func() *retail.Catalogue
}

// Row is a store's version as it is stored.
type Row struct {
	promotion.Version
	Centre      uint32 // number of the centre's promotion
	StoreNumber uint32
	Child       uint32 // number of its own promotion; 0 before it first goes live
	Funded      bool   // it holds money of the centre's
}

// Find reads a store's version as it stands; found is false where none was ever
// written.
func (v *Versions) Find(ctx context.Context, centre, store uint32) (row Row, found bool, err error) {
	all, err := v.read(ctx, v.Engine.Reader(), "version.find", int64(centre), int64(store))
	if err != nil || len(all) == 0 {
		return Row{Centre: centre, StoreNumber: store}, false, fault.At("local.Find", err)
	}
	return all[0], true, nil
}

// Of lists the versions of a promotion behind a store number, by store.
func (v *Versions) Of(ctx context.Context, centre, after uint32, most int) ([]Row, error) {
	out, err := v.read(ctx, v.Engine.Reader(), "version.of_promotion", int64(centre), int64(after), int64(most))
	return out, fault.At("local.Of", err)
}

// OfStore lists a store's versions behind a promotion number, by promotion.
func (v *Versions) OfStore(ctx context.Context, store, after uint32, most int) ([]Row, error) {
	out, err := v.read(ctx, v.Engine.Reader(), "version.of_store", int64(store), int64(after), int64(most))
	return out, fault.At("local.OfStore", err)
}

// History lists what became of a version before a number, newest first.
func (v *Versions) History(ctx context.Context, row *Row, before int64, most int) ([]Row, error) {
	out, err := v.read(ctx, v.Engine.Reader(), "version.history", int64(row.Centre), int64(row.StoreNumber), before, int64(most))
	return out, fault.At("local.History", err)
}

// Waiting lists submitted versions, the longest waiting first, behind a row of an
// earlier list.
func (v *Versions) Waiting(ctx context.Context, after *Row, most int) ([]Row, error) {
	out, err := v.read(ctx, v.Engine.Reader(), "version.waiting", int64(after.Submitted), int64(after.Centre), int64(after.StoreNumber), int64(most))
	return out, fault.At("local.Waiting", err)
}

// read runs a query whose columns are those of version.find.
func (v *Versions) read(ctx context.Context, s engine.Session, query string, args ...any) (out []Row, err error) {
	chain := v.Catalogue()
	err = engine.Each(ctx, s, v.Query(query), args, func(scan func(...any) error) error {
		var (
			r             Row
			changes, live string
			funded        int64
		)
		err := scan(&r.Centre, &r.StoreNumber, &r.Number, &r.Base, &r.Child, &r.State, &changes, &live, &r.Attention, &r.Author, &r.Actor,
			&r.Command, &r.Comment, &r.Submitted, &r.Version.At, &funded)
		if err != nil {
			return err
		}
		if err := json.Unmarshal([]byte(changes), &r.Changes); err != nil {
			return fmt.Errorf("store version %d of promotion %d: %w", r.StoreNumber, r.Centre, err)
		}
		if live != "" {
			r.Live = new(promotion.Changes)
			if err := json.Unmarshal([]byte(live), r.Live); err != nil {
				return fmt.Errorf("store version %d of promotion %d: %w", r.StoreNumber, r.Centre, err)
			}
		}
		r.Store, r.Funded = chain.Store(r.StoreNumber).ID, funded == 1
		out = append(out, r)
		return nil
	})
	return out, err
}

// steps are the guarded statements of one write.
type steps struct {
	v       *Versions
	list    []engine.Step
	entries int64
	at      retail.Micros
}

func (s *steps) add(query string, want int64, args ...any) {
	s.list = append(s.list, engine.Step{Query: s.v.Query(query), Want: want, Args: args})
}

// version writes a version's row over the one before it.
func (s *steps) version(r *Row) error {
	changes, err := json.Marshal(r.Changes)
	if err != nil {
		return err
	}
	live := []byte{}
	if r.Live != nil {
		if live, err = json.Marshal(*r.Live); err != nil {
			return err
		}
	}
	if r.Number > 1 {
		s.add("version.supersede", 1, int64(r.Centre), int64(r.StoreNumber), r.Number-1)
	}
	funded := int64(0)
	if r.Funded {
		funded = 1
	}
	s.add("version.insert", 1, int64(r.Centre), int64(r.StoreNumber), r.Number, r.Base, int64(r.Child), string(r.State), string(changes), string(live),
		r.Attention, r.Author, r.Actor, string(r.Command), r.Comment, int64(r.Submitted), int64(r.Version.At), funded)
	return nil
}

// promotion writes a version of the store's own promotion over the one before it.
func (s *steps) promotion(number, family uint32, p *promotion.Promotion, actor string) error {
	body, err := json.Marshal(p)
	if err != nil {
		return err
	}
	if p.Version > 1 {
		s.add("promotion.supersede", 1, int64(number), p.Version-1)
	}
	s.add("promotion.insert", 1, int64(number), p.Version, string(p.ID), string(p.State), int64(p.Starts), int64(p.Ends), string(body),
		actor, int64(s.at), int64(family))
	return nil
}

func bucketOf(number uint32) int64 { return int64(number) & (retail.Buckets - 1) }

// share moves money between two promotions of a family: the rows in the order of
// their numbers, as tills take them, and the entries.
func (s *steps) share(event voucher.Event, m voucher.Share) {
	gives := []any{int64(m.From), bucketOf(m.From), -int64(m.Budget), -int64(m.Contingency)}
	takes := []any{int64(m.To), bucketOf(m.To), int64(m.Budget), int64(m.Contingency)}
	if m.From > m.To {
		gives, takes = takes, gives
	}
	s.add("budget.move", 1, gives...)
	s.add("budget.move", 1, takes...)
	for _, e := range m.Entries(event) {
		s.add("ledger.append", 1, engine.SeqArg{}, s.entries, bucketOf(e.Promotion), int64(e.Promotion), int64(0),
			string(e.Event), string(e.Debit), string(e.Credit), int64(e.Amount), int64(s.at))
		s.entries++
	}
}

func (s *steps) audit(actor, action, object, reason string) {
	actor, behalf := access.SplitActor(actor)
	s.add("audit.append", 1, engine.SeqArg{}, int64(0), int64(0), int64(s.at), actor, behalf, action, object, reason)
}

// account is a promotion's own account.
type account struct {
	voucher.Totals
	open bool
}

func (v *Versions) account(ctx context.Context, s engine.Session, number uint32) (a account, err error) {
	var issued, most, redeemed, voided, expired, kin int64
	var n uint32
	a.open, err = engine.One(ctx, s, v.Query("budget.find"), []any{int64(number), bucketOf(number)},
		&n, &a.Cap, &a.Reserved, &a.Spent, &a.Contingency, &a.Overspent, &issued, &most, &redeemed, &voided, &expired, &kin)
	return a, err
}

// stored is a promotion as it stands.
type stored struct {
	promotion.Promotion
	number uint32
}

func (v *Versions) promotions(ctx context.Context, s engine.Session, query string, number uint32) (out []stored, err error) {
	err = engine.Each(ctx, s, v.Query(query), []any{int64(number)}, func(scan func(...any) error) error {
		var (
			p        stored
			id, body string
			version  int64
			at       retail.Micros
			family   uint32
		)
		if err := scan(&p.number, &version, &id, &body, &at, &family); err != nil {
			return err
		}
		if err := json.Unmarshal([]byte(body), &p.Promotion); err != nil {
			return fmt.Errorf("promotion %s: %w", id, err)
		}
		p.ID, p.Version = retail.PromotionID(id), version
		out = append(out, p)
		return nil
	})
	return out, err
}
