package console

import (
	"regexp"
	"strings"
	"testing"

	"sartor/internal/access"
)

func TestPage_NoFigureWithoutItsRange(t *testing.T) {
	t.Parallel()
	html := newWorkshop(t).page(access.Owner, "/stores/"+string(storeBra), 200)
	for _, figure := range []string{`<b>2.3 ×</b><small class="rng">2.1–2.6</small>`, `<b>64</b><small class="rng">49–81</small>`, `<b>€1,240</b><small class="rng">810–1,700</small>`} {
		if !strings.Contains(html, figure) {
			t.Errorf("%s is missing", figure)
		}
	}
	if strings.Contains(html, "Hardly any") {
		t.Error("nobody is expected to want it, and it stands there")
	}
	for _, say := range []string{"buy 2.3 × as much ready meals as the chain", "38 of 812 regulars", "changed: goods, discount", `href="/promotions/` + string(idSoup), "Autumn pantry ends on 16 Oct"} {
		if !strings.Contains(html, say) {
			t.Errorf("the page does not say %q", say)
		}
	}
}

// TestPromotion_SaysWhoseFigures: a manager sees the chain's effect and the own
// stores' vouchers, and which is which.
func TestPromotion_SaysWhoseFigures(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	own, chain := w.page(access.Manager, "/promotions/"+string(idSoup), 200), w.page(access.Marketer, "/promotions/"+string(idSoup), 200)
	for _, say := range []string{"In the whole chain", "vouchers paid, whole chain", "cap, whole chain", "vouchers of your store", `<h2 id="stores">Your store`} {
		if !strings.Contains(own, say) {
			t.Errorf("the manager is not told %q", say)
		}
		if strings.Contains(chain, say) {
			t.Errorf("head office is told %q", say)
		}
	}
}

// TestPage_TonightsOrders: a manager finds what of tonight's plan waits in the own store on
// its page; whoever decides no plans does not.
func TestPage_TonightsOrders(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	for role, want := range map[access.Role]bool{access.Manager: true, access.Owner: true, access.Planner: true, access.Marketer: false} {
		if html := w.page(role, "/stores/"+string(storeBra), 200); strings.Contains(html, "9 orders and 5 moves of tonight’s plan wait") != want {
			t.Errorf("%s: tonight's plan on the store's page should be %t", role, want)
		}
	}
}

func TestPage_Empty(t *testing.T) {
	t.Parallel()
	html := newWorkshop(t).page(access.Owner, "/stores/"+string(storeCor), 200)
	for _, say := range []string{"Nothing is known yet of what customers buy here", "being counted", "No promotion runs here", "has sold nothing yet today"} {
		if !strings.Contains(html, say) {
			t.Errorf("an empty page does not say %q", say)
		}
	}
	if regexp.MustCompile(`<b>0</b>`).MatchString(html) {
		t.Error("zeros where nothing is known")
	}
}

func TestStores_AreFilteredByTheirAddress(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	if html := w.page(access.Owner, "/stores?region=nowhere", 200); !strings.Contains(html, "Nothing fits these filters.") {
		t.Error("a filter that leaves nothing says so")
	}
	if html := w.page(access.Owner, "/stores", 200); !strings.Contains(html, `class="tilegrid`) || !strings.Contains(html, `href="/export/stores.csv"`) {
		t.Error("the grid or the file is missing")
	}
}
