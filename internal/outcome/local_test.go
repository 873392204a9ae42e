package outcome

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"sartor/internal/model/response"
	"sartor/internal/promotion"
	"sartor/internal/retail"
	"sartor/internal/touchpoint"
)

// versioned is a study of one store's customers: four of five with the store's
// version, which multiplies what they buy.
func versioned(seed uint64, persons int, times float64) *Study {
	s := study(seed, persons, effects{retail.Urban: times, retail.Suburban: times})
	return &s
}

func TestLocal_FindsWhatTheVersionAdds(t *testing.T) {
	t.Parallel()
	var out Local
	s := versioned(5, 1500, 1.4)
	s.local(&out, nil)
	if out.Verdict != response.Ahead || out.Look != 3 || out.Wait != 0 || out.Local+out.Centre != 1500 {
		t.Errorf("+40 %% after 30 days: got %+v", out)
	}
	held, wrong := 0, 0
	for seed := range uint64(100) {
		var some, none Local
		versioned(seed, 300, 1.4).local(&some, nil)
		versioned(seed, 300, 1).local(&none, nil)
		if some.Sales.Low <= .4 && .4 <= some.Sales.High {
			held++
		}
		if none.Verdict != response.Alike {
			wrong++
		}
	}
	if held < 84 || held > 98 {
		t.Errorf("%d of 100 ranges hold what is true, want 90", held)
	}
	if wrong > 10 {
		t.Errorf("%d of 100 versions without effect are called better or worse", wrong)
	}
}

// Verdicts are kept between planned days; a version that was changed begins anew.
func TestLocal_VerdictsAreOfPlannedDays(t *testing.T) {
	t.Parallel()
	before := &Report{Locals: []Local{{Store: "S1", Since: 1, Look: 3, Verdict: response.Behind}}}
	s := versioned(5, 1500, 1.4)
	same := Local{Store: "S1", Since: 1}
	if s.local(&same, before); same.Verdict != response.Behind || same.Look != 3 {
		t.Errorf("day 30 is no planned day: %+v", same)
	}
	anew := Local{Store: "S1", Since: 2}
	if s.local(&anew, before); anew.Verdict != response.Ahead {
		t.Errorf("other terms began anew: %+v", anew)
	}
}

func TestLocal_SaysHowLongToWait(t *testing.T) {
	t.Parallel()
	var out, later Local
	s := versioned(6, 200, 1)
	s.local(&out, nil)
	if out.Verdict != response.Alike || out.Wait <= 0 {
		t.Fatalf("200 customers and nothing there: %+v", out)
	}
	s = versioned(6, 800, 1)
	s.local(&later, nil)
	if later.Wait >= out.Wait {
		t.Errorf("four times the customers wait %d days, a quarter of them %d", later.Wait, out.Wait)
	}
	var few Local
	s = versioned(6, 40, 2)
	s.local(&few, nil)
	if few.Sales.Known || few.Wait != 0 {
		t.Errorf("40 customers of a store are too few on any day: %+v", few)
	}
}

// towns are weekly sales of ten stores of two patterns; store 1 gains from week 26.
func towns(seed uint64, gain float64) map[uint32][]float64 {
	r := rand.New(rand.NewPCG(seed, 12))
	out := map[uint32][]float64{}
	for store := uint32(1); store <= 10; store++ {
		size := 1000 * math.Exp(r.NormFloat64())
		for week := range 30 {
			v := size * math.Exp(.3*math.Sin(float64(week)/4+float64(store%2)*math.Pi)+.03*r.NormFloat64())
			if store == 1 && week >= 26 {
				v *= gain
			}
			out[store] = append(out[store], v)
		}
	}
	return out
}

func TestMatched(t *testing.T) {
	t.Parallel()
	effect, in, near, ok := Matched{Before: 26}.Of(1, towns(1, 1.3))
	if !ok || in.Low <= 0 || math.Abs(effect-math.Log(1.3)) > .06 {
		t.Errorf("+30 %%: got %.3f (%.3f to %.3f), %v", effect, in.Low, in.High, ok)
	}
	if slices.ContainsFunc(near, func(s uint32) bool { return s%2 == 0 }) {
		t.Errorf("matched with %v, whose weeks go the other way", near)
	}
	held := 0
	for seed := range uint64(200) {
		if _, in, _, ok := (Matched{Before: 26}).Of(1, towns(seed, 1)); ok && in.Low <= 0 && in.High >= 0 {
			held++
		}
	}
	if held < 170 || held > 195 {
		t.Errorf("%d of 200 ranges hold that nothing changed, want about 180", held)
	}
	few := towns(1, 1.3)
	for s := uint32(6); s <= 10; s++ {
		delete(few, s)
	}
	gap := towns(1, 1.3)
	gap[1][3] = 0
	for name, series := range map[string]map[uint32][]float64{"four others": few, "a week without sales": gap, "nothing": nil} {
		if _, _, _, ok := (Matched{Before: 26}).Of(1, series); ok {
			t.Errorf("%s: want silence", name)
		}
	}
	if _, _, _, ok := (Matched{Before: 5}).Of(1, towns(1, 1.3)); ok {
		t.Error("five weeks before: want silence")
	}
}

// TestSurvey_ComparesAllAtHome: who bought before is compared, whether they then
// got a voucher or not; who bought nothing before is no customer any more.
func TestSurvey_ComparesAllAtHome(t *testing.T) {
	t.Parallel()
	day := micros
	from := &homebodies{records: &records{history: map[retail.CustomerID]History{}}}
	for n := range 60 {
		id := retail.CustomerID(1024 * (n + 1))
		from.all = append(from.all, Homer{id, n%3 == 0})
		amount := retail.Minor(200 + 10*(n%7))
		sale := func(at retail.Micros) touchpoint.Entry {
			return receipt(int64(at), at, 0, touchpoint.PackedLine{Product: 1, Quantity: retail.One, Amount: amount})
		}
		var h History
		if n != 0 {
			h.Entries = append(h.Entries, sale(90*day))
		}
		h.Entries = append(h.Entries, sale(105*day))
		from.history[id] = h
	}
	family := &Family{Number: 1, Promotion: promotion.Promotion{Target: promotion.Target{Categories: []string{"kits"}}, Ends: 300, VoucherDays: 14},
		Versions: []Version{{Number: 7, Store: 2, Live: 100 * day}}}
	s := Survey{From: from, Homes: from, Chain: shop(), Costs: flat(0)}
	r := Report{At: 110 * day}
	if err := s.locals(t.Context(), family, &r); err != nil {
		t.Fatal(err)
	}
	if len(r.Locals) != 1 || r.Locals[0].Local != 40 || r.Locals[0].Centre != 19 || r.Locals[0].Store != "S2" || r.Locals[0].Basis != ByLot {
		t.Errorf("got %+v, want 40 against 19 of store S2", r.Locals)
	}
	family.Versions[0].Live = 0
	none := Report{At: 110 * day}
	if err := s.locals(t.Context(), family, &none); err != nil || len(none.Locals) != 0 {
		t.Errorf("a version that is not live is not compared: %+v, %v", none.Locals, err)
	}
}

type homebodies struct {
	*records
	all []Homer
}

func (h *homebodies) AtHome(context.Context, *Version, int) ([]Homer, error) { return h.all, nil }
