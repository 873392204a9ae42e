package lifecycle

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"gonum.org/v1/gonum/mathext"
	"gonum.org/v1/gonum/stat/distuv"
	"pgregory.net/rapid"
)

// weeks is a chain with MBG/NBD customers (SCIENCE 1.2, k = 1, m = 1).
type weeks struct{ r, alpha, a, b float64 }

func (c weeks) prior() Prior { return Prior{Shape: c.r, Rate: c.alpha, Stages: 1} }

// alive is P(alive) of x repeats, the last tx weeks after the first, T weeks ago (1.2).
func (c weeks) alive(x, tx, T float64) float64 {
	return 1 / (1 + c.a/(c.b+x)*math.Pow((c.alpha+T)/(c.alpha+tx), c.r+x))
}

// expects is the mean of purchases in the next t weeks of somebody who is there (1.5).
func (c weeks) expects(x, T, t float64) float64 {
	sum, phi, z := 0.0, 1.0, t/(c.alpha+T+t)
	for n := 1.0; n < 400; n++ {
		more := phi * mathext.RegIncBeta(n, c.r+x, z)
		if sum += more; more < 1e-6 {
			break
		}
		phi *= (c.b + x + 1 + n - 1) / (c.a + c.b + x + 1 + n - 1)
	}
	return sum
}

// life is one simulated customer: purchase days, growing, and whether they are
// still there at the end of the last.
type life struct {
	days  []int
	there int // the day they left for good
}

func (c weeks) live(random *rand.Rand, until int) life {
	rate := distuv.Gamma{Alpha: c.r, Beta: c.alpha, Src: random}.Rand() / 7
	leave := distuv.Beta{Alpha: c.a, Beta: c.b, Src: random}.Rand()
	at, out := float64(random.IntN(until)), life{there: math.MaxInt32}
	for at < float64(2*until) {
		out.days = append(out.days, int(at))
		if random.Float64() < leave {
			out.there = int(at)
			break
		}
		at += random.ExpFloat64() / rate
	}
	out.days = slices.Compact(out.days)
	return out
}

// seen is the evidence of a life as of a day, and the plain chances behind it.
func (c weeks) seen(l life, today, window int) (e Evidence, alive, fresh float64) {
	past := l.days[:1]
	for i, d := range l.days {
		if d <= today {
			past = l.days[:i+1]
		}
	}
	first, last := past[0], past[len(past)-1]
	e = Evidence{Purchases: len(past), Age: today - first, Idle: today - last}
	x, tx, T := float64(len(past)-1), float64(last-first)/7, float64(today-first)/7
	alive, fresh = c.alive(x, tx, T), c.alive(x, T, T)
	if x == 0 {
		fresh = c.alive(0, 0, 0)
	}
	e.Left = Left(alive, fresh)
	for _, d := range past {
		if d > today-window {
			e.Recent++
		}
	}
	e.Window = window
	return e, alive, fresh
}

// sums are what the customers of one state do, beside what the models said.
type sums struct{ n, there, alive, bought, expected, fresh float64 }

// add looks half a year ahead of one customer.
func (n *sums) add(c weeks, l life, today int) (State, error) {
	const ahead = 182
	e, alive, fresh := c.seen(l, today, 56)
	s, _, err := c.prior().Next(Standing{}, e)
	n.n, n.alive = 1, alive
	if l.there > today {
		n.there = 1
	}
	mean := c.expects(float64(e.Purchases-1), float64(e.Age)/7, float64(ahead)/7)
	n.expected, n.fresh = mean*alive, mean*fresh
	for _, d := range l.days {
		if d > today && d <= today+ahead {
			n.bought++
		}
	}
	return s, err
}

// TestStates_SayWhatHappensNext looks ahead of 10,000 simulated customers of two
// chains: of a grocer's and of a shop for rare purchases.
func TestStates_SayWhatHappensNext(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]weeks{"grocery": {1.257, 6.04, .368, .716}, "rare": {.525, 6.18, .891, 1.614}} {
		random := rand.New(rand.NewPCG(7, 11))
		of := map[State]*sums{}
		for _, s := range States() {
			of[s] = &sums{}
		}
		for range 10_000 {
			var one sums
			s, err := one.add(c, c.live(random, 400), 400)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			n := of[s]
			*n = sums{n.n + 1, n.there + one.there, n.alive + one.alive, n.bought + one.bought, n.expected + one.expected, n.fresh + one.fresh}
		}
		for _, s := range []State{New, Loyal, AtRisk, Lapsed} {
			of[s].judge(t, name, s)
		}
	}
}

