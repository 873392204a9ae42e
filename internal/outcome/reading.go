package outcome

import (
	"context"
	"slices"
	"time"

	"sartor/internal/model/lifecycle"
	"sartor/internal/promotion"
	"sartor/internal/retail"
)

// Family is the centre's promotion with the versions of it that stores have made.
type Family struct {
	Number    uint32
	Promotion promotion.Promotion
	Versions  []Version
	Before    *Report // what was read last; nil: nothing
}

// Version is one store's.
type Version struct {
	Number    uint32
	Promotion promotion.Promotion
	Store     uint32
	Live      retail.Micros // since when its vouchers are issued; 0: not yet
}

// Standing is where a customer stood before a moment; empty: nobody knows.
type Standing struct {
	State lifecycle.State
	Band  lifecycle.Band
}

// Population is what a response is read from.
type Population interface {
	// Treated lists customers who got a voucher of the promotion, the first one of
	// each, at most `most` of them, chosen by their ids alone.
	Treated(ctx context.Context, promotion uint32, most int) ([]Exposure, error)
	// Held lists customers whom the promotion's own lot held out.
	Held(ctx context.Context, promotion uint32, most int) ([]Exposure, error)
	// History reads a customer's entries in [from, to] and vouchers' deductions.
	History(ctx context.Context, customer retail.CustomerID, from, to retail.Micros) (History, error)
	// Stood returns where a customer stood at the end of a business day.
	Stood(ctx context.Context, customer retail.CustomerID, day retail.BusinessDay) (Standing, error)
}

// MostPersons bounds the customers who are read in an arm for a response: reading
// one takes about a fifth of a millisecond, and 1,000 stores with 100 each are
// enough for all of them to be spoken of.
const MostPersons = 100_000

// Survey reads how promotions work, group by group.
type Survey struct {
	From    Population
	Homes   Homes // nil: no version is compared
	Sales   Sales
	Chain   *retail.Catalogue
	Costs   Costs
	Cut     time.Duration // of the business day
	Allowed func(category uint32) bool
	// Rest lets others go first; it is called between customers.
	Rest func(ctx context.Context) error
}

// Of reads one family as it stands at now.
func (s Survey) Of(ctx context.Context, f *Family, now retail.Micros) (Report, error) {
	study := Study{Chain: s.Chain, Now: now, Goods: goodsOf(f, s.Chain), Allowed: s.Allowed, Before: f.Before}
	end := s.lastDay(f)
	sampled := false
	for i, arm := range []reader{s.From.Treated, s.From.Held} {
		list, err := s.exposed(ctx, f, arm)
		if err != nil {
			return Report{}, err
		}
		sampled = sampled || len(list) >= MostPersons
		for _, e := range list {
			if study.Since == 0 || e.At < study.Since {
				study.Since = e.At
			}
		}
		more, err := s.persons(ctx, study.Goods, reading{list, i == 0, min(end, now)})
		if err != nil {
			return Report{}, err
		}
		study.Persons = append(study.Persons, more...)
	}
	if study.Since != 0 {
		study.Days = int(s.dayOf(now) - s.dayOf(study.Since))
	}
	out, err := study.Respond()
	if err != nil {
		return out, err
	}
	out.Sampled = sampled
	return out, s.locals(ctx, f, &out)
}

// locals compares the versions that are live with the centre's.
func (s Survey) locals(ctx context.Context, f *Family, out *Report) error {
	for i := range f.Versions {
		v := &f.Versions[i]
		if s.Homes == nil || v.Live == 0 || v.Live >= out.At {
			continue
		}
		l, err := s.compare(ctx, f, v, out.At)
		if err != nil {
			return err
		}
		if min(l.Local, l.Centre) < LeastGroup && s.Sales != nil { // no lot, or a store without customers known to be its own
			if l, err = s.match(ctx, f, v, out.At); err != nil {
				return err
			}
		}
		out.Locals = append(out.Locals, l)
	}
	return nil
}

