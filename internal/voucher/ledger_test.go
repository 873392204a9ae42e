package voucher

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"sartor/internal/retail"
)

func TestRedeemEntries(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name            string
		state           State
		reserve, amount retail.Minor
		want            string
		over            retail.Minor
	}{
		{"within the reserve", Issued, 30, 30, "reserved>spent 30", 0},
		{"below it", Issued, 30, 10, "reserved>spent 10, reserved>budget 20", 0},
		{"above it", Issued, 30, 100, "reserved>spent 30, contingency>overspent 70", 70},
		{"points", Issued, 0, 0, "", 0},
		{"points of a reserve", Issued, 5, 0, "reserved>budget 5", 0},
		{"expired, its reserve is gone", Expired, 30, 100, "contingency>overspent 100", 100},
		{"voided, its reserve is gone", Voided, 30, 100, "contingency>overspent 100", 100},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			v := &Voucher{State: c.state, Reserve: c.reserve, PromotionNumber: 3, Alias: 9, Bucket: 8}
			entries, over := RedeemEntries(v, c.amount)
			if got := way(entries); got != c.want || over != c.over {
				t.Errorf("got %s over %d, want %s over %d", got, over, c.want, c.over)
			}
			for _, e := range entries {
				if e.Promotion != 3 || e.Alias != 9 || e.Bucket != 8 || e.Event != Redeem {
					t.Errorf("got %+v", e)
				}
			}
		})
	}
}

func way(entries []Entry) string {
	s := ""
	for i, e := range entries {
		if i > 0 {
			s += ", "
		}
		s += fmt.Sprintf("%s>%s %d", e.Credit, e.Debit, e.Amount)
	}
	return s
}

func TestReturnEntries_WithRoomIsTheExactReverse(t *testing.T) {
	t.Parallel()
	for _, amount := range []retail.Minor{0, 10, 30, 100} {
		v := &Voucher{State: Issued, Reserve: 30, PromotionNumber: 1}
		var b Books
		for _, e := range slices.Concat(Open(1, 1000, 0.1), IssueEntries(v)) {
			b.Add(e)
		}
		before := b.Totals(1)
		entries, over := RedeemEntries(v, amount)
		v.State, v.RedeemedAmount, v.RedeemedOver = Redeemed, amount, over
		back, reserve := ReturnEntries(v, 1000)
		for _, e := range slices.Concat(entries, back) {
			b.Add(e)
		}
		if b.Totals(1) != before || reserve != 30 {
			t.Errorf("amount %d: %+v became %+v, reserve %d", amount, before, b.Totals(1), reserve)
		}
	}
}

func TestReturnEntries_TakesNoMoreThanTheRoom(t *testing.T) {
	t.Parallel()
	v := &Voucher{State: Redeemed, Reserve: 30, RedeemedAmount: 10}
	for _, c := range []struct{ room, reserve retail.Minor }{{-5, 10}, {0, 10}, {7, 17}, {20, 30}, {99, 30}} {
		if _, reserve := ReturnEntries(v, c.room); reserve != c.reserve {
			t.Errorf("room %d: reserve %d, want %d", c.room, reserve, c.reserve)
		}
	}
}

func TestFunding(t *testing.T) {
	t.Parallel()
	if got, want := way(Open(1, 250_000, 0.1)), "funding>budget 250000, funding>contingency 25000"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got, want := way(RaiseTo(1, 15, 25, 0.1)), "funding>budget 10, funding>contingency 1"; got != want {
		t.Errorf("got %s, want %s (2 and 3 of contingency, half up)", got, want)
	}
	if got := RaiseTo(1, 25, 25, 0.1); got != nil {
		t.Errorf("got %+v", got)
	}
	for _, c := range []struct {
		most  retail.Minor
		share float64
		want  retail.Minor
	}{{300, 0.3, 90}, {301, 0.3, 91}, {1, 0.0001, 1}, {500, 1, 500}, {0, 1, 0}} {
		if got := ReserveOf(c.most, c.share); got != c.want {
			t.Errorf("reserve of %d at %v: got %d, want %d", c.most, c.share, got, c.want)
		}
	}
}

// ledgerRules are the functions under test; a twin replaces one of them.
type ledgerRules struct {
	issue, expire, void func(*Voucher) []Entry
	redeem              func(*Voucher, retail.Minor) ([]Entry, retail.Minor)
	again               func(*Voucher, retail.Minor) []Entry
	giveBack            func(*Voucher, retail.Minor) ([]Entry, retail.Minor)
	admits              func(room, reserve retail.Minor) bool
}

func theRules() ledgerRules {
	return ledgerRules{
		IssueEntries, ExpireEntries, VoidEntries, RedeemEntries, AgainEntries, ReturnEntries,
		func(room, reserve retail.Minor) bool { return reserve <= room },
	}
}

