package offer

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"math"
	"testing"

	"sartor/internal/promotion"
	"sartor/internal/retail"
)

// The propensities of a slot add up to 1, none lies below ε/10, and each is how
// often the candidate is drawn.
func TestDrawSlot_PropensityIsFrequency(t *testing.T) {
	t.Parallel()
	for pool := 1; pool <= drawAmong; pool++ {
		for slot := range 3 {
			checkDraws(t, slot, pool)
		}
	}
}

func checkDraws(t *testing.T, slot, pool int) {
	const seeds = 40_000
	times, says := make([]int, pool), make([]float64, pool)
	for seed := range uint64(seeds) {
		at, p := drawSlot(seed*0x9E3779B9+17, slot, pool)
		times[at]++
		says[at] = p
	}
	sum := 0.0
	for at, n := range times {
		sum += says[at]
		spread := 4.5 * math.Sqrt(says[at]*(1-says[at])/seeds)
		if got := float64(n) / seeds; math.Abs(got-says[at]) > spread+1e-12 {
			t.Errorf("slot %d, %d of %d: drawn %.4f, said %.4f ± %.4f", slot, at, pool, got, says[at], spread)
		}
		if says[at] < explore/drawAmong {
			t.Errorf("%d of %d: %v is below the floor", at, pool, says[at])
		}
	}
	if math.Abs(sum-1) > 1e-12 {
		t.Errorf("pool of %d: propensities add up to %v", pool, sum)
	}
}

// The same in whole decisions: what the log says is how often it happens.
func TestDecide_PropensityIsFrequency(t *testing.T) {
	t.Parallel()
	const seeds = 20_000
	s := settingOf(t, promo(1, promotion.TargetFavourite), promo(3, promotion.TargetDue), promo(4, promotion.TargetNext), promo(2, promotion.TargetProduct, func(p *promotion.Promotion) {
		p.Target.Categories = []string{"c0", "c1", "c2"}
	}))
	type arm struct{ promotion, product uint32 }
	times, says := map[arm]int{}, map[arm]float64{}
	ctx := s.ctx
	ctx.Book, ctx.Most = bookOf(s.live...), 1
	for seed := range uint64(seeds) {
		ctx.Seed = seed
		c := Decide(s.snapshot, s.profile, nil, &ctx).Choices[0]
		times[arm{c.Promotion, c.Product}]++
		says[arm{c.Promotion, c.Product}] = c.Propensity
	}
	sum := 0.0
	for a, n := range times {
		sum += says[a]
		if got, spread := float64(n)/seeds, 4.5*math.Sqrt(says[a]*(1-says[a])/seeds); math.Abs(got-says[a]) > spread {
			t.Errorf("%+v: drawn %.4f, said %.4f ± %.4f", a, got, says[a], spread)
		}
	}
	if math.Abs(sum-1) > 1e-12 || len(times) < 4 {
		t.Errorf("%d arms whose propensities add up to %v", len(times), sum)
	}
}

// An arm depends on key, experiment and customer alone; its share is what was
// asked for; a ghost is logged as it would have been issued, and given nothing.
func TestDecide_Holdout(t *testing.T) {
	t.Parallel()
	const people = 20_000
	s := settingOf(t, promo(1, promotion.TargetFavourite, func(p *promotion.Promotion) { p.Holdout = .1 }), promo(2, promotion.TargetFavourite))
	ctx := s.ctx
	ctx.Book = bookOf(s.live...)
	plain := ctx
	plain.GlobalHoldout, plain.Book = 0, bookOf(promo(1, promotion.TargetFavourite), promo(2, promotion.TargetFavourite))
	ctx.GlobalHoldout = .05
	counts := map[Arm]int{}
	for i := range int64(people) {
		ctx.Customer = retail.NewCustomerID(uint64(i)*0x9E3779B9+1, int(i)%retail.Buckets)
		ctx.Seed, plain.Customer = uint64(i), ctx.Customer
		plain.Seed = ctx.Seed
		d, treated := Decide(s.snapshot, s.profile, nil, &ctx), Decide(s.snapshot, s.profile, nil, &plain)
		if len(treated.Given()) != len(treated.Choices) || len(d.Choices) != len(treated.Choices) {
			t.Fatalf("customer %s: %d choices, as treated %d of which %d given", ctx.Customer, len(d.Choices), len(treated.Choices), len(treated.Given()))
		}
		for j, c := range d.Choices {
			if c.Promotion == 1 {
				counts[c.Ghost]++
			}
			if (c.Ghost == HeldOutGlobal) != HeldOutGlobally(ctx.HoldoutKey, ctx.Customer, .05) {
				t.Fatalf("customer %s: arm %d, not that of the chain's lot", ctx.Customer, c.Ghost)
			}
			same := treated.Choices[j]
			if same.Ghost = c.Ghost; c != same {
				t.Fatalf("customer %s: held out %+v, treated %+v", ctx.Customer, c, same)
			}
		}
		if len(d.Given())+d.Ghosts() != len(d.Choices) {
			t.Fatalf("given %d and ghosts %d of %d", len(d.Given()), d.Ghosts(), len(d.Choices))
		}
	}
	all := float64(counts[Treated] + counts[HeldOutGlobal] + counts[HeldOutFromThis])
	for arm, want := range map[Arm]float64{HeldOutGlobal: .05, HeldOutFromThis: .95 * .1} {
		if got, spread := float64(counts[arm])/all, 4.5*math.Sqrt(want*(1-want)/all); math.Abs(got-want) > spread {
			t.Errorf("arm %d: %.4f of the decisions, want %.4f ± %.4f", arm, got, want, spread)
		}
	}
}

