package wants

import (
	"errors"
	"testing"

	"sartor/internal/model/ranker"
)

// A choice is asked before every part of its work, every origin and every tree whether
// it shall go on: a server that is told to stop does not wait for it.
func TestFit_Stops(t *testing.T) {
	t.Parallel()
	c, stop := chain(t, 560), errors.New("stop")
	for _, most := range []int{0, 12} {
		o, asked := options(), 0
		o.Stop = func() error {
			if asked++; asked > most {
				return stop
			}
			return nil
		}
		if m, _, err := Fit(c.All(), o); !errors.Is(err, stop) || m != nil || asked != most+1 {
			t.Errorf("stopped by question %d: asked %d times, %v, %v", most+1, asked, m, err)
		}
	}
	if s, ok := ranker.Newest(c.All()); !ok || len(s.Cases) < 500 {
		t.Fatalf("%d cases: the trees were not asked", len(s.Cases))
	}
}
