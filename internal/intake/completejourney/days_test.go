package completejourney

import "testing"

func TestDays_WeeksOfTheStudy(t *testing.T) {
	t.Parallel()
	for week, want := range map[int][2]string{
		1: {"2017-01-01", "2017-01-01"}, 2: {"2017-01-02", "2017-01-08"}, 52: {"2017-12-18", "2017-12-24"}, 53: {"2017-12-25", "2017-12-31"},
	} {
		if first, last := days(week); first.String() != want[0] || last.String() != want[1] {
			t.Errorf("week %d: %s to %s, want %v", week, first, last, want)
		}
	}
}
