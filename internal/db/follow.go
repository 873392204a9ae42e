package db

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"sartor/internal/customer"
	"sartor/internal/fault"
	"sartor/internal/retail"
	"sartor/internal/touchpoint"
)

// Limits of the follower. A slice is what one call reads: small while it keeps
// up, large when it lies behind, so that a customer's receipts of an import are
// folded together. A chunk is what one write holds; between chunks tills go.
const (
	sliceLive   = 2_000
	sliceBehind = 100_000
	sliceBytes  = 64 << 20 // of packed receipts, whatever their number
	chunkLive   = 16
	chunkBehind = 256
	farBehind   = 20_000 // entries
)

// slice is a part of the journal, with the grants of consent made meanwhile.
type slice struct {
	from, to touchpoint.Position
	entries  []touchpoint.Entry
	receipts int64
	asked    []retail.CustomerID
	asks     touchpoint.Position // how far the grants were read
	askedTo  touchpoint.Position
	more     bool
}

// follower folds one slice. Every row it writes carries the position up to which
// it is folded, so that what is read again after a kill folds nothing twice.
type follower struct {
	*DB
	rules rules
	chain *retail.Catalogue
	chunk int
	steps []step // of the chunk that fills
}

// Follow folds the next slice of the journal into profiles and demand, and
// reports whether there is more to read. declared is the chain's default for
// customers who never answered. Profiles are written only for those who allow
// them at that moment. It may be killed anywhere and called again.
func (d *DB) Follow(ctx context.Context, declared customer.Consent) (more bool, err error) {
	const op = "db.Follow"
	d.following.Lock()
	defer d.following.Unlock()
	f := &follower{DB: d}
	if f.rules, err = d.standingRules(ctx, declared); err != nil {
		return false, fault.At(op, err)
	}
	s, err := f.read(ctx)
	if err != nil || s.to == s.from && s.askedTo == s.asks {
		return false, fault.At(op, err)
	}
	if err := f.profiles(ctx, s); err != nil {
		return false, fault.At(op, err)
	}
	if err := f.days(ctx, s.entries, standingDemand()); err != nil {
		return false, fault.At(op, err)
	}
	return s.more, fault.At(op, f.advance(ctx, s))
}

// read takes the entries behind the position, more of them the further it lies
// behind, and makes sure that the catalogue knows their products.
func (f *follower) read(ctx context.Context) (s slice, err error) {
	if s.from, err = f.position(ctx, foldJournal); err != nil {
		return s, err
	}
	if s.asks, err = f.position(ctx, foldConsent); err != nil {
		return s, err
	}
	var newest int64
	if _, err := one(ctx, f.engine.reader(), sql("journal.newest"), nil, &newest); err != nil {
		return s, err
	}
	behind := newest - s.from.Seq
	most := min(max(behind, sliceLive), sliceBehind)
	f.chunk = chunkLive
	if behind > farBehind {
		f.chunk = chunkBehind
	}
	if s.entries, s.more, err = f.journalAfter(ctx, s.from, most); err != nil {
		return s, err
	}
	s.to = s.from
	if n := len(s.entries); n > 0 {
		s.to = s.entries[n-1].Position
	}
	if err := f.grants(ctx, &s); err != nil {
		return s, err
	}
	f.chain = f.Catalogue()
	for i := range s.entries {
		if s.entries[i].Kind == touchpoint.KindReceipt {
			s.receipts++
		}
	}
	return s, nil
}

// journalAfter reads entries behind a position, at most so many and about
// sliceBytes; full reports that there may be more.
func (d *DB) journalAfter(ctx context.Context, from touchpoint.Position, most int64) (out []touchpoint.Entry, full bool, err error) {
	r, err := d.engine.reader().query(ctx, sql("journal.after"), from.Epoch, from.Seq, most)
	if err != nil {
		return nil, false, err
	}
	defer r.Close()
	size := 0
	for size < sliceBytes && r.Next() {
		e, err := scanEntry(r.Scan)
		if err != nil {
			return nil, false, err
		}
		out = append(out, e)
		size += len(e.Body)
	}
	r.Close()
	return out, int64(len(out)) == most || size >= sliceBytes, r.Err()
}

func scanEntry(scan func(...any) error) (e touchpoint.Entry, err error) {
	var id int64
	err = scan(&e.Position.Epoch, &e.Position.Seq, &e.Kind, &id, &e.Bucket, &e.Store, &e.At, &e.Day, &e.Receipt, &e.Body)
	e.Customer = retail.CustomerID(id)
	return e, err
}

// grants reads who allowed profiles since the last slice: their whole history is
// folded, though nothing new stands in the journal.
func (f *follower) grants(ctx context.Context, s *slice) error {
	s.askedTo = s.asks
	args := []any{string(customer.ProfilePurpose), s.asks.Epoch, s.asks.Seq, int64(sliceLive)}
	err := each(ctx, f.engine.reader(), sql("consent.after"), args, func(scan func(...any) error) error {
		var id int64
		err := scan(&s.askedTo.Epoch, &s.askedTo.Seq, &id)
		s.asked = append(s.asked, retail.CustomerID(id))
		return err
	})
	s.more = s.more || len(s.asked) == sliceLive
	return err
}

