package touchpoint

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"sartor/internal/fault"
	"sartor/internal/retail"
)

// Bounds of a receipt (CONTRACTS.md 2.1). Where the contract names no number it
// is far above what tills were seen to send.
const (
	MaxLines       = 10_000
	MaxVouchers    = 20                    // presented on one receipt
	MaxExt         = 2 << 10               // bytes of ext
	MaxID          = 128                   // bytes of a receipt, product or customer id
	MaxPlace       = 64                    // bytes of a store or till id
	MaxCode        = 256                   // bytes of a presented code: a scanned address with one inside
	MaxIdentifiers = 8                     // of one customer
	MaxAmount      = retail.Minor(1 << 40) // of a receipt: 10 thousand million euros; sums over millions of them still fit
	MaxUnits       = retail.Quantity(1e12) // of a receipt: a thousand million pieces
	Ahead          = 5 * time.Minute       // a till's clock may be ahead

	mostFields = 50 // places named in one refusal
)

// The codes of a refusal; several problems of different codes are CodeInvalid.
const (
	CodeInvalid  = "validation"
	CodeFuture   = "future"
	CodeQuantity = "quantity"
	CodeTooLarge = "too_large"
)

// earliest is before any receipt a chain could bring: 1990-01-01.
const earliest = retail.Micros(631_152_000_000_000)

// Check refuses what cannot be a fact, naming each place by its JSON pointer in
// the body of CONTRACTS.md 2.1: too_large (413) above 10,000 lines, future when
// at lies more than 5 minutes after now, quantity when one is 0 or its sign is
// unlike its amount's, validation otherwise.
func Check(r *Receipt, now retail.Micros) error {
	const op = "touchpoint.Check"
	if len(r.Lines) > MaxLines {
		out := fault.New(fault.TooLarge, CodeTooLarge, "a receipt has at most %d lines; this has %d", MaxLines, len(r.Lines))
		out.Fields = []fault.Field{{Pointer: "/lines", Detail: out.Hint}}
		return fault.At(op, out)
	}
	c := checker{}
	c.id(string(r.ID), "/receipt", MaxID)
	c.id(string(r.Store), "/store", MaxPlace)
	if r.Till != "" { // a web shop has none
		c.id(string(r.Till), "/till", MaxPlace)
	}
	c.at(r.At, now)
	if !r.Currency.Valid() {
		c.bad(CodeInvalid, "/currency", "%q is not an ISO 4217 code such as EUR", clip(string(r.Currency)))
	}
	c.customer(r.Customer)
	for i := range r.Lines {
		c.line(&r.Lines[i], "/lines/"+strconv.Itoa(i))
	}
	c.total(r.Lines)
	c.codes(r.Vouchers)
	c.ext(r.Ext)
	return fault.At(op, c.refusal())
}

// checker collects what does not hold.
type checker struct {
	fields []fault.Field
	code   string // of all problems so far, CodeInvalid when they differ
}

func (c *checker) bad(code, pointer, detail string, args ...any) {
	if c.code == "" {
		c.code = code
	}
	if c.code != code {
		c.code = CodeInvalid
	}
	if len(c.fields) < mostFields {
		c.fields = append(c.fields, fault.Field{Pointer: pointer, Detail: fmt.Sprintf(detail, args...)})
	}
}

func (c *checker) refusal() error {
	if len(c.fields) == 0 {
		return nil
	}
	hint := "the receipt does not hold; errors names each place"
	if len(c.fields) == 1 {
		hint = "" // the place and its detail say it
	}
	return &fault.Error{Kind: fault.Invalid, Code: c.code, Hint: hint, Fields: c.fields}
}

// id refuses what cannot name anything: nothing, too much, or what a screen or
// a printer would take for a command.
func (c *checker) id(s, pointer string, most int) {
	switch {
	case strings.TrimSpace(s) == "":
		c.bad(CodeInvalid, pointer, "is missing")
	case len(s) > most:
		c.bad(CodeInvalid, pointer, "has %d bytes; at most %d", len(s), most)
	case !utf8.ValidString(s):
		c.bad(CodeInvalid, pointer, "is not UTF-8")
	case strings.ContainsFunc(s, unicode.IsControl):
		c.bad(CodeInvalid, pointer, "holds a line break or another control character")
	}
}

