package local

import (
	"context"
	"encoding/json"

	"sartor/internal/db/engine"
	"sartor/internal/fault"
	"sartor/internal/promotion"
	"sartor/internal/retail"
	"sartor/internal/voucher"
)

// tries is how often a write that lost a race is made again on what stands now:
// against tills that issue the same promotion all the time.
const tries = 8

// Step is one step of a store's version to be written.
type Step struct {
	Was    Row                 // as it stood
	Row    Row                 // as promotion.Version.Next made it of that
	Centre promotion.Promotion // that it was made against
	Share  retail.Minor        // of the centre's budget that going live gets, as far as it is free
	Reason string              // for the audit
}

// Put writes a step: the version, the promotion that tills go by, and the money
// that comes or goes. It is fault.Stale when the version or the centre's promotion
// changed meanwhile, and a Conflict no_budget when too little is free.
func (v *Versions) Put(ctx context.Context, step Step) (Row, error) {
	const op = "local.Put"
	var out Row
	err := v.retry(ctx, func(ctx context.Context, tx *engine.Tx) (err error) {
		out, err = v.put(ctx, tx, step)
		return err
	})
	if _, raced := engine.LostAt(err); raced {
		err = fault.New(fault.Stale, "stale", "somebody changed this version, or its promotion, meanwhile; read it again")
	}
	return out, fault.At(op, err)
}

// retry runs a write again that lost a race with tills.
func (v *Versions) retry(ctx context.Context, fn func(context.Context, *engine.Tx) error) (err error) {
	ctx = context.WithoutCancel(ctx)
	for range tries {
		err = v.Engine.Write(ctx, engine.Bulk, func(tx *engine.Tx) error { return fn(ctx, tx) })
		if _, raced := engine.LostAt(err); !raced {
			return err
		}
	}
	return err
}

func (v *Versions) put(ctx context.Context, tx *engine.Tx, step Step) (Row, error) {
	r := step.Row
	s := &steps{v: v, at: r.Version.At}
	s.add("promotion.hold", 1, int64(r.Centre), step.Centre.Version)
	var err error
	switch r.Live {
	case step.Was.Live: // tills go on with what they have
	case nil:
		err = s.leave(ctx, tx, &r)
	default:
		err = s.goLive(ctx, tx, &r, &step)
	}
	if err != nil {
		return Row{}, err
	}
	if err := s.version(&r); err != nil {
		return Row{}, err
	}
	s.audit(r.Actor, "version."+string(r.Command), string(promotion.VersionID(step.Centre.ID, r.Store)), step.Reason)
	return r, tx.Run(ctx, s.list)
}

// goLive makes the version's promotion, and hands it its share when it holds none.
func (s *steps) goLive(ctx context.Context, tx *engine.Tx, r *Row, step *Step) error {
	p, err := promotion.Apply(step.Centre, *r.Live, r.Store)
	if err != nil {
		return err
	}
	p.State = promotion.Live
	share, held := step.Share, false
	if r.Child != 0 {
		before, err := s.v.promotions(ctx, tx, "promotion.of_number", r.Child)
		if err != nil {
			return err
		}
		for _, b := range before { // what it had when it left, transfers included, is its share
			p.Version, share, held = b.Version, b.Budget.Amount, true
		}
	} else if _, err := engine.One(ctx, tx, s.v.Query("promotion.number"), nil, &r.Child); err != nil {
		return err
	}
	p.Version++
	own, err := s.v.account(ctx, tx, r.Child)
	if err != nil {
		return err
	}
	m, fresh := voucher.Share{From: r.Centre, To: r.Child}, !own.open
	if held {
		share -= own.Cap // that is promised or spent already
	}
	if step.Was.Live == nil {
		if err := s.part(ctx, tx, &m, part{share, &p}); err != nil {
			return err
		}
	}
	p.Budget.Amount = own.Cap + m.Budget
	r.Funded = true
	if err := s.promotion(r.Child, r.Centre, &p, r.Actor); err != nil {
		return err
	}
	if fresh {
		s.add("budget.open", 1, int64(r.Child), bucketOf(r.Child), int64(0), int64(0), int64(0))
	}
	if m.Budget != 0 || m.Contingency != 0 {
		s.share(voucher.Hand, m)
	}
	return nil
}

// part is what a version should get of its promotion's budget.
type part struct {
	share retail.Minor
	p     *promotion.Promotion // of the store's
}

