package rooms

import (
	"testing"

	"sartor/internal/model/habit"
	"sartor/internal/model/lifecycle"
	"sartor/internal/model/season"
	"sartor/internal/outlook"
	"sartor/internal/retail"
)

// A season is placed on the days around today: while it runs, or when it comes next.
func TestWindowOf_IsTheOneThatRunsOrComesNext(t *testing.T) {
	t.Parallel()
	winter := season.Season{Class: 1, Verdict: season.Reported, Peak: 354, Amplitude: .8, PeakToTrough: 4.9, Customers: 60, Years: 3}
	names := map[uint32]string{1: "soup"}
	for _, c := range []struct {
		day   retail.BusinessDay
		peak  retail.BusinessDay
		runs  bool
		class string
	}{
		{retail.Day(2026, 12, 1), retail.Day(2026, 12, 21), true, "soup"},
		{retail.Day(2027, 1, 10), retail.Day(2026, 12, 21), true, "soup"},
		{retail.Day(2027, 6, 1), retail.Day(2027, 12, 21), false, "soup"},
	} {
		got := windowOf(winter.Window(), names, c.day)
		if d := got.Peak - c.peak; d < -2 || d > 2 || got.Now != c.runs || got.Class != c.class || got.Begins >= got.Peak || got.Peak >= got.Ends {
			t.Errorf("on %s: %+v, want the peak about %s, running %t", c.day, got, c.peak, c.runs)
		}
	}
	winter.Verdict = season.FirstSighting
	if got := windowOf(winter.Window(), names, retail.Day(2026, 12, 1)); !got.FirstSeen || got.Now {
		t.Errorf("a first sighting runs: %+v", got)
	}
}

// What is silent says why; private categories are named nowhere.
func TestSeasonsOf_SilentOrNamed(t *testing.T) {
	t.Parallel()
	chain := retail.NewCatalogue([]retail.Product{
		{ID: "soup", Number: 1, Category: "soup", Price: 100, Listed: true},
		{ID: "test", Number: 2, Category: "tests", Price: 100, Listed: true, Restriction: retail.NoInference},
	}, nil)
	soup, private := int(chain.CategoryOf(1)), int(chain.CategoryOf(2))
	var profile habit.Profile
	for day := int32(20000); day < 20060; day += 7 {
		profile.Add(day, 1, []uint32{1})
	}
	calendar := func(s ...season.Season) *season.Calendar {
		return &season.Calendar{Seasons: s, Typology: season.Typology{Kinds: []season.Kind{{Customers: 90, Top: []uint32{uint32(soup), uint32(private)}, Scores: []float64{0}}}}}
	}
	got := seasonsOf(calendar(season.Season{Class: soup, Why: season.FewCustomers}), &profile, chain, 20100)
	if got == nil || len(got.Windows) != 0 || got.Silent != season.FewCustomers || len(got.Type) != 1 || got.Type[0] != "soup" {
		t.Errorf("silent: %+v", got)
	}
	found := season.Season{Class: soup, Verdict: season.Reported, Peak: 100, Amplitude: .5}
	hidden := found
	hidden.Class = private
	if got = seasonsOf(calendar(found, hidden), &profile, chain, 20100); len(got.Windows) != 1 || got.Windows[0].Class != "soup" {
		t.Errorf("found: %+v, want soup alone", got)
	}
	if got = seasonsOf(calendar(found), &habit.Profile{}, chain, 20100); got != nil {
		t.Errorf("of somebody without baskets: %+v", got)
	}
}

func TestOutlookOf_SaysNoValueWithoutSpend(t *testing.T) {
	t.Parallel()
	o := outlook.Outlook{Purchases: 4, Recency: 90, Age: 100, Horizon: 91, State: lifecycle.Loyal, Rule: lifecycle.Steady, Band: lifecycle.Low}
	if got := outlookOf(&o); got.Priced || got.Reason.State == "" || got.Value.N != 4 {
		t.Errorf("%+v", got)
	}
	if o.Spend = 900; !outlookOf(&o).Priced {
		t.Error("spend is known, and no value is shown")
	}
}
