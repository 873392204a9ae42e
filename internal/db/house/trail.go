package house

import (
	"context"

	"sartor/internal/access"
	"sartor/internal/db/engine"
	"sartor/internal/fault"
	"sartor/internal/staff"
)

// AuditStep appends an audit row; n tells rows of one write apart. An actor who
// acts for a colleague is kept as both.
func AuditStep(q *engine.Query, n int, t staff.Trail) engine.Step {
	actor, behalf := access.SplitActor(t.Actor)
	return engine.Step{Query: q, Want: 1, Args: []any{engine.SeqArg{}, int64(n), int64(0), int64(t.At), actor, behalf, t.Action, t.Object, t.Reason}}
}

// tracked runs steps together with their audit row; the index of a lost guard is
// that of the steps.
func (h *House) tracked(ctx context.Context, t staff.Trail, steps ...engine.Step) error {
	return h.apply(ctx, engine.Bulk, append(steps, AuditStep(h.parts.Query("audit.append"), 0, t)))
}

// AuditAlong reads the audit along an index.
func (h *House) AuditAlong(ctx context.Context, r staff.AuditRange) (out []staff.Entry, err error) {
	name := map[staff.Along]string{
		staff.AlongTime: "audit.newest", staff.AlongActor: "audit.of_actor", staff.AlongBehalf: "audit.of_behalf",
		staff.AlongAction: "audit.of_action", staff.AlongObject: "audit.of_object",
	}[r.Along]
	var args []any
	if r.Along != staff.AlongTime {
		args = append(args, r.Value)
	}
	args = append(args, int64(r.Before.At), r.Before.Seq, r.Before.N, int64(r.Since), int64(r.Most))
	err = engine.Each(ctx, h.parts.Engine.Reader(), h.parts.Query(name), args, func(scan func(...any) error) error {
		var e staff.Entry
		err := scan(&e.Place.Seq, &e.Place.N, &e.Place.At, &e.Actor, &e.Behalf, &e.Action, &e.Object, &e.Reason)
		out = append(out, e)
		return err
	})
	return out, fault.At("house.AuditAlong", err)
}
