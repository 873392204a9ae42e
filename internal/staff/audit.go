package staff

import (
	"cmp"
	"context"
	"slices"

	"sartor/internal/access"
	"sartor/internal/fault"
	"sartor/internal/retail"
)

// Entry is one row of the audit.
type Entry struct {
	Place                                 Place
	Actor, Behalf, Action, Object, Reason string
}

// Place is where an entry stands: lists go back in time along it. The zero Place
// is before everything; Newest is behind it.
type Place struct {
	At     retail.Micros
	Seq, N int64
}

// Newest is behind the newest entry.
func Newest() Place { return Place{At: 1 << 62} }

// Before reports whether the place lies further back than another one.
func (p Place) Before(o Place) bool { return p.compare(o) < 0 }

func (p Place) compare(o Place) int {
	return cmp.Or(cmp.Compare(p.At, o.At), cmp.Compare(p.Seq, o.Seq), cmp.Compare(p.N, o.N))
}

// Along names the index a search goes along.
type Along string

// The indexes.
const (
	AlongTime   Along = ""
	AlongActor  Along = "actor"
	AlongBehalf Along = "behalf"
	AlongAction Along = "action"
	AlongObject Along = "object"
)

// Audit reads entries along an index, newest first, from before a place down to an
// instant.
type Audit interface {
	AuditAlong(ctx context.Context, r AuditRange) ([]Entry, error)
}

// AuditRange is one read along an index.
type AuditRange struct {
	Along  Along
	Value  string // of the column the index is of
	Before Place
	Since  retail.Micros
	Most   int
}

// Search is what is looked for; empty texts are anything.
type Search struct {
	Actor, Action, Object string
	Since, Until          retail.Micros // Until 0: now
	After                 Place         // where the page before ended; zero: the newest
	Most                  int
}

// Found is a page of what was found. More is where to go on, zero at the end: a
// search looks at a bounded number of rows, so a page may be short and go on.
type Found struct {
	Items []Entry
	More  Place
}

// Limits of a search.
const (
	auditPage   = 100   // rows a page, unless asked for fewer
	auditSlice  = 200   // rows read at once
	auditLooked = 2_000 // rows looked at for one page
)

// Search reads the audit, newest first. It goes along the index of the narrowest
// thing asked for and drops what does not fit the rest, so that it never scans.
func (d *Desk) Search(ctx context.Context, who access.Principal, s Search) (Found, error) {
	const op = "staff.Search"
	if err := who.Require(access.ReadAudit); err != nil {
		return Found{}, fault.At(op, err)
	}
	if s.Most <= 0 || s.Most > auditPage {
		s.Most = auditPage
	}
	before := s.After
	if before == (Place{}) {
		before = Newest()
		if s.Until != 0 {
			before = Place{At: s.Until}
		}
	}
	out := Found{Items: []Entry{}}
	for looked := 0; ; looked += auditSlice {
		got, err := d.slice(ctx, s, before)
		if err != nil {
			return Found{}, fault.At(op, err)
		}
		for _, e := range got {
			before = e.Place
			if s.fits(e) {
				out.Items = append(out.Items, e)
			}
			if len(out.Items) == s.Most {
				out.More = before
				return out, nil
			}
		}
		if len(got) < auditSlice {
			return out, nil
		}
		if looked+auditSlice >= auditLooked {
			out.More = before
			return out, nil
		}
	}
}

// slice reads the next rows along the narrowest index. Who acted is also found
// when a colleague acted for them: two indexes, one order.
func (d *Desk) slice(ctx context.Context, s Search, before Place) ([]Entry, error) {
	r := AuditRange{Before: before, Since: s.Since, Most: auditSlice}
	switch {
	case s.Object != "":
		r.Along, r.Value = AlongObject, s.Object
	case s.Actor != "":
		r.Along, r.Value = AlongActor, s.Actor
	case s.Action != "":
		r.Along, r.Value = AlongAction, s.Action
	}
	got, err := d.Audit.AuditAlong(ctx, r)
	if err != nil || r.Along != AlongActor {
		return got, err
	}
	r.Along = AlongBehalf
	more, err := d.Audit.AuditAlong(ctx, r)
	if err != nil {
		return nil, err
	}
	got = append(got, more...)
	slices.SortFunc(got, func(a, b Entry) int { return b.Place.compare(a.Place) })
	got = slices.CompactFunc(got, func(a, b Entry) bool { return a.Place == b.Place })
	return got[:min(len(got), auditSlice)], nil
}

func (s Search) fits(e Entry) bool {
	return (s.Object == "" || e.Object == s.Object) && (s.Action == "" || e.Action == s.Action) &&
		(s.Actor == "" || e.Actor == s.Actor || e.Behalf == s.Actor) &&
		(s.Until == 0 || e.Place.At < s.Until)
}
