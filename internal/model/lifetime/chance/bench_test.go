package chance

import "testing"

// BenchmarkOf is what a customer's chance costs beside the model of lifetimes.
func BenchmarkOf(b *testing.B) {
	m := New(28, 1, some(b))
	days := make([]int32, 100)
	for i := range days {
		days[i] = int32(7 * i)
	}
	for b.Loop() {
		past := PastOf(days, 700)
		if m.Of(&past, .4) < 0 {
			b.Fatal("no chance")
		}
	}
}