// part is what the centre's budget hands to a version: its share, or what is left
// of it; refused when that is not enough for one voucher.
func (s *steps) part(ctx context.Context, tx *engine.Tx, m *voucher.Share, want part) error {
	centre, err := s.v.account(ctx, tx, m.From)
	if err != nil {
		return err
	}
	terms := want.p.Budget
	least := max(1, voucher.ReserveOf(want.p.MaxCost(0), terms.ReserveShare))
	if want.p.Reward.Kind == promotion.Points {
		least = 0
	}
	amount := max(0, min(want.share, centre.Room()))
	switch {
	case want.share < least:
		return fault.New(fault.Conflict, "no_budget",
			"head office's split gives this store %d minor units of %s, too little for one voucher (%d); ask head office to give it more", want.share, terms.Currency, least)
	case amount < least:
		return fault.New(fault.Conflict, "no_budget",
			"of the promotion's budget %d minor units of %s are free, too little for one voucher (%d); ask head office to raise the budget or to move some", amount, terms.Currency, least)
	case centre.Contingency < 0:
		return fault.New(fault.Conflict, "no_budget", "the promotion's contingency is overdrawn and it issues nothing; ask head office to raise its budget")
	}
	m.Budget, m.Contingency = amount, min(centre.Contingency, voucher.ContingencyOf(amount, terms.ContingencyShare))
	return nil
}

// leave takes the version's promotion from tills and gives back what is free. What
// its vouchers reserve stays until they are used or expire (Settle).
func (s *steps) leave(ctx context.Context, tx *engine.Tx, r *Row) error {
	own, err := s.v.account(ctx, tx, r.Child)
	if err != nil {
		return err
	}
	before, err := s.v.promotions(ctx, tx, "promotion.of_number", r.Child)
	if err != nil {
		return err
	}
	for _, p := range before {
		if p.State == promotion.Ended {
			continue
		}
		p.State, p.Version, p.Budget.Amount = promotion.Ended, p.Version+1, own.Cap // to be taken up again with
		if err := s.promotion(r.Child, r.Centre, &p.Promotion, r.Actor); err != nil {
			return err
		}
	}
	return s.giveBack(ctx, tx, r)
}

// giveBack returns what is free of a version's money.
func (s *steps) giveBack(ctx context.Context, tx *engine.Tx, r *Row) error {
	own, err := s.v.account(ctx, tx, r.Child)
	if err != nil {
		return err
	}
	m := voucher.Share{From: r.Child, To: r.Centre, Budget: own.Room(), Contingency: own.Contingency}
	if m.Budget != 0 || m.Contingency != 0 {
		s.share(voucher.HandBack, m)
	}
	r.Funded = own.Reserved > 0
	return nil
}

// Settle gives back what withdrawn versions got free since, of at most `most` of
// them behind a row, and returns the last one looked at; more is false at the end.
func (v *Versions) Settle(ctx context.Context, after Row, most int, at retail.Micros) (last Row, more bool, err error) {
	const op = "local.Settle"
	idle, err := v.read(ctx, v.Engine.Reader(), "version.idle", int64(after.Centre), int64(after.StoreNumber), int64(most))
	if err != nil {
		return after, false, fault.At(op, err)
	}
	for i := range idle {
		err := v.retry(ctx, func(ctx context.Context, tx *engine.Tx) error {
			r, s := idle[i], &steps{v: v, at: at}
			if err := s.giveBack(ctx, tx, &r); err != nil {
				return err
			}
			if !r.Funded {
				s.add("version.settle", 1, int64(r.Centre), int64(r.StoreNumber), r.Number)
			}
			return tx.Run(ctx, s.list)
		})
		if _, raced := engine.LostAt(err); err != nil && !raced {
			return after, false, fault.At(op, err)
		}
		after = idle[i]
	}
	return after, len(idle) == most, nil
}

// Move is money that head office moves within a promotion's family.
type Move struct {
	Centre   uint32
	Version  int64  // of the centre's promotion
	From, To uint32 // numbers of stores; 0: the centre's own
	Amount   retail.Minor
	Actor    string
	Object   string // for the audit
	Reason   string
	At       retail.Micros
}

