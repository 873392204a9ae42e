package rooms

import "testing"

// Whoever acts for a colleague stands in a version's history by their own name.
func TestNameOfActor_WhoReallyActed(t *testing.T) {
	t.Parallel()
	who := map[string]string{"stf_ada": "Ada", "stf_max": "Max"}
	for actor, want := range map[string]string{"stf_max": "Max", "stf_ada for stf_max": "Ada", "tok_1": ""} {
		if got := nameOfActor(who, actor); got != want {
			t.Errorf("%s is called %q, want %q", actor, got, want)
		}
	}
}
