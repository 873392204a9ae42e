package server

import (
	"context"
	"encoding/json"
	"sync"

	"sartor/internal/learn"
	"sartor/internal/model/wants"
	"sartor/internal/offer"
	"sartor/internal/outlook"
	"sartor/internal/retail"
)

// base keeps what lists of the next basket are made from, for the parts of one run: it
// is read from the pieces of all ranges, once a process.
type base struct {
	mu       sync.Mutex
	run      int64
	snapshot retail.SnapshotID
	made     *learn.Base
	keeps    func(was *outlook.Outlook) bool // lists that were made by an order like this one
}

// baseOf returns the base of a part's run, and makes it when this is the process's first
// part of it.
func (c *Chain) baseOf(ctx context.Context, p part, s *offer.Snapshot) (*learn.Base, func(*outlook.Outlook) bool, error) {
	b := &c.base
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.run == p.Run && b.snapshot == s.ID {
		return b.made, b.keeps, nil
	}
	stands, err := c.orderOf(ctx, s.ID)
	if err != nil {
		return nil, nil, err
	}
	order := stands.Model
	from := c.Clock()
	made, err := learn.MakeBase(ctx, learn.Task{
		History: c.history(), Pieces: c.piecesOf(p), Chain: c.DB.Catalogue(), Workers: c.Workers(),
		Pause: func(ctx context.Context, _ int64) error {
			err := c.Breathe(ctx, c.Clock().Sub(from))
			from = c.Clock()
			return err
		},
	}, s.Model, order)
	if err == nil {
		b.run, b.snapshot, b.made, b.keeps = p.Run, s.ID, made, c.alike(ctx, p, order)
	}
	return made, b.keeps, err
}

// alike tells lists that were made by an order like this one: by what stands, and by what
// stood when the run began, if that one ranked in the same way. Nil: none.
func (c *Chain) alike(ctx context.Context, p part, order *wants.Model) func(*outlook.Outlook) bool {
	if order == nil {
		return nil
	}
	before := p.Snapshot
	if was := c.orderBefore(ctx, p.Before); was.Model != nil && was.Name() == order.Name() {
		before = p.Before
	}
	return func(was *outlook.Outlook) bool { return was.Snapshot == p.Snapshot || was.Snapshot == before }
}

// letGo frees the base when its run has ended here.
func (b *base) letGo() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.run, b.snapshot, b.made, b.keeps = 0, 0, nil, nil
}

// freeBase lets the base of a run go that has ended elsewhere: nobody's baskets stay in
// memory because a node has helped once.
func (c *Chain) freeBase(ctx context.Context) error {
	c.base.mu.Lock()
	run := c.base.run
	c.base.mu.Unlock()
	if run == 0 {
		return nil
	}
	open, err := c.openRuns(ctx)
	if err == nil && !open[run] {
		c.base.letGo()
	}
	return err
}

// piecesOf reads back what the slices of a part's run were read into.
func (c *Chain) piecesOf(p part) learn.Pieces {
	return func(ctx context.Context, of int) ([][]byte, error) {
		out, err := c.DB.Harvest().Pieces(ctx, p.Run, of)
		if err == nil && len(out) != p.Slices {
			err = errPiecesGone
		}
		return out, err
	}
}

// orderOf reads the order of the next basket that was learned for a snapshot; its model is nil for none.
func (c *Chain) orderOf(ctx context.Context, id retail.SnapshotID) (out wants.Standing, err error) {
	row, err := c.DB.Snapshot(ctx, id)
	if err != nil {
		return out, err
	}
	models, report, err := learn.Load(row.Body, row.Report)
	out.Model, out.Learned = models.Wants, report.LearnedOf()
	return out, err
}

// deepen learns the order of the next basket for the snapshot that was made, and adds it
// to it: no decision reads it, but the lists that are made by it. It takes longer than
// all the rest, so the snapshot does not wait for it.
func (r *learnRun) deepen(ctx context.Context) error {
	if r.made.Quick {
		return nil
	}
	id, err := retail.ParseSnapshotID(r.made.Snapshot)
	if err != nil {
		return err
	}
	row, err := r.DB.Snapshot(ctx, id)
	if err != nil || row.State != "standing" {
		return err // refused, or another one stands by now: nobody reads lists by this one
	}
	models, report, err := learn.Load(row.Body, row.Report)
	if err != nil || report.Wants != nil {
		return err // the process that died had done it
	}
	was := r.orderBefore(ctx, r.made.Plan.Standing)
	said := func(int64) string { return "which order of the next basket is best" }
	models.Wants, report.Wants, err = learn.Order(ctx, learn.Task{
		History: r.history(), Pieces: r.pieces, Chain: r.Sight().Catalogue, Workers: r.Workers(), Pause: r.pause(said),
	}, models.Habit, was)
	if err != nil {
		return err
	}
	return r.addOrder(ctx, id, &models, &report)
}

// orderBefore is the order of the snapshot that stood when a run began; nil for none.
func (c *Chain) orderBefore(ctx context.Context, id retail.SnapshotID) (was wants.Standing) {
	if id == 0 {
		return was
	}
	was, err := c.orderOf(ctx, id)
	if err != nil { // its body may be gone, or of a version that this program cannot read
		c.Log.Warn("order of the next basket before", "snapshot", id.String(), "err", err)
	}
	return was
}

// addOrder keeps the snapshot with what was learned of the order.
func (r *learnRun) addOrder(ctx context.Context, id retail.SnapshotID, m *learn.Models, report *learn.Report) error {
	body, err := m.Pack()
	if err != nil {
		return err
	}
	text, err := json.Marshal(report)
	if err != nil {
		return err
	}
	r.Log.Info("learned the order of the next basket", "snapshot", id.String(), "in_use", report.Wants.Name, "why", report.Wants.Outcome.Why)
	return r.DB.ExtendSnapshot(ctx, id, string(text), body)
}
