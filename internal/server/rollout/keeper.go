// Package rollout keeps rollouts read behind the tills and lets people take their
// steps: it gathers what stores sold, lets package rollout decide, and writes. API and
// pages only read what it left. It refuses to hurry: a rollout is read once a day and
// after each step, and between stores tills go first.
//
// Invariants and the tests that hold them: a product that is wanted goes from proposal
// to ramp over the API with its true effect in the range, one that nobody wants is
// stopped by the rule (TestStory_OverTheAPI); nothing is read twice in a row
// (TestKeeper_Rests); a customer who allows nothing is counted nowhere
// (TestBuyers_OnlyWhoAllows).
package rollout

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"time"

	"sartor/internal/fault"
	"sartor/internal/job"
	"sartor/internal/retail"
	"sartor/internal/rollout"
	"sartor/internal/server"
)

// reading is the one job of its kind, whoever asks, on however many nodes.
const reading = "rollout"

// look is the time between looks at what is due.
const look = time.Minute

// mostOpen bounds the rollouts that are looked at: a category manager runs a handful.
const mostOpen = 500

// Keeper keeps rollouts read in an open chain.
type Keeper struct{ *server.Chain }

// Run asks for what is due and does it, until ctx ends. It is given to
// Chain.Background.
func (k Keeper) Run(ctx context.Context) {
	k.Recur(ctx, server.Recurring{Name: "rollout", Kind: reading, Work: k.work, Every: look, Due: k.askWhenDue, Fails: "rollouts not looked at"})
}

func (k Keeper) askWhenDue(ctx context.Context) error {
	due, err := k.due(ctx)
	if err != nil {
		return err
	}
	last, read, err := k.DB.Rollouts().Delistings(ctx)
	if err != nil || len(due) == 0 && read && k.Today(1)-last.Through <= delistingsAge {
		return err
	}
	return k.ask(ctx)
}

// ask adds the job of reading, unless it is open already.
func (k Keeper) ask(ctx context.Context) error {
	_, err := job.Once(ctx, k.DB, job.New(reading, reading, "{}", retail.MicrosOf(k.Clock())))
	return err
}

func (k Keeper) work(ctx context.Context, _ job.Job, save job.Save) error {
	return k.read(ctx, func(ctx context.Context, what string) error { return save(ctx, "{}", what) })
}

// Now reads all that is due at once and waits for it.
func (k Keeper) Now(ctx context.Context) error {
	return k.read(ctx, func(ctx context.Context, _ string) error { return ctx.Err() })
}

// read does what is due. A rollout that cannot be read does not keep others waiting.
func (k Keeper) read(ctx context.Context, note func(ctx context.Context, what string) error) error {
	if err := note(ctx, "reading what loses money"); err != nil {
		return err
	}
	if err := k.delistings(ctx); err != nil {
		return err
	}
	due, err := k.due(ctx)
	if err != nil || len(due) == 0 {
		return err
	}
	if err := note(ctx, "reading earlier launches"); err != nil {
		return err
	}
	past, err := k.experience(ctx)
	if err != nil {
		return err
	}
	var failed error
	for i := range due {
		if err := note(ctx, "reading "+string(due[i].ID)); err != nil {
			return err
		}
		if err := k.readOne(ctx, &due[i], past); err != nil {
			failed = errors.Join(failed, fmt.Errorf("rollout %s: %w", due[i].ID, err))
		}
	}
	return failed
}

// due lists the rollouts that are to be read.
func (k Keeper) due(ctx context.Context) ([]rollout.Entry, error) {
	all, err := k.DB.Rollouts().Newest(ctx, nil, mostOpen)
	if err != nil {
		return nil, err
	}
	var out []rollout.Entry
	for i := range all {
		last, read, err := k.DB.Rollouts().Reading(ctx, all[i].ID)
		if err != nil {
			return nil, err
		}
		fresh := read && last.Version == all[i].Version && (last.Through >= k.Today(1)-1 || !all[i].State.Open())
		if !fresh && (all[i].State.Open() || read) {
			out = append(out, all[i])
		}
	}
	return out, nil
}

// readOne reads a rollout, keeps what it finds, and lets the kill rule act.
func (k Keeper) readOne(ctx context.Context, e *rollout.Entry, past []rollout.Launch) error {
	began := k.Clock()
	study, err := k.gather(ctx, &e.Rollout)
	if err != nil {
		return err
	}
	if study.Notes, err = k.DB.Rollouts().Tallies(ctx, e.ID); err != nil {
		return err
	}
	if study.Buyers, err = k.buyers(ctx, &e.Rollout); err != nil {
		return err
	}
	running, err := k.DB.Rollouts().Running(ctx, e.ID)
	if err != nil {
		return err
	}
	for i := range running {
		if running[i].Plan.Category == e.Plan.Category {
			study.Taken = append(study.Taken, running[i].Pilot()...)
		}
	}
	study.Launches, study.Seed = past, seedOf(e.ID, len(e.Stages))
	out, err := study.Of(&e.Rollout)
	if err != nil {
		return err
	}
	out.At, out.Took = retail.MicrosOf(k.Clock()), k.Clock().Sub(began)
	if err := k.DB.Rollouts().PutReading(ctx, e.ID, &out); err != nil {
		return err
	}
	return k.kill(ctx, e, &out)
}

// kill stops what the gates say is not worth the shelf, where the plan lets the rule
// act by itself.
func (k Keeper) kill(ctx context.Context, e *rollout.Entry, out *rollout.Reading) error {
	if out.Verdict.Do != rollout.Leave || !e.Plan.Gates.StopAlone || !e.State.Open() {
		return nil
	}
	actor := rollout.Actor{ID: rollout.ByRule, Reason: string(out.Verdict.Why[0]), At: retail.MicrosOf(k.Clock())}
	next, err := e.Next(rollout.Command{Do: rollout.Stop, Day: k.Today(1), Actor: actor})
	if err != nil {
		return err
	}
	err = k.DB.Rollouts().Put(ctx, &rollout.Entry{Rollout: next, Do: rollout.Stop, Actor: actor})
	if fault.Is(err, fault.Stale) {
		return nil // a person was first
	}
	return err
}

// seedOf makes a lot of its own for each stage of each rollout.
func seedOf(id rollout.ID, stage int) uint64 {
	h := fnv.New64a()
	_, _ = fmt.Fprintf(h, "%s/%d", id, stage) // a hash takes everything
	return h.Sum64()
}