func (c *checker) at(at, now retail.Micros) {
	switch {
	case at < earliest:
		c.bad(CodeInvalid, "/at", "is missing or lies before 1990; write the time of the receipt such as 2026-11-22T17:41:09+01:00")
	case at > now+retail.Micros(Ahead.Microseconds()):
		c.bad(CodeFuture, "/at", "%s is more than 5 minutes ahead of %s; set the till's clock",
			at.Time().Format(time.RFC3339), now.Time().Format(time.RFC3339))
	}
}

func (c *checker) customer(who Customer) {
	if who.ID != "" {
		c.id(who.ID, "/customer/id", MaxID)
	}
	if n := len(who.Identifiers); n > MaxIdentifiers {
		c.bad(CodeInvalid, "/customer", "has %d identifiers; at most %d", n, MaxIdentifiers)
		return
	}
	for _, id := range who.Identifiers {
		if !slices.Contains(retail.IdentifierKinds(), id.Kind) {
			c.bad(CodeInvalid, "/customer", "%q is not a kind of identifier; use card, account, phone or email", clip(string(id.Kind)))
			continue
		}
		c.id(id.Value, "/customer/"+string(id.Kind), MaxID)
	}
}

func (c *checker) line(l *Line, at string) {
	c.id(string(l.Product), at+"/product", MaxID)
	switch {
	case l.Quantity == 0:
		c.bad(CodeQuantity, at+"/quantity", "is 0; leave the line out, or write how many units there are, negative for goods that come back")
	case l.Quantity > 0 && l.Amount < 0, l.Quantity < 0 && l.Amount > 0:
		c.bad(CodeQuantity, at+"/quantity", "%s has another sign than the amount %d; both are negative for goods that come back", l.Quantity, l.Amount)
	}
	if l.Amount > MaxAmount || l.Amount < -MaxAmount {
		c.bad(CodeInvalid, at+"/amount", "%d is more than %d minor units", l.Amount, int64(MaxAmount))
	}
	if l.Discount < 0 || l.Discount > MaxAmount {
		c.bad(CodeInvalid, at+"/discount", "%d must be at least 0 and at most %d", l.Discount, int64(MaxAmount))
	}
	if l.ReturnOf != "" {
		c.id(string(l.ReturnOf), at+"/return_of", MaxID)
	}
	if l.ReturnLine < 0 || l.ReturnLine >= MaxLines {
		c.bad(CodeInvalid, at+"/return_line", "%d is not the number of a line, counted from 0", l.ReturnLine)
	}
}

// total bounds the whole receipt as each line is, so that what is summed over
// receipts stays far from where numbers end. Lines were looked at before: at
// most 10,000 within their bounds do not overflow.
func (c *checker) total(lines []Line) {
	if len(c.fields) > 0 {
		return
	}
	var amount retail.Minor
	var units retail.Quantity
	for i := range lines {
		l := &lines[i]
		amount += max(l.Amount, -l.Amount) + l.Discount
		units += max(l.Quantity, -l.Quantity)
	}
	if amount > MaxAmount {
		c.bad(CodeInvalid, "/lines", "amounts and discounts come to %d minor units; at most %d", amount, int64(MaxAmount))
	}
	if units > MaxUnits {
		c.bad(CodeInvalid, "/lines", "quantities come to %s units; at most %s", units, MaxUnits)
	}
}

// codes bounds what was presented; whether a code is one is for redeeming to say.
func (c *checker) codes(codes []string) {
	if len(codes) > MaxVouchers {
		c.bad(CodeInvalid, "/vouchers", "has %d codes; at most %d on one receipt", len(codes), MaxVouchers)
		return
	}
	for i, code := range codes {
		if len(code) > MaxCode {
			c.bad(CodeInvalid, "/vouchers/"+strconv.Itoa(i), "has %d bytes; at most %d", len(code), MaxCode)
		}
	}
}

func (c *checker) ext(ext []byte) {
	switch {
	case len(ext) > MaxExt:
		c.bad(CodeInvalid, "/ext", "has %d bytes; at most %d", len(ext), MaxExt)
	case len(ext) > 0 && (!json.Valid(ext) || !strings.HasPrefix(strings.TrimLeft(string(ext), " \t\r\n"), "{")):
		c.bad(CodeInvalid, "/ext", "must be a JSON object")
	}
}

// clip shortens foreign text for a message.
func clip(s string) string {
	const most = 64
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "") + "…"
}
