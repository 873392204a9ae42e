package rooms

import (
	"slices"
	"testing"

	"sartor/internal/model/season"
	"sartor/internal/retail"
)

func TestLearnedOf(t *testing.T) {
	t.Parallel()
	chain := retail.NewCatalogue([]retail.Product{{}, {Number: 1, ID: "1", Category: "mowers"}, {Number: 2, ID: "2", Category: "bread"}, {Number: 3, ID: "3"}}, nil)
	mowers, _ := chain.CategoryNumber("mowers")
	bread, _ := chain.CategoryNumber("bread")
	loose := chain.CategoryOf(3)
	c := &season.Calendar{
		Typology: season.Typology{Groups: []uint32{mowers, bread}, Kinds: []season.Kind{{Top: []uint32{bread}}, {Top: []uint32{mowers}}}},
		Seasons: []season.Season{
			{Type: 0, Class: season.Anything, Verdict: season.FirstSighting, Why: season.OneYear, Peak: 20, Amplitude: .4, PeakToTrough: 2.2},
			{Type: 1, Class: int(mowers), Verdict: season.Reported, Peak: 130, Amplitude: .7, PeakToTrough: 4.1, Events: 90, Customers: 50, Years: 2},
			{Type: 1, Class: int(loose), Verdict: season.FirstSighting, Why: season.OneYear, Peak: 200},
			{Why: season.FewEvents}, {Why: season.FewEvents}, {Why: season.NotClear},
		},
	}
	got := learnedOf(c, chain)
	if len(got.Rows) != 3 || got.Rows[0].Class != "mowers" || got.Rows[0].Sighted || !slices.Equal(got.Rows[0].Who, []string{"mowers"}) || got.Rows[0].Begins >= got.Rows[0].Peak {
		t.Errorf("what came again comes first: %+v", got.Rows)
	}
	if r := got.Rows[2]; r.Class != "" || !r.Loose {
		t.Errorf("goods without a category are told from whole baskets: %+v", r)
	}
	if r := got.Rows[1]; r.Class != "" || r.Loose || !r.Sighted || !slices.Equal(r.Who, []string{"bread"}) {
		t.Errorf("a first sighting of whole baskets: %+v", r)
	}
	if got.Looked != 6 || got.Types != 2 || len(got.Silent) != 2 || got.Silent[0].Why != "few_events" || got.Silent[0].Times != 2 {
		t.Errorf("silence: %+v", got)
	}
}
