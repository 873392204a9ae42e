package called

import (
	"strings"
	"testing"
)

// TestOf names what reports call by short names, in both languages.
func TestOf(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"mbgnbd": "a rhythm, gone after any purchase (MBG/NBD)", "mbgcnbd-3": "an even rhythm (MBG/CNBD-3)", "bgcnbd-2": "an even rhythm until they leave (BG/CNBD-2)",
		"ses+7": "smoothed, a tenth of each day, with a season of 7 days", "pooled & ses+7": "trees over all series & smoothed, a tenth of each day, with a season of 7 days",
		"popularity + personal top": "What each bought most, then favourites", "TIFU-KNN": "Like customers’ recent counts (TIFU-KNN)", "some_new": "some new", "new-3": "new-3",
	} {
		if got := Of(English(), name); got != want {
			t.Errorf("%s is called %q, want %q", name, got, want)
		}
		if got := Of(German(), name); strings.HasPrefix(name, "mbg") && (got == name || got == want) {
			t.Errorf("in German %s is called %q", name, got)
		}
	}
}

// TestWords_BothLanguages name the same ways with the same slots.
func TestWords_BothLanguages(t *testing.T) {
	t.Parallel()
	english, german := English(), German()
	if len(english) != len(german) {
		t.Errorf("%d words in English, %d in German", len(english), len(german))
	}
	for name, words := range english {
		if german[name] == "" || strings.Contains(words, "{k}") != strings.Contains(german[name], "{k}") {
			t.Errorf("%s: %q, in German %q", name, words, german[name])
		}
	}
}
