package httpapi

import (
	"net/http"
	"slices"
	"time"

	"sartor/internal/access"
	"sartor/internal/fault"
	"sartor/internal/httpapi/wire"
	"sartor/internal/retail"
	"sartor/internal/touchpoint"
)

// CustomerView is one customer. Identifiers and the language they were met in
// are for those who serve them; others see the id alone, a pseudonym.
type CustomerView struct {
	Customer    string           `json:"customer"`
	Identifiers []IdentifierView `json:"identifiers"`
	Language    string           `json:"language"`
	HomeStore   string           `json:"home_store"` // where they shop, as said or as receipts show
	Since       string           `json:"since"`      // when first met, RFC 3339
	Receipts    int64            `json:"receipts"`
	Consent     []ConsentView    `json:"consent"`
	Outlook     *OutlookView     `json:"outlook"` // null: nothing learned of them, or no consent to profile
}

// IdentifierView is one identifier.
type IdentifierView struct {
	Kind  retail.IdentifierKind `json:"kind"`
	Value string                `json:"value"`
}

// ConsentView is where one purpose stands.
type ConsentView struct {
	Purpose  string `json:"purpose"`
	Granted  bool   `json:"granted"`
	Declared bool   `json:"declared"` // the chain's default: never asked
	At       string `json:"at,omitempty"`
	Proof    string `json:"proof,omitempty"`
}

// ErasureView says what an erasure removed.
type ErasureView struct {
	Customer string `json:"customer"`
	ErasedAt string `json:"erased_at"`
	Receipts int64  `json:"receipts"` // that are anonymous from now on
	Vouchers int64  `json:"vouchers"` // that stay good for whoever holds the paper
}

// shown hides who the customer is from those who do not serve them.
func (v CustomerView) shown(who access.Principal) CustomerView {
	if !who.May(access.SeeNames) {
		v.Identifiers = nil
		v.Consent = slices.Clone(v.Consent)
		for i := range v.Consent {
			v.Consent[i].Proof = ""
		}
	}
	v.Identifiers, v.Consent = present(v.Identifiers), present(v.Consent)
	return v
}

// customerID reads the id of the address, whoever's customer it is: tills and
// desks record the answer of whoever stands before them.
func customerID(c *call) (retail.CustomerID, error) {
	id, err := retail.ParseCustomerID(c.r.PathValue("id"))
	if err != nil {
		return 0, errNoCustomer() // what cannot be an id names nobody
	}
	return id, nil
}

// ownCustomer reads the id of the address of a customer the caller may see.
func (a *API) ownCustomer(c *call) (retail.CustomerID, error) {
	id, err := customerID(c)
	if err == nil && len(c.who.Stores) > 0 {
		_, err = a.seen(c, id)
	}
	return id, err
}

// seen is a customer the caller may see: to whoever acts for some stores, one who
// shops elsewhere is as one that is not there, here as on the console's pages.
func (a *API) seen(c *call, id retail.CustomerID) (CustomerView, error) {
	v, err := a.cfg.Customers.Customer(c.ctx(), id)
	if len(c.who.Stores) == 0 {
		return v, err
	}
	if fault.Is(err, fault.NotFound) || fault.Is(err, fault.Gone) || err == nil && !c.who.MayAt(access.ReadCustomers, retail.StoreID(v.HomeStore)) {
		return CustomerView{}, errNoCustomer()
	}
	return v, err
}

func errNoCustomer() error {
	return fault.New(fault.NotFound, "unknown_customer", "nobody is known by this; a receipt or an import makes a customer")
}

// customer is GET /v1/customers/{id}.
func (a *API) customer(c *call) error {
	id, err := customerID(c)
	if err != nil {
		return err
	}
	return a.replyCustomer(c, id)
}

func (a *API) replyCustomer(c *call, id retail.CustomerID) error {
	v, err := a.seen(c, id)
	if err != nil {
		return err
	}
	return c.reply(http.StatusOK, v.shown(c.who))
}