// world is one promotion, its vouchers and its ledger.
type world struct {
	rules    ledgerRules
	entries  []Entry
	vouchers []Voucher
	cap      retail.Minor
	out      map[int]retail.Minor // given away by each voucher, a recount without accounts
	second   []again              // second redemptions that stand
}

// again is a second redemption of a used voucher.
type again struct {
	voucher int
	amount  retail.Minor
}

func newWorld(rules ledgerRules, budget retail.Minor) *world {
	w := &world{rules: rules, cap: budget, out: map[int]retail.Minor{}}
	w.entries = Open(1, budget, 0.1)
	return w
}

func (w *world) books() *Books {
	b := &Books{}
	for _, e := range w.entries {
		b.Add(e)
	}
	return b
}

// step plays one drawn event; n draws from 0 to most.
func (w *world) step(n func(most int64) int64) {
	if len(w.vouchers) == 0 || n(3) == 0 {
		w.issue(retail.Minor(n(60)))
		return
	}
	i := int(n(int64(len(w.vouchers) - 1)))
	v := &w.vouchers[i]
	amount := retail.Minor(n(90))
	switch event := n(5); {
	case event == 0 && v.State == Issued:
		w.entries = append(w.entries, w.rules.expire(v)...)
		v.State = Expired
	case event == 1 && v.State == Issued:
		w.entries = append(w.entries, w.rules.void(v)...)
		v.State = Voided
	case event <= 3 && v.State != Redeemed:
		w.redeem(i, amount)
	case event == 2 && v.State == Redeemed:
		w.entries = append(w.entries, w.rules.again(v, amount)...)
		w.second = append(w.second, again{i, amount})
	case event == 3 && len(w.second) > 0:
		w.entries = append(w.entries, ReturnAgainEntries(&w.vouchers[w.second[0].voucher], w.second[0].amount)...)
		w.second = w.second[1:]
	case event == 4 && v.State == Redeemed:
		w.giveBack(i)
	case event == 5:
		w.entries = append(w.entries, RaiseTo(1, w.cap, w.cap+amount, 0.1)...)
		w.cap += amount
	}
}

func (w *world) issue(reserve retail.Minor) {
	if !w.rules.admits(w.books().Totals(1).Room(), reserve) {
		return
	}
	v := Voucher{PromotionNumber: 1, Alias: uint32(len(w.vouchers) + 1), State: Issued, Reserve: reserve}
	w.entries = append(w.entries, w.rules.issue(&v)...)
	w.vouchers = append(w.vouchers, v)
}

func (w *world) redeem(i int, amount retail.Minor) {
	v := &w.vouchers[i]
	entries, over := w.rules.redeem(v, amount)
	v.Flag = map[State]Flag{Expired: FlagExpired, Voided: FlagVoided}[v.State]
	v.State, v.RedeemedAmount, v.RedeemedOver = Redeemed, amount, over
	w.entries, w.out[i] = append(w.entries, entries...), amount
}

func (w *world) giveBack(i int) {
	v := &w.vouchers[i]
	entries, reserve := w.rules.giveBack(v, w.books().Totals(1).Room())
	undone := Undo(today, nil, []Taken{{Voucher: *v, Flag: v.Flag}})
	w.vouchers[i] = slices.Concat(undone.Returned, undone.Reversed)[0].Now
	w.vouchers[i].Reserve = reserve
	w.entries = append(w.entries, entries...)
	delete(w.out, i)
}

// broken returns what does not hold, by the checks of verify and by recounts.
func (w *world) broken() []Broken {
	b := w.books()
	out := b.Check()
	given, held := retail.Minor(0), retail.Minor(0)
	for i := range w.vouchers {
		v := &w.vouchers[i]
		var own []Entry
		for _, e := range w.entries {
			if e.Alias == v.Alias {
				own = append(own, e)
			}
		}
		out = append(out, CheckVoucher(v, own)...)
		given, held = given+w.out[i], held+v.Held()
	}
	for _, second := range w.second {
		given += second.amount
	}
	t := b.Totals(1)
	if t.Spent+t.Overspent != given || t.Reserved != held || t.Contingency != ContingencyOf(w.cap, 0.1)-t.Overspent {
		out = append(out, Broken{"recount", 1, fmt.Sprintf("%+v, given %d, held %d", t, given, held)})
	}
	return append(out, b.CheckTotals(1, Totals{w.cap, held, t.Spent, t.Contingency, t.Overspent})...)
}

func TestLedger_Invariants(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld(theRules(), retail.Minor(rapid.Int64Range(0, 500).Draw(t, "budget")))
		t.Repeat(map[string]func(*rapid.T){
			"step": func(t *rapid.T) {
				w.step(func(most int64) int64 { return rapid.Int64Range(0, most).Draw(t, "n") })
			},
			"": func(t *rapid.T) {
				if broken := w.broken(); len(broken) > 0 {
					t.Fatalf("%+v after %+v", broken, w.entries)
				}
			},
		})
	})
}