func (n *sums) judge(t *testing.T, name string, s State) {
	t.Helper()
	if n.n < 200 {
		t.Errorf("%s: hardly anybody is %s", name, s)
		return
	}
	t.Logf("%-8s %-9s n %5.0f  P(alive) %.3f  true %.3f  bought/expected %.3f  bought/had they just bought %.3f", name, s, n.n, n.alive/n.n, n.there/n.n, n.bought/n.expected, n.bought/n.fresh)
	if d := math.Abs(n.alive-n.there) / n.n; d > .03 {
		t.Errorf("%s: of the %s %.3f are there, the model said %.3f", name, s, n.there/n.n, n.alive/n.n)
	}
	noise := .05 + 3*math.Sqrt(3/n.expected) // purchases of one customer come together
	if ratio := n.bought / n.expected; math.Abs(ratio-1) > noise {
		t.Errorf("%s: the %s bought %.2f times what was expected", name, s, ratio)
	}
	kept := n.bought / n.fresh
	if s == AtRisk && (kept < BorderLapsed || kept > BorderAtRisk) || s == Lapsed && kept > BorderLapsed || !s.silent() && kept < BorderAtRisk {
		t.Errorf("%s: the %s bought %.2f of what they would, had they just bought", name, s, kept)
	}
}

// TestGrowing_FalseAlarms: customers whose rate never changes are called growing
// seldom, those of ten purchases who buy four times as often mostly.
func TestGrowing_FalseAlarms(t *testing.T) {
	t.Parallel()
	p := Prior{Shape: 1.257, Rate: 6.04, Stages: 1}
	random := rand.New(rand.NewPCG(3, 5))
	count := func(times float64) (share float64) {
		n, grown := 0, 0
		for range 10_000 {
			rate := distuv.Gamma{Alpha: p.Shape, Beta: p.Rate, Src: random}.Rand() / 7
			const age, window = 364, 56
			bought := map[int]bool{0: true}
			for at := 0.0; ; {
				r := rate
				if at > age-window {
					r *= times
				}
				if at += random.ExpFloat64() / r; at > age {
					break
				}
				bought[int(at)] = true
			}
			last, recent := 0, 0
			for d := range bought {
				last = max(last, d)
				if d > age-window {
					recent++
				}
			}
			if len(bought)-recent < 10 || recent == 0 {
				continue
			}
			n++
			s, _, err := p.Next(Standing{}, Evidence{Purchases: len(bought), Age: age, Idle: age - last, Left: 1, Recent: recent, Window: window})
			if err != nil {
				t.Fatal(err)
			}
			if s == Growing {
				grown++
			}
		}
		return float64(grown) / float64(n)
	}
	if share := count(1); share > grows {
		t.Errorf("%.3f of steady customers are called growing, at most %v may be", share, grows)
	}
	if share := count(4); share < .5 {
		t.Errorf("of those who buy four times as much only %.3f are called growing", share)
	}
}

