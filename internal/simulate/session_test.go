package simulate

import (
	"fmt"
	"reflect"
	"slices"
	"testing"

	"sartor/internal/retail"
	"sartor/internal/simulate/basket"
	"sartor/internal/simulate/people"
	"sartor/internal/touchpoint"
)

func keeping(records *[]record) func(*people.Trip, []basket.Item) {
	return func(t *people.Trip, items []basket.Item) {
		*records = append(*records, record{*t, slices.Clone(items)})
	}
}

// play takes all visits of a session and lets policy print.
func play(t *testing.T, c *Chain, from, to int, policy func(v Visit) Answer) []Visit {
	t.Helper()
	s, err := c.Session(t.Context(), from, to)
	if err != nil {
		t.Fatal(err)
	}
	var out []Visit
	for {
		v, ok := s.Next()
		if !ok {
			return out
		}
		out = append(out, v)
		s.Answer(v, policy(v))
	}
}

func nothing(Visit) Answer { return Answer{} }

// TestSessionIsHistory: without vouchers a session has the receipts of
// history, in the order of time.
func TestSessionIsHistory(t *testing.T) {
	t.Parallel()
	c := chain(t, world(t, 500, 12, 60))
	want := map[retail.ReceiptID]touchpoint.Receipt{}
	for r := range c.History(t.Context(), 30, 60) {
		want[r.ID] = r
	}
	visits := play(t, c, 30, 60, nothing)
	if len(visits) != len(want) {
		t.Fatalf("%d visits in the session, %d receipts in history", len(visits), len(want))
	}
	for i, v := range visits {
		if !reflect.DeepEqual(v.Receipt, want[v.Receipt.ID]) {
			t.Fatalf("receipt %s differs from history", v.Receipt.ID)
		}
		if i > 0 && v.Receipt.At < visits[i-1].Receipt.At {
			t.Fatalf("receipt %s comes after a later one", v.Receipt.ID)
		}
	}
}

// favourite prints, on a share of carded receipts, 20 % off the household's
// own first product.
func favourite(c *Chain, only func(HouseholdID) bool) func(v Visit) Answer {
	n := 0
	redeemed := map[string]bool{}
	return func(v Visit) Answer {
		var a Answer
		for _, tried := range v.Tried {
			if day := c.Date(v.Day); tried.Why == Wanted && !redeemed[tried.Code] && day > 0 {
				a.Redeemed = append(a.Redeemed, tried.Code)
				redeemed[tried.Code] = true
			} else {
				a.Rejected = append(a.Rejected, tried.Code)
			}
		}
		who, _ := c.Truth().Who(v.Receipt.ID)
		if v.Receipt.Customer.Anonymous() || v.Web || !only(who) {
			return a
		}
		n++
		a.Printed = []Printed{{
			Code: fmt.Sprintf("C%06d", n), Product: c.Truth().Habit(who, 1)[0].Product, Percent: 20,
			From: c.Date(v.Day + 1), Until: c.Date(v.Day + 14),
		}}
		return a
	}
}

// TestOneVoucherOneCause is rows E and F: vouchers to some households leave
// all receipts of the others as they are, and all receipts before the first
// voucher; a voucher that is worth nothing changes nothing.
func TestOneVoucherOneCause(t *testing.T) {
	t.Parallel()
	c := chain(t, world(t, 800, 12, 80))
	treated := func(h HouseholdID) bool { return people.Slot(uint64(h))%5 == 0 }
	plain := map[retail.ReceiptID]touchpoint.Receipt{}
	for _, v := range play(t, c, 40, 80, nothing) {
		plain[v.Receipt.ID] = v.Receipt
	}
	first := map[uint32]retail.Micros{} // by slot: whoever moves in later follows from it
	print := favourite(c, treated)
	changed, others := 0, 0
	for _, v := range play(t, c, 40, 80, func(v Visit) Answer {
		a := print(v)
		if who, _ := c.Truth().Who(v.Receipt.ID); len(a.Printed) > 0 && first[people.Slot(uint64(who))] == 0 {
			first[people.Slot(uint64(who))] = v.Receipt.At
		}
		return a
	}) {
		who, _ := c.Truth().Who(v.Receipt.ID)
		r := v.Receipt
		r.Vouchers = nil
		same := reflect.DeepEqual(plain[r.ID], r)
		switch {
		case !treated(who) || first[people.Slot(uint64(who))] == 0 || r.At <= first[people.Slot(uint64(who))]:
			if !same {
				t.Fatalf("receipt %s of a household without a voucher differs", r.ID)
			}
			others++
		case !same:
			changed++
		}
	}
	if changed == 0 || others == 0 {
		t.Errorf("%d receipts changed, %d of others: vouchers do nothing", changed, others)
	}
	worthless := func(v Visit) Answer {
		a := print(v)
		for i := range a.Printed {
			a.Printed[i].Percent, a.Printed[i].Value = 0, 0
			a.Printed[i].Until = a.Printed[i].From - 30 // and over before it begins
		}
		return Answer{Printed: a.Printed[:0]}
	}
	for _, v := range play(t, c, 40, 60, worthless) {
		if !reflect.DeepEqual(plain[v.Receipt.ID], v.Receipt) {
			t.Fatalf("receipt %s differs for nothing", v.Receipt.ID)
		}
	}
}