// findCustomer is GET /v1/customers?card=…, ?account=… and the other kinds. The
// access log knows the route only, so no identifier reaches it.
func (a *API) findCustomer(c *call) error {
	q := c.r.URL.Query()
	return a.lookUp(c, wire.Customer{Card: q.Get("card"), Account: q.Get("account"), Phone: q.Get("phone"), Email: q.Get("email")})
}

type lookUpBody struct {
	ID      string `json:"id"`
	Card    string `json:"card"`
	Account string `json:"account"`
	Phone   string `json:"phone"`
	Email   string `json:"email"`
}

// lookUpCustomer is POST /v1/customers/lookup.
func (a *API) lookUpCustomer(c *call) error {
	b, err := wire.Decode[lookUpBody](c.body)
	if err != nil {
		return err
	}
	return a.lookUp(c, wire.Customer{ID: b.ID, Card: b.Card, Account: b.Account, Phone: b.Phone, Email: b.Email})
}

func (a *API) lookUp(c *call, b wire.Customer) error {
	who := b.Named()
	if who.Anonymous() {
		return wire.Invalid("", "name the customer by card, account, phone or email")
	}
	if err := checkNamed(who); err != nil {
		return err
	}
	id, err := a.cfg.Customers.Find(c.ctx(), who)
	if err != nil {
		return err
	}
	return a.replyCustomer(c, id)
}

// checkNamed bounds what names a customer outside of a receipt.
func checkNamed(who touchpoint.Customer) error {
	all := texts{{"/id", who.ID, mostProductID}}
	for _, i := range who.Identifiers {
		all = append(all, texts{{"/" + string(i.Kind), i.Value, mostProductID}}...)
	}
	return checkTexts(all)
}

// erase is DELETE /v1/customers/{id}.
func (a *API) erase(c *call) error {
	id, err := a.ownCustomer(c)
	if err != nil {
		return err
	}
	v, err := a.cfg.Customers.Erase(c.ctx(), id, c.who.ID)
	if err != nil {
		return err
	}
	return c.reply(http.StatusOK, v)
}

type consentBody struct {
	Purpose string `json:"purpose"`
	Granted *bool  `json:"granted"`
	At      string `json:"at"`
	Proof   string `json:"proof"`
}

type consentReply struct {
	Customer string `json:"customer"`
	ConsentView
}

const (
	ahead     = 5 * time.Minute // a clock may be ahead, as touchpoint.Ahead
	mostProof = 500             // bytes
)

func purposes() []string { return []string{"profile", "offers", "email", "analytics"} }

// setConsent is PUT /v1/customers/{id}/consent.
func (a *API) setConsent(c *call) error {
	id, err := customerID(c)
	if err != nil {
		return err
	}
	b, err := wire.Decode[consentBody](c.body)
	if err != nil {
		return err
	}
	switch {
	case !slices.Contains(purposes(), b.Purpose):
		return wire.Invalid("/purpose", "is none of profile, offers, email, analytics")
	case b.Granted == nil:
		return wire.Invalid("/granted", "is missing; true or false")
	}
	if err := checkTexts(texts{{"/proof", b.Proof, mostProof}}); err != nil {
		return err
	}
	at, err := a.happened("/at", b.At)
	if err != nil {
		return err
	}
	if at == 0 {
		at = retail.MicrosOf(a.cfg.Now())
	}
	err = a.cfg.Customers.SetConsent(c.ctx(), ConsentCall{
		Customer: id, Purpose: b.Purpose, Granted: *b.Granted, At: at, Proof: b.Proof, Actor: c.who.ID,
	})
	if err != nil {
		return err
	}
	return c.reply(http.StatusOK, consentReply{Customer: id.String(), ConsentView: ConsentView{
		Purpose: b.Purpose, Granted: *b.Granted, At: at.Time().Format(time.RFC3339), Proof: b.Proof,
	}})
}
