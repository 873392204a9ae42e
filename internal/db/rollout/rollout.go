// Package rollout owns the rows of rollouts: their steps, what was seen of demand for
// them, and how they were read last. It refuses deciding whether a step may be taken
// (rollout.Rollout.Next did), and rows about customers.
//
// Invariants and the tests that hold them, on both engines: a step
// and its audit row are one transaction, of two who take a step at once one is refused,
// no product has two pilots, and a note counts once (TestRollouts of db/dbtest).
package rollout

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"slices"

	"sartor/internal/access"
	"sartor/internal/db/engine"
	"sartor/internal/fault"
	"sartor/internal/retail"
	"sartor/internal/rollout"
)

// Store keeps them in an open database. It is safe for concurrent use.
type Store struct {
	Engine engine.Engine
	Query  func(name string) *engine.Query
}

// Put writes a step. It is fault.Stale when the rollout has changed since, or exists
// already, and a Conflict where a pilot begins of a product that another one runs with.
func (s Store) Put(ctx context.Context, e *rollout.Entry) error {
	const op = "rollout.Put"
	body, err := json.Marshal(e.Rollout)
	if err != nil {
		return fault.At(op, err)
	}
	var steps []engine.Step
	if e.Version > 1 {
		steps = append(steps, engine.Step{Query: s.Query("rollout.supersede"), Want: 1, Args: []any{string(e.ID), e.Version - 1}})
	}
	steps = append(steps, engine.Step{
		Query: s.Query("rollout.insert"), Want: 1,
		Args: []any{string(e.ID), e.Version, string(e.State), string(body), string(e.Do), e.Actor.ID, e.Actor.Reason, int64(e.Actor.At)},
	}, s.audit("rollout."+string(e.Do), e.ID, e.Actor))
	inner := context.WithoutCancel(ctx)
	err = s.Engine.Write(ctx, engine.Bulk, func(tx *engine.Tx) error {
		if err := s.alone(inner, tx, e); err != nil {
			return err
		}
		return tx.Run(inner, steps)
	})
	if _, raced := engine.LostAt(err); raced {
		err = fault.New(fault.Stale, "stale", "somebody changed this rollout meanwhile; read it again")
	}
	return fault.At(op, err)
}

// alone refuses a pilot of a product that another rollout runs with, or in stores of
// another pilot in the category: each would be measured beside stores that the other one
// changes.
func (s Store) alone(ctx context.Context, tx *engine.Tx, e *rollout.Entry) error {
	if e.Do != rollout.Approve || e.State != rollout.Piloting {
		return nil
	}
	if err := tx.Run(ctx, []engine.Step{{Query: s.Query("rollout.lock"), Want: engine.AnyRows}}); err != nil {
		return err
	}
	running, err := s.read(ctx, tx, "rollout.running", string(e.ID))
	for i := range running {
		if running[i].Plan.Product == e.Plan.Product {
			return fault.New(fault.Conflict, "product_runs", "%s runs with %.60q already; stop that one first, or wait for its end", running[i].ID, string(e.Plan.Product))
		}
		if store, shared := shares(&running[i].Rollout, &e.Rollout); shared {
			return fault.New(fault.Conflict, "stores_shared", "%s is a store of the pilot %s in the same category, where sales are changed already; choose another, or wait for its end", store, running[i].ID)
		}
	}
	return err
}

// shares names a store that two pilots in one category would share.
func shares(a, b *rollout.Rollout) (retail.StoreID, bool) {
	if a.Plan.Category != b.Plan.Category {
		return "", false
	}
	taken := a.Pilot()
	at := slices.IndexFunc(b.Pilot(), func(id retail.StoreID) bool { return slices.Contains(taken, id) })
	if at < 0 {
		return "", false
	}
	return b.Pilot()[at], true
}

// Running lists the rollouts that run, but for one.
func (s Store) Running(ctx context.Context, but rollout.ID) ([]rollout.Entry, error) {
	out, err := s.read(ctx, s.Engine.Reader(), "rollout.running", string(but))
	return out, fault.At("rollout.Running", err)
}

// audit says who did what to a rollout, in the same transaction.
func (s Store) audit(action string, id rollout.ID, who rollout.Actor) engine.Step {
	actor, behalf := access.SplitActor(who.ID)
	return engine.Step{Query: s.Query("audit.append"), Want: 1, Args: []any{engine.SeqArg{}, int64(0), int64(0), int64(who.At), actor, behalf, action, string(id), who.Reason}}
}

func (s Store) write(ctx context.Context, steps ...engine.Step) error {
	inner := context.WithoutCancel(ctx)
	return s.Engine.Write(ctx, engine.Bulk, func(tx *engine.Tx) error { return tx.Run(inner, steps) })
}

// Find returns a rollout with its last step; absence is fault.NotFound.
func (s Store) Find(ctx context.Context, id rollout.ID) (rollout.Entry, error) {
	const op = "rollout.Find"
	all, err := s.read(ctx, s.Engine.Reader(), "rollout.find", string(id))
	if err == nil && len(all) == 0 {
		err = fault.New(fault.NotFound, "no_rollout", "there is no rollout %.60q", string(id))
	}
	if err != nil {
		return rollout.Entry{}, fault.At(op, err)
	}
	return all[0], nil
}

// History lists what was done to a rollout before a version (0: to now), newest first.
func (s Store) History(ctx context.Context, id rollout.ID, before int64, most int) ([]rollout.Entry, error) {
	if before == 0 {
		before = math.MaxInt64
	}
	out, err := s.read(ctx, s.Engine.Reader(), "rollout.history", string(id), before, int64(most))
	return out, fault.At("rollout.History", err)
}

