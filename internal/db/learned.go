package db

import (
	"context"
	"fmt"

	"sartor/internal/customer"
	"sartor/internal/db/engine"
	"sartor/internal/db/harvest"
	"sartor/internal/fault"
	"sartor/internal/learn/extract"
	"sartor/internal/retail"
	"sartor/internal/touchpoint"
)

// History reads the journal for learning, under the chain's declared consent.
type History struct {
	DB       *DB
	Declared customer.Consent
}

// Harvest keeps what runs of learning work with.
func (d *DB) Harvest() harvest.Store { return harvest.Store{Engine: d.engine, Query: sql} }

// Entries returns the journal behind a position, oldest first.
func (h History) Entries(ctx context.Context, after touchpoint.Position, most int) ([]touchpoint.Entry, error) {
	out, err := readEntries(ctx, h.DB.engine.Reader(), sql("journal.after"), after.Epoch, after.Seq, int64(most))
	return out, fault.At("db.Entries", err)
}

// Slice returns entries of a slice behind a number, by number.
func (h History) Slice(ctx context.Context, span extract.Span, after int64, most int) ([]touchpoint.Entry, error) {
	return h.DB.Harvest().Slice(ctx, span, after, most)
}

// Profiled returns the customers of a range of buckets whose profile may be learned from.
func (h History) Profiled(ctx context.Context, r int) (map[retail.CustomerID]bool, error) {
	out := map[retail.CustomerID]bool{}
	buckets := []any{int64(r * extract.Width), int64((r+1)*extract.Width - 1)}
	err := engine.Each(ctx, h.DB.engine.Reader(), sql("customer.consents"), buckets, func(scan func(...any) error) error {
		var (
			id      retail.CustomerID
			consent customer.Consent
		)
		err := scan(&id, &consent)
		if consent.Over(h.Declared).Allows(customer.ProfilePurpose) {
			out[id] = true
		}
		return err
	})
	return out, fault.At("db.Profiled", err)
}

// SnapshotRow is one run of learning as it is kept.
type SnapshotRow struct {
	ID       retail.SnapshotID
	Created  retail.Micros
	Retired  retail.Micros // when it last ceased to stand; 0: never
	State    string        // standing, kept, refused or dropped
	Receipts int64
	Report   string
	Body     []byte
}

// PutSnapshot keeps a run of learning. A published one takes the place of was,
// which stood when it was judged (0 for none), at once; when another stands by
// now it answers fault.Conflict.
func (d *DB) PutSnapshot(ctx context.Context, s SnapshotRow, was retail.SnapshotID) error {
	var steps []engine.Step
	if s.State == "standing" && was != 0 {
		steps = append(steps, retire(was, s.Created))
	}
	steps = append(steps, engine.Step{Query: sql("snapshot.insert"), Want: 1, Args: []any{int64(s.ID), int64(s.Created), s.State, s.Receipts, s.Report, s.Body}})
	err := d.apply(ctx, engine.Bulk, steps)
	if _, raced := engine.LostAt(err); raced {
		err = fault.New(fault.Conflict, "standing_changed", "another snapshot was published meanwhile; learn again")
	}
	return fault.At("db.PutSnapshot", err)
}

// ExtendSnapshot replaces report and body of a snapshot by those with a part more, which
// no decision may read: what was decided by it is made again without.
func (d *DB) ExtendSnapshot(ctx context.Context, id retail.SnapshotID, report string, body []byte) error {
	err := d.apply(ctx, engine.Bulk, []engine.Step{{Query: sql("snapshot.extend"), Want: 1, Args: []any{int64(id), report, body}}})
	if _, missing := engine.LostAt(err); missing {
		err = notKept(id)
	}
	return fault.At("db.ExtendSnapshot", err)
}

func retire(id retail.SnapshotID, at retail.Micros) engine.Step {
	return engine.Step{Query: sql("snapshot.retire"), Want: 1, Args: []any{int64(id), int64(at)}}
}

// StandingSnapshot names the snapshot that decides now, 0 for none.
func (d *DB) StandingSnapshot(ctx context.Context) (retail.SnapshotID, error) {
	var id int64
	_, err := engine.One(ctx, d.engine.Reader(), sql("snapshot.standing_id"), nil, &id)
	return retail.SnapshotID(id), fault.At("db.StandingSnapshot", err)
}

