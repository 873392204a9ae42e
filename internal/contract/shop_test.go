package contract

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"strings"
	"testing"
	"time"

	"sartor/internal/access"
	"sartor/internal/server/servertest"
)

// row is one sentence of the contract and how it is tried.
type row struct {
	says string
	try  func(*testing.T, *shop)
}

// hold tries each row in a shop of its own.
func hold(t *testing.T, rows []row) {
	t.Helper()
	for _, r := range rows {
		t.Run(r.says, func(t *testing.T) {
			t.Parallel()
			r.try(t, open(t))
		})
	}
}

// shop is a chain with two stores, five products and no promotion.
type shop struct {
	*servertest.Shop
	t *testing.T
}

func open(t *testing.T) *shop {
	t.Helper()
	s := &shop{Shop: servertest.Open(t), t: t}
	s.Must("PUT", "/v1/stores/S012", `{"name":"Harbour","region":"coast","kind":"urban","timezone":"Europe/Berlin","currency":"EUR"}`)
	s.Must("PUT", "/v1/stores/S013", `{"name":"Hill","region":"hills","kind":"rural","timezone":"Europe/Berlin","currency":"EUR"}`)
	for id, more := range map[string]string{
		"soup": `"category":"soup"`, "bread": `"category":"bakery"`, "tea": `"category":"tea"`,
		"wine": `"category":"soup","restricted":"age"`, "gift": `"category":"soup","restricted":"no_voucher"`,
	} {
		s.Must("PUT", "/v1/products/"+id, `{"name":"`+id+`","price":250,`+more+`}`)
	}
	return s
}

// promote makes a live promotion for anyone that gives vouchers good at once; the
// change is merged into it.
func (s *shop) promote(change string) {
	s.t.Helper()
	p := map[string]json.RawMessage{}
	for _, text := range []string{
		`{"id":"prm_soup","name":{"en":"Soup week"},"reward":{"kind":"amount","amount":50},"target":{"kind":"anyone"},
		  "starts":"2026-11-01","ends":"2026-12-31","budget":{"amount":250000,"currency":"EUR"},"holdout":0,"valid_after_days":0,
		  "voucher_days":14,"state":"live"}`, change,
	} {
		var part map[string]json.RawMessage
		if err := json.Unmarshal([]byte(text), &part); err != nil {
			s.t.Fatalf("%v in %s", err, text)
		}
		maps.Copy(p, part)
	}
	body, err := json.Marshal(p)
	if err != nil {
		s.t.Fatal(err)
	}
	s.Must("POST", "/v1/promotions", string(body))
}

// line is one line of a receipt: product, quantity, amount.
func line(product string, quantity float64, amount int64) string {
	return fmt.Sprintf(`{"product":%q,"quantity":%v,"amount":%d,"discount":0}`, product, quantity, amount)
}

// sale is a receipt at the clock's time; more stands in front of its lines, and
// a field there takes the place of ours.
func (s *shop) sale(id, more string, lines ...string) string {
	if len(lines) == 0 {
		lines = []string{line("bread", 1, 300)}
	}
	fields := map[string]string{"receipt": `"` + id + `"`, "store": `"S012"`, "till": `"T03"`, "at": `"` + s.At(0) + `"`, "currency": `"EUR"`}
	for name := range fields {
		if strings.Contains(more, `"`+name+`":`) {
			delete(fields, name)
		}
	}
	var out strings.Builder
	for name, value := range fields {
		out.WriteString(`"` + name + `":` + value + `,`)
	}
	if more != "" {
		more += ","
	}
	return `{` + out.String() + more + `"lines":[` + strings.Join(lines, ",") + `]}`
}

// reply is the contract's answer to a close.
type reply struct {
	servertest.Answer
	Receipt   string
	Decision  *string
	Customer  *string
	Snapshot  *string
	Redeemed  []redeemed
	Deduction int64
	Rejected  []struct{ Code, Reason, Detail string }
	Vouchers  []struct {
		Code, Alias, Promotion, Product, Text string
		ValidFrom                             string `json:"valid_from"`
		ValidUntil                            string `json:"valid_until"`
		Value                                 json.RawMessage
		Why                                   []string
	}
	Print    *string
	Warnings []string
	Code     string // of a problem
}

type redeemed struct {
	Code, Promotion, Flag string
	Amount, Points        int64
	Lines                 []struct {
		Index  int
		Amount int64
	}
}

// post sends a body as a till.
func (s *shop) post(path, body string) reply {
	s.t.Helper()
	out := reply{Answer: s.Do(servertest.Call{As: access.Till, Path: path, Body: body})}
	out.Into(s.t, &out)
	return out
}

