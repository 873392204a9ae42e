package wants

import (
	"errors"
	"reflect"
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

// Where the time for trees is used up they do not speak, the report says so, and what is
// chosen is what would be without them.
func TestFit_TimeForTreesIsUsedUp(t *testing.T) {
	t.Parallel()
	c := chain(t, 560)
	o, asked := options(), 0
	o.Spent = func() bool { asked++; return asked > 5 }
	m, report, err := Fit(c.All(), o)
	if err != nil || asked != 6 || m == nil || m.Ranker != nil || report.NoRanker == "" || report.Ranker != nil {
		t.Fatalf("asked %d times, %+v, %+v, %v", asked, m, report, err)
	}
	o = options()
	o.Plain = "no trees"
	without, _, err := Fit(c.All(), o)
	if err != nil || !reflect.DeepEqual(without, m) {
		t.Errorf("%+v, without trees %+v, %v", m, without, err)
	}
}