// Each rule has a wrong twin that the checks catch within 200 short histories.
func TestLedger_Twins(t *testing.T) {
	t.Parallel()
	for name, twin := range map[string]func(*ledgerRules){
		"issues past the cap":        func(r *ledgerRules) { r.admits = func(_, _ retail.Minor) bool { return true } },
		"issues without reserving":   func(r *ledgerRules) { r.issue = func(*Voucher) []Entry { return nil } },
		"expires without releasing":  func(r *ledgerRules) { r.expire = func(*Voucher) []Entry { return nil } },
		"voids into nowhere":         func(r *ledgerRules) { r.void = func(v *Voucher) []Entry { return stray(VoidEntries(v)) } },
		"releases what is not held":  func(r *ledgerRules) { r.expire = func(v *Voucher) []Entry { return double(ExpireEntries(v)) } },
		"pays all out of reserves":   func(r *ledgerRules) { r.redeem = allReserved },
		"keeps the rest reserved":    func(r *ledgerRules) { r.redeem = withoutRelease },
		"a late one uses reserves":   func(r *ledgerRules) { r.redeem = lateReserve },
		"second one is not booked":   func(r *ledgerRules) { r.again = func(*Voucher, retail.Minor) []Entry { return nil } },
		"return reserves past room":  func(r *ledgerRules) { r.giveBack = greedyReturn },
		"return forgets contingency": func(r *ledgerRules) { r.giveBack = forgetfulReturn },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rules := theRules()
			twin(&rules)
			for seed := range uint64(200) {
				source := rand.New(rand.NewPCG(seed, 1))
				w := newWorld(rules, retail.Minor(source.Int64N(300)))
				for range 60 {
					w.step(func(most int64) int64 { return source.Int64N(most + 1) })
					if len(w.broken()) > 0 {
						return
					}
				}
			}
			t.Error("no check noticed")
		})
	}
}

func stray(entries []Entry) []Entry {
	for i := range entries {
		entries[i].Debit = "nowhere"
	}
	return entries
}

func double(entries []Entry) []Entry { return append(entries, entries...) }

func allReserved(v *Voucher, amount retail.Minor) ([]Entry, retail.Minor) {
	return moves(nil, v.entry(Redeem).move(Reserved, Spent, amount)), 0
}

func withoutRelease(v *Voucher, amount retail.Minor) ([]Entry, retail.Minor) {
	entries, over := RedeemEntries(v, amount)
	return slices.DeleteFunc(entries, func(e Entry) bool { return e.Debit == Budget }), over
}

func lateReserve(v *Voucher, amount retail.Minor) ([]Entry, retail.Minor) {
	as := *v
	as.State = Issued
	return RedeemEntries(&as, amount)
}

func greedyReturn(v *Voucher, _ retail.Minor) ([]Entry, retail.Minor) { return ReturnEntries(v, 1<<40) }

func forgetfulReturn(v *Voucher, room retail.Minor) ([]Entry, retail.Minor) {
	entries, reserve := ReturnEntries(v, room)
	return slices.DeleteFunc(entries, func(e Entry) bool { return e.Debit == Contingency }), reserve
}

func TestBooks_OneSidedEntryIsSeen(t *testing.T) {
	t.Parallel()
	var b Books
	b.Add(Open(1, 100, 0)[0])
	b.balance[place{1, Budget}] += 5 // what a lost half of an entry leaves
	if got := b.Check(); len(got) != 1 || got[0].Rule != "double_entry" {
		t.Errorf("got %+v", got)
	}
}

func TestBooks_FoldDoesNotDependOnTheOrder(t *testing.T) {
	t.Parallel()
	source := rand.New(rand.NewPCG(7, 7))
	w := newWorld(theRules(), 300)
	for range 200 {
		w.step(func(most int64) int64 { return source.Int64N(most + 1) })
	}
	want := w.books().Totals(1)
	source.Shuffle(len(w.entries), func(i, j int) { w.entries[i], w.entries[j] = w.entries[j], w.entries[i] })
	if got := w.books().Totals(1); !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestBooks_ContingencyIsChainWide(t *testing.T) {
	t.Parallel()
	var b Books
	for n := range uint32(3) {
		for _, e := range Open(n+1, 1000, 0.1) {
			b.Add(e)
		}
	}
	v := &Voucher{PromotionNumber: 2, State: Expired}
	entries, _ := RedeemEntries(v, 250)
	for _, e := range entries {
		b.Add(e)
	}
	if got := b.Contingency([]uint32{1, 2, 2, 3}); got != 50 || b.Balance(2, Contingency) != -150 || len(b.Check()) != 0 {
		t.Errorf("got %d, promotion 2 %d, %+v", got, b.Balance(2, Contingency), b.Check())
	}
}
