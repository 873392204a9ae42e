package offer

import (
	"slices"
	"testing"

	"sartor/internal/model/lifecycle"
	"sartor/internal/model/season"
	"sartor/internal/promotion"
)

// calendarOf says that everybody's one type buys the categories around a day of
// the year.
func calendarOf(peak float64, classes ...int) *season.Calendar {
	c := &season.Calendar{Typology: season.Typology{Kinds: []season.Kind{{Customers: 300, Scores: []float64{0}}}}}
	for _, class := range classes {
		c.Seasons = append(c.Seasons, season.Season{Class: class, Verdict: season.Reported, Peak: peak, Amplitude: .8, Events: 100, Customers: 50, Years: 3})
	}
	return c
}

// A promotion for the season takes products of what is in season for the customer's
// type, days before its peak, and nothing out of it.
func TestDecide_Season(t *testing.T) {
	t.Parallel()
	s := settingOf(t, promo(1, promotion.TargetSeason))
	chain, plain := catalogue(), *s.snapshot
	own := s.favourites()[0]
	class := int(chain.CategoryOf(own))
	peak := season.DayOfYear(int32(today)) + 20
	for _, c := range []struct {
		name     string
		calendar *season.Calendar
		found    bool
	}{
		{"nothing learned", nil, false},
		{"its time comes", calendarOf(peak, class), true},
		{"half a year away", calendarOf(peak+180, class), false},
		{"whole baskets", calendarOf(peak, season.Anything), true},
		{"seen once only", func() *season.Calendar {
			once := calendarOf(peak, class)
			once.Seasons[0].Verdict = season.FirstSighting
			return once
		}(), false},
	} {
		snapshot := plain
		snapshot.Season, s.snapshot = c.calendar, &snapshot
		d := s.decide()
		if !c.found {
			if len(d.Choices) != 0 || d.Counts[NoSeason] != 1 {
				t.Errorf("%s: %+v, refusals %v", c.name, d.Choices, d.Refused())
			}
			continue
		}
		if len(d.Choices) != 1 || d.Choices[0].Product != own || d.Choices[0].Reason.Kind != promotion.TargetSeason || d.Counts[NoSeason] != 0 {
			t.Errorf("%s: %+v, refusals %v, want product %d", c.name, d.Choices, d.Refused(), own)
		}
	}
	// Products of other categories are not in season, and nobody is without a profile.
	snapshot := plain
	snapshot.Season, s.snapshot = calendarOf(peak, class), &snapshot
	for seed := range uint64(40) {
		s.ctx.Seed = seed
		for _, c := range s.decide().Choices {
			if int(chain.CategoryOf(c.Product)) != class {
				t.Fatalf("product %d of category %d is offered for the season of %d", c.Product, chain.CategoryOf(c.Product), class)
			}
		}
	}
	s.profile = nil
	if d := s.decide(); len(d.Choices) != 0 || d.Counts[NoSeason] != 1 {
		t.Errorf("without a profile: %+v", d.Choices)
	}
}

// The numbers of states and bands are stored in decisions.
func TestStateOf_StoredNumbers(t *testing.T) {
	t.Parallel()
	states := []lifecycle.State{lifecycle.New, lifecycle.Growing, lifecycle.Loyal, lifecycle.AtRisk, lifecycle.Lapsed, lifecycle.WonBack}
	for i, want := range []LifeState{StateNew, StateGrowing, StateLoyal, StateAtRisk, StateLapsed, StateWonBack} {
		if got := StateOf(states[i]); got != want || got != LifeState(i+1) {
			t.Errorf("%s is %d, want %d", states[i], got, i+1)
		}
	}
	for i, want := range []ValueBand{BandHigh, BandMiddle, BandLow} {
		if got := BandOf([]lifecycle.Band{lifecycle.High, lifecycle.Middle, lifecycle.Low}[i]); got != want || got != ValueBand(i+1) {
			t.Errorf("band %d is %d", i+1, got)
		}
	}
	if StateOf("") != StateUnknown || BandOf("") != BandUnknown || !slices.Equal(states, lifecycle.States()) {
		t.Error("an unknown state or band is not 0, or there is a state without a number")
	}
}
