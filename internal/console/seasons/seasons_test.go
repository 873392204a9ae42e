package seasons

import (
	"slices"
	"strings"
	"testing"
	"time"

	"sartor/internal/console/phrase"
	"sartor/internal/console/view"
)

// writer formats as pages do.
func writer() phrase.Formatter { return phrase.Formatter{W: phrase.English(), Zone: time.UTC} }

func html(t *testing.T, p Panel) string {
	t.Helper()
	var b strings.Builder
	if err := Box(p).Render(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestOf_SaysWhatIsFound(t *testing.T) {
	t.Parallel()
	s := &view.SeasonsLearned{Types: 6, Looked: 130, Rows: []view.SeasonLearned{
		{Who: []string{"plants", "seeds"}, Class: "mowers", Begins: 40, Peak: 129, Ends: 218, PeakLow: 123, PeakHigh: 136, Times: 4.62, Purchases: 446, Customers: 469, Yrs: 2},
		{Begins: -60, Peak: 10, Ends: 80, PeakLow: -4, PeakHigh: 24, Times: 1.9, Purchases: 80, Customers: 60, Yrs: 1, Sighted: true},
		{Loose: true, Yrs: 1, Times: 2, Sighted: true},
	}, Silent: []view.SeasonSilence{{Why: "few_events", Times: 80}, {Why: "a_new_reason", Times: 1}}}
	got := html(t, Of(writer(), s))
	for _, must := range []string{
		"One season came again", "buyers of plants, seeds", "mowers", "10\u00a0Feb to 7\u00a0Aug", "10\u00a0May (4\u00a0May–17\u00a0May)", "×4.6", "446 purchases, 469 customers, 2 years", "came again",
		"all customers", "whole baskets of high value", "goods without a category", "2\u00a0Nov to 22\u00a0Mar", "one year", "first sighting", "80 pairs of customers and goods: fewer than 40 purchases", "a_new_reason",
	} {
		if !strings.Contains(got, must) {
			t.Errorf("the panel does not say %q:\n%s", must, got)
		}
	}
}

func TestOf_SaysWhatIsSilent(t *testing.T) {
	t.Parallel()
	if got := html(t, Of(writer(), nil)); got != "" {
		t.Errorf("without a calendar nothing is shown, got %s", got)
	}
	p := Of(writer(), &view.SeasonsLearned{Types: 1, Looked: 1, Silent: []view.SeasonSilence{{Why: "too_short", Times: 1}}})
	if p.Title != "No season is believed yet" || !slices.Equal(p.Silent, []string{"One pair of customers and goods: less than a whole year of receipts."}) {
		t.Errorf("a young chain reads %+v", p)
	}
	once := Of(writer(), &view.SeasonsLearned{Rows: []view.SeasonLearned{{Sighted: true, Yrs: 1, Times: 2}}})
	if !strings.HasPrefix(once.Title, "Seasons sighted once") {
		t.Errorf("a first sighting reads %q", once.Title)
	}
}
