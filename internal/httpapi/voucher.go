package httpapi

import (
	"net/http"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"

	"sartor/internal/access"
	"sartor/internal/fault"
	"sartor/internal/httpapi/wire"
	"sartor/internal/paper"
	"sartor/internal/retail"
	"sartor/internal/till"
)

// VoucherView is one voucher as GET /v1/vouchers/{code} answers it.
type VoucherView struct {
	Code       string         `json:"code"`
	Alias      string         `json:"alias"`
	State      string         `json:"state"`
	Promotion  string         `json:"promotion"`
	Product    string         `json:"product,omitempty"`
	Value      till.ValueView `json:"value"`
	ValidFrom  string         `json:"valid_from"`
	ValidUntil string         `json:"valid_until"`
	Store      string         `json:"store"`   // where it was issued
	Receipt    string         `json:"receipt"` // on which it was issued
	RedeemedBy string         `json:"redeemed_by,omitempty"`
}

// voucher is GET /v1/vouchers/{code}.
func (a *API) voucher(c *call) error {
	return a.attempt(c, func(code string) error {
		v, err := a.cfg.Vouchers.Voucher(c.ctx(), code)
		if err == nil && c.readsVoucher(retail.StoreID(v.Store)) {
			return c.reply(http.StatusOK, v)
		}
		if err != nil && !fault.Is(err, fault.NotFound) {
			return err
		}
		return fault.New(fault.NotFound, "unknown", "no voucher has this code; check it and type it again")
	})
}

// readsVoucher reports whether the caller is shown the code of a voucher that the
// store issued: whoever takes vouchers any, others those of their own stores.
func (c *call) readsVoucher(store retail.StoreID) bool {
	return c.who.May(access.Redeem) || c.who.MayAt(access.ReadVouchers, store)
}

// strip is GET /v1/vouchers/{code}/print: the printer's bytes themselves.
func (a *API) strip(c *call) error {
	print, err := printerOf(c.r)
	if err != nil {
		return err
	}
	return a.attempt(c, func(code string) error {
		strip, err := a.cfg.Vouchers.Strip(c.ctx(), code, print, c.who.ID)
		if err != nil {
			return err
		}
		c.w.Header().Set("Content-Type", stripType(print.Format))
		_, _ = c.w.Write(strip) // who has left asks again
		return nil
	})
}

func stripType(f paper.Format) string {
	switch f {
	case paper.Text:
		return "text/plain; charset=utf-8"
	case paper.PNG:
		return "image/png"
	}
	return "application/octet-stream"
}

// printerOf reads format, columns, cut, qr and numeric of the address.
func printerOf(r *http.Request) (paper.Printer, error) {
	q := r.URL.Query()
	p := paper.Printer{Format: paper.Format(q.Get("format"))}
	if s := q.Get("columns"); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil {
			return p, wire.Invalid("/columns", strconv.Quote(wire.Clip(s))+" is no number of columns; paper has 32, 42 or 48")
		}
		p.Columns = n
	}
	for name, set := range map[string]*bool{"cut": &p.Cut, "qr": &p.QR, "numeric": &p.Numeric} {
		s := q.Get(name)
		on, err := strconv.ParseBool(s)
		if s != "" && err != nil {
			return p, wire.Invalid("/"+name, "must be true or false")
		}
		*set = on
	}
	return p, p.Check()
}

// redeemReply is one member of "redeemed", with what was ignored.
type redeemReply struct {
	till.RedeemedView
	Warnings []string `json:"warnings"`
}

// redeem is POST /v1/vouchers/{code}/redeem, for channels without a till. The
// desk counts bad codes itself.
func (a *API) redeem(c *call) error {
	call, err := a.tillCall(c, access.Redeem)
	if err != nil {
		return err
	}
	code := c.r.PathValue("code")
	reply, err := a.cfg.Desk.Redeem(c.ctx(), code[:min(len(code), mostCode)], call)
	if err != nil {
		return err
	}
	if reply.Rejected != nil {
		return &rejected{view: *reply.Rejected}
	}
	return c.reply(http.StatusOK, redeemReply{RedeemedView: *reply.Redeemed, Warnings: present(call.Warnings)})
}

type voidVoucherBody struct {
	Reason  string         `json:"reason"`
	Unknown jsontext.Value `json:",embed"`
}

type voidVoucherReply struct {
	VoucherView
	Warnings []string `json:"warnings"`
}

// voidVoucher is POST /v1/vouchers/{code}/void.
func (a *API) voidVoucher(c *call) error {
	var body voidVoucherBody
	if err := wire.DecodeLenient(c.body, &body); err != nil {
		return err
	}
	if err := checkReason(body.Reason); err != nil {
		return err
	}
	return a.attempt(c, func(code string) error {
		v, err := a.cfg.Vouchers.VoidVoucher(c.ctx(), code, body.Reason, c.who.ID)
		if err != nil {
			return err
		}
		return c.reply(http.StatusOK, voidVoucherReply{VoucherView: v, Warnings: a.ignored(c, body.Unknown)})
	})
}

const mostCode = 256 // bytes of a scanned code, as in touchpoint.MaxCode

// placeOf names where codes are tried: the token's till, what the request says
// its till is, or the token itself.
func placeOf(who access.Principal, r *http.Request) string {
	q := r.URL.Query()
	store, till := q.Get("store"), string(who.Till)
	if len(who.Stores) == 1 {
		store = string(who.Stores[0])
	}
	if till == "" {
		till = q.Get("till")
	}
	if store == "" || till == "" {
		return "token/" + who.ID
	}
	return wire.Clip(store) + "/" + wire.Clip(till)
}

// attempt looks a code up and counts a bad one.
func (a *API) attempt(c *call, look func(code string) error) error {
	at, code := placeOf(c.who, c.r), c.r.PathValue("code")
	if a.cfg.Attempts.Waits(at) {
		return fault.New(fault.Exhausted, "try_later", "too many codes that nobody has; try again in a minute")
	}
	code = code[:min(len(code), mostCode)] // looked up like any other, and found as little
	err := look(code)
	if fault.Is(err, fault.NotFound) {
		a.cfg.Attempts.Bad(at)
	}
	return err
}
