package console

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"sartor/internal/console/phrase"
	"sartor/internal/console/shell"
	"sartor/internal/console/view"
)

// TestCustomer_CountsFromTheLastReceipt: where the chain's receipts ended long ago, what
// is due and how long ago is counted from there, and the page says so.
func TestCustomer_CountsFromTheLastReceipt(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		ended     time.Time
		must, not string
	}{
		{time.Time{}, "last 95 days ago", "receipts end on"},
		{now().Add(-days(10)), "last 85 days ago", "last 95 days ago"},
	} {
		v := knownCustomer()
		v.Ended = c.ended
		call := &call{Call: &shell.Call{F: phrase.Formatter{W: phrase.English(), Zone: time.UTC, Now: now()}}}
		rows := call.countedFrom(v.Ended).habitRows(v)
		if !call.F.Now.Equal(now()) {
			t.Error("the rest of the page counts from there too")
		}
		asOf := call.customerAsOf(v)
		text := fmt.Sprint(rows, asOf)
		if !strings.Contains(text, c.must) || strings.Contains(text, c.not) || strings.Contains(asOf, "days are counted from there") == c.ended.IsZero() {
			t.Errorf("ended %s: %s", c.ended, text)
		}
	}
}

// TestCustomer_FactsOnlyOfWhatIsKnown: who brought back all they bought has no first day
// and no currency.
func TestCustomer_FactsOnlyOfWhatIsKnown(t *testing.T) {
	t.Parallel()
	c := &call{Call: &shell.Call{F: phrase.Formatter{W: phrase.English(), Zone: time.UTC, Now: now()}}}
	whole := view.Customer{Profiled: true, Receipts: 2, Spend: 4_120, Currency: "EUR", First: now().Add(-days(40)), Last: now()}
	names := func(v view.Customer) (out []string) {
		for _, f := range c.customerFacts(v) {
			out = append(out, f.Name)
		}
		return out
	}
	if got := names(whole); !slices.Equal(got, []string{"Receipts", "Spent", "First seen", "Last seen"}) {
		t.Errorf("got %q", got)
	}
	if got := names(view.Customer{Profiled: true, Last: now()}); !slices.Equal(got, []string{"Receipts", "Last seen"}) {
		t.Errorf("got %q", got)
	}
}