// Newest lists rollouts, the last changed first, behind the last entry of an earlier
// list (nil: from the start).
func (s Store) Newest(ctx context.Context, after *rollout.Entry, most int) ([]rollout.Entry, error) {
	at, id := retail.Micros(math.MaxInt64), ""
	if after != nil {
		at, id = after.Actor.At, string(after.ID)
	}
	out, err := s.read(ctx, s.Engine.Reader(), "rollout.newest", int64(at), id, int64(most))
	return out, fault.At("rollout.Newest", err)
}

func (s Store) read(ctx context.Context, on engine.Session, query string, args ...any) (out []rollout.Entry, err error) {
	err = engine.Each(ctx, on, s.Query(query), args, func(scan func(...any) error) error {
		var (
			e       rollout.Entry
			version int64
			state   string
			body    string
		)
		if err := scan(&version, &state, &body, &e.Do, &e.Actor.ID, &e.Actor.Reason, &e.Actor.At); err != nil {
			return err
		}
		if err := json.Unmarshal([]byte(body), &e.Rollout); err != nil {
			return fmt.Errorf("version %d of a rollout: %w", version, err)
		}
		e.Version, e.State = version, rollout.State(state)
		out = append(out, e)
		return nil
	})
	return out, err
}

// AddNotes keeps notes; those that were there count once more as known. The same id
// with other content is a Conflict, and then nothing is kept.
func (s Store) AddNotes(ctx context.Context, id rollout.ID, notes []rollout.Note, who rollout.Actor) (added int, err error) {
	const op = "rollout.AddNotes"
	inner := context.WithoutCancel(ctx)
	err = s.Engine.Write(ctx, engine.Bulk, func(tx *engine.Tx) error {
		added = 0
		for i := range notes {
			fresh, err := s.addNote(inner, tx, id, &notes[i], who)
			if err != nil {
				return err
			}
			if fresh {
				added++
			}
		}
		if added == 0 {
			return nil
		}
		return tx.Run(inner, []engine.Step{s.audit("rollout.evidence", id, who)})
	})
	return added, fault.At(op, err)
}

func (s Store) addNote(ctx context.Context, tx *engine.Tx, id rollout.ID, n *rollout.Note, who rollout.Actor) (fresh bool, err error) {
	rows, err := tx.Exec(ctx, s.Query("rollout_note.insert"),
		string(id), n.ID, string(n.Source), n.Region, string(n.Store), int64(n.Count), int64(n.Day), who.ID, int64(who.At))
	if err != nil || rows == 1 {
		return rows == 1, err
	}
	was := rollout.Note{ID: n.ID, Day: n.Day} // a note without a day is of the day it comes
	if _, err := engine.One(ctx, tx, s.Query("rollout_note.find"), []any{string(id), n.ID}, &was.Source, &was.Region, &was.Store, &was.Count); err != nil {
		return false, err
	}
	if was != *n {
		return false, fault.New(fault.Conflict, "note_conflict", "note %.60q is there with another content; notes are never changed, send the difference under another id", n.ID)
	}
	return false, nil
}

// Tallies sums the notes of a rollout by source and place.
func (s Store) Tallies(ctx context.Context, id rollout.ID) (out []rollout.Tally, err error) {
	err = engine.Each(ctx, s.Engine.Reader(), s.Query("rollout_note.sums"), []any{string(id)}, func(scan func(...any) error) error {
		var t rollout.Tally
		err := scan(&t.Source, &t.Region, &t.Store, &t.Count)
		out = append(out, t)
		return err
	})
	return out, fault.At("rollout.Tallies", err)
}

// PutReading keeps how a rollout was read.
func (s Store) PutReading(ctx context.Context, id rollout.ID, r *rollout.Reading) error {
	const op = "rollout.PutReading"
	body, err := json.Marshal(r)
	if err != nil {
		return fault.At(op, err)
	}
	return fault.At(op, s.write(ctx, engine.Step{Query: s.Query("rollout_reading.put"), Want: 1, Args: []any{string(id), int64(r.At), string(body)}}))
}

// Reading returns how a rollout was read last; ok is false when nobody has looked yet.
func (s Store) Reading(ctx context.Context, id rollout.ID) (out rollout.Reading, ok bool, err error) {
	const op = "rollout.Reading"
	var body string
	ok, err = engine.One(ctx, s.Engine.Reader(), s.Query("rollout_reading.find"), []any{string(id)}, &body)
	if err == nil && ok {
		err = json.Unmarshal([]byte(body), &out)
	}
	return out, ok && err == nil, fault.At(op, err)
}

// PutDelistings keeps which products are proposed to leave the shelves.
func (s Store) PutDelistings(ctx context.Context, d *rollout.Delistings) error {
	const op = "rollout.PutDelistings"
	body, err := json.Marshal(d)
	if err != nil {
		return fault.At(op, err)
	}
	return fault.At(op, s.write(ctx, engine.Step{Query: s.Query("delisting.put"), Want: 1, Args: []any{int64(d.At), string(body)}}))
}

// Delistings returns them as last read; ok is false when nobody has looked yet.
func (s Store) Delistings(ctx context.Context) (out rollout.Delistings, ok bool, err error) {
	var body string
	ok, err = engine.One(ctx, s.Engine.Reader(), s.Query("delisting.find"), nil, &body)
	if err == nil && ok {
		err = json.Unmarshal([]byte(body), &out)
	}
	return out, ok && err == nil, fault.At("rollout.Delistings", err)
}
