package view

import (
	"testing"

	"sartor/internal/retail"
)

func TestInterval_ProvenIsOnOneSideOfZero(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		in   Interval
		want bool
	}{
		{Interval{Low: 1, Mid: 2, High: 3, N: 1}, true},
		{Interval{Low: -3, Mid: -2, High: -1, N: 1}, true},
		{Interval{Low: -1, Mid: 2, High: 3, N: 1}, false},
		{Interval{Low: 0, Mid: 2, High: 3, N: 1}, false},
		{Interval{Low: 1, Mid: 2, High: 3}, false}, // of no observations
	} {
		if c.in.Proven() != c.want {
			t.Errorf("%+v: got %t", c.in, !c.want)
		}
	}
}

func TestScope_NoStoresIsNothing(t *testing.T) {
	t.Parallel()
	if (Scope{}).Allows("S1") || !(Scope{All: true}).Allows("S1") || (Scope{Stores: []retail.StoreID{"S2"}}).Allows("S1") || !(Scope{Stores: []retail.StoreID{"S2"}}).Allows("S2") {
		t.Error("a scope allows its own stores only")
	}
}
