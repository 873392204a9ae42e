package server

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"sartor/internal/db"
	"sartor/internal/db/harvest"
	"sartor/internal/fault"
	"sartor/internal/job"
	"sartor/internal/learn"
	"sartor/internal/learn/extract"
	"sartor/internal/retail"
	"sartor/internal/touchpoint"
)

// plan is how a run is divided: with it another process goes on.
type plan struct {
	Run      int64               `json:"run"` // its number: when it began
	Standing retail.SnapshotID   `json:"standing"`
	Older    touchpoint.Position `json:"older"` // how far what stands had read
	Through  touchpoint.Position `json:"through"`
	Newest   int64               `json:"newest"` // the highest number up to there
	Receipts int64               `json:"receipts"`
}

func (p plan) spans() []extract.Span {
	return extract.Cut(p.Through, p.Older, p.Newest, p.Receipts)
}

// About how much of a run its stages are.
const (
	readingShare = .6
	mergingShare = .1
	fittingShare = .1
)

// learnRun is a run under way in this process, its leader.
type learnRun struct {
	*Chain
	save     job.Save
	note     func(ctx context.Context, p jobProgress, message string) error
	made     jobProgress
	standing *learn.Standing
	began    time.Time
}

// learnWork is the job: read in parts, put together, fit, score, and publish what
// the gate lets through.
func (c *Chain) learnWork(ctx context.Context, j job.Job, save job.Save) error {
	r := &learnRun{Chain: c, save: save, note: saver(save, c.Clock), began: c.Clock()}
	if err := r.begin(ctx, j); err != nil {
		return err
	}
	if err := r.read(ctx); err != nil {
		return err
	}
	why := "the snapshot was made before this process took over"
	if r.made.Snapshot == "" {
		var err error
		if why, err = r.fit(ctx); err != nil {
			return err
		}
	}
	if err := r.deepen(ctx); err != nil {
		return err
	}
	if err := r.look(ctx); err != nil {
		return err
	}
	if err := r.forget(ctx); err != nil {
		return err
	}
	r.made.Share = 1
	return r.note(ctx, r.made, why)
}

// begin goes on with the plan of a process that died, unless what stands has
// changed since: then the run begins anew.
func (r *learnRun) begin(ctx context.Context, j job.Job) error {
	id, standing, err := r.Chain.standing(ctx)
	if err != nil {
		return err
	}
	r.standing = standing
	if err := json.Unmarshal([]byte(j.Progress), &r.made); err != nil {
		return fmt.Errorf("read how far the run was: %w", err)
	}
	if r.made.Plan != nil && (r.made.Snapshot != "" || r.made.Plan.Standing == id) {
		return nil
	}
	if err := r.forget(ctx); err != nil { // what a run that was given up has left
		return err
	}
	end, err := r.DB.Harvest().End(ctx)
	if err != nil {
		return err
	}
	all, err := r.DB.Receipts(ctx)
	if err != nil {
		return err
	}
	r.made = jobProgress{Quick: r.made.Quick, Plan: &plan{
		Run: r.began.UnixMicro(), Standing: id, Through: end.Through, Newest: end.Newest, Receipts: all,
	}}
	if standing != nil {
		r.made.Plan.Older = standing.Through
	}
	text, err := json.Marshal(r.made)
	if err != nil {
		return err
	}
	return r.save(ctx, string(text), "reading begins")
}

// forget drops what runs keep while they work: this one's, and what runs that
// were given up have left.
func (r *learnRun) forget(ctx context.Context) error {
	open, err := r.openRuns(ctx)
	if err != nil {
		return err
	}
	if r.made.Plan != nil {
		delete(open, r.made.Plan.Run)
	}
	keys, err := r.DB.Harvest().Kept(ctx)
	if err != nil {
		return err
	}
	keys = slices.DeleteFunc(keys, func(k harvest.Key) bool { return open[k.Run] })
	if err := r.DB.Harvest().Drop(ctx, keys); err != nil {
		return err
	}
	return errors.Join(r.DB.Harvest().ForgetJobs(ctx, slicing), r.DB.Harvest().ForgetJobs(ctx, lookingPart))
}

