package wire

import (
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"sartor/internal/access"
	"sartor/internal/fault"
	"sartor/internal/paper"
	"sartor/internal/retail"
	"sartor/internal/till"
	"sartor/internal/touchpoint"
)

// receiptBody is a receipt as tills send it (CONTRACTS.md 2.1). What it does not
// name is collected in unknown members, ignored and named in the warnings.
type receiptBody struct {
	Receipt    string         `json:"receipt"`
	Store      string         `json:"store"`
	Till       string         `json:"till"`
	At         string         `json:"at"`
	Currency   string         `json:"currency"`
	Customer   Customer       `json:"customer"`
	Lines      []lineBody     `json:"lines"`
	Vouchers   []string       `json:"vouchers"`
	DeadlineMS *int64         `json:"deadline_ms"`
	Print      *printBody     `json:"print"`
	Offline    bool           `json:"offline"`
	Unanswered bool           `json:"unanswered"`
	Training   bool           `json:"training"`
	Suspended  bool           `json:"suspended"`
	Ext        jsontext.Value `json:"ext"`
	Unknown    jsontext.Value `json:",embed"`
}

// Customer names somebody by an id or identifiers of any kind.
type Customer struct {
	ID      string         `json:"id"`
	Card    string         `json:"card"`
	Account string         `json:"account"`
	Phone   string         `json:"phone"`
	Email   string         `json:"email"`
	Unknown jsontext.Value `json:",embed"`
}

type lineBody struct {
	Product    string         `json:"product"`
	Quantity   quantity       `json:"quantity"`
	Amount     int64          `json:"amount"`
	Discount   int64          `json:"discount"`
	ReturnOf   string         `json:"return_of"`
	ReturnLine int            `json:"return_line"`
	Unknown    jsontext.Value `json:",embed"`
}

type printBody struct {
	Format  string         `json:"format"`
	Columns int            `json:"columns"`
	Cut     bool           `json:"cut"`
	QR      bool           `json:"qr"`
	Numeric bool           `json:"numeric"`
	Unknown jsontext.Value `json:",embed"`
}

// quantity reads a JSON number into thousandths, the usual whole ones without
// the detour over exact fractions.
type quantity retail.Quantity

// UnmarshalJSONFrom reads a number, with decimals and exponents.
func (q *quantity) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
	v, err := dec.ReadValue()
	if err != nil {
		return err
	}
	switch v.Kind() {
	case 'n':
		*q = 0
		return nil
	case '0':
	default:
		return fault.New(fault.Invalid, "", "must be a number of units such as 1 or 0.25, not %s", kindOf(v.Kind()))
	}
	if n, ok := small(v); ok {
		*q = quantity(n * int64(retail.One))
		return nil
	}
	n, err := retail.ParseQuantity(string(v))
	*q = quantity(n)
	return err
}

// small reads a whole number of up to six digits.
func small(digits []byte) (n int64, ok bool) {
	if len(digits) > 6 {
		return 0, false
	}
	for _, d := range digits {
		if d < '0' || d > '9' {
			return 0, false
		}
		n = n*10 + int64(d-'0')
	}
	return n, true
}

// longestWait bounds deadline_ms: no till waits longer for a receipt.
const longestWait = time.Minute

// Receipt decodes a receipt and says what it did not know in it.
func Receipt(body []byte, who access.Principal) (till.Call, error) {
	var b receiptBody
	if err := DecodeLenient(body, &b); err != nil {
		return till.Call{}, err
	}
	at, err := Instant("/at", b.At)
	if err != nil {
		return till.Call{}, err
	}
	call := till.Call{Actor: who, Warnings: b.warnings()}
	call.Receipt = touchpoint.Receipt{
		ID: retail.ReceiptID(b.Receipt), Store: retail.StoreID(b.Store), Till: retail.TillID(b.Till), At: at,
		Currency: retail.Currency(b.Currency), Customer: b.Customer.Named(), Lines: lines(b.Lines), Vouchers: b.Vouchers,
		State: b.state(), Ext: b.ext(),
	}
	if call.Wait, err = b.wait(); err != nil {
		return till.Call{}, err
	}
	call.Print, err = b.Print.printer()
	return call, err
}

// Instant reads an RFC 3339 time; the empty text is left to the domain's check.
func Instant(pointer, s string) (retail.Micros, error) {
	if s == "" {
		return 0, nil
	}
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		return 0, Invalid(pointer, strconv.Quote(Clip(s))+" is not a time with its offset such as 2026-11-22T17:41:09+01:00")
	}
	return retail.MicrosOf(t), nil
}

