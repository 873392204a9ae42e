package till

import (
	"context"
	"maps"
	"sync"

	"sartor/internal/retail"
	"sartor/internal/touchpoint"
	"sartor/internal/voucher"
)

// fakeStore keeps a chain in memory with the guards that CONTRACTS.md asks of a
// database: what was read must still hold when it is written.
type fakeStore struct {
	mu       sync.Mutex
	keys     map[retail.ReceiptID]Filed
	traces   map[retail.ReceiptID]*Trace
	vouchers map[Ref]*voucher.Voucher
	people   map[retail.Identifier]Person
	used     map[retail.CustomerID]map[uint32]int64
	met      []retail.ProductID
	sold     []Sale
	backs    []TakeBack
	refuse   []Refused // what the next writes are told, whatever they hold
	meet     func([]retail.ProductID)
	before   func() // runs once, before the next write is looked at
	written  func()
}

func newFakeStore() *fakeStore {
	return &fakeStore{
		keys: map[retail.ReceiptID]Filed{}, traces: map[retail.ReceiptID]*Trace{}, vouchers: map[Ref]*voucher.Voucher{},
		people: map[retail.Identifier]Person{}, used: map[retail.CustomerID]map[uint32]int64{},
	}
}

func refOf(v *voucher.Voucher) Ref { return Ref{Bucket: v.Bucket, Alias: v.Alias} }

func (f *fakeStore) Person(_ context.Context, who touchpoint.Customer, _ retail.Micros) (Person, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	out := Person{UnknownID: who.ID != ""}
	for _, id := range who.Identifiers {
		if p, ok := f.people[id]; ok {
			out = p
			break
		}
		out = Person{ID: retail.NewCustomerID(uint64(len(id.Value)), retail.BucketOf(id.Value)), Fresh: true}
	}
	for _, v := range f.vouchers {
		if out.ID != 0 && v.Customer == out.ID && v.State != voucher.Voided {
			out.Held = append(out.Held, Held{v.PromotionNumber, v.Product, v.State, v.ValidUntil})
		}
	}
	return out, nil
}

func (f *fakeStore) Used(_ context.Context, id retail.CustomerID) (map[uint32]int64, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return maps.Clone(f.used[id]), nil
}

// count notes that a customer redeemed vouchers of a promotion.
func (f *fakeStore) count(who retail.CustomerID, promotion uint32) {
	if f.used[who] == nil {
		f.used[who] = map[uint32]int64{}
	}
	f.used[who][promotion]++
}

func (f *fakeStore) Presented(_ context.Context, refs []Ref) ([]voucher.Voucher, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	var out []voucher.Voucher
	for _, r := range refs {
		if v, ok := f.vouchers[Ref{Bucket: r.Bucket, Alias: r.Alias}]; ok {
			out = append(out, *v)
		}
	}
	return out, nil
}

func (f *fakeStore) MeetProducts(_ context.Context, ids []retail.ProductID) error {
	f.met = append(f.met, ids...)
	f.meet(ids)
	return nil
}

// guard answers what a write is refused for, nil when it may go.
func (f *fakeStore) guard(s *Sale) *Refused {
	if f.before != nil {
		run := f.before
		f.before = nil
		f.mu.Unlock()
		run()
		f.mu.Lock()
	}
	if len(f.refuse) > 0 {
		r := f.refuse[0]
		f.refuse = f.refuse[1:]
		return &r
	}
	if filed, ok := f.keys[s.Fact.Receipt.ID]; ok && filed.State != s.Replaces || !ok && s.Replaces != "" {
		return &Refused{Key: true, Voucher: -1}
	}
	for i := range s.Redeemed {
		r := &s.Redeemed[i]
		if v := f.vouchers[refOf(&r.Voucher)]; !r.Bound && v.State != r.Voucher.State {
			return &Refused{Voucher: i}
		}
	}
	return nil
}

func (f *fakeStore) Sell(_ context.Context, s Sale) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if r := f.guard(&s); r != nil {
		return r
	}
	f.sold = append(f.sold, s)
	id := s.Fact.Receipt.ID
	f.keys[id] = Filed{
		Receipt: id, Seq: int64(len(f.sold)), Customer: s.Person.ID, Store: s.Fact.Store, At: s.Fact.Receipt.At, State: s.KeyState(), Fingerprint: s.Fact.Fingerprint,
	}
	t := &Trace{Answer: s.Answer, Answered: s.Now, Language: s.Person.Language}
	f.traces[id] = t
	f.spend(&s, t, nil)
	for _, i := range s.Issued {
		v := i.Voucher
		f.vouchers[refOf(&v)] = &v
		t.Issued, t.Texts = append(t.Issued, v), append(t.Texts, Printed{i.Text, i.Why})
	}
	if f.written != nil {
		f.written()
	}
	return nil
}