// dayOf is a moment's day: stores' zones do not matter for counting whole days.
func (s Survey) dayOf(at retail.Micros) retail.BusinessDay {
	return retail.DayOf(at.Time(), s.Chain.Location(1), s.Cut)
}

// lastDay is the end of the last day on which a voucher of the family may work.
func (s Survey) lastDay(f *Family) retail.Micros {
	p := &f.Promotion
	_, last := p.Validity(p.Ends)
	for i := range f.Versions {
		v := &f.Versions[i].Promotion
		_, until := v.Validity(v.Ends)
		last = max(last, until)
	}
	return retail.MicrosOf((last + 1).Time().Add(s.Cut))
}

// reader lists an arm's customers of one promotion.
type reader func(ctx context.Context, promotion uint32, most int) ([]Exposure, error)

// exposed lists the customers of an arm with their first offer under any version.
func (s Survey) exposed(ctx context.Context, f *Family, read reader) ([]Exposure, error) {
	out, err := read(ctx, f.Number, MostPersons)
	if err != nil || len(f.Versions) == 0 {
		return out, err
	}
	at := make(map[retail.CustomerID]int, len(out))
	for i := range out {
		at[out[i].Customer] = i
	}
	for i := range f.Versions {
		more, err := read(ctx, f.Versions[i].Number, MostPersons)
		if err != nil {
			return nil, err
		}
		for _, e := range more {
			k, met := at[e.Customer]
			switch {
			case !met:
				at[e.Customer] = len(out)
				out = append(out, e)
			case e.At < out[k].At:
				out[k] = e
			}
		}
	}
	return out, nil
}

// reading is one arm that is to be read.
type reading struct {
	list    []Exposure
	treated bool
	end     retail.Micros
}

// persons reads what the customers of an arm bought.
func (s Survey) persons(ctx context.Context, g goods, r reading) ([]Person, error) {
	out := make([]Person, 0, len(r.list))
	t := tally{chain: s.Chain, costs: s.Costs, goods: g, units: map[uint32]float64{}}
	for _, e := range r.list {
		if err := s.rest(ctx); err != nil {
			return nil, err
		}
		t.window = Window{From: e.At - tasteDays*micros, At: e.At, Until: r.end}
		if t.window.Until <= t.window.At {
			continue // nothing can have come of it yet
		}
		h, err := s.From.History(ctx, e.Customer, t.window.From, t.window.Until)
		if err != nil {
			return nil, err
		}
		p, err := t.person(e, h)
		if err != nil {
			return nil, err
		}
		was, err := s.From.Stood(ctx, e.Customer, retail.DayOf(e.At.Time(), s.Chain.Location(e.Store), s.Cut)-1)
		if err != nil {
			return nil, err
		}
		p.Treated, p.State, p.Band = r.treated, was.State, was.Band
		out = append(out, p)
	}
	return out, nil
}

// micros are the microseconds of a day.
const micros = retail.Micros(24 * time.Hour / time.Microsecond)

func (s Survey) rest(ctx context.Context) error {
	if s.Rest == nil {
		return ctx.Err()
	}
	return s.Rest(ctx)
}

// goodsOf are the goods that a family is for: those of the centre and of every
// version, so that all arms are measured by the same.
func goodsOf(f *Family, chain *retail.Catalogue) goods {
	out := make(goods, len(chain.Products))
	mark(out, &f.Promotion.Target, chain)
	for i := range f.Versions {
		mark(out, &f.Versions[i].Promotion.Target, chain)
	}
	return out
}

// mark marks the products that a target may be for; its lists narrow together.
func mark(out goods, t *promotion.Target, chain *retail.Catalogue) {
	for n := range chain.Products {
		p := &chain.Products[n]
		if p.Number == 0 || !p.Restriction.Discountable() {
			continue
		}
		if among(t.Products, p.ID) && among(t.Brands, p.Brand) && among(t.Categories, p.Category) {
			out[n] = true
		}
	}
}

// among reports whether a list holds a value; an empty one holds anything.
func among[T comparable](list []T, v T) bool { return len(list) == 0 || slices.Contains(list, v) }