func (b *receiptBody) state() touchpoint.State {
	var s touchpoint.State
	for _, f := range []struct {
		on  bool
		bit touchpoint.State
	}{{b.Training, touchpoint.Training}, {b.Suspended, touchpoint.Suspended}, {b.Offline, touchpoint.Offline}, {b.Unanswered, touchpoint.Unanswered}} {
		if f.on {
			s |= f.bit
		}
	}
	return s
}

func (b *receiptBody) ext() []byte {
	if b.Ext.Kind() == 'n' {
		return nil
	}
	return b.Ext
}

// wait is deadline_ms; 0 means that nothing may be waited for at all.
func (b *receiptBody) wait() (time.Duration, error) {
	switch ms := b.DeadlineMS; {
	case ms == nil:
		return 0, nil
	case *ms < 0:
		return 0, Invalid("/deadline_ms", "is below 0; say how many milliseconds you wait, such as 800")
	case *ms == 0:
		return time.Nanosecond, nil
	default:
		return min(time.Duration(min(*ms, longestWait.Milliseconds()))*time.Millisecond, longestWait), nil
	}
}

func (p *printBody) printer() (*paper.Printer, error) {
	if p == nil {
		return nil, nil //nolint:nilnil // no strip asked for is an answer
	}
	out := paper.Printer{Format: paper.Format(p.Format), Columns: p.Columns, Cut: p.Cut, QR: p.QR, Numeric: p.Numeric}
	return &out, out.Check()
}

// Named is who the receipt says it belongs to; the deciding kind stands first.
func (b *Customer) Named() touchpoint.Customer {
	out := touchpoint.Customer{ID: b.ID}
	for _, i := range []retail.Identifier{{Kind: retail.Card, Value: b.Card}, {Kind: retail.Account, Value: b.Account}, {Kind: retail.Phone, Value: b.Phone}, {Kind: retail.Email, Value: b.Email}} {
		if i.Value != "" {
			out.Identifiers = append(out.Identifiers, i)
		}
	}
	return out
}

func lines(in []lineBody) []touchpoint.Line {
	out := make([]touchpoint.Line, len(in))
	for i := range in {
		l := &in[i]
		out[i] = touchpoint.Line{
			Product: retail.ProductID(l.Product), Quantity: retail.Quantity(l.Quantity), Amount: retail.Minor(l.Amount),
			Discount: retail.Minor(l.Discount), ReturnOf: retail.ReceiptID(l.ReturnOf), ReturnLine: l.ReturnLine,
		}
	}
	return out
}

// MostWarnings bounds the unknown fields that are named.
const MostWarnings = 20

// warnings names what the body holds beyond the contract, each as
// "unknown_field:" and its JSON pointer.
func (b *receiptBody) warnings() []string {
	var w unknowns
	w.add("", b.Unknown)
	w.add("/customer", b.Customer.Unknown)
	if b.Print != nil {
		w.add("/print", b.Print.Unknown)
	}
	for i := range b.Lines {
		if u := b.Lines[i].Unknown; u != nil {
			w.add("/lines/"+strconv.Itoa(i), u)
		}
	}
	return w.list()
}

// UnknownField begins a warning about a field that nobody knows.
const UnknownField = "unknown_field:"

// unknowns collects the names of ignored fields.
type unknowns struct {
	named []string
	more  int
}

// add names the members of an object of ignored fields.
func (u *unknowns) add(at string, ignored jsontext.Value) {
	if len(ignored) == 0 {
		return
	}
	dec := jsontext.NewDecoder(strings.NewReader(string(ignored)))
	if _, err := dec.ReadToken(); err != nil {
		return // it was read once already: an object
	}
	for dec.PeekKind() == '"' {
		name, err := dec.ReadToken()
		if err != nil {
			return
		}
		if len(u.named) < MostWarnings {
			u.named = append(u.named, UnknownField+at+"/"+escape(Clip(name.String())))
		} else {
			u.more++
		}
		if err := dec.SkipValue(); err != nil {
			return
		}
	}
}

// Ignored names the unknown fields of a small body, from its embedded remainder.
func Ignored(unknown jsontext.Value) []string {
	var u unknowns
	u.add("", unknown)
	return u.list()
}

func (u *unknowns) list() []string {
	if u.more > 0 {
		return append(u.named, "unknown_fields:"+strconv.Itoa(u.more)+" more")
	}
	return u.named
}

// escape writes a name as a part of a JSON pointer (RFC 6901).
func escape(name string) string {
	return strings.NewReplacer("~", "~0", "/", "~1").Replace(name)
}
