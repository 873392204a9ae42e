package httpapi

import (
	"net/http"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"

	"sartor/internal/access"
	"sartor/internal/fault"
	"sartor/internal/httpapi/wire"
	"sartor/internal/retail"
	"sartor/internal/till"
)

// BasketItem is one product a customer probably buys.
type BasketItem struct {
	Product retail.ProductID `json:"product"`
	Score   float64          `json:"score"`
	Chance  float64          `json:"chance"` // that the next basket holds it
	New     bool             `json:"new"`    // never bought by this customer
	Why     []string         `json:"why"`
	OnHand  *retail.Quantity `json:"on_hand"` // that can be sold; null: not known
}

// HeldVoucher is a voucher that a customer holds, and the store that issued it.
type HeldVoucher struct {
	till.VoucherView
	Store retail.StoreID
}

// TouchView is one entry of a customer's timeline.
type TouchView struct {
	At       string          `json:"at"`
	Kind     string          `json:"kind"` // receipt, return, void, consent, voucher_voided, …; may grow
	Store    retail.StoreID  `json:"store,omitempty"`
	Receipt  string          `json:"receipt,omitempty"`
	Amount   retail.Minor    `json:"amount,omitempty"`
	Currency retail.Currency `json:"currency,omitempty"`
	Lines    int             `json:"lines,omitempty"`
	Issued   []string        `json:"issued"`
	Redeemed []string        `json:"redeemed"`
	Purpose  string          `json:"purpose,omitempty"`
	Granted  *bool           `json:"granted,omitempty"`
}

// ExportView is all that is kept about one customer: what erasure removes.
type ExportView struct {
	Customer    string           `json:"customer"`
	ExportedAt  string           `json:"exported_at"`
	Identifiers []IdentifierView `json:"identifiers"`
	Consent     []ConsentView    `json:"consent"`
	Profile     jsontext.Value   `json:"profile"`  // null without consent to profile
	Outlook     *OutlookView     `json:"outlook"`  // null like the profile, and before learning knows them
	Next        []NextView       `json:"next"`     // what they may buy next, as learned
	Segments    []MoveView       `json:"segments"` // their moves between segments, newest first
	Receipts    []jsontext.Value `json:"receipts"`
	Vouchers    []HeldText       `json:"vouchers"`
	Decisions   []jsontext.Value `json:"decisions"`
	Imported    []jsontext.Value `json:"imported"` // what another system left: traits, mailings, coupons used
}

// Whole has an empty list wherever there is nothing.
func (v ExportView) Whole() ExportView {
	v.Identifiers, v.Consent, v.Vouchers = present(v.Identifiers), present(v.Consent), present(v.Vouchers)
	v.Next, v.Segments = present(v.Next), present(v.Segments)
	v.Receipts, v.Decisions, v.Imported = present(v.Receipts), present(v.Decisions), present(v.Imported)
	return v
}

// HeldText is a voucher with what it says.
type HeldText struct {
	VoucherView
	Text string   `json:"text"`
	Why  []string `json:"why"`
}

// NextView is one product of what a customer may buy next.
type NextView struct {
	Product retail.ProductID `json:"product"`
	Chance  float64          `json:"chance"`
	Score   float64          `json:"score"`
}

// MoveView is one move of a customer between segments.
type MoveView struct {
	On       string       `json:"on"`
	State    string       `json:"state"`
	Band     string       `json:"band"`
	From     string       `json:"from"`
	FromBand string       `json:"from_band"`
	Snapshot string       `json:"snapshot"`
	Value    retail.Minor `json:"value"`
	Why      string       `json:"why"`
}

const usualBasket = 20 // products of a recommended basket

// basket is GET /v1/customers/{id}/basket?store=S&limit=20.
func (a *API) basket(c *call) error {
	id, err := a.ownCustomer(c)
	if err != nil {
		return err
	}
	q := c.r.URL.Query()
	store := retail.StoreID(q.Get("store"))
	if store == "" {
		return wire.Invalid("/store", "is missing; name the store in the address, as in ?store=S001")
	}
	if _, known := a.cfg.Catalogue.Catalogue().StoreNumber(store); !known || !c.who.MayAt(access.ReadCustomers, store) {
		return errNoStore(string(store))
	}
	most := usualBasket
	if s := q.Get("limit"); s != "" {
		if most, err = strconv.Atoi(s); err != nil || most < 1 || most > mostPage {
			return wire.Invalid("/limit", "must be a whole number from 1 to "+strconv.Itoa(mostPage))
		}
	}
	items, err := a.cfg.Visits.Basket(c.ctx(), id, store, most)
	if err != nil {
		return err
	}
	return replyList(c, items, "")
}

