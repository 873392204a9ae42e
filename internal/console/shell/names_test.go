package shell

import (
	"strings"
	"testing"
)

func TestNames_AreCutSafely(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ got, want string }{
		{initials("Mara van Osmund"), "MV"}, {initials(""), ""}, {lastSigns("ab"), "ab"}, {lastSigns("2600000014417"), "4417"},
		{clip(strings.Repeat("ä", 201)), strings.Repeat("ä", 100)}, {clip("ä" + strings.Repeat("x", 199)), "ä" + strings.Repeat("x", 198)},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}
