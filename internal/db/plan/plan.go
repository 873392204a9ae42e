// Package plan owns the rows of the nights' plans: runs, proposals with what was decided
// of them, and exports under which they go out. It refuses making plans and deciding
// who may.
//
// Invariants and the tests that hold them, on both engines (db/dbtest, TestProposals):
//   - a proposal is decided on what was read, or not at all: of two who decide at once one
//     is refused and sees what stands ("plans race");
//   - it goes out under one export, once, whatever is asked for again, dies or races
//     ("plans sent once");
//   - a run that is made while somebody decides proposes nothing again that was decided
//     meanwhile ("plans follow"); one that looked at stock before another, whichever took
//     its number first, replaces nothing of that one's ("plans overtaken");
//   - what was accepted at once is taken back as one: not what went out or was decided
//     since (TestUndo).
package plan

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"strings"

	"sartor/internal/db/engine"
	"sartor/internal/db/house"
	"sartor/internal/fault"
	"sartor/internal/retail"
	"sartor/internal/staff"
	"sartor/internal/stock/plan"
)

// State is where a proposal stands.
type State string

// The states: lapsed is one that a later run replaced before anybody decided.
const (
	Proposed State = "proposed"
	Accepted State = "accepted"
	Adjusted State = "adjusted" // accepted with another number of units
	Rejected State = "rejected"
	Lapsed   State = "lapsed"
	Sent     State = "sent"
)

// States returns all states.
func States() []State { return []State{Proposed, Accepted, Adjusted, Rejected, Lapsed, Sent} }

// ID names a proposal.
type ID struct {
	Store uint32 // number of the store it goes to
	Run   int64
	Line  int64
}

const prefix = "pro_"

// String writes pro_RUN-STORE-LINE.
func (id ID) String() string { return fmt.Sprintf("%s%d-%d-%d", prefix, id.Run, id.Store, id.Line) }

// ParseID reads what String wrote.
func ParseID(s string) (ID, error) {
	parts := strings.Split(strings.TrimPrefix(s, prefix), "-")
	var n [3]int64
	for i := range parts {
		if len(parts) != len(n) {
			break
		}
		v, err := strconv.ParseInt(parts[i], 10, 64)
		if err != nil || v < 0 || i == 1 && v > math.MaxUint32 {
			parts = nil
			break
		}
		n[i] = v
	}
	if id := (ID{Run: n[0], Store: uint32(n[1]), Line: n[2]}); len(parts) == len(n) && id.String() == s {
		return id, nil
	}
	return ID{}, fault.New(fault.NotFound, "no_proposal", "there is no proposal %.60q", s)
}

// Row is a proposal as it stands. Stores are named by their numbers.
type Row struct {
	ID
	Kind     plan.Kind
	Product  uint32
	From     uint32 // store it comes from, 0 from outside
	Supplier string
	Class    string
	Due      retail.BusinessDay
	Units    int64 // proposed
	Agreed   int64 // decided: 0 unless accepted or adjusted, or sent
	Gain     int64 // expected, in minor units
	State    State
	Version  int64
	Actor    string
	Reason   string
	Decided  retail.Micros
	Export   int64
	Booked   bool
	Why      Why
}

// Why is what speaks for a proposal, as it was when it was made.
type Why struct {
	Pack   int         `json:"pack"`
	Policy plan.Policy `json:"policy,omitzero"`
	Gain   [3]float64  `json:"gain"` // 5 %, expected, 95 %
	Cover  [2]float64  `json:"cover"`
	Giver  [2]float64  `json:"giver,omitzero"`
	More   float64     `json:"more"`
	Less   float64     `json:"less"`
	Outlay float64     `json:"outlay,omitzero"`
	Terms  []Term      `json:"terms"`
}

// Term is one reason.
type Term struct {
	Kind  plan.TermKind `json:"kind"`
	Value float64       `json:"value"`
	Days  int           `json:"days,omitzero"`
	Text  string        `json:"text,omitzero"`
}

// Run is one night's plan.
type Run struct {
	Number int64
	Day    retail.BusinessDay
	AsOf   retail.Micros // stock as it was
	Made   retail.Micros
	Actor  string
	Totals json.RawMessage // the maker's own
}

// Store keeps plans in an open database. It is safe for concurrent use.
type Store struct {
	Engine engine.Engine
	Query  func(name string) *engine.Query
}

func (s Store) write(ctx context.Context, fn func(context.Context, *engine.Tx) error) error {
	inner := context.WithoutCancel(ctx)
	return s.Engine.Write(ctx, engine.Bulk, func(tx *engine.Tx) error { return fn(inner, tx) })
}

// tries is how often a number is taken anew that another writer took meanwhile.
const tries = 8

// Begin opens a run that is being made and gives it its number.
func (s Store) Begin(ctx context.Context, r Run) (Run, error) {
	const op = "plan.Begin"
	var err error
	for range tries {
		err = s.write(ctx, func(ctx context.Context, tx *engine.Tx) error {
			if _, err := engine.One(ctx, tx, s.Query("plan_run.last"), nil, &r.Number); err != nil {
				return err
			}
			r.Number++
			return tx.Run(ctx, []engine.Step{{Query: s.Query("plan_run.begin"), Want: 1, Args: []any{r.Number, int64(r.Day), int64(r.AsOf), int64(r.Made), r.Actor}}})
		})
		if _, raced := engine.LostAt(err); !raced {
			break
		}
	}
	return r, fault.At(op, err)
}

// mostDecided bounds what is read of decisions since a run looked at stock; a chain
// decides that much in a night of 300 stores.
const mostDecided = 100_000

// keptRuns is for how many runs that what lapsed is kept: a month of nights.
const keptRuns = 30

