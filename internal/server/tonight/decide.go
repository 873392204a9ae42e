package tonight

import (
	"context"
	"strings"
	"unicode/utf8"

	"sartor/internal/console/stock"
	"sartor/internal/db/plan"
	"sartor/internal/fault"
	"sartor/internal/retail"
	kernel "sartor/internal/stock/plan"
)

// MostReason bounds the reason of a decision, in characters.
const MostReason = 200

// mostUnits bounds an adjusted line; more is a mistake of the hand.
const mostUnits = 1_000_000

// AnyVersion is the Version of a decision that is meant whatever stands.
const AnyVersion = 0

// Choice is what somebody decides.
type Choice struct {
	ID        plan.ID
	Version   int64 // of the proposal it was decided on, or AnyVersion
	State     plan.State
	Units     int64 // of what is adjusted
	Confirmed int64 // the Units that were asked about once more, and are meant
	Reason    string
	Actor     string
}

// Stale is a decision on a proposal that no longer stands as it was read; Row is what does.
type Stale struct {
	error
	Row plan.Row
}

// Unwrap returns the fault inside.
func (s *Stale) Unwrap() error { return s.error }

// refusal is a decision that cannot be taken, with what pages need to say why in any
// language: one of stock.Whys and its numbers.
func refusal(err error, why string, n ...int64) error {
	return &stock.Refused{Why: why, N: n, Fault: err}
}

// checkReason refuses what cannot stand beside a line.
func checkReason(reason string) error {
	switch n := utf8.RuneCountInString(reason); {
	case n > MostReason:
		return refusal(fault.AtField("/reason", "has %d characters; at most %d stand beside the line", n, MostReason), stock.ReasonLong, int64(n), MostReason)
	case strings.ContainsFunc(reason, retail.Unwritten):
		return refusal(fault.AtField("/reason", "has control characters or line breaks; write it in one line"), stock.ReasonLines)
	}
	return nil
}

// check refuses what cannot be decided.
func (c *Choice) check(r *plan.Row) error {
	c.Reason = strings.TrimSpace(c.Reason)
	if err := checkReason(c.Reason); err != nil {
		return err
	}
	switch {
	case c.State == plan.Accepted:
		c.Units = r.Units
	case c.State != plan.Adjusted:
		c.Units = 0
	case c.Units < 1 || c.Units > mostUnits:
		return refusal(fault.AtField("/units", "must be 1 to %d; reject the line to order nothing", mostUnits), stock.UnitsRange, mostUnits)
	case r.Kind == kernel.Order && r.Why.Pack > 1 && c.Units%int64(r.Why.Pack) != 0:
		pack := int64(r.Why.Pack)
		fewer, more := max(c.Units/pack*pack, pack), c.Units/pack*pack+pack
		return refusal(fault.AtField("/units", "%d is not whole packs of %d; give %d or %d", c.Units, pack, fewer, more), stock.NotPacks, c.Units, pack, fewer, more)
	case r.Kind == kernel.Move && c.Units > r.Units && c.Units > r.Units+int64(r.Why.Of(kernel.GiverKeeps)):
		has := r.Units + int64(r.Why.Of(kernel.GiverKeeps))
		return refusal(fault.AtField("/units", "the giving store has %d; at most that many can go", has), stock.GiverShort, has)
	}
	if c.State == plan.Adjusted && c.Units == r.Units {
		c.State = plan.Accepted
	}
	if c.State == plan.Adjusted && c.Reason == "" {
		return refusal(fault.AtField("/reason", "say why in a few words: it is remembered, and compared with what came"), stock.ReasonNone)
	}
	return nil
}

// Decide writes a decision. The same decision again is the same answer; one on what no
// longer stands is *Stale, a number that is asked about once more *Unlikely, and neither
// writes anything.
func (d *Desk) Decide(ctx context.Context, c Choice) (plan.Row, error) {
	const op = "tonight.Decide"
	r, err := d.DB.Plans().Find(ctx, c.ID)
	if err != nil {
		return r, fault.At(op, err)
	}
	if err := c.check(&r); err != nil {
		return r, fault.At(op, err)
	}
	if c.State == plan.Proposed {
		if c.State, err = d.back(ctx, &r); err != nil {
			return r, fault.At(op, err)
		}
	}
	if r.State == c.State && r.Agreed == c.Units {
		return r, nil
	}
	switch {
	case r.State == plan.Sent:
		return r, &Stale{fault.New(fault.Conflict, "already_sent", "it went out already; order or move the difference tomorrow"), r}
	case r.State == plan.Lapsed:
		return r, &Stale{fault.New(fault.Stale, "stale", "a newer plan replaced this proposal; look at that one"), r}
	case c.Version != AnyVersion && c.Version != r.Version:
		return r, &Stale{fault.New(fault.Stale, "stale", "somebody decided this proposal meanwhile; current shows what stands now"), r}
	}
	if err := d.sureOf(ctx, &c, &r); err != nil {
		return r, fault.At(op, err)
	}
	out, err := d.DB.Plans().Decide(ctx, r, plan.Decision{State: c.State, Agreed: c.Units, Actor: c.Actor, Reason: c.Reason, At: retail.MicrosOf(d.Clock())})
	if fault.Is(err, fault.Stale) {
		stands, again := d.DB.Plans().Find(ctx, c.ID)
		if again == nil && stands.State == c.State && stands.Agreed == c.Units {
			return stands, nil
		}
		return stands, &Stale{err, stands}
	}
	return out, fault.At(op, err)
}

// back is where it leads to take a decision back: what an earlier plan proposed lapses,
// since a newer one says what is proposed.
func (d *Desk) back(ctx context.Context, r *plan.Row) (plan.State, error) {
	run, _, err := d.DB.Plans().Current(ctx)
	if r.Run < run.Number && r.Decided > 0 {
		return plan.Lapsed, err
	}
	return plan.Proposed, err
}
