package recovery

import (
	"testing"

	"sartor/internal/model/lifetime"
	"sartor/internal/model/lifetime/chance"
	"sartor/internal/model/lifetime/coming"
	"sartor/internal/model/lifetime/contest"
	"sartor/internal/outlook"
	"sartor/internal/simulate"
)

// calibrated is how far chances may lie from the shares that come true, on average.
const calibrated = .03

// TestChance_ComesTrue: of everybody a chain knows and gives a chance p to buy within
// four weeks, or within a year, a share near p does, in each kind of chain, by models
// that were chosen and learned from receipts alone. A chain of eighteen months has
// nothing to learn a year from: there the model of lifetimes speaks. P(alive) is shown
// where it is true and a year bears it out, and never where receipts cannot tell it.
func TestChance_ComesTrue(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		kind       string
		households int
		alive      borne
	}{{"grocery", 2000, "a year"}, {"apparel", 4000, "never"}, {"diy", 5000, "never"}} {
		t.Run(c.kind, func(t *testing.T) {
			t.Parallel()
			days := []int32{540}
			if !testing.Short() {
				days = append(days, 910)
			}
			last := days[len(days)-1]
			by, _ := shoppers(t, c.kind, simulate.Scale{Households: c.households, Stores: 6, Days: int(last) + outlook.Year + 1})
			var all contest.Book
			for _, h := range sorted(by) {
				all.Add(by[h])
			}
			for _, today := range days {
				comesTrue(t, &all, today, c.alive)
			}
		})
	}
}

// borne is for how long P(alive) has to have been borne out to be shown.
type borne string

// comesTrue learns on one day, as a run of learning does, and looks at what came.
func comesTrue(t *testing.T, all *contest.Book, today int32, shown borne) {
	t.Helper()
	known := until(all, today)
	choice, err := known.Choose(contest.Ask{Until: today, Horizon: outlook.Year, Workers: 2, Candidates: []lifetime.Model{{Kind: lifetime.MBG, K: 1}, {Kind: lifetime.MBG, K: 2}}})
	if err != nil {
		t.Fatal(err)
	}
	ask := coming.Ask{Until: today, Base: choice.Fit.Model, Workers: 2}
	alive, judged, err := coming.Alive(known, ask)
	if years := today / outlook.Year; err != nil || alive && shown == "never" || !alive && shown == "a year" && years > 1 {
		t.Errorf("day %d: P(alive) is shown: %v, when borne out for %s; %+v, %v", today, alive, shown, judged, err)
	}
	for _, ahead := range []int{outlook.Soon, outlook.Year} {
		ask.Days = ahead
		m, report, err := coming.Fit(known, ask)
		if err != nil {
			t.Fatal(err)
		}
		var told, newer []chance.Told
		for _, c := range all.Cases(today, ahead) {
			past := chance.PastOf(all.Of(c.Customer), today)
			one := chance.Told{Chance: m.Of(&past, ask.Base.Posterior(c.History).Buys(ahead)), Bought: c.Bought > 0}
			if told = append(told, one); all.Of(c.Customer)[0] >= 150 {
				newer = append(newer, one)
			}
		}
		j, n := chance.Judge(told), chance.Judge(newer)
		t.Logf("day %d, %d days ahead, %s (%.1f): error %.4f of %d customers, a perfect forecast's %.4f; of the %d whose first purchase was seen %.4f, %.4f",
			today, ahead, report.Verdict, report.Share, j.ECE, len(told), j.Luck, len(newer), n.ECE, n.Luck)
		if j.ECE > calibrated || j.Luck > .016 {
			t.Errorf("day %d: chances to buy within %d days are off by %.4f, at most %.2f; a perfect forecast by %.4f: %+v", today, ahead, j.ECE, calibrated, j.Luck, j.Rows)
		}
	}
}

// until is what a chain knows at the end of a day.
func until(all *contest.Book, today int32) *contest.Book {
	var out contest.Book
	for i := range all.Customers() {
		days := all.Of(i)
		n := 0
		for n < len(days) && days[n] <= today {
			n++
		}
		out.Add(days[:n])
	}
	return &out
}
