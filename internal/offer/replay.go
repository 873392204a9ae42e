package offer

import (
	"sartor/internal/fault"
	"sartor/internal/model/habit"
	"sartor/internal/retail"
)

// World is what a replay needs beside the log: what the log names and does not
// hold.
type World struct {
	Snapshot   *Snapshot // nil where the decision had none
	Book       *Book
	HoldoutKey []byte
}

// Replay makes a logged decision again from its inputs. The same version of the
// code gives an equal decision: the same bytes from Append. It refuses a world
// that is not the one the log names, and a log from before inputs were kept.
func Replay(d *Decision, w World) (Decision, error) {
	const op = "offer.Replay"
	in := &d.Read
	standing := retail.SnapshotID(0)
	if w.Snapshot != nil {
		standing = w.Snapshot.ID
	}
	switch {
	case in.Most == 0:
		return Decision{}, fault.At(op, fault.New(fault.Invalid, "no_inputs", "the decision was logged without its inputs, by an earlier version"))
	case d.Rule != ruleNow:
		return Decision{}, fault.At(op, fault.New(fault.Invalid, "other_rule", "the decision was made by rule %d, this version has rule %d", d.Rule, ruleNow))
	case standing != d.Snapshot:
		return Decision{}, fault.At(op, fault.New(fault.Invalid, "other_snapshot", "the decision was made with snapshot %s, not %s", d.Snapshot, standing))
	case w.Book == nil || w.Book.Version != d.Book:
		return Decision{}, fault.At(op, fault.New(fault.Invalid, "other_book", "promotions or prices are not those of the decision (book %d)", d.Book))
	}
	var p *habit.Profile
	if len(in.Profile) > 0 {
		p = &habit.Profile{}
		if err := p.Decode(in.Profile); err != nil {
			return Decision{}, fault.At(op, err)
		}
	}
	return Decide(w.Snapshot, p, in.Basket, &Context{
		Book: w.Book, Through: in.Through, Day: in.Day, Store: in.Store, Customer: in.Customer, Consent: in.Consent, Seed: d.Seed,
		Most: in.Most, Held: in.Held, Closed: in.Closed, Out: in.Out, HoldoutKey: w.HoldoutKey, GlobalHoldout: in.GlobalHoldout,
		Expected: in.Expected, Ahead: in.Ahead, Expiring: in.Expiring,
	}), nil
}