// Shelf is a product in a store, by their numbers.
type Shelf struct{ Store, Product uint32 }

// Settled are the shelves for which a run that looks at stock at a moment proposes
// nothing: what was decided of them since, or rejected within a day before.
func (s Store) Settled(ctx context.Context, asOf retail.Micros) (map[Shelf]bool, error) {
	out, err := s.settled(ctx, s.Engine.Reader(), asOf)
	return out, fault.At("plan.Settled", err)
}

func (s Store) settled(ctx context.Context, in engine.Session, asOf retail.Micros) (map[Shelf]bool, error) {
	const aDay = retail.Micros(24 * 3600 * 1e6)
	out := map[Shelf]bool{}
	err := s.each(ctx, in, "proposal.decided", []any{int64(asOf - aDay), int64(mostDecided)}, func(d *Row) {
		if d.Decided >= asOf || d.State == Rejected {
			out[Shelf{d.Store, d.Product}], out[Shelf{d.From, d.Product}] = true, true
		}
	})
	return out, err
}

// Publish replaces what an earlier run proposed to a store. What somebody decided since
// the run looked at stock, or rejected on the run's own day, is not proposed again: it
// returns how many of the rows stand. Where another run looked at stock later, it is
// fault.Conflict: what that one proposes is newer, and stands.
func (s Store) Publish(ctx context.Context, r Run, store uint32, rows []Row) (stand int, err error) {
	const op = "plan.Publish"
	err = s.write(ctx, func(ctx context.Context, tx *engine.Tx) error {
		stand = 0
		later := int64(0)
		if _, err := engine.One(ctx, tx, s.Query("plan_run.overtaken"), []any{int64(r.AsOf)}, &later); err != nil {
			return err
		}
		if later > 0 {
			return fault.New(fault.Conflict, "plan_overtaken", "plan %d looked at stock later than plan %d and stands", later, r.Number)
		}
		if _, err := tx.Exec(ctx, s.Query("proposal.lapse"), int64(store), r.Number); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, s.Query("proposal.prune"), int64(store), r.Number-keptRuns); err != nil {
			return err
		}
		decided, err := s.settled(ctx, tx, r.AsOf)
		if err != nil {
			return err
		}
		for i := range rows {
			p := &rows[i]
			if decided[Shelf{p.Store, p.Product}] || p.Kind == plan.Move && decided[Shelf{p.From, p.Product}] {
				continue
			}
			body, err := json.Marshal(p.Why)
			if err != nil {
				return err
			}
			stand++
			_, err = tx.Exec(ctx, s.Query("proposal.insert"), int64(store), r.Number, p.Line, string(p.Kind), int64(p.Product), int64(p.From), p.Supplier,
				p.Class, int64(p.Due), p.Units, p.Gain, string(body))
			if err != nil {
				return err
			}
		}
		return nil
	})
	return stand, fault.At(op, err)
}

// Open makes a run the one that stands.
func (s Store) Open(ctx context.Context, r Run) error {
	err := s.write(ctx, func(ctx context.Context, tx *engine.Tx) error {
		return tx.Run(ctx, []engine.Step{{Query: s.Query("plan_run.open"), Want: 1, Args: []any{r.Number, int64(r.Made), string(r.Totals)}}})
	})
	if _, lost := engine.LostAt(err); lost {
		err = fault.New(fault.Conflict, "plan_open", "plan %d is whole already", r.Number)
	}
	return fault.At("plan.Open", err)
}

// Current is the run that stands; found is false before the first.
func (s Store) Current(ctx context.Context) (r Run, found bool, err error) {
	all, err := s.Newest(ctx, 1)
	if err != nil || len(all) == 0 {
		return Run{}, false, fault.At("plan.Current", err)
	}
	return all[0], true, nil
}

// Newest lists the newest runs that are whole.
func (s Store) Newest(ctx context.Context, most int) (out []Run, err error) {
	err = engine.Each(ctx, s.Engine.Reader(), s.Query("plan_run.newest"), []any{int64(most)}, func(scan func(...any) error) error {
		var (
			r      Run
			totals string
		)
		err := scan(&r.Number, &r.Day, &r.AsOf, &r.Made, &r.Actor, &totals)
		r.Totals = json.RawMessage(totals)
		out = append(out, r)
		return err
	})
	return out, fault.At("plan.Newest", err)
}

func (s Store) each(ctx context.Context, in engine.Session, query string, args []any, fn func(*Row)) error {
	return engine.Each(ctx, in, s.Query(query), args, func(scan func(...any) error) error {
		var (
			r      Row
			body   string
			booked int64
		)
		err := scan(&r.Store, &r.Run, &r.Line, &r.Kind, &r.Product, &r.From, &r.Supplier, &r.Class, &r.Due, &r.Units, &r.Agreed, &r.Gain, &r.State,
			&r.Version, &r.Actor, &r.Reason, &r.Decided, &r.Export, &booked, &body)
		if err != nil {
			return err
		}
		if err := json.Unmarshal([]byte(body), &r.Why); err != nil {
			return fmt.Errorf("proposal %s: %w", r.ID, err)
		}
		r.Booked = booked == 1
		fn(&r)
		return nil
	})
}

func (s Store) list(ctx context.Context, query string, args ...any) (out []Row, err error) {
	err = s.each(ctx, s.Engine.Reader(), query, args, func(r *Row) { out = append(out, *r) })
	return out, err
}

// trail is the audit row of a change.
func (s Store) trail(t staff.Trail) engine.Step {
	return house.AuditStep(s.Query("audit.append"), 0, t)
}

// Of is a reason's figure, 0 where it is not among them.
func (w *Why) Of(kind plan.TermKind) float64 {
	for _, t := range w.Terms {
		if t.Kind == kind {
			return t.Value
		}
	}
	return 0
}
