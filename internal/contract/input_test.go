package contract

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"sartor/internal/access"
	"sartor/internal/server/servertest"
)

// TestBadInput: hostile and mistaken input, and where its border lies.
func TestBadInput(t *testing.T) {
	t.Parallel()
	s := open(t)
	good := s.sale("R1", "")
	swap := func(old, now string) string {
		if !strings.Contains(good, old) {
			t.Fatalf("%s is not in %s", old, good)
		}
		return strings.Replace(good, old, now, 1)
	}
	for _, c := range []struct {
		says, body string
		status     int
		must       []string
	}{
		{"malformed JSON", `{"receipt":`, 400, []string{`"code":"malformed"`}},
		{"nothing", ``, 400, []string{`"code":"malformed"`}},
		{"not UTF-8", swap("R1", "R\xff"), 400, nil},
		{"deep nesting", strings.Repeat(`{"a":`, 100_000), 400, nil},
		{"deep nesting in a field nobody knows", swap(`"lines"`, `"x":`+strings.Repeat("[", 20_000)+strings.Repeat("]", 20_000)+`,"lines"`), 400, nil},
		{"a field twice", swap(`"store"`, `"store":"S013","store"`), 400, []string{"stands twice"}},
		{"two values", good + good, 400, nil},
		{"unknown store", swap(`"S012"`, `"S999"`), 422, []string{`"pointer":"/store"`, "is no store of the chain", "under Stores in the console"}},
		{"other currency than the store's", swap(`"EUR"`, `"GBP"`), 422, []string{`"pointer":"/currency"`}},
		{"quantity 0", swap(`"quantity":1`, `"quantity":0`), 422, []string{`"code":"quantity"`, `"pointer":"/lines/0/quantity"`}},
		{"sign unlike the amount's", swap(`"quantity":1`, `"quantity":-1`), 422, []string{`"code":"quantity"`}},
		{"negative discount", swap(`"discount":0`, `"discount":-1`), 422, []string{`"pointer":"/lines/0/discount"`}},
		{"infinite quantity", swap(`"quantity":1`, `"quantity":1e400`), 422, []string{`"pointer":"/lines/0/quantity"`}},
		{"escape in a receipt id", swap(`"R1"`, `"R\u001b1"`), 422, []string{`"pointer":"/receipt"`}},
		{"escape in a card", swap(`"lines"`, `"customer":{"card":"26\u001b1"},"lines"`), 422, []string{`"pointer":"/customer/card"`}},
		{"a customer of no kind", swap(`"lines"`, `"customer":{"card":["26"]},"lines"`), 422, []string{`"pointer":"/customer/card"`}},
		{"escape in a product id", swap(`"bread"`, `"br\u001bead"`), 422, []string{`"pointer":"/lines/0/product"`}},
		{"an id of 128 bytes is the last", swap(`"R1"`, `"`+strings.Repeat("R", 129)+`"`), 422, []string{`"pointer":"/receipt"`}},
		{"21 codes", swap(`"lines"`, vouchers(strings.Split(strings.Repeat("x ", 20)+"x", " ")...)+`,"lines"`), 422, []string{`"pointer":"/vouchers"`}},
		{"10,001 lines", s.sale("R1", "", many(10_001)...), 413, []string{`"code":"too_large"`}},
		{"above 4 MiB", swap(`"lines"`, `"ext":{"a":"`+strings.Repeat("x", 4<<20)+`"},"lines"`), 413, []string{`"code":"too_large"`}},
		{"10,000 lines", s.sale("R2", "", many(10_000)...), 200, nil},
		{"a return", s.sale("R3", "", `{"product":"bread","quantity":-1,"amount":-300,"discount":0,"return_of":"R2","return_line":7}`), 200, nil},
		{"weighed goods", s.sale("R4", "", line("bread", 0.345, 99)), 200, nil},
		{"hostile text in a product id", s.sale("R5", "", line("'; drop table receipt; -- <script>", 1, 99)), 200, nil},
		{"no lines at all", s.sale("R6", "", "")[:len(s.sale("R6", "", ""))-len(`"lines":[]}`)] + `"lines":[]}`, 200, nil},
	} {
		t.Run(c.says, func(t *testing.T) {
			t.Parallel()
			in := &shop{Shop: s.Shop, t: t}
			a := in.Do(servertest.Call{As: access.Till, Path: "/v1/till/close", Body: c.body})
			in.status(a, c.status, "")
			if !a.Has(c.must...) {
				t.Errorf("want %v in %s", c.must, a.Body)
			}
		})
	}
}

func many(n int) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = fmt.Sprintf(`{"product":"bread","quantity":1,"amount":%d}`, 100+i%7)
	}
	return out
}

// TestOrder: everything may arrive twice, late or out of order, and counts once.
func TestOrder(t *testing.T) {
	t.Parallel()
	hold(t, []row{
		{"facts out of order and repeated count once, in order of time", func(t *testing.T, s *shop) {
			s.member("1")
			var bodies []string
			for i := range 6 {
				bodies = append(bodies, s.sale(s.Receipt(), card("1")+`,"at":"`+s.At(-time.Duration(i)*24*time.Hour)+`"`))
			}
			for _, i := range []int{3, 0, 5, 3, 1, 4, 2, 0, 5} {
				s.status(s.post("/v1/receipts", bodies[i]).Answer, 200, "")
			}
			if err := s.CatchUp(t.Context()); err != nil {
				t.Fatal(err)
			}
			a := s.Do(servertest.Call{As: access.Desk, Method: "GET", Path: "/v1/customers?card=1"})
			if s.status(a, 200, ""); !a.Has(`"receipts":7`) {
				t.Errorf("want 6 receipts and the one before: %s", a.Body)
			}
		}},
	})
}

// TestAddresses: an address that is no text is the caller's mistake on either
// engine, of which one refuses to look for it.
func TestAddresses(t *testing.T) {
	t.Parallel()
	s := open(t)
	for _, path := range []string{
		"/v1/promotions/%00", "/v1/promotions/%ff/results", "/v1/customers?card=%ff", "/v1/products/a%00b", "/customers?q=%00", "/vouchers?q=%ed%a0%80",
	} {
		a := s.Do(servertest.Call{As: access.Owner, Method: "GET", Path: path})
		s.status(a, 400, "")
		if !a.Has(`"code":"malformed"`) {
			t.Errorf("%s: %s", path, a.Body)
		}
	}
}