func (f *fakeStore) spend(s *Sale, t *Trace, bound *Redeemed) {
	for _, r := range s.Redeemed {
		v := f.vouchers[refOf(&r.Voucher)]
		if s.Person.ID != 0 {
			f.count(s.Person.ID, v.PromotionNumber)
		}
		if r.Flag != voucher.FlagTwice {
			v.State, v.RedeemedBy, v.RedeemedAmount, v.Flag = voucher.Redeemed, s.Fact.Receipt.ID, r.Amount, r.Flag
		}
		t.Redeemed = append(t.Redeemed, Redeemed{
			Taken: voucher.Taken{Code: r.Code, Voucher: *v, Amount: r.Amount, Flag: r.Flag}, Body: r.Body, Bound: bound != nil,
		})
	}
}

func (f *fakeStore) Bind(_ context.Context, s Sale) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if r := f.guard(&s); r != nil {
		return r
	}
	t := f.trace(s.Fact.Receipt.ID)
	f.spend(&s, t, &Redeemed{})
	return nil
}

func (f *fakeStore) trace(id retail.ReceiptID) *Trace {
	if f.traces[id] == nil {
		f.traces[id] = &Trace{}
	}
	return f.traces[id]
}

func (f *fakeStore) File(_ context.Context, facts []Fact) ([]Filing, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	out := make([]Filing, len(facts))
	for i := range facts {
		fact := &facts[i]
		filed, known := f.keys[fact.Receipt.ID]
		state := fact.KeyState()
		switch {
		case known && filed.State == KeyErased:
			out[i].Outcome = Erased
			continue
		case known && filed.State == KeyAwaited:
			state = KeyVoided
		case known && filed.Fingerprint == fact.Fingerprint:
			out[i].Outcome = Duplicate
			continue
		case known:
			out[i].Outcome = Conflicting
			continue
		}
		f.keys[fact.Receipt.ID] = Filed{Receipt: fact.Receipt.ID, Store: fact.Store, State: state, Fingerprint: fact.Fingerprint}
	}
	return out, nil
}

func (f *fakeStore) Filed(_ context.Context, id retail.ReceiptID) (Filed, bool, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	filed, ok := f.keys[id]
	return filed, ok, nil
}

func (f *fakeStore) Trace(_ context.Context, filed Filed) (Trace, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	t := f.traces[filed.Receipt]
	if t == nil {
		return Trace{}, nil
	}
	out := Trace{Answer: t.Answer, Answered: t.Answered, Texts: t.Texts, Language: t.Language}
	for _, v := range t.Issued {
		out.Issued = append(out.Issued, *f.vouchers[refOf(&v)])
	}
	for _, r := range t.Redeemed {
		r.Voucher = *f.vouchers[refOf(&r.Voucher)]
		out.Redeemed = append(out.Redeemed, r)
	}
	return out, nil
}

func (f *fakeStore) TakeBack(_ context.Context, b TakeBack) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.refuse) > 0 {
		r := f.refuse[0]
		f.refuse = f.refuse[1:]
		return &r
	}
	id := b.Filed.Receipt
	if _, known := f.keys[id]; b.State == KeyAwaited {
		if known {
			return &Refused{Key: true, Voucher: -1}
		}
		f.keys[id] = Filed{Receipt: id}
	}
	for _, v := range b.Void {
		if now := f.vouchers[refOf(&v)]; now.State != v.State {
			return &Refused{Voucher: -1}
		}
	}
	for _, v := range b.Void {
		f.vouchers[refOf(&v)].State = voucher.Voided
	}
	for _, c := range b.Return {
		*f.vouchers[refOf(&c.Was)] = c.Now
	}
	f.backs = append(f.backs, b)
	if filed, ok := f.keys[id]; ok && b.State != "" {
		filed.State, filed.VoidedAt, filed.Outcome = b.State, b.At, string(b.Outcome)
		f.keys[id] = filed
	}
	f.trace(id).Redeemed = nil
	return nil
}
