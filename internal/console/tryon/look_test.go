package tryon

import (
	"strings"
	"testing"
	"time"

	"sartor/internal/console/phrase"
	"sartor/internal/console/view"
	"sartor/internal/retail"
)

// Nothing is left "of 0 products": where none came into question, that is said.
func TestFitted_SaysWhyNothingPrints(t *testing.T) {
	t.Parallel()
	s := &Sheet{F: phrase.Formatter{W: phrase.English(), Now: time.Date(2026, 10, 15, 12, 0, 0, 0, time.UTC), Zone: time.UTC}}
	for looked, want := range map[int]string{
		0: "Not in Corvale on 15 Oct: none of its goods fits what they buy.",
		7: "Not in Corvale on 15 Oct: nothing of 7 products was left.",
	} {
		got := s.fitted(&view.Fitted{Day: retail.Day(2026, 10, 15), StoreName: "Corvale", Looked: looked, Profile: true}).Say
		if got = strings.ReplaceAll(got, phrase.NBSP, " "); got != want {
			t.Errorf("%d looked at: %q, want %q", looked, got, want)
		}
	}
}
