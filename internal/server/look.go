package server

import (
	"context"
	"encoding/json"
	"fmt"

	"sartor/internal/db/learned"
	"sartor/internal/fault"
	"sartor/internal/job"
	"sartor/internal/learn"
	"sartor/internal/learn/extract"
	"sartor/internal/outlook"
	"sartor/internal/retail"
)

// The outlooks of all customers are the last stage of a run of learning; looking
// is a run of that stage alone, when another snapshot stands by hand or a day has
// passed without anything new. A part of either is a range of buckets.
const (
	looking     = "outlook"
	lookingPart = "outlook.range"
)

// lookingWork is the job: read in parts, then compute outlooks in parts.
func (c *Chain) lookingWork(ctx context.Context, j job.Job, save job.Save) error {
	if s := c.Sight().Snapshot; s == nil || s.Lifetime == nil {
		return nil // nothing is expected of anybody yet
	}
	r := &learnRun{Chain: c, save: save, note: saver(save, c.Clock), began: c.Clock()}
	if err := r.begin(ctx, j); err != nil {
		return err
	}
	if err := r.read(ctx); err != nil {
		return err
	}
	if err := r.look(ctx); err != nil {
		return err
	}
	return r.forget(ctx)
}

// look has the outlooks of all ranges computed, by what stands now.
func (r *learnRun) look(ctx context.Context) error {
	if err := r.Refresh(ctx); err != nil { // another process may have made it stand
		return err
	}
	s := r.Sight().Snapshot
	if s == nil || s.Lifetime == nil {
		return nil
	}
	day, err := r.lookDay(ctx, s.ID)
	if err != nil {
		return err
	}
	parts := make([]part, extract.Ranges)
	for n := range parts {
		parts[n] = part{Run: r.made.Plan.Run, N: n, Snapshot: s.ID, Day: day, Slices: len(r.made.Plan.spans()), Before: r.made.Plan.Standing}
	}
	defer r.base.letGo()
	const from = readingShare + mergingShare + fittingShare
	return r.shared(ctx, lookingPart, parts, func(done int) error {
		r.made.Share = from + (1-from)*float64(done)/float64(len(parts))
		return r.note(ctx, r.made, fmt.Sprintf("what is expected of customers: %d of %d parts", done, len(parts)))
	})
}

// StillSells is for how many days after its last receipt a chain is looked at as
// of today. Beyond, its receipts are a history that has ended, and nobody is
// called lapsed because nothing was imported since.
const StillSells = 28

// lookDay is the day at whose end customers are looked at.
func (c *Chain) lookDay(ctx context.Context, id retail.SnapshotID) (retail.BusinessDay, error) {
	row, err := c.DB.Snapshot(ctx, id)
	if err != nil {
		return 0, err
	}
	report, err := learn.ReadReport(row.Report)
	if err != nil {
		return 0, err
	}
	last, err := retail.ParseDay(report.LastDay)
	if err != nil {
		return 0, err
	}
	today := retail.DayOf(c.Clock(), chainZone(c.DB.Catalogue()), c.Sight().Chain.Cut)
	if today > last && today-last <= StillSells {
		return today, nil
	}
	return last, nil
}

// lookWork is a part: the outlooks of one range of buckets.
func (c *Chain) lookWork(ctx context.Context, j job.Job, _ job.Save) error {
	p, wanted, err := c.partOf(ctx, j)
	if err != nil || !wanted {
		return err
	}
	s := c.Sight().Snapshot
	if s == nil || s.ID != p.Snapshot {
		if err := c.Refresh(ctx); err != nil {
			return err
		}
		if s = c.Sight().Snapshot; s == nil || s.ID != p.Snapshot {
			return nil // another one stands by now: whoever let it stand has asked for its outlooks
		}
	}
	based, keeps, err := c.baseOf(ctx, p, s)
	if err != nil {
		return err
	}
	history := c.history()
	profiled, err := history.Profiled(ctx, p.N)
	if err != nil {
		return err
	}
	was, err := c.outlooksOf(ctx, p.N)
	if err != nil {
		return err
	}
	from := c.Clock()
	_, err = learn.Outlooks(ctx, learn.Look{
		Pieces: c.piecesOf(p), Base: based,
		Chain: c.DB.Catalogue(), Snapshot: s.ID, Models: learn.Models{Habit: s.Model, Lifetime: s.Lifetime}, Day: p.Day, Workers: 1,
		Profiled: profiled, Was: was.of, Keeps: keeps,
		Put: func(ctx context.Context, rows []outlook.Outlook) error {
			_, err := c.DB.Outlooks().Put(ctx, learned.Batch{At: retail.MicrosOf(c.Clock()), Declared: history.Declared, Rows: rows})
			if err == nil {
				err = c.Breathe(ctx, c.Clock().Sub(from))
			}
			from = c.Clock()
			return err
		},
	}, p.N)
	return err
}

// LookAgain asks for all outlooks anew, by what stands now.
func (c *Chain) LookAgain(ctx context.Context) error { return c.askFor(ctx, looking) }

// lookWhenDue asks for outlooks once a night when no run of learning has made
// them: a day without a purchase changes what is expected too.
func (c *Chain) lookWhenDue(ctx context.Context) error {
	if err := c.freeBase(ctx); err != nil {
		return err
	}
	if s := c.Sight().Snapshot; s == nil || s.Lifetime == nil {
		return nil
	}
	last := c.started
	for _, kind := range []string{learning, looking} {
		j, err := c.DB.FindJob(ctx, kind)
		if fault.Is(err, fault.NotFound) {
			continue
		}
		if err != nil || j.State.Open() {
			return err
		}
		if at := j.Updated.Time(); at.After(last) {
			last = at
		}
	}
	const never = 1 << 40 // receipts: only the night decides
	wait := learn.Wait{Fresh: 1, Learned: never, Last: last, Now: c.Clock().In(chainZone(c.DB.Catalogue()))}
	if !wait.Due() {
		return nil
	}
	return c.LookAgain(ctx)
}

// openRuns are the runs that are under way, in this process or another.
func (c *Chain) openRuns(ctx context.Context) (map[int64]bool, error) {
	out := map[int64]bool{}
	for _, kind := range []string{learning, looking} {
		j, err := c.DB.FindJob(ctx, kind)
		if fault.Is(err, fault.NotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		var made jobProgress
		if err := json.Unmarshal([]byte(j.Progress), &made); err != nil {
			return nil, fmt.Errorf("read run %s: %w", j.ID, err)
		}
		if j.State.Open() && made.Plan != nil {
			out[made.Plan.Run] = true
		}
	}
	return out, nil
}