// Transfer moves money between stores' versions that are live, or between one and
// the centre's promotion: never what is reserved or spent.
func (v *Versions) Transfer(ctx context.Context, m Move) error {
	const op = "local.Transfer"
	err := v.retry(ctx, func(ctx context.Context, tx *engine.Tx) error { return v.transfer(ctx, tx, &m) })
	if _, raced := engine.LostAt(err); raced {
		err = fault.New(fault.Conflict, "no_budget", "the money was promised to customers meanwhile; read the budgets again and move less")
	}
	return fault.At(op, err)
}

func (v *Versions) transfer(ctx context.Context, tx *engine.Tx, m *Move) error {
	s := &steps{v: v, at: m.At}
	s.add("promotion.hold", 1, int64(m.Centre), m.Version)
	ends := [2]uint32{m.Centre, m.Centre}
	for i, store := range []uint32{m.From, m.To} {
		if store == 0 {
			continue
		}
		rows, err := v.read(ctx, tx, "version.find", int64(m.Centre), int64(store))
		if err != nil {
			return err
		}
		if len(rows) == 0 || rows[0].Live == nil {
			at := [2]string{"/from", "/to"}[i]
			out := fault.New(fault.Conflict, "no_version", "store %s has no live version of this promotion; only stores that have one hold a budget of their own", v.Catalogue().Store(store).ID)
			out.Fields = []fault.Field{{Pointer: at, Detail: "has no live version"}}
			return out
		}
		// The row is held: it cannot be withdrawn while money comes to it.
		s.add("version.hold", 1, int64(m.Centre), int64(store), rows[0].Number)
		ends[i] = rows[0].Child
	}
	from, err := v.account(ctx, tx, ends[0])
	if err != nil {
		return err
	}
	if room := max(0, from.Room()); m.Amount > room {
		out := fault.New(fault.Conflict, "no_budget", "%d minor units are free there, the rest is promised or spent; move at most that", room)
		out.Fields = []fault.Field{{Pointer: "/amount", Detail: out.Hint}}
		return out
	}
	part := retail.Minor(0)
	if from.Cap > 0 && from.Contingency > 0 {
		part = retail.Minor(float64(from.Contingency) * (float64(m.Amount) / float64(from.Cap)))
	}
	s.share(voucher.Transfer, voucher.Share{From: ends[0], To: ends[1], Budget: m.Amount, Contingency: part})
	s.audit(m.Actor, "version.transfer", m.Object, m.Reason)
	return tx.Run(ctx, s.list)
}

// Follow returns what becomes of live versions when their promotion changes: those
// that still fit its frame follow, the others keep their terms and say why. The
// caller holds the promotion and writes the steps with the change itself.
func (v *Versions) Follow(ctx context.Context, s engine.Session, number uint32, centre promotion.Promotion, at retail.Micros) ([]engine.Step, error) {
	rows, err := v.read(ctx, s, "version.of_promotion", int64(number), int64(0), int64(1<<32))
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	kin, err := v.promotions(ctx, s, "promotion.kin", number)
	if err != nil {
		return nil, err
	}
	of := make(map[uint32]*stored, len(kin))
	for i := range kin {
		of[kin[i].number] = &kin[i]
	}
	out := &steps{v: v, at: at}
	for i := range rows {
		if err := out.follow(&rows[i], of[rows[i].Child], centre); err != nil {
			return nil, err
		}
	}
	return out.list, nil
}

// follow adds the steps of one version, none when nothing changes for it.
func (s *steps) follow(r *Row, own *stored, centre promotion.Promotion) error {
	next, changed := r.Follows(centre, s.v.Catalogue(), s.at)
	if !changed || own == nil {
		return nil
	}
	same := next.Attention == r.Attention
	if next.Attention == "" {
		p, err := promotion.Apply(centre, *r.Live, r.Store)
		if err != nil {
			return err
		}
		p.State, p.Version, p.Budget.Amount = own.State, own.Version+1, own.Budget.Amount
		equal, err := alike(&p, &own.Promotion)
		if err != nil || equal && same {
			return err
		}
		if !equal {
			if err := s.promotion(own.number, r.Centre, &p, ""); err != nil {
				return err
			}
		}
	}
	r.Version = next
	return s.version(r)
}

func alike(a, b *promotion.Promotion) (bool, error) {
	x, err := json.Marshal(a)
	if err != nil {
		return false, err
	}
	y, err := json.Marshal(b)
	return string(x) == string(y), err
}