// TestNext tells one life, step by step.
func TestNext(t *testing.T) {
	t.Parallel()
	p := Prior{Shape: 1, Rate: 4, Stages: 1} // a memory of 28 days
	for _, c := range []struct {
		name string
		was  Standing
		e    Evidence
		want State
		rule Rule
	}{
		{"the first day", Standing{}, Evidence{Purchases: 1, Left: 1}, New, FirstPurchase},
		{"came back in the first week", Standing{New, 7, 1}, Evidence{Purchases: 2, Age: 7, Left: 1}, New, ShortHistory},
		{"the last day of the model's memory", Standing{New, 27, 4}, Evidence{Purchases: 4, Age: 27, Left: 1}, New, ShortHistory},
		{"the day after", Standing{New, 28, 4}, Evidence{Purchases: 4, Age: 28, Left: 1}, Loyal, Steady},
		{"one purchase stays new", Standing{New, 40, 1}, Evidence{Purchases: 1, Age: 40, Idle: 40, Left: .8}, New, FirstPurchase},
		{"just enough left", Standing{Loyal, 40, 9}, Evidence{Purchases: 9, Age: 80, Idle: 9, Left: .75}, Loyal, Steady},
		{"silence", Standing{Loyal, 40, 9}, Evidence{Purchases: 9, Age: 80, Idle: 20, Left: .7499}, AtRisk, Silence},
		{"still silent, and a refit that is kinder", Standing{AtRisk, 2, 9}, Evidence{Purchases: 9, Age: 80, Idle: 20, Left: .79}, AtRisk, Silence},
		{"half is gone", Standing{AtRisk, 20, 9}, Evidence{Purchases: 9, Age: 80, Idle: 50, Left: .4999}, Lapsed, Silence},
		{"lapsed, and a refit that is kinder", Standing{Lapsed, 2, 9}, Evidence{Purchases: 9, Age: 80, Idle: 50, Left: .54}, Lapsed, Silence},
		{"back from risk is loyal as before", Standing{AtRisk, 20, 9}, Evidence{Purchases: 10, Age: 80, Left: 1}, Loyal, Steady},
		{"back from lapsed is won back", Standing{Lapsed, 20, 9}, Evidence{Purchases: 10, Age: 80, Left: 1}, WonBack, Returned},
		{"for the model's memory", Standing{WonBack, 27, 10}, Evidence{Purchases: 10, Age: 110, Idle: 2, Left: .9}, WonBack, Returned},
		{"and then loyal", Standing{WonBack, 28, 10}, Evidence{Purchases: 13, Age: 111, Idle: 2, Left: .9}, Loyal, Steady},
		{"won back, and silent again", Standing{WonBack, 9, 10}, Evidence{Purchases: 10, Age: 110, Idle: 20, Left: .6}, AtRisk, Silence},
		{"back from lapsed by one late purchase", Standing{Lapsed, 20, 9}, Evidence{Purchases: 10, Age: 180, Idle: 40, Left: .6}, AtRisk, Silence},
		{"much more than before", Standing{Loyal, 99, 20}, Evidence{Purchases: 40, Age: 364, Left: 1, Recent: 20, Window: 56}, Growing, MoreThanUsual},
		{"a little more is loyal", Standing{Loyal, 99, 20}, Evidence{Purchases: 27, Age: 364, Left: 1, Recent: 7, Window: 56}, Loyal, Steady},
		{"a little more stays growing", Standing{Growing, 9, 20}, Evidence{Purchases: 28, Age: 364, Left: 1, Recent: 8, Window: 56}, Growing, MoreThanUsual},
	} {
		s, rule, err := p.Next(c.was, c.e)
		if s != c.want || rule != c.rule || err != nil {
			t.Errorf("%s: got %s by %s, %v; want %s by %s", c.name, s, rule, err, c.want, c.rule)
		}
	}
}

// TestNext_RefusesWhatCannotBe holds that bad numbers are an error, never a state.
func TestNext_RefusesWhatCannotBe(t *testing.T) {
	t.Parallel()
	good, p := Evidence{Purchases: 3, Age: 30, Idle: 10, Left: .9}, Prior{Shape: 1, Rate: 4, Stages: 1}
	if _, _, err := p.Next(Standing{}, good); err != nil {
		t.Fatal(err)
	}
	for _, spoil := range []func(e *Evidence, p *Prior){
		func(e *Evidence, _ *Prior) { e.Purchases = 0 },
		func(e *Evidence, _ *Prior) { e.Idle = -1 },
		func(e *Evidence, _ *Prior) { e.Idle = 31 },
		func(e *Evidence, _ *Prior) { e.Idle = 30 },
		func(e *Evidence, _ *Prior) { e.Purchases = 22 },
		func(e *Evidence, _ *Prior) { e.Left = math.NaN() },
		func(e *Evidence, _ *Prior) { e.Left = 1.01 },
		func(e *Evidence, _ *Prior) { e.Recent, e.Window = 4, 56 },
		func(e *Evidence, _ *Prior) { e.Recent = 1 },
		func(_ *Evidence, p *Prior) { p.Rate = math.NaN() },
		func(_ *Evidence, p *Prior) { p.Shape = math.Inf(1) },
		func(_ *Evidence, p *Prior) { p.Stages = 0 },
	} {
		e, prior := good, p
		spoil(&e, &prior)
		if s, _, err := prior.Next(Standing{}, e); err == nil || s != "" {
			t.Errorf("%+v with %+v is %q", e, prior, s)
		}
	}
	if Left(math.NaN(), .5) != 1 || Left(.5, 0) != 1 || Left(.6, .5) != 1 || Left(.25, .5) != .5 {
		t.Error("what silence left is not bounded")
	}
}