// offers is GET /v1/customers/{id}/offers.
func (a *API) offers(c *call) error {
	id, err := a.ownCustomer(c)
	if err != nil {
		return err
	}
	held, err := a.cfg.Visits.Offers(c.ctx(), id)
	if err != nil {
		return err
	}
	return replyList(c, c.codes(held), "")
}

// codes shows vouchers with their codes where the caller reads them by their code
// too, and without elsewhere: a code is as good as the paper.
func (c *call) codes(held []HeldVoucher) []till.VoucherView {
	out := make([]till.VoucherView, len(held))
	for i, h := range held {
		if out[i] = h.VoucherView; !c.readsVoucher(h.Store) {
			out[i].Code, out[i].Alias = "", ""
		}
	}
	return out
}

// timeline is GET /v1/customers/{id}/timeline, newest first.
func (a *API) timeline(c *call) error {
	id, err := a.ownCustomer(c)
	if err != nil {
		return err
	}
	page, err := pageOf(c.r)
	if err != nil {
		return err
	}
	items, after, err := a.cfg.Visits.Timeline(c.ctx(), id, page)
	if err != nil {
		return err
	}
	return replyList(c, items, after)
}

// export is GET /v1/customers/{id}/export.
func (a *API) export(c *call) error {
	id, err := a.ownCustomer(c)
	if err != nil {
		return err
	}
	v, err := a.cfg.Visits.Export(c.ctx(), id, c.who.ID)
	if err != nil {
		return err
	}
	c.w.Header().Set("Content-Disposition", `attachment; filename="`+id.String()+`.json"`)
	return c.reply(http.StatusOK, v.Whole())
}

type checkInBody struct {
	Store    string         `json:"store"`
	Customer wire.Customer  `json:"customer"`
	Unknown  jsontext.Value `json:",embed"`
}

type checkInReply struct {
	Customer string             `json:"customer,omitempty"`
	Basket   []BasketItem       `json:"basket"`
	Vouchers []till.VoucherView `json:"vouchers"`
	Warnings []string           `json:"warnings"`
}

// checkIn is POST /v1/checkin. Nobody is made by walking in: a stranger gets
// the store's favourites.
func (a *API) checkIn(c *call) error {
	var b checkInBody
	if err := wire.DecodeLenient(c.body, &b); err != nil {
		return err
	}
	store := retail.StoreID(b.Store)
	if err := c.who.RequireAt(access.CheckIn, store); err != nil {
		return err
	}
	if _, known := a.cfg.Catalogue.Catalogue().StoreNumber(store); !known {
		return wire.Invalid("/store", "is not known; check its number: an admin or a source makes it with PUT /v1/stores/"+wire.Clip(b.Store))
	}
	id, err := a.guest(c, b.Customer)
	if err != nil {
		return err
	}
	out := checkInReply{Customer: id.String(), Vouchers: []till.VoucherView{}, Warnings: a.ignored(c, b.Unknown)}
	if out.Basket, err = a.cfg.Visits.Basket(c.ctx(), id, store, usualBasket); err != nil {
		return err
	}
	if id != 0 {
		held, err := a.cfg.Visits.Offers(c.ctx(), id)
		if err != nil {
			return err
		}
		out.Vouchers = c.codes(held)
	}
	out.Basket = present(out.Basket)
	return c.reply(http.StatusOK, out)
}

// guest finds who walks in; 0 is a stranger.
func (a *API) guest(c *call, b wire.Customer) (retail.CustomerID, error) {
	who := b.Named()
	if who.Anonymous() {
		return 0, nil
	}
	if err := checkNamed(who); err != nil {
		return 0, err
	}
	id, err := a.cfg.Customers.Find(c.ctx(), who)
	if fault.Is(err, fault.NotFound) {
		return 0, nil
	}
	return id, err
}
