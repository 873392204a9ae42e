package rollout_test

import (
	"testing"

	"sartor/internal/access"
	"sartor/internal/server/servertest"
)

// TestDesk_Refusals: what was approved a moment ago is not ended by approving again, two
// rollouts of a product do not run at once, and what nobody can mean is named.
func TestDesk_Refusals(t *testing.T) {
	t.Parallel()
	c := newTown(t, 12)
	c.propose("rol_a", "hummus")
	c.propose("rol_b", "hummus")
	const at = "/v1/rollouts/rol_"
	refused := func(method, path, body string, status int, must ...string) {
		t.Helper()
		if a := c.Do(servertest.Call{As: access.Owner, Method: method, Path: at + path, Body: body}); a.Status != status || !a.Has(must...) {
			t.Errorf("%s %s: %d %s, want %d with %q", path, body, a.Status, a.Body, status, must)
		}
	}
	refused("POST", "b/approve", `{"stores":[{"store":"S001","controls":["S004"],"opening":-5}]}`, 422, "/stores/0/opening")
	refused("POST", "b/approve", `{"stores":[{"store":"S001","controls":["S004"],"opening":2000000000000}]}`, 422, "/stores/0/opening")
	refused("POST", "b/approve", `{"stores":[{"store":"S001","controls":["S004"],"propensity":7}]}`, 422, "/stores/0/propensity")
	c.Must("POST", at+"a/approve", `{"reason":"first"}`)
	refused("POST", "a/approve", `{"reason":"again","anyway":true}`, 409, "not_read")
	pilot := c.read("rol_a")
	named := `"stores":[{"store":"` + string(pilot.Stages[0].Stores[0].Store) + `"}]`
	refused("POST", "a/approve", `{"reason":"again","anyway":true,`+named+`}`, 422, "/stores/0", "carries it already")
	refused("PATCH", "a", `{"plan":{"gates":{"max_waste":1,"min_fill":0.01}}}`, 409, "gate_lowered", "max_waste")
	refused("POST", "b/approve", `{"reason":"the same product"}`, 409, "product_runs", "rol_a")
	if now := c.read("rol_a"); now.State != "pilot" || len(now.Stages) != 1 {
		t.Errorf("nothing of this was done: %+v", now)
	}
	for _, one := range []struct{ note, at string }{
		{`"region":"moon"`, "/notes/0/region"}, {`"region":"co\u0000ast"`, "/notes/0/region"}, {`"store":"S999"`, "/notes/0/store"},
		{`"region":"coast","day":"2030-01-01"`, "/notes/0/day"}, {`"region":"coast","day":"1900-01-01"`, "/notes/0/day"},
	} {
		refused("POST", "b/evidence", `{"notes":[{"id":"n","source":"ask","count":1,`+one.note+`}]}`, 422, one.at)
	}
	refused("POST", "b/evidence", `{"notes":[{"id":"a\u0000b","source":"ask","count":1,"region":"coast"}]}`, 422, "/notes/0/id")
	refused("POST", "b/hold", `{"reason":"a\u0000b"}`, 422, "/reason")
	refused("PATCH", "b", `{"plan":{"price":310},"reason":"a\nb"}`, 422, "/reason")
	refused("PATCH", "b", `{"plan":{"name":"a\u0000b"}}`, 422, "/name")
	c.Must("POST", at+"b/stop", `{"reason":"one is enough"}`)
	refused("POST", "b/evidence", `{"notes":[{"id":"n","source":"ask","count":1,"region":"coast"}]}`, 409, "rollout_ended")
}
