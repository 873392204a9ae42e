package rollout

import (
	"math"
	"slices"
	"strings"
	"testing"

	"sartor/internal/fault"
	"sartor/internal/retail"
)

func TestPlan_Check(t *testing.T) {
	t.Parallel()
	if p := plan(); p.Check() != nil {
		t.Fatalf("%v", p.Check())
	}
	for at, change := range map[string]func(*Plan){
		"/name": func(p *Plan) { p.Name = " " }, "/product": func(p *Plan) { p.Product = retail.ProductID(strings.Repeat("x", 121)) },
		"/category": func(p *Plan) { p.Category = "\xff" }, "/kin": func(p *Plan) { p.Kin = append(p.Kin, p.Product) },
		"/price": func(p *Plan) { p.Cost = p.Price }, "/gates/pilot_stores": func(p *Plan) { p.Gates.PilotStores = 2 },
		"/gates/stage_weeks": func(p *Plan) { p.Gates.StageWeeks = 1 }, "/gates/most_weeks": func(p *Plan) { p.Gates.MostWeeks = 3 },
		"/gates/repeat": func(p *Plan) { p.Gates.Repeat = math.NaN() }, "/gates/min_margin": func(p *Plan) { p.Gates.MinMargin = -1 },
		"/supply/weekly": func(p *Plan) { p.Supply.Weekly = -1 }, "/supply/pack": func(p *Plan) { p.Supply.Pack = -1 },
	} {
		p := plan()
		change(&p)
		if err := p.Check(); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), at) {
			t.Errorf("%s: got %v", at, err)
		}
	}
}

func stage(share float64, stores ...retail.StoreID) *Step {
	out := &Step{Share: share}
	for _, id := range stores {
		out.Stores = append(out.Stores, Place{Store: id, Controls: []retail.StoreID{"c" + id}})
	}
	return out
}

// TestNext_StatesAndGates walks the table of states, and bumps into each gate.
func TestNext_StatesAndGates(t *testing.T) {
	t.Parallel()
	who := Actor{ID: "stf_range", Reason: "read on Monday"}
	open, shut := &Verdict{Do: Go}, &Verdict{Do: Stay, Why: []Reason{RepeatLow}}
	draft := Rollout{ID: "rol_a", Version: 3, State: Draft, Plan: plan()}
	pilot, err := draft.Next(Command{Do: Approve, Day: 100, Stage: stage(0, "A", "B", "C"), Least: 50, Actor: who})
	if err != nil || pilot.State != Piloting || pilot.Version != 4 || pilot.Stages[0].Began != 100 || pilot.Plan.Gates.MinMargin != 50 || len(draft.Stages) != 0 {
		t.Fatalf("%+v, %v", pilot, err)
	}
	if pilot.StateOn(127) != Piloting || pilot.StateOn(128) != Due {
		t.Error("after four weeks a pilot is to be read")
	}
	ramp, err := pilot.Next(Command{Do: Approve, Day: 130, Stage: stage(.3, "D"), Verdict: open, Actor: who})
	if err != nil || ramp.State != Ramping || len(ramp.Stages) != 2 {
		t.Fatalf("%+v, %v", ramp, err)
	}
	whole, err := ramp.Next(Command{Do: Approve, Day: 160, Stage: stage(1, "E"), Verdict: open, Actor: who})
	if err != nil || whole.State != Ramping {
		t.Fatalf("%+v, %v", whole, err)
	}
	if done, err := whole.Next(Command{Do: Approve, Verdict: open, Actor: who}); err != nil || done.State != Done {
		t.Errorf("%+v, %v", done, err)
	}
	if passed, err := pilot.Next(Command{Do: Approve, Stage: stage(.3, "D"), Verdict: shut, Anyway: true, Actor: who}); err != nil || passed.State != Ramping {
		t.Errorf("with a reason a gate can be passed: %+v, %v", passed, err)
	}
	if held, err := pilot.Next(Command{Do: Hold, Actor: who}); err != nil || held.State != Piloting || held.Version != 5 {
		t.Errorf("%+v, %v", held, err)
	}
	stopped, err := ramp.Next(Command{Do: Stop, Actor: who})
	if err != nil || stopped.State != Stopped {
		t.Fatalf("%+v, %v", stopped, err)
	}
	refusals(t, map[State]Rollout{Draft: draft, Piloting: pilot, Stopped: stopped})
}

