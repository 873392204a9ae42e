package touchpoint

import (
	"errors"
	"strings"
	"testing"
	"time"

	"sartor/internal/fault"
	"sartor/internal/retail"
)

var noon = retail.MicrosOf(time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC))

// good is a receipt that holds.
func good() Receipt {
	return Receipt{
		ID: "S012-T03-20261122-000481", Store: "S012", Till: "T03", At: noon, Currency: "EUR",
		Customer: Customer{Identifiers: []retail.Identifier{{Kind: retail.Card, Value: "2600000012348"}}},
		Lines:    []Line{{Product: "5901234123457", Quantity: retail.One, Amount: 249}},
		Vouchers: []string{"Q6P5-RW53-V60T"},
	}
}

type checkCase struct {
	name   string
	change func(*Receipt)
	code   string // "" holds
	at     string // pointer of the first place
}

func checks(t *testing.T, cases []checkCase) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := good()
			c.change(&r)
			err := Check(&r, noon)
			if c.code == "" {
				if err != nil {
					t.Errorf("refused: %v", err)
				}
				return
			}
			e, _ := errors.AsType[*fault.Error](err)
			if fault.CodeOf(err) != c.code || len(e.Fields) == 0 || e.Fields[0].Pointer != c.at || e.Hint == "" && len(e.Fields) != 1 {
				t.Errorf("got %+v, want %s at %s", err, c.code, c.at)
			}
		})
	}
}

func manyLines(n int) []Line {
	out := make([]Line, n)
	for i := range out {
		out[i] = good().Lines[0]
	}
	return out
}

func TestCheck_Receipt(t *testing.T) {
	t.Parallel()
	checks(t, []checkCase{
		{"as in the contract", func(*Receipt) {}, "", ""},
		{"nobody, nothing bought, no till", func(r *Receipt) { r.Customer, r.Lines, r.Vouchers, r.Till = Customer{}, nil, nil, "" }, "", ""},
		{"the greatest amount of all lines", func(r *Receipt) {
			r.Lines = []Line{{Product: "a", Quantity: retail.One, Amount: MaxAmount - 2}, {Product: "b", Quantity: -retail.One, Amount: -1, Discount: 1}}
		}, "", ""},
		{"amounts beyond it together", func(r *Receipt) {
			r.Lines = []Line{{Product: "a", Quantity: retail.One, Amount: MaxAmount - 2}, {Product: "b", Quantity: -retail.One, Amount: -2, Discount: 1}}
		}, CodeInvalid, "/lines"},
		{"the most units of all lines", func(r *Receipt) {
			r.Lines = []Line{{Product: "a", Quantity: MaxUnits - 1, Amount: 1}, {Product: "b", Quantity: -1}}
		}, "", ""},
		{"units beyond it together", func(r *Receipt) {
			r.Lines = []Line{{Product: "a", Quantity: MaxUnits - 1, Amount: 1}, {Product: "b", Quantity: -2}}
		}, CodeInvalid, "/lines"},
		{"no id", func(r *Receipt) { r.ID = "" }, CodeInvalid, "/receipt"},
		{"blank id", func(r *Receipt) { r.ID = " " }, CodeInvalid, "/receipt"},
		{"longest id", func(r *Receipt) { r.ID = retail.ReceiptID(strings.Repeat("x", MaxID)) }, "", ""},
		{"id too long", func(r *Receipt) { r.ID = retail.ReceiptID(strings.Repeat("x", MaxID+1)) }, CodeInvalid, "/receipt"},
		{"id with a line break", func(r *Receipt) { r.ID = "R\n1" }, CodeInvalid, "/receipt"},
		{"id with a C1 control", func(r *Receipt) { r.ID = "R\u009b1" }, CodeInvalid, "/receipt"},
		{"id not UTF-8", func(r *Receipt) { r.ID = "R\xff" }, CodeInvalid, "/receipt"},
		{"longest store", func(r *Receipt) { r.Store = retail.StoreID(strings.Repeat("x", MaxPlace)) }, "", ""},
		{"store too long", func(r *Receipt) { r.Store = retail.StoreID(strings.Repeat("x", MaxPlace+1)) }, CodeInvalid, "/store"},
		{"no store", func(r *Receipt) { r.Store = "" }, CodeInvalid, "/store"},
		{"till with an escape", func(r *Receipt) { r.Till = "\x1b@" }, CodeInvalid, "/till"},
		{"5 minutes ahead", func(r *Receipt) { r.At = noon + 300_000_000 }, "", ""},
		{"more than 5 minutes ahead", func(r *Receipt) { r.At = noon + 300_000_001 }, CodeFuture, "/at"},
		{"no time", func(r *Receipt) { r.At = 0 }, CodeInvalid, "/at"},
		{"first day", func(r *Receipt) { r.At = earliest }, "", ""},
		{"before it", func(r *Receipt) { r.At = earliest - 1 }, CodeInvalid, "/at"},
		{"small currency", func(r *Receipt) { r.Currency = "eur" }, CodeInvalid, "/currency"},
		{"customer id too long", func(r *Receipt) { r.Customer.ID = strings.Repeat("x", MaxID+1) }, CodeInvalid, "/customer/id"},
		{"empty card", func(r *Receipt) { r.Customer.Identifiers[0].Value = "" }, CodeInvalid, "/customer/card"},
		{"odd kind", func(r *Receipt) { r.Customer.Identifiers[0].Kind = "fax" }, CodeInvalid, "/customer"},
		{"too many identifiers", func(r *Receipt) { r.Customer.Identifiers = make([]retail.Identifier, MaxIdentifiers+1) }, CodeInvalid, "/customer"},
		{"10,000 lines", func(r *Receipt) { r.Lines = manyLines(MaxLines) }, "", ""},
		{"10,001 lines", func(r *Receipt) { r.Lines = manyLines(MaxLines + 1) }, CodeTooLarge, "/lines"},
	})
}