func TestHeldOut_DependsOnKeyExperimentAndPerson(t *testing.T) {
	t.Parallel()
	differ := map[string]int{}
	for i := range 2000 {
		who := retail.NewCustomerID(uint64(i)+1, i%retail.Buckets)
		base := HeldOut([]byte("key"), "prm_1", who, .5)
		if HeldOut([]byte("key"), "prm_1", who, .5) != base {
			t.Fatal("the lot changed")
		}
		for name, other := range map[string]bool{
			"key": HeldOut([]byte("kex"), "prm_1", who, .5), "experiment": HeldOut([]byte("key"), "prm_2", who, .5),
			"person": HeldOut([]byte("key"), "prm_1", who+retail.Buckets, .5),
		} {
			if other != base {
				differ[name]++
			}
		}
		if HeldOut([]byte("key"), "prm_1", who, .3) && !base {
			t.Fatal("a larger share lost somebody")
		}
		if HeldOut([]byte("key"), "prm_1", who, 0) || !HeldOut([]byte("key"), "prm_1", who, 1) {
			t.Fatal("a share of 0 or 1")
		}
	}
	for _, name := range []string{"key", "experiment", "person"} {
		if differ[name] < 850 || differ[name] > 1150 {
			t.Errorf("another %s changes %d of 2000 lots, want half", name, differ[name])
		}
	}
}

const goldenLot = 0.20879677535095065

// Worked out apart: HMAC-SHA256 of "global\0cus_1" under "key".
func TestHeldOut_Golden(t *testing.T) {
	t.Parallel()
	if u := lotOf([]byte("key"), "global", 1); math.Abs(u-goldenLot) > 1e-15 {
		t.Errorf("got %.17g, want %.17g", u, goldenLot)
	}
}

// Anonymous receipts are in no arm.
func TestDecide_AnonymousIsInNoArm(t *testing.T) {
	t.Parallel()
	s := settingOf(t, promo(1, promotion.TargetAnyone, func(p *promotion.Promotion) { p.Holdout = 1 }))
	s.ctx.Customer, s.ctx.GlobalHoldout = 0, 1
	if d := s.decide(); len(d.Given()) != 1 {
		t.Errorf("got %+v, want it given", d.Choices)
	}
	s.ctx.Customer = me
	if d := s.decide(); len(d.Given()) != 0 || d.Ghosts() != 1 {
		t.Errorf("got %+v, want a ghost", d.Choices)
	}
}

// A hash that was used for others before says the same as a fresh one.
func TestLots_AnswerAsFreshOnes(t *testing.T) {
	t.Parallel()
	var l lots
	for i, key := range []string{"a", "a", "b", "b", "a", "", "a"} {
		who, experiment := retail.CustomerID(1+i/2), fmt.Sprintf("prm_%d", i/3)
		mac := hmac.New(sha256.New, []byte(key))
		fmt.Fprintf(mac, "%s/x\x00%s", experiment, who)
		want := float64(binary.BigEndian.Uint64(mac.Sum(nil))>>11) / (1 << 53)
		l.begin([]byte(key), who)
		if first, again := l.draw([]string{experiment, "/x"}), l.draw([]string{experiment, "/x"}); first != want || again != want {
			t.Errorf("key %q, person %s: %v and %v, want %v", key, who, first, again, want)
		}
	}
}