// refusals are the steps that the table of states, or a gate, does not let.
func refusals(t *testing.T, at map[State]Rollout) {
	t.Helper()
	who, open, shut := Actor{ID: "stf_range", Reason: "read on Monday"}, &Verdict{Do: Go}, &Verdict{Do: Stay, Why: []Reason{RepeatLow}}
	draft, pilot, stopped := at[Draft], at[Piloting], at[Stopped]
	other, lower := plan(), plan()
	other.Product, lower.Gates.MinMargin = "tapenade", 49
	for name, c := range map[string]struct {
		r    Rollout
		cmd  Command
		code string
	}{
		"two pairs are no pilot":          {draft, Command{Do: Approve, Stage: stage(0, "A", "B"), Actor: who}, "few_pairs"},
		"nothing is proposed":             {draft, Command{Do: Approve, Actor: who}, "nothing_proposed"},
		"a gate is shut":                  {pilot, Command{Do: Approve, Stage: stage(.3, "D"), Verdict: shut, Actor: who}, "gate_shut"},
		"nobody has looked":               {pilot, Command{Do: Approve, Stage: stage(.3, "D"), Actor: who}, "not_read"},
		"a store twice":                   {pilot, Command{Do: Approve, Stage: stage(.3, "A"), Verdict: open, Actor: who}, "carried"},
		"no reason to pass a gate":        {pilot, Command{Do: Approve, Stage: stage(.3, "D"), Verdict: shut, Anyway: true}, "validation"},
		"no reason to stop":               {pilot, Command{Do: Stop}, "validation"},
		"it has ended":                    {stopped, Command{Do: Hold, Actor: who}, "rollout_ended"},
		"it is there":                     {pilot, Command{Do: Make, Actor: who}, "rollout_known"},
		"another product while it runs":   {pilot, Command{Do: Edit, Plan: &other, Actor: who}, "rollout_begun"},
		"a lower gate while it runs":      {pilot, Command{Do: Edit, Plan: &lower, Actor: who}, "gate_lowered"},
		"no plan":                         {draft, Command{Do: Edit, Actor: who}, "validation"},
		"a step that nobody has heard of": {draft, Command{Do: "jump", Actor: who}, "validation"},
	} {
		if got, err := c.r.Next(c.cmd); fault.CodeOf(err) != c.code || got.Version != c.r.Version || got.State != c.r.State {
			t.Errorf("%s: got %+v, %v, want %s and nothing changed", name, got, err, c.code)
		}
	}
	if edited, err := draft.Next(Command{Do: Edit, Plan: &other, Actor: who}); err != nil || edited.Plan.Product != "tapenade" {
		t.Errorf("a draft may still become another: %+v, %v", edited, err)
	}
}

