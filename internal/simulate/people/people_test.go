package people

import (
	"math"
	"testing"

	"sartor/internal/retail"
	"sartor/internal/simulate/draw"
	"sartor/internal/simulate/preset"
)

func town(t *testing.T, stores int) *Town {
	t.Helper()
	p, err := preset.Grocery()
	if err != nil {
		t.Fatal(err)
	}
	origin := retail.Day(2026, 5, 4)
	return NewTown(p, Seed{7, 7}, stores, NewCalendar(p, origin, -400, 400))
}

// TestTraits holds the population to the shares and spreads of the preset.
func TestTraits(t *testing.T) {
	t.Parallel()
	tw := town(t, 12)
	const n = 20_000
	var members, german, second, deals, persuadable float64
	var loyalty, shown, lnGap, squareGap float64
	cooks := 0.0
	for slot := range uint32(n) {
		p := tw.Person(slot, 0, 0)
		loyalty += float64(p.Loyalty) / float64(draw.One32)
		shown += float64(p.Shown) / float64(draw.One32)
		if p.Member {
			members++
			if p.SecondCard {
				second++
			}
		}
		if p.German {
			german++
		}
		switch ty := tw.Preset.Types[p.Type]; ty.Name {
		case "deal seeker":
			deals++
			if p.Style == Persuadable {
				persuadable++
			}
		case "cook":
			cooks++
			x := p.Gap.Float() - math.Log(ty.Gap)
			lnGap, squareGap = lnGap+x, squareGap+x*x
		}
	}
	sd := math.Sqrt(squareGap/cooks - lnGap/cooks*lnGap/cooks)
	for _, c := range []struct {
		name              string
		got, want, within float64
	}{
		{"members", members / n, .79, .02},
		{"second card of members", second / members, .11, .01},
		{"German", german / n, .40, .015},
		{"persuadable deal seekers", persuadable / deals, .50, .04},
		{"loyalty", loyalty / n, .45 + .55/1.58, .01},
		{"card shown", shown / n, .90, .01},
		{"sd ln gap of cooks", sd, .90, .08}, // the shortest gap cuts the low end
	} {
		if math.Abs(c.got-c.want) > c.within {
			t.Errorf("%s: %.3f, want %.3f ± %.3f", c.name, c.got, c.want, c.within)
		}
	}
}

// TestNextInParts: a clock stopped on any day goes on as if it had not been.
func TestNextInParts(t *testing.T) {
	t.Parallel()
	tw := town(t, 12)
	for slot := range uint32(200) {
		whole, parts := tw.Begin(slot, 0), tw.Begin(slot, 0)
		stop := int32(-360)
		for range 40 {
			day, ok := tw.Next(&whole, 300, nil)
			if !ok {
				break
			}
			got, found := tw.Next(&parts, stop, nil)
			for ; !found; got, found = tw.Next(&parts, stop, nil) {
				stop++
			}
			if got != day {
				t.Fatalf("household %d comes on day %d, in parts on day %d", slot, day, got)
			}
			tw.After(&whole, 43_200, 0)
			tw.After(&parts, 43_200, 0)
		}
	}
}

// TestPullBringsVisitsForward: a voucher in the purse never delays a visit.
func TestPullBringsVisitsForward(t *testing.T) {
	t.Parallel()
	tw := town(t, 12)
	sooner := 0
	for slot := range uint32(2000) {
		a := tw.Begin(slot, 0)
		if a.Person.Style != Persuadable {
			continue
		}
		b := a
		plain, ok := tw.Next(&a, 300, nil)
		pulled, _ := tw.Next(&b, 300, []Pull{{From: -400, Until: 400, Add: draw.One}}) // held to .15
		if ok && pulled > plain {
			t.Fatalf("household %d comes on day %d with a voucher, %d without", slot, pulled, plain)
		}
		if pulled < plain {
			sooner++
		}
	}
	if sooner == 0 {
		t.Error("no visit comes sooner")
	}
}

func TestMoodDecays(t *testing.T) {
	t.Parallel()
	tw := town(t, 2)
	m := Mood{S: -draw.One / 2, Annoy: 4 * draw.One, Had: 3 * draw.One}
	fresh := tw.Fresh(&m)
	tw.Settle(&m, 60)
	if got := m.S.Float(); math.Abs(got+.25) > .01 {
		t.Errorf("after its half-life satisfaction of −.5 is %.3f", got)
	}
	if got, want := m.Annoy.Float(), 4*math.Exp(-60.0/21); math.Abs(got-want) > .02 {
		t.Errorf("annoyance is %.3f, want %.3f", got, want)
	}
	if want := math.Exp(-.12 * 2); math.Abs(fresh.Float()-want) > .01 || tw.Fresh(&m) <= fresh {
		t.Errorf("fresh is %.3f, want %.3f, and %.3f after 60 days", fresh.Float(), want, tw.Fresh(&m).Float())
	}
}

func TestFeasts(t *testing.T) {
	t.Parallel()
	tw := town(t, 2)
	day := func(d int) int32 { return int32(retail.Day(2026, 12, 25) - tw.Cal.Origin + retail.BusinessDay(d)) }
	if f := tw.Cal.Feast(day(0)); f != 0 {
		t.Errorf("factor %v on the day the shops are closed", f)
	}
	if f := tw.Cal.Feast(day(-1)); f != draw.NatOf(1.35) {
		t.Errorf("factor %v on the eve", f)
	}
	if f := tw.Cal.Feast(day(-8)); f != draw.One {
		t.Errorf("factor %v on an ordinary day", f)
	}
	peak := tw.Cal.Wave(int32(retail.Day(2026, 7, 15)-tw.Cal.Origin), draw.One, 7*draw.One)
	if peak < draw.One*99/100 {
		t.Errorf("a wave that peaks in July stands at %v in mid-July", peak)
	}
}