// profiles folds each customer's entries, in the order of customers.
func (f *follower) profiles(ctx context.Context, s slice) error {
	mine := map[retail.CustomerID][]*touchpoint.Entry{}
	for _, id := range s.asked {
		mine[id] = nil
	}
	for i := range s.entries {
		if id := s.entries[i].Customer; id != 0 {
			mine[id] = append(mine[id], &s.entries[i])
		}
	}
	for _, id := range slices.Sorted(maps.Keys(mine)) {
		if err := f.profile(ctx, id, mine[id], s.to); err != nil {
			return err
		}
	}
	return f.flush(ctx)
}

// profile folds one customer's entries of the slice, which ends at to.
func (f *follower) profile(ctx context.Context, id retail.CustomerID, entries []*touchpoint.Entry, to touchpoint.Position) error {
	was, err := readCheckpoint(ctx, f.engine.reader(), id)
	if err != nil {
		return err
	}
	if !was.allowed(f.rules) {
		if !was.stands {
			return nil
		}
		return f.write(ctx, step{q: sql("profile.drop"), want: anyRows, args: []any{int64(id), int64(id.Bucket())}})
	}
	state, fresh := was.state, was.stands && was.rules == f.rules.Generation
	for _, e := range entries {
		if !fresh {
			break
		}
		if fresh, err = state.Extend(e, f.chain); err != nil {
			return err
		}
	}
	if !fresh {
		if state, err = f.refold(ctx, id, to); err != nil {
			return err
		}
	}
	if state.Through == (touchpoint.Position{}) || was.stands && was.rules == f.rules.Generation && state.Through == was.state.Through {
		return nil
	}
	return f.write(ctx, f.rules.profileStep(id, &state))
}

// profileStep writes a checkpoint.
func (r rules) profileStep(id retail.CustomerID, s *customer.State) step {
	return step{q: sql("profile.put"), want: anyRows, args: []any{
		int64(id), int64(id.Bucket()), r.Generation, s.Through.Epoch, s.Through.Seq, s.Append(nil), flag(r.Declared),
	}}
}

// checkpoint is a customer as the fold finds them.
type checkpoint struct {
	consent customer.Consent
	erased  bool
	stands  bool // there is a profile, and it can be read
	rules   int64
	body    []byte
	state   customer.State
}

// allowed reports whether there may be a profile.
func (c *checkpoint) allowed(r rules) bool {
	var declared customer.Consent
	declared = declared.With(customer.ProfilePurpose, r.Declared)
	return !c.erased && c.consent.Over(declared).Allows(customer.ProfilePurpose)
}

// readCheckpoint reads consent and profile; nobody known is nobody allowed.
func readCheckpoint(ctx context.Context, s session, id retail.CustomerID) (c checkpoint, err error) {
	var (
		erased int64
		rules  *int64
	)
	found, err := one(ctx, s, sql("profile.checkpoint"), []any{int64(id), int64(id.Bucket())}, &c.consent, &erased, &rules, &c.body)
	if err != nil {
		return c, err
	}
	c.erased = erased != 0 || !found
	if c.stands = rules != nil; c.stands {
		if c.rules = *rules; c.state.Decode(c.body) != nil {
			c.rules = 0 // of another version: to be folded from scratch
		}
	}
	return c, nil
}

// refold folds a customer's whole history up to a position.
func (f *follower) refold(ctx context.Context, id retail.CustomerID, to touchpoint.Position) (customer.State, error) {
	var entries []touchpoint.Entry
	err := each(ctx, f.engine.reader(), sql("journal.customer"), []any{int64(id), int64(id.Bucket())}, func(scan func(...any) error) error {
		e, err := scanEntry(scan)
		if !e.Position.After(to) {
			entries = append(entries, e)
		}
		return err
	})
	if err != nil {
		return customer.State{}, err
	}
	return customer.Fold(entries, f.chain)
}

// write adds a step to the chunk and writes it when it is full.
func (f *follower) write(ctx context.Context, s step) error {
	f.steps = append(f.steps, s)
	if len(f.steps) < f.chunk {
		return nil
	}
	return f.flush(ctx)
}

func (f *follower) flush(ctx context.Context) error {
	if len(f.steps) == 0 {
		return nil
	}
	err := f.apply(ctx, Bulk, f.steps)
	f.steps = f.steps[:0]
	return err
}

// advance moves the positions, if they still are where the slice began; when
// another node was faster its work stands, and this one reads on from there.
func (f *follower) advance(ctx context.Context, s slice) error {
	receipts, err := f.position(ctx, foldReceipts)
	if err != nil {
		return err
	}
	move := func(name string, was, now touchpoint.Position) step {
		return step{q: sql("fold.move"), want: 1, args: []any{name, was.Epoch, was.Seq, now.Epoch, now.Seq}}
	}
	err = f.apply(ctx, Bulk, []step{
		move(foldJournal, s.from, s.to), move(foldConsent, s.asks, s.askedTo),
		move(foldReceipts, receipts, touchpoint.Position{Seq: receipts.Seq + s.receipts}),
	})
	if _, raced := lostAt(err); raced {
		return nil
	}
	return err
}

// Folded reports how many receipts the folds have read, of how many entries the
// journal has beyond them.
func (d *DB) Folded(ctx context.Context) (receipts, behind int64, err error) {
	const op = "db.Folded"
	read, err := d.position(ctx, foldReceipts)
	if err != nil {
		return 0, 0, fault.At(op, err)
	}
	at, err := d.position(ctx, foldJournal)
	if err != nil {
		return 0, 0, fault.At(op, err)
	}
	var newest int64
	_, err = one(ctx, d.engine.reader(), sql("journal.newest"), nil, &newest)
	return read.Seq, cmp.Or(max(0, newest-at.Seq), 0), fault.At(op, err)
}