func TestStep_Check(t *testing.T) {
	t.Parallel()
	r := Rollout{Stages: []Step{*stage(0, "A")}}
	known := func(id retail.StoreID) bool { return id != "nowhere" }
	if err := stage(.3, "B", "C").Check(&r, known); err != nil {
		t.Error(err)
	}
	for name, s := range map[string]*Step{
		"carried": stage(.3, "A"), "twice": stage(.3, "B", "B"), "unknown": stage(.3, "nowhere"),
		"a control that carries it": {Stores: []Place{{Store: "B", Controls: []retail.StoreID{"A"}}}},
		"a control that is a pilot": {Stores: []Place{{Store: "B"}, {Store: "C", Controls: []retail.StoreID{"B"}}}},
	} {
		if err := s.Check(&r, known); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestPropose_PairsHold: no store is pilot and control, no control serves two, none
// lies next door, and regions take turns.
func TestPropose_PairsHold(t *testing.T) {
	t.Parallel()
	c := newTown(7, 12)
	c.study.Shops[1].Place = c.study.Shops[0].Place // towns that share customers
	c.pass(26)
	r := Rollout{State: Draft, Plan: plan()}
	next := c.read(t, &r).Next
	if next == nil || len(next.Stores) != 6 {
		t.Fatalf("proposed %+v", next)
	}
	used, regions := map[retail.StoreID]bool{}, map[string]bool{}
	for _, p := range next.Stores {
		if len(p.Controls) == 0 || p.Opening == 0 {
			t.Errorf("%+v is not measured, or begins with nothing", p)
		}
		for _, id := range append([]retail.StoreID{p.Store}, p.Controls...) {
			if used[id] {
				t.Errorf("%s is used twice", id)
			}
			used[id] = true
		}
		if (p.Store == "S001" && slices.Contains(p.Controls, "S002")) || (p.Store == "S002" && slices.Contains(p.Controls, "S001")) {
			t.Error("a control next door")
		}
		regions[c.study.Shops[indexOf(c, p.Store)].Region] = true
	}
	if len(regions) < 5 {
		t.Errorf("six pilots in %d regions", len(regions))
	}
	few := newTown(8, 12)
	few.study.Shops = few.study.Shops[:5]
	few.pass(26)
	if out := few.read(t, &r); out.Verdict.Do != Stay || out.Verdict.Why[0] != NoStores {
		t.Errorf("five stores cannot pair three and three: %+v, %+v", out.Verdict, out.Next)
	}
}

// TestPropose_RandomStoresAreLogged: over many draws each store is drawn as often as its
// logged propensity says.
func TestPropose_RandomStoresAreLogged(t *testing.T) {
	t.Parallel()
	c := newTown(7, 12)
	c.pass(10)
	drawn, expected := map[retail.StoreID]int{}, 0.0
	const draws = 400
	for seed := range uint64(draws) {
		c.study.Seed = seed
		var free []StoreRead
		for i := range c.study.Shops {
			free = append(free, StoreRead{Store: c.study.Shops[i].ID})
		}
		for _, p := range c.study.drawn(free, 2) {
			if !p.Random || p.Propensity != 2.0/24 {
				t.Fatalf("%+v", p)
			}
			drawn[p.Store]++
			expected = p.Propensity * draws
		}
	}
	for id, n := range drawn {
		if math.Abs(float64(n)-expected) > 5*math.Sqrt(expected) {
			t.Errorf("%s was drawn %d times, expected %.0f", id, n, expected)
		}
	}
}

// TestOpen_SharesWhatIsShort: enough fills each store in whole packs; too little goes
// first to everybody a pack, then where it earns most, and never beyond what there is.
func TestOpen_SharesWhatIsShort(t *testing.T) {
	t.Parallel()
	c := newTown(7, 12)
	c.pass(26)
	sum := func(opening int) (all, most int, out *Step) {
		p := plan()
		p.Supply.Pack, p.Supply.Opening = 6, opening
		out = c.read(t, &Rollout{State: Draft, Plan: p}).Next
		for _, s := range out.Stores {
			all, most = all+s.Opening, max(most, s.Opening)
			if s.Opening%6 != 0 {
				t.Errorf("%d is no whole packs", s.Opening)
			}
		}
		return all, most, out
	}
	enough, _, _ := sum(0)
	short, most, out := sum(enough / 2)
	if short > enough/2 || short < enough/2-6 || most <= 6 {
		t.Errorf("of %d there are %d: gave %d, at most %d a store", enough, enough/2, short, most)
	}
	for _, p := range out.Stores {
		if p.Opening < 6 {
			t.Errorf("%s gets nothing", p.Store)
		}
	}
	p := plan()
	p.Supply.ShelfLife = 1
	if fresh := c.read(t, &Rollout{State: Draft, Plan: p}).Next; fresh.Stores[0].Opening >= out.Stores[0].Opening {
		t.Errorf("what keeps a day is not filled for two weeks: %+v", fresh.Stores[0])
	}
}

// TestJudge_Gates: each gate shuts on its own.
func TestJudge_Gates(t *testing.T) {
	t.Parallel()
	known := func(low, mid, high float64) Figure { return Figure{Known: true, Estimate: mid, Low: low, High: high} }
	base := func() (Rollout, Reading) {
		p := plan()
		p.Gates.MinMargin, p.Supply.Weekly = 100, 1000
		return Rollout{State: Piloting, Plan: p, Stages: []Step{{Began: 100}}}, Reading{Readout: Readout{
			Weeks: 4, Margin: known(50, 400, 900), Relative: known(.01, .1, .2), Sold: known(5, 6, 7), Repeat: known(.2, .3, .4), Placebo: known(-.1, 0, .1),
			Waste: known(.1, .1, .1), Fill: known(.97, .98, .99),
		}, Need: known(400, 500, 700)}
	}
	for name, c := range map[string]struct {
		change func(*Rollout, *Reading)
		day    retail.BusinessDay
		do     Advice
		why    Reason
	}{
		"proven":          {func(*Rollout, *Reading) {}, 128, Go, MarginProven},
		"likely":          {func(_ *Rollout, x *Reading) { x.Readout.Margin.Low, x.Readout.Chance = -1, .8 }, 128, Go, MarginLikely},
		"undecided":       {func(_ *Rollout, x *Reading) { x.Readout.Margin.Low, x.Readout.Chance = -1, .79 }, 128, Stay, Undecided},
		"too early":       {func(*Rollout, *Reading) {}, 127, Wait, TooEarly},
		"kill, early":     {func(_ *Rollout, x *Reading) { x.Readout.Margin = known(-300, -100, 99); x.Readout.Weeks = 2 }, 114, Leave, BelowLeast},
		"one bad week":    {func(_ *Rollout, x *Reading) { x.Readout.Margin = known(-300, -100, 99); x.Readout.Weeks = 1 }, 107, Wait, TooEarly},
		"sells little":    {func(_ *Rollout, x *Reading) { x.Readout.Sold = known(0, .5, .9) }, 128, Leave, SellsLittle},
		"out of time":     {func(_ *Rollout, x *Reading) { x.Readout.Margin.Low, x.Readout.Weeks = -1, 12 }, 184, Leave, OutOfTime},
		"repeat":          {func(_ *Rollout, x *Reading) { x.Readout.Repeat.Estimate = .24 }, 128, Stay, RepeatLow},
		"waste":           {func(_ *Rollout, x *Reading) { x.Readout.Waste.Estimate = .21 }, 128, Stay, WasteHigh},
		"fill":            {func(_ *Rollout, x *Reading) { x.Readout.Fill.Estimate = .94 }, 128, Stay, FillLow},
		"unlike before":   {func(_ *Rollout, x *Reading) { x.Readout.Placebo = known(.01, .06, .1) }, 128, Stay, Unlike},
		"not measured":    {func(_ *Rollout, x *Reading) { x.Readout.Margin = Figure{} }, 128, Stay, NotMeasured},
		"capacity":        {func(r *Rollout, _ *Reading) { r.Plan.Supply.Weekly = 640 }, 128, Stay, Capacity},
		"capacity enough": {func(r *Rollout, _ *Reading) { r.Plan.Supply.Weekly = 660 }, 128, Go, MarginProven},
	} {
		r, x := base()
		c.change(&r, &x)
		if got := r.judge(&x, c.day); got.Do != c.do || !slices.Contains(got.Why, c.why) {
			t.Errorf("%s: got %+v, want %s, %s", name, got, c.do, c.why)
		}
	}
}
