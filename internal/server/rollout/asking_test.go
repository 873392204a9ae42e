package rollout_test

import (
	"slices"
	"testing"

	"sartor/internal/console/view"
	"sartor/internal/retail"
	"sartor/internal/rollout"
	server "sartor/internal/server/rollout"
	"sartor/internal/server/servertest"
)

// TestWaits_ForHeadOfficeAlone: a rollout whose gates ask waits for head office, one whose
// weeks run and one that was not read since its last step wait for nobody, and whoever
// sees a store only finds none.
func TestWaits_ForHeadOfficeAlone(t *testing.T) {
	t.Parallel()
	s := servertest.Open(t)
	for id, do := range map[rollout.ID]rollout.Advice{"hummus": rollout.Go, "lentils": rollout.Wait, "tea": rollout.Leave} {
		e := rollout.Entry{Rollout: rollout.Rollout{ID: id, Version: 1, State: rollout.Draft, Plan: rollout.Plan{Name: string(id)}}, Do: "make", Actor: rollout.Actor{ID: "ada", At: retail.MicrosOf(s.Now())}}
		if err := s.DB.Rollouts().Put(t.Context(), &e); err != nil {
			t.Fatal(err)
		}
		r := rollout.Reading{Version: 1, At: retail.MicrosOf(s.Now()), Verdict: rollout.Verdict{Do: do}}
		if id == "tea" {
			r.Version = 0
		}
		if err := s.DB.Rollouts().PutReading(t.Context(), id, &r); err != nil {
			t.Fatal(err)
		}
	}
	d := server.Desk{Keeper: server.Keeper{Chain: s.Chain}}
	names := func(scope view.Scope) (out []string) {
		var day view.Today
		if err := d.Waits(t.Context(), scope, &day); err != nil {
			t.Fatal(err)
		}
		for _, item := range day.Bench {
			out = append(out, string(item.Kind)+" "+item.Name)
		}
		return out
	}
	if got := names(view.Scope{All: true}); !slices.Equal(got, []string{"rollout hummus"}) {
		t.Errorf("head office finds %q", got)
	}
	if got := names(view.Scope{Stores: []retail.StoreID{"S012"}}); len(got) != 0 {
		t.Errorf("a store finds %q", got)
	}
}