// read has all slices read. One whose pieces are gone, because somebody was
// forgotten meanwhile, is read again.
func (r *learnRun) read(ctx context.Context) error {
	const tries = 5
	spans := r.made.Plan.spans()
	parts := make([]part, len(spans))
	for n, span := range spans {
		parts[n] = part{Run: r.made.Plan.Run, N: n, Span: span}
	}
	for range tries {
		if len(parts) == 0 {
			return nil
		}
		err := r.shared(ctx, slicing, parts, func(done int) error {
			r.made.Share = readingShare * float64(len(spans)-len(parts)+done) / float64(len(spans))
			return r.note(ctx, r.made, fmt.Sprintf("%d of %d slices of the journal read", len(spans)-len(parts)+done, len(spans)))
		})
		if err != nil {
			return err
		}
		if parts, err = r.lacking(ctx, spans); err != nil {
			return err
		}
		if err := r.again(ctx, slicing, parts); err != nil {
			return err
		}
	}
	return errPiecesGone
}

var errPiecesGone = fault.New(fault.Unavailable, "learn_pieces", "customers were forgotten while the journal was being read; the run goes on by itself")

// lacking are the slices of which not every piece is there.
func (r *learnRun) lacking(ctx context.Context, spans []extract.Span) ([]part, error) {
	kept, err := r.DB.Harvest().Kept(ctx)
	if err != nil {
		return nil, err
	}
	have := make([]int, len(spans))
	for _, k := range kept {
		if k.Run == r.made.Plan.Run && k.Slice < len(have) {
			have[k.Slice]++
		}
	}
	var out []part
	for n, span := range spans {
		if have[n] < extract.Ranges {
			out = append(out, part{Run: r.made.Plan.Run, N: n, Span: span})
		}
	}
	return out, nil
}

// pieces reads back what the slices were read into.
func (r *learnRun) pieces(ctx context.Context, of int) ([][]byte, error) {
	out, err := r.DB.Harvest().Pieces(ctx, r.made.Plan.Run, of)
	if err == nil && len(out) != len(r.made.Plan.spans()) {
		err = errPiecesGone
	}
	return out, err
}

// pause says how far the run is and lets tills go first.
func (r *learnRun) pause(said func(receipts int64) string) learn.Pause {
	slice := r.Clock()
	return func(ctx context.Context, receipts int64) error {
		if err := r.note(ctx, r.made, said(receipts)); err != nil {
			return err
		}
		err := r.Breathe(ctx, r.Clock().Sub(slice))
		slice = r.Clock()
		return err
	}
}

// fit makes the snapshot and says why it stands or does not.
func (r *learnRun) fit(ctx context.Context) (why string, err error) {
	sight := r.Sight()
	result, err := learn.Run(ctx, learn.Task{
		History: r.history(), Spans: r.made.Plan.spans(), Pieces: r.pieces, Chain: sight.Catalogue,
		Standing: r.standing, Workers: r.Workers(), Now: r.Clock,
		Pause: r.pause(func(receipts int64) string {
			r.made.Share = readingShare + mergingShare*float64(receipts)/float64(max(1, r.made.Plan.Receipts, receipts))
			return fmt.Sprintf("%d receipts sorted by customer", receipts)
		}),
	})
	if err != nil {
		return "", err
	}
	result.Report.Seconds = r.Clock().Sub(r.began).Seconds()
	id, err := r.keepSnapshot(ctx, &result, r.made.Plan.Standing)
	if err != nil {
		return "", err
	}
	r.Log.Info("learned", "snapshot", id.String(), "published", result.Report.Published, "receipts", result.Report.Receipts, "seconds", r.Clock().Sub(r.began).Seconds())
	r.made.Share, r.made.Snapshot = readingShare+mergingShare, id.String()
	return result.Report.Why, r.note(ctx, r.made, result.Report.Why)
}

func (c *Chain) history() db.History {
	return db.History{DB: c.DB, Declared: c.Sight().Chain.Consent}
}

// sliceWork is a part: it reads one slice of the journal.
func (c *Chain) sliceWork(ctx context.Context, j job.Job, _ job.Save) error {
	p, wanted, err := c.partOf(ctx, j)
	if err != nil || !wanted {
		return err
	}
	if err := c.DB.ReloadCatalogue(ctx); err != nil { // what another process met may be in it
		return err
	}
	from := c.Clock()
	pieces, err := learn.ReadSlice(ctx, &learn.Task{
		History: c.history(), Chain: c.DB.Catalogue(),
		Pause: func(ctx context.Context, _ int64) error {
			err := c.Breathe(ctx, c.Clock().Sub(from))
			from = c.Clock()
			return err
		},
	}, p.Span)
	if err != nil {
		return err
	}
	for r, body := range pieces {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := c.DB.Harvest().Put(ctx, harvest.Key{Run: p.Run, Range: r, Slice: p.N}, body); err != nil {
			return err
		}
	}
	return nil
}