func TestCheck_LinesCodesAndExt(t *testing.T) {
	t.Parallel()
	first := func(change func(*Line)) func(*Receipt) { return func(r *Receipt) { change(&r.Lines[0]) } }
	checks(t, []checkCase{
		{"no product", first(func(l *Line) { l.Product = "" }), CodeInvalid, "/lines/0/product"},
		{"quantity 0", first(func(l *Line) { l.Quantity = 0 }), CodeQuantity, "/lines/0/quantity"},
		{"sold below zero", first(func(l *Line) { l.Amount = -1 }), CodeQuantity, "/lines/0/quantity"},
		{"returned above zero", first(func(l *Line) { l.Quantity = -1 }), CodeQuantity, "/lines/0/quantity"},
		{"a return", first(func(l *Line) { l.Quantity, l.Amount, l.ReturnOf = -1, -249, "R0" }), "", ""},
		{"free of charge", first(func(l *Line) { l.Amount = 0 }), "", ""},
		{"largest amount", first(func(l *Line) { l.Amount = MaxAmount }), "", ""},
		{"amount too large", first(func(l *Line) { l.Amount = MaxAmount + 1 }), CodeInvalid, "/lines/0/amount"},
		{"discount 0", first(func(l *Line) { l.Discount = 0 }), "", ""},
		{"discount below 0", first(func(l *Line) { l.Discount = -1 }), CodeInvalid, "/lines/0/discount"},
		{"return of a long id", first(func(l *Line) { l.ReturnOf = retail.ReceiptID(strings.Repeat("x", MaxID+1)) }), CodeInvalid, "/lines/0/return_of"},
		{"line below 0", first(func(l *Line) { l.ReturnLine = -1 }), CodeInvalid, "/lines/0/return_line"},
		{"line 10,000", first(func(l *Line) { l.ReturnLine = MaxLines }), CodeInvalid, "/lines/0/return_line"},
		{"20 codes", func(r *Receipt) { r.Vouchers = make([]string, MaxVouchers) }, "", ""},
		{"21 codes", func(r *Receipt) { r.Vouchers = make([]string, MaxVouchers+1) }, CodeInvalid, "/vouchers"},
		{"a code that is none", func(r *Receipt) { r.Vouchers = []string{"\x00 hello"} }, "", ""},
		{"a novel as code", func(r *Receipt) { r.Vouchers = []string{"A", strings.Repeat("x", MaxCode+1)} }, CodeInvalid, "/vouchers/1"},
		{"ext", func(r *Receipt) { r.Ext = []byte(` {"a":1}`) }, "", ""},
		{"largest ext", func(r *Receipt) { r.Ext = []byte(`{"a":"` + strings.Repeat("x", MaxExt-8) + `"}`) }, "", ""},
		{"ext too large", func(r *Receipt) { r.Ext = []byte(`{"a":"` + strings.Repeat("x", MaxExt-7) + `"}`) }, CodeInvalid, "/ext"},
		{"ext is a list", func(r *Receipt) { r.Ext = []byte(`[1]`) }, CodeInvalid, "/ext"},
		{"ext is broken", func(r *Receipt) { r.Ext = []byte(`{"a":`) }, CodeInvalid, "/ext"},
	})
}

func TestCheck_NamesEachPlaceAndJoinsCodes(t *testing.T) {
	t.Parallel()
	r := good()
	r.Lines = append(r.Lines, Line{Product: "P", Quantity: 0}, Line{Product: "P", Quantity: 1, Amount: -5})
	err := Check(&r, noon)
	e, _ := errors.AsType[*fault.Error](err)
	if e.Code != CodeQuantity || len(e.Fields) != 2 || e.Fields[1].Pointer != "/lines/2/quantity" || e.Kind != fault.Invalid {
		t.Errorf("got %+v", e)
	}
	r.Store = ""
	if got := fault.CodeOf(Check(&r, noon)); got != CodeInvalid {
		t.Errorf("two codes: got %s", got)
	}
	r.Lines = make([]Line, MaxLines)
	if e, _ := errors.AsType[*fault.Error](Check(&r, noon)); len(e.Fields) != mostFields {
		t.Errorf("%d places named, want %d", len(e.Fields), mostFields)
	}
}