// TestVouchersLive follows vouchers through print, purse and till: about one
// in seven is used, some come late, some are tried again.
func TestVouchersLive(t *testing.T) {
	t.Parallel()
	c := chain(t, world(t, 3000, 12, 90))
	printed, used := 0, 0
	why := map[Why]int{}
	print := favourite(c, func(HouseholdID) bool { return true })
	styles := map[string][2]int{} // printed, used
	of := map[string]string{}
	play(t, c, 50, 90, func(v Visit) Answer {
		a := print(v)
		printed += len(a.Printed)
		used += len(a.Redeemed)
		who, _ := c.Truth().Who(v.Receipt.ID)
		style := c.Truth().Person(who).Style
		for _, p := range a.Printed {
			of[p.Code] = style
			n := styles[style]
			styles[style] = [2]int{n[0] + 1, n[1]}
		}
		for _, code := range a.Redeemed {
			n := styles[of[code]]
			styles[of[code]] = [2]int{n[0], n[1] + 1}
		}
		for _, tr := range v.Tried {
			why[tr.Why]++
		}
		return a
	})
	t.Logf("%d printed, %d used (%.3f), presented %v, by style %v", printed, used, float64(used)/float64(printed), why, styles)
	if part := float64(used) / float64(printed); part < .06 || part > .25 {
		t.Errorf("%.3f of printed vouchers are used, want about one in seven", part)
	}
	if why[Late] == 0 || why[Again] == 0 {
		t.Errorf("presented %v: none late or none again", why)
	}
	rate := func(s string) float64 { return float64(styles[s][1]) / float64(styles[s][0]) }
	if rate("persuadable") < rate("sure") || rate("sure") < 4*rate("never") {
		t.Errorf("use by style %v: persuadable %.3f, sure %.3f, never %.3f", styles, rate("persuadable"), rate("sure"), rate("never"))
	}
}

// TestSilentTill: a till without an answer changes no household.
func TestSilentTill(t *testing.T) {
	t.Parallel()
	c := chain(t, world(t, 300, 4, 30))
	want := play(t, c, 10, 30, nothing)
	got := play(t, c, 10, 30, func(Visit) Answer { return Answer{Silent: true} })
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%d visits with a silent till, %d without vouchers, or others", len(got), len(want))
	}
}

// TestSession_LostPaperIsNeverShown: what somebody else holds no household
// presents; without the loss they do.
func TestSession_LostPaperIsNeverShown(t *testing.T) {
	t.Parallel()
	c := chain(t, world(t, 500, 12, 60))
	all := func(HouseholdID) bool { return true }
	shown := func(lose bool) (n int) {
		s, err := c.Session(t.Context(), 30, 60)
		if err != nil {
			t.Fatal(err)
		}
		print := favourite(c, all)
		for {
			v, ok := s.Next()
			if !ok {
				return n
			}
			n += len(v.Tried)
			a := print(v)
			s.Answer(v, a)
			if lose {
				lost := map[string]bool{}
				for _, p := range a.Printed {
					lost[p.Code] = true
				}
				s.Lose(lost)
			}
		}
	}
	if kept, lost := shown(false), shown(true); kept == 0 || lost != 0 {
		t.Errorf("%d vouchers shown when kept, %d when lost", kept, lost)
	}
}