func drawEvidence(t *rapid.T) Evidence {
	age := rapid.IntRange(0, 3000).Draw(t, "age")
	e := Evidence{Purchases: 1, Age: age, Idle: age, Left: rapid.Float64Range(0, 1).Draw(t, "left")}
	if age > 0 && rapid.Bool().Draw(t, "again") {
		e.Idle = rapid.IntRange(0, age-1).Draw(t, "idle")
		e.Purchases = rapid.IntRange(2, age-e.Idle+1).Draw(t, "purchases")
	}
	e.Window = rapid.IntRange(0, 90).Draw(t, "window")
	e.Recent = rapid.IntRange(0, min(e.Purchases, e.Window)).Draw(t, "recent")
	return e
}

// TestNext_Property: every evidence has one state, the same twice over; more
// silence never makes it better; and what was said last time is said again of the
// same evidence (it settles at once).
func TestNext_Property(t *testing.T) {
	t.Parallel()
	order := map[State]int{AtRisk: 1, Lapsed: 2}
	rapid.Check(t, func(t *rapid.T) {
		p := Prior{Shape: rapid.Float64Range(.01, 20).Draw(t, "shape"), Rate: rapid.Float64Range(.1, 60).Draw(t, "rate"), Stages: rapid.IntRange(1, 6).Draw(t, "stages")}
		e := drawEvidence(t)
		was := Standing{State: rapid.SampledFrom(append(States(), "")).Draw(t, "was"), Days: rapid.IntRange(0, 500).Draw(t, "days"), Purchases: rapid.IntRange(1, e.Purchases).Draw(t, "before")}
		s, rule, err := p.Next(was, e)
		if err != nil || !s.Valid() || !slices.Contains(Rules(), rule) {
			t.Fatalf("%+v after %+v is %q by %q, %v", e, was, s, rule, err)
		}
		quieter := e
		quieter.Left *= rapid.Float64Range(0, 1).Draw(t, "quieter")
		if q, _, _ := p.Next(was, quieter); order[q] < order[s] {
			t.Fatalf("%+v is %s, and %s with less left", e, s, q)
		}
		now := Standing{State: s, Purchases: e.Purchases}
		if s == was.State {
			now.Days = was.Days
		}
		if again, _, _ := p.Next(now, e); again != s {
			t.Fatalf("%+v is %s after %+v and then %s, though nothing happened", e, s, was, again)
		}
	})
}

// TestNext_DoesNotFlap: what silence left moves back and forth around each border
// by less than the margin; the state moves once.
func TestNext_DoesNotFlap(t *testing.T) {
	t.Parallel()
	p := Prior{Shape: 1, Rate: 4, Stages: 1}
	for _, border := range []float64{BorderAtRisk, BorderLapsed} {
		was, moves := Standing{State: Loyal, Days: 30, Purchases: 9}, 0
		for i := range 40 {
			e := Evidence{Purchases: 9, Age: 200, Idle: 40, Left: border + .04*math.Sin(float64(i))}
			s, _, err := p.Next(was, e)
			if err != nil {
				t.Fatal(err)
			}
			if s != was.State {
				moves++
			}
			was.State = s
		}
		if moves > 2 { // into at risk, and once over the border
			t.Errorf("around %.2f the state moved %d times", border, moves)
		}
	}
}

// TestAtLeast compares with SCIENCE 0.1's check number and with plain simulation.
func TestAtLeast(t *testing.T) {
	t.Parallel()
	// NB sf(6; R 3.2, q .6) = P(N ≥ 7) = I_.4(7, 3.2): a past of 2 weeks at rate 4, 4 weeks ahead.
	if got := (Prior{Shape: 1.2, Rate: 4, Stages: 1}).AtLeast(7, 2, 14, 28); math.Abs(got-.029838225510) > 1e-12 {
		t.Errorf("P(N ≥ 7) is %v, want .029838225510", got)
	}
	p, random := Prior{Shape: 2, Rate: 6, Stages: 3}, rand.New(rand.NewPCG(1, 2))
	const draws, n = 200_000, 4
	hits := 0
	for range draws {
		rate := distuv.Gamma{Alpha: p.Shape + 3*5, Beta: p.Rate + 10, Src: random}.Rand()
		at, k := 0.0, 0
		for {
			at += distuv.Gamma{Alpha: 3, Beta: rate, Src: random}.Rand()
			if at > 8 {
				break
			}
			k++
		}
		if k >= n {
			hits++
		}
	}
	if got, want := p.AtLeast(n, 5, 70, 56), float64(hits)/draws; math.Abs(got-want) > .005 {
		t.Errorf("P(Y ≥ %d) is %.4f, simulated %.4f", n, got, want)
	}
}
