package people

import (
	"strings"
	"testing"
	"time"

	"sartor/internal/console/phrase"
	"sartor/internal/console/view"
	"sartor/internal/model/lifecycle"
	"sartor/internal/model/season"
	"sartor/internal/outlook"
	"sartor/internal/retail"
)

func formatter() phrase.Formatter {
	return phrase.Formatter{W: phrase.English(), Zone: time.UTC, Now: time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)}
}

func shown(t *testing.T, v view.Customer) string {
	t.Helper()
	var out strings.Builder
	if err := Of(formatter(), &v).Expected().Render(t.Context(), &out); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// Nothing is shown where nothing was learned, and it is said why.
func TestPanels_SilentWithoutEvidence(t *testing.T) {
	t.Parallel()
	w := phrase.English().People
	for _, c := range []struct {
		name      string
		customer  view.Customer
		must, not []string
	}{
		{"nothing learned", view.Customer{Currency: "EUR"}, []string{w.NotYet, w.FreshEmpty, w.SeasonUnknown}, []string{"€", "<svg", "%"}},
		{"no spend", view.Customer{Currency: "EUR", Outlook: &view.Outlook{Horizon: 91, NoPurchase: .25, State: lifecycle.New, Band: lifecycle.Low}},
			[]string{w.NoSpendSay, "75", "13 weeks"}, []string{"€", w.Alive}},
		{"alive is shown only where it holds", view.Customer{Currency: "EUR", Outlook: &view.Outlook{Horizon: 91, Alive: .87, State: lifecycle.New, Band: lifecycle.Low}}, nil, []string{w.Alive, "87"}},
		{"where it holds", view.Customer{Currency: "EUR", Outlook: &view.Outlook{Horizon: 91, Alive: .87, AliveHolds: true, State: lifecycle.New, Band: lifecycle.Low}}, []string{w.Alive, "87"}, nil},
		{"the nearer chance leads, in weeks", view.Customer{Currency: "EUR", Outlook: &view.Outlook{Horizon: 364, NoPurchase: .25, SoonDays: 28, Soon: .41, State: lifecycle.New, Band: lifecycle.Low}},
			[]string{`<h2 id="value">41`, "likely to buy in the next 4 weeks", "364 days", "75"}, nil},
		{"without it the other does", view.Customer{Currency: "EUR", Outlook: &view.Outlook{Horizon: 364, NoPurchase: .25, State: lifecycle.New, Band: lifecycle.Low}},
			[]string{`<h2 id="value">75`, "likely to buy in the next 364 days"}, []string{"weeks"}},
		{"liked in a store", view.Customer{Fresh: []view.Fresh{{Name: "Dip", Chance: .1, Store: "Garrow"}}}, []string{"Liked at Garrow, and"}, []string{"in the chain"}},
		{"liked where they have no store", view.Customer{Fresh: []view.Fresh{{Name: "Dip", Chance: .1}}}, []string{"Liked in the chain, and"}, []string{"Liked at"}},
		{"no season", view.Customer{Seasons: &view.Seasons{Silent: season.FewCustomers}}, []string{w.SeasonNone, w.Silences[season.FewCustomers]}, []string{w.SeasonUnknown}},
		{"a first sighting is no season", view.Customer{Seasons: &view.Seasons{Windows: []view.Season{{Class: "soup", FirstSeen: true, Now: true}}}},
			[]string{w.SeasonNone, w.BasisOnce}, []string{"In season for them"}},
		{"a value stands with its range", view.Customer{Currency: "EUR", Outlook: &view.Outlook{
			Horizon: 365, Value: view.Interval{Low: 10_000, Mid: 20_000, High: 40_000, N: 9}, Priced: true, State: lifecycle.AtRisk, Band: lifecycle.High, Reason: outlook.Change{Rule: lifecycle.Silence, Idle: 40, Gap: 9, Left: 300},
		}}, []string{"€200", "100–400", "At risk", "no purchase for 40 days"}, []string{w.NotYet}},
	} {
		html := shown(t, c.customer)
		for _, s := range c.must {
			if !strings.Contains(html, s) {
				t.Errorf("%s: %q is missing in %s", c.name, s, html)
			}
		}
		for _, s := range c.not {
			if strings.Contains(html, s) {
				t.Errorf("%s: %q is shown in %s", c.name, s, html)
			}
		}
	}
}

// The head of the page names state and value only when they are known.
func TestHead_OnlyWhatIsKnown(t *testing.T) {
	t.Parallel()
	f, plain := formatter(), view.Customer{Currency: "EUR"}
	if Badges(f, &plain) != nil || Answer(f, &plain) != nil {
		t.Error("something is said of somebody unknown")
	}
	lost := view.Customer{Currency: "EUR", Outlook: &view.Outlook{Day: retail.Day(2026, 11, 21), Horizon: 365, State: lifecycle.Lapsed}}
	soon := view.Customer{Currency: "EUR", Outlook: &view.Outlook{Horizon: 364, SoonDays: 28, Soon: .41, State: lifecycle.Loyal}}
	if a := Answer(f, &soon); len(a) < 3 || !strings.HasPrefix(a[0].Text+a[1].Text, "41") {
		t.Errorf("answer %+v", a)
	}
	if b := Badges(f, &lost); len(b) != 1 || b[0].Text != "Lapsed" || b[0].Class != "pin" || Answer(f, &lost) != nil {
		t.Errorf("badges %+v, answer %+v", b, Answer(f, &lost))
	}
}
