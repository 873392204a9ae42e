package shelf_test

import (
	"fmt"
	"testing"

	"sartor/internal/access"
	"sartor/internal/server/servertest"
)

// What is not read yet after a start is not denied: a client that asked too early would
// take a position that stands for one that nobody told of.
func TestPosition_IsNotDeniedBeforeItIsRead(t *testing.T) {
	t.Parallel()
	s := servertest.Open(t)
	s.Must("PUT", "/v1/stores/S1", `{"name":"Lake","timezone":"Etc/UTC","currency":"EUR"}`)
	s.Must("PUT", "/v1/products/soup", `{"name":"Soup","price":300,"listed":true}`)
	s.Must("POST", "/v1/stock/movements", fmt.Sprintf(`{"movement":"C1","kind":"count","store":"S1","at":%q,"lines":[{"product":"soup","quantity":7}]}`, s.At(0)))
	if err := s.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	says := func(path string, want int) {
		t.Helper()
		if a := s.Do(servertest.Call{As: access.Owner, Path: path, Method: "GET"}); a.Status != want {
			t.Errorf("%s: %d %s, want %d", path, a.Status, a.Body, want)
		}
	}
	says("/v1/stock/S1/soup", 503)
	says("/v1/stock/S1/none", 404)
	if err := s.Shelf().Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	says("/v1/stock/S1/soup", 200)
	says("/v1/stock/S1/none", 404)
}
