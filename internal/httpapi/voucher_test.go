package httpapi

import (
	"slices"
	"strings"
	"testing"

	"sartor/internal/access"
	"sartor/internal/fault"
	"sartor/internal/paper"
	"sartor/internal/till"
)

func TestVoucher_ReadPrintVoid(t *testing.T) {
	t.Parallel()
	const at = "/v1/vouchers/Q6P5-RW53-V60T"
	for _, c := range []struct {
		name, method, path, body string
		status                   int
		must                     []string
		ran                      string
	}{
		{"read", "GET", at, "", 200, []string{`"state":"issued"`, `"value":{"kind":"amount","amount":50}`, `"receipt":"R0"`}, "voucher"},
		{"unknown", "GET", "/v1/vouchers/AAAA-BBBB-CCCC", "", 404, []string{`"code":"unknown"`}, "voucher"},
		{"strip", "GET", at + "/print?format=text&columns=32&qr=true", "", 200, []string{"strip"}, "strip by tok_till"},
		{"strip on odd paper", "GET", at + "/print?columns=43", "", 422, []string{"/print/columns"}, ""},
		{"strip on words", "GET", at + "/print?columns=wide", "", 422, []string{"/columns"}, ""},
		{"strip for a fax", "GET", at + "/print?format=fax", "", 422, []string{"/print/format"}, ""},
		{"strip maybe cut", "GET", at + "/print?cut=maybe", "", 422, []string{"/cut"}, ""},
		{"void", "POST", at + "/void", `{"reason":"torn","who":"me"}`, 200, []string{`"state":"voided"`, "unknown_field:/who"}, "void voucher torn"},
		{"void without a body", "POST", at + "/void", ``, 400, []string{"empty"}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			g := newRig(t)
			expect(t, g.do(t, request{as: access.Till, method: c.method, path: c.path, body: c.body}), c.status, c.must, nil)
			if got := strings.Join(g.done(), ","); got != c.ran {
				t.Errorf("ran %s, want %s", got, c.ran)
			}
		})
	}
	g := newRig(t)
	w := g.do(t, request{as: access.Till, method: "GET", path: at + "/print?format=png&numeric=1"})
	if w.Header().Get("Content-Type") != "image/png" || g.printer != (paper.Printer{Format: paper.PNG, Numeric: true}) {
		t.Errorf("got %q, %+v", w.Header().Get("Content-Type"), g.printer)
	}
}

// TestVoucher_AnotherStoresIsAbsent: whoever takes vouchers looks at those of any store;
// a manager at those of their own, and at another's as at one that is not there.
func TestVoucher_AnotherStoresIsAbsent(t *testing.T) {
	t.Parallel()
	g := newRig(t)
	read := func(as access.Role, code string) (int, string) {
		w := g.do(t, request{as: as, method: "GET", path: "/v1/vouchers/" + code})
		said, _, _ := strings.Cut(w.Body.String(), `"request_id"`)
		return w.Code, said
	}
	for as, status := range map[access.Role]int{access.Till: 200, access.Manager: 404} {
		if got, said := read(as, elsewhere); got != status {
			t.Errorf("%s: got %d %s, want %d", as, got, said, status)
		}
	}
	if got, said := read(access.Manager, aVoucher.Code); got != 200 {
		t.Errorf("of the own store: %d %s", got, said)
	}
	_, there := read(access.Manager, elsewhere)
	if _, absent := read(access.Manager, "AAAA-BBBB-CCCC"); there != absent {
		t.Errorf("forbidden and absent differ:\n%s\n%s", there, absent)
	}
}

func TestVoucher_TwentyBadCodesAMinute(t *testing.T) {
	t.Parallel()
	g := newRig(t)
	bad := request{as: access.Till, method: "GET", path: "/v1/vouchers/AAAA-BBBB-CCCC?till=T03"}
	good := request{as: access.Till, method: "GET", path: "/v1/vouchers/Q6P5-RW53-V60T?till=T03"}
	for range 20 {
		expect(t, g.do(t, bad), 404, nil, nil)
	}
	expect(t, g.do(t, good), 200, nil, nil)
	expect(t, g.do(t, bad), 404, nil, nil)
	w := g.do(t, good)
	expect(t, w, 429, []string{`"code":"try_later"`}, nil)
	if w.Header().Get("Retry-After") == "" {
		t.Error("no Retry-After")
	}
	good.path = strings.Replace(good.path, "T03", "T04", 1)
	expect(t, g.do(t, good), 200, nil, nil)
	ran := len(g.done())
	good.path = strings.Replace(good.path, "T04", "T03", 1)
	g.do(t, good)
	if len(g.done()) != ran {
		t.Error("a closed place still looks codes up")
	}
}

func TestVoucher_Redeem(t *testing.T) {
	t.Parallel()
	const at = "/v1/vouchers/q6p5rw53v60t/redeem"
	g := newRig(t)
	g.fakes.redeem = till.RedeemReply{Redeemed: &till.RedeemedView{Code: "Q6P5-RW53-V60T", Promotion: "prm_soup", Amount: 50, Lines: []till.ShareView{{Index: 0, Amount: 50}}}}
	expect(t, g.do(t, post(at, sale("", ""))), 200, []string{`"amount":50,"lines":[{"index":0,"amount":50}]`, `"warnings":[]`}, nil)
	if !slices.Equal(g.done(), []string{"redeem q6p5rw53v60t"}) {
		t.Errorf("ran %v", g.done())
	}
	g.fakes.redeem = till.RedeemReply{Rejected: &till.RejectedView{Code: "Q6P5-RW53-V60T", Reason: "already_redeemed", Detail: "used on R7"}}
	expect(t, g.do(t, post(at, sale("", ""))), 409, []string{`"rejected":{"code":"Q6P5-RW53-V60T","reason":"already_redeemed","detail":"used on R7"}`, `"code":"already_redeemed"`}, nil)
	expect(t, g.do(t, post(at, sale(`"S012"`, `"S013"`))), 403, nil, nil)
	g.failing = fault.New(fault.Conflict, "receipt_conflict", "R1 has arrived already")
	expect(t, g.do(t, post(at, sale("", ""))), 409, []string{`"code":"receipt_conflict"`}, []string{"rejected"})
}
