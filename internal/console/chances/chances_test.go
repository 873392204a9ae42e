package chances

import (
	"strings"
	"testing"
	"time"

	"sartor/internal/console/phrase"
	"sartor/internal/console/view"
)

func html(t *testing.T, v *view.Reliability) string {
	t.Helper()
	var b strings.Builder
	if err := Box(Of(phrase.Formatter{W: phrase.English(), Zone: time.UTC}, v)).Render(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestOf_SetsChancesBesideWhoCame with the numbers of customers.
func TestOf_SetsChancesBesideWhoCame(t *testing.T) {
	t.Parallel()
	got := html(t, &view.Reliability{AliveHolds: true, Chances: []view.Chance{{
		Days: 28, Verdict: "learned", Error: .0087, Luck: .0061, Cases: 12_526, Customers: 4_360,
		Rows: []view.ChanceRow{{From: .001, To: .012, Chance: .0064, Share: .0072, N: 1_252}, {From: .9, To: .99, Chance: .951, Share: .938, N: 1_253}},
	}}})
	for _, must := range []string{
		"next 4 weeks is off by 0.9 points", "12,526 chances given to 4,360 customers", "off by 0.6", "0.1–1.2\u00a0%", "0.6\u00a0%", "<b>0.7\u00a0%</b>", "1,252", "<b>93.8\u00a0%</b>",
		"Learned from earlier weeks", "is shown: the receipts so far bear it out",
	} {
		if !strings.Contains(got, must) {
			t.Errorf("the panel does not say %q:\n%s", must, got)
		}
	}
}

// TestOf_SaysWhatIsShort: what could not be checked has no figure; nothing learned, no panel.
func TestOf_SaysWhatIsShort(t *testing.T) {
	t.Parallel()
	got := html(t, &view.Reliability{Chances: []view.Chance{{Days: 364, Verdict: "short"}}})
	if !strings.Contains(got, "Too few receipts yet to check the chance to buy in the next 364 days") || strings.Contains(got, "%") || strings.Contains(got, "<table") || !strings.Contains(got, "is not shown") {
		t.Errorf("got %s", got)
	}
	if got := html(t, nil); got != "" {
		t.Errorf("of nothing: %s", got)
	}
}