func (s *shop) close(body string) reply { s.t.Helper(); return s.post("/v1/till/close", body) }

// sold is a close that must succeed.
func (s *shop) sold(body string) reply {
	s.t.Helper()
	r := s.close(body)
	s.status(r.Answer, http.StatusOK, "")
	return r
}

// issue sells bread until a voucher comes, and returns its code.
func (s *shop) issue(more string) string {
	s.t.Helper()
	r := s.sold(s.sale(s.Receipt(), more))
	if len(r.Vouchers) != 1 {
		s.t.Fatalf("a sale of bread issued %d vouchers, want 1: %s", len(r.Vouchers), r.Body)
	}
	return r.Vouchers[0].Code
}

// status expects a status and, when it is not empty, a code.
func (s *shop) status(a servertest.Answer, status int, code string) {
	s.t.Helper()
	if a.Status != status {
		s.t.Errorf("status %d, want %d: %s", a.Status, status, a.Body)
		return
	}
	if code != "" && !a.Has(`"code":"`+code+`"`) {
		s.t.Errorf("want code %s: %s", code, a.Body)
	}
	if status >= http.StatusBadRequest && a.Header.Get("Content-Type") != "application/problem+json" {
		s.t.Errorf("a %d in %s, want application/problem+json", status, a.Header.Get("Content-Type"))
	}
}

// refused expects that the one code presented was refused for the reason.
func (s *shop) refused(r reply, reason string) {
	s.t.Helper()
	s.status(r.Answer, http.StatusOK, "")
	if len(r.Redeemed) != 0 || r.Deduction != 0 || len(r.Rejected) != 1 || r.Rejected[0].Reason != reason || r.Rejected[0].Detail == "" {
		s.t.Errorf("want one code rejected as %s: %s", reason, r.Body)
	}
}

// took expects one redemption with these parts of lines, in order of lines.
func (s *shop) took(r reply, parts ...int64) {
	s.t.Helper()
	s.status(r.Answer, http.StatusOK, "")
	if len(r.Redeemed) != 1 {
		s.t.Errorf("want one redemption: %s", r.Body)
		return
	}
	got := make([]int64, len(parts))
	var sum int64
	for _, l := range r.Redeemed[0].Lines {
		got[l.Index] += l.Amount
		sum += l.Amount
	}
	if fmt.Sprint(got) != fmt.Sprint(parts) || sum != r.Redeemed[0].Amount || sum != r.Deduction {
		s.t.Errorf("took %v, deduction %d, want %v: %s", got, r.Deduction, parts, r.Body)
	}
}

func vouchers(codes ...string) string {
	list, _ := json.Marshal(codes)
	return `"vouchers":` + string(list)
}

func (r reply) strip(t *testing.T) string {
	t.Helper()
	if r.Print == nil {
		t.Fatalf("no print: %s", r.Body)
	}
	out, err := base64.StdEncoding.DecodeString(*r.Print)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// refresh makes the desk see what was written behind its back.
func (s *shop) refresh() {
	s.t.Helper()
	if err := s.Refresh(s.t.Context()); err != nil {
		s.t.Fatal(err)
	}
}

// allow records a customer's consents.
func (s *shop) allow(id string, purposes ...string) {
	s.t.Helper()
	for _, p := range purposes {
		s.Must("PUT", "/v1/customers/"+id+"/consent", `{"purpose":"`+p+`","granted":true,"proof":"card form"}`)
	}
}

// member makes a customer with a card who allows offers.
func (s *shop) member(card string) string {
	s.t.Helper()
	s.NobodyHeldOut()
	r := s.sold(s.sale(s.Receipt(), `"customer":{"card":"`+card+`"}`))
	if r.Customer == nil {
		s.t.Fatalf("no customer: %s", r.Body)
	}
	s.allow(*r.Customer, "profile", "offers")
	return *r.Customer
}

func card(number string) string { return `"customer":{"card":"` + number + `"}` }

// turn sets the clock.
func (s *shop) turn(to string) {
	s.t.Helper()
	at, err := time.Parse(time.RFC3339, to)
	if err != nil {
		s.t.Fatal(err)
	}
	s.Wait(at.Sub(s.Now()))
}

// edit changes the promotion prm_soup as it stands.
func (s *shop) edit(change string) {
	s.t.Helper()
	s.patch("prm_soup", change)
}

func (s *shop) patch(id, change string) {
	s.t.Helper()
	path := "/v1/promotions/" + id
	stands := s.Must(http.MethodGet, path, "")
	a := s.Do(servertest.Call{As: access.Owner, Method: http.MethodPatch, Path: path, Body: change, Header: map[string]string{"If-Match": stands.Header.Get("ETag")}})
	s.status(a, http.StatusOK, "")
}
