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
		"/name holds": func(p *Plan) { p.Name = "Paprika\nhummus" }, "/product holds": func(p *Plan) { p.Product = "a\x00b" },
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
	pilot, err := draft.Next(Command{Do: Approve, Day: 100, Stage: stage(0, "A", "B", "C"), Verdict: open, Least: 50, Actor: who})
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
	if more, err := whole.Next(Command{Do: Approve, Stage: stage(1, "F"), Verdict: open, Actor: who}); err != nil || more.State != Ramping || len(more.Stages) != 4 {
		t.Errorf("stores that are named are a stage, whatever share carries it: %+v, %v", more, err)
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
		"two pairs are no pilot":          {draft, Command{Do: Approve, Stage: stage(0, "A", "B"), Verdict: open, Actor: who}, "few_pairs"},
		"nothing is proposed":             {draft, Command{Do: Approve, Verdict: open, Actor: who}, "nothing_proposed"},
		"a draft nobody has looked at":    {draft, Command{Do: Approve, Stage: stage(0, "A", "B", "C"), Actor: who}, "not_read"},
		"nobody has looked, anyway":       {pilot, Command{Do: Approve, Anyway: true, Actor: who}, "not_read"},
		"a reason in two lines":           {pilot, Command{Do: Hold, Actor: Actor{ID: "stf_range", Reason: "read\non Monday"}}, "validation"},
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

// TestNext_NoGateIsLowered: while a pilot runs its gates are made stricter at most; a
// draft's are free.
func TestNext_NoGateIsLowered(t *testing.T) {
	t.Parallel()
	p := plan()
	p.Gates.MinMargin, p.Gates.StopAlone = 50, true
	pilot, who := Rollout{Version: 2, State: Piloting, Plan: p, Stages: []Step{*stage(0, "A", "B", "C")}}, Actor{ID: "stf_range"}
	for gate, change := range map[string]struct{ lower, higher func(*Plan) }{
		"min_margin":      {func(p *Plan) { p.Gates.MinMargin-- }, func(p *Plan) { p.Gates.MinMargin++ }},
		"stage_weeks":     {func(p *Plan) { p.Gates.StageWeeks-- }, func(p *Plan) { p.Gates.StageWeeks++ }},
		"most_weeks":      {func(p *Plan) { p.Gates.MostWeeks++ }, func(p *Plan) { p.Gates.MostWeeks-- }},
		"repeat":          {func(p *Plan) { p.Gates.Repeat = .01 }, func(p *Plan) { p.Gates.Repeat = .5 }},
		"max_waste":       {func(p *Plan) { p.Gates.MaxWaste = 1 }, func(p *Plan) { p.Gates.MaxWaste = .01 }},
		"min_fill":        {func(p *Plan) { p.Gates.MinFill = .01 }, func(p *Plan) { p.Gates.MinFill = 1 }},
		"stop_alone":      {func(p *Plan) { p.Gates.StopAlone = false }, func(*Plan) {}},
		"price less cost": {func(p *Plan) { p.Price++ }, func(p *Plan) { p.Price, p.Cost = p.Price+5, p.Cost+5 }},
	} {
		lower, higher := p, p
		change.lower(&lower)
		change.higher(&higher)
		if _, err := pilot.Next(Command{Do: Edit, Plan: &lower, Actor: who}); fault.CodeOf(err) != "gate_lowered" || !strings.Contains(err.Error(), gate) {
			t.Errorf("a lower %s: %v", gate, err)
		}
		if _, err := pilot.Next(Command{Do: Edit, Plan: &higher, Actor: who}); err != nil {
			t.Errorf("a higher %s: %v", gate, err)
		}
		draft := Rollout{Version: 1, State: Draft, Plan: p}
		if _, err := draft.Next(Command{Do: Edit, Plan: &lower, Actor: who}); err != nil {
			t.Errorf("a draft's lower %s: %v", gate, err)
		}
	}
}

// TestTaking_NamedStoresAreNeverDropped: with nothing more proposed they are a stage of
// the last one's share; unread, there is no stage and no verdict.
func TestTaking_NamedStoresAreNeverDropped(t *testing.T) {
	t.Parallel()
	s := Shown{Entry: Entry{Rollout: Rollout{Stages: []Step{*stage(.3, "A")}}}, Read: true}
	named := Taking{Do: Approve, Stores: []Place{{Store: "B"}}}
	if c := named.Command(&s); c.Stage == nil || c.Stage.Share != .3 || c.Stage.Stores[0].Store != "B" || c.Verdict == nil {
		t.Errorf("got %+v", c)
	}
	s.Reading.Next = stage(1, "C")
	if c := named.Command(&s); c.Stage.Share != 1 || c.Stage.Stores[0].Store != "B" {
		t.Errorf("got %+v", c)
	}
	if c := (&Taking{Do: Approve}).Command(&s); c.Stage != s.Reading.Next {
		t.Errorf("got %+v", c)
	}
	s.Read = false
	if c := named.Command(&s); c.Stage != nil || c.Verdict != nil {
		t.Errorf("unread: %+v", c)
	}
}

func TestNote_Check(t *testing.T) {
	t.Parallel()
	const today = 20_000
	good := Note{ID: "web-1", Source: FromAsk, Region: "Coast", Count: 1, Day: today}
	if err := good.Check("/notes/0", today); err != nil {
		t.Error(err)
	}
	for name, c := range map[string]struct {
		at     string
		change func(*Note)
	}{
		"no id":         {"/notes/7/id", func(n *Note) { n.ID = " " }},
		"an id with 0":  {"/notes/7/id", func(n *Note) { n.ID = "a\x00b" }},
		"two lines":     {"/notes/7/id", func(n *Note) { n.ID = "a\nb" }},
		"a read source": {"/notes/7/source", func(n *Note) { n.Source = FromSold }},
		"two places":    {"/notes/7/region", func(n *Note) { n.Store = "S1" }},
		"nothing":       {"/notes/7/count", func(n *Note) { n.Count = 0 }},
		"next week":     {"/notes/7/day", func(n *Note) { n.Day = today + 2 }},
		"long ago":      {"/notes/7/day", func(n *Note) { n.Day = today - 366 }},
	} {
		n := good
		c.change(&n)
		if err := n.Check("/notes/7", today); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), c.at) {
			t.Errorf("%s: %v, want %s", name, err, c.at)
		}
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
		"a filling below zero":      {Stores: []Place{{Store: "B", Opening: -5}}},
		"a filling of all there is": {Stores: []Place{{Store: "B", Opening: mostUnits + 1}}},
		"no chance":                 {Stores: []Place{{Store: "B", Propensity: 7}}},
		"none either":               {Stores: []Place{{Store: "B", Propensity: math.NaN()}}},
		"a lot without a chance":    {Stores: []Place{{Store: "B", Random: true}}},
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