// Snapshot reads one snapshot; absence is fault.NotFound.
func (d *DB) Snapshot(ctx context.Context, id retail.SnapshotID) (SnapshotRow, error) {
	const op = "db.Snapshot"
	s := SnapshotRow{ID: id}
	var n int64
	found, err := engine.One(ctx, d.engine.Reader(), sql("snapshot.find"), []any{int64(id)}, &n, &s.Created, &s.State, &s.Receipts, &s.Report, &s.Body)
	if err == nil && !found {
		err = notKept(id)
	}
	return s, fault.At(op, err)
}

func notKept(id retail.SnapshotID) error {
	return fault.New(fault.NotFound, "unknown_snapshot", "snapshot %s is not kept", id)
}

// Snapshots lists runs of learning, newest first, without their bodies.
func (d *DB) Snapshots(ctx context.Context, most int) (out []SnapshotRow, err error) {
	err = engine.Each(ctx, d.engine.Reader(), sql("snapshot.list"), []any{int64(most)}, func(scan func(...any) error) error {
		var s SnapshotRow
		err := scan(&s.ID, &s.Created, &s.Retired, &s.State, &s.Receipts, &s.Report)
		out = append(out, s)
		return err
	})
	return out, fault.At("db.Snapshots", err)
}

// StandAgain publishes a kept or refused snapshot in place of the one that stands.
func (d *DB) StandAgain(ctx context.Context, id retail.SnapshotID, at retail.Micros) error {
	const op = "db.StandAgain"
	was, err := d.StandingSnapshot(ctx)
	if err != nil || was == id {
		return fault.At(op, err)
	}
	var steps []engine.Step
	if was != 0 {
		steps = append(steps, retire(was, at))
	}
	err = d.apply(ctx, engine.Bulk, append(steps, engine.Step{Query: sql("snapshot.stand"), Want: 1, Args: []any{int64(id)}}))
	if _, missing := engine.LostAt(err); missing {
		err = notKept(id)
	}
	return fault.At(op, err)
}

// DropSnapshots lets the bodies of snapshots go; their reports stay.
func (d *DB) DropSnapshots(ctx context.Context, ids []retail.SnapshotID) error {
	var steps []engine.Step
	for _, id := range ids {
		steps = append(steps, engine.Step{Query: sql("snapshot.drop"), Want: engine.AnyRows, Args: []any{int64(id), []byte{}}})
	}
	if len(steps) == 0 {
		return nil
	}
	return fault.At("db.DropSnapshots", d.apply(ctx, engine.Bulk, steps))
}

// FreshReceipts counts the receipts behind a position, at most `most`.
func (d *DB) FreshReceipts(ctx context.Context, after touchpoint.Position, most int64) (int64, error) {
	var n int64
	_, err := engine.One(ctx, d.engine.Reader(), sql("journal.fresh"), []any{after.Epoch, after.Seq, most}, &n)
	return n, fault.At("db.FreshReceipts", err)
}

// Receipts counts the receipts in the journal.
func (d *DB) Receipts(ctx context.Context) (int64, error) {
	var n int64
	_, err := engine.One(ctx, d.engine.Reader(), sql("journal.count"), nil, &n)
	return n, fault.At("db.Receipts", err)
}

// ClosedPromotions lists the promotions that can issue nothing more: their cap
// or total limit is used up, or their contingency is overdrawn.
func (d *DB) ClosedPromotions(ctx context.Context) (out []uint32, err error) {
	err = engine.Each(ctx, d.engine.Reader(), sql("budget.closed"), nil, func(scan func(...any) error) error {
		var n uint32
		err := scan(&n)
		out = append(out, n)
		return err
	})
	return out, fault.At("db.ClosedPromotions", err)
}

// PromotionStamp changes whenever any promotion changes.
func (d *DB) PromotionStamp(ctx context.Context) (string, error) {
	var at, n int64
	_, err := engine.One(ctx, d.engine.Reader(), sql("promotion.stamp"), nil, &at, &n)
	return fmt.Sprint(at, " ", n), fault.At("db.PromotionStamp", err)
}

// Newest is the end of the journal as this node sees it.
func (d *DB) Newest(ctx context.Context) (touchpoint.Position, error) {
	var p touchpoint.Position
	_, err := engine.One(ctx, d.engine.Reader(), sql("journal.newest"), nil, &p.Epoch, &p.Seq)
	return p, fault.At("db.Newest", err)
}
