package console

import (
	"sartor/internal/access"
	"sartor/internal/console/phrase"
	"sartor/internal/console/shell"
	"sartor/internal/fault"
	"sartor/internal/retail"
)

// personRights are what a service desk does for the person before it: hand over all that is
// kept, or forget it.
type personRights struct {
	Export, Erase bool
	URL, Asked    string
}

func (c *call) personRights(url, name string) personRights {
	return personRights{
		Export: c.Who.May(access.ExportCustomer), Erase: c.Who.May(access.Erase), URL: url,
		Asked: phrase.Fill(c.F.W.Customer.EraseAsked, phrase.Slot{Name: "name", Text: name}),
	}
}

// ownCustomer is the customer whom the address names: one of a store that the caller may see.
func (c *call) ownCustomer() (retail.CustomerID, error) { return c.own(c.R.PathValue("id")) }

func (c *call) own(text string) (retail.CustomerID, error) {
	id, err := retail.ParseCustomerID(text)
	if err != nil {
		return 0, shell.ErrAbsent()
	}
	if scope := c.Scope(); !scope.All {
		_, err = c.site.cfg.Customers.Customer(c.R.Context(), scope, id)
	}
	return id, err
}

// ownPair refuses a pair of which one is not the caller's to see.
func (c *call) ownPair() error {
	_, err := c.ownCustomer()
	other := c.R.PostFormValue("other")
	if _, wrong := retail.ParseCustomerID(other); err == nil && wrong == nil { // what is no id the form tells
		_, err = c.own(other)
	}
	return err
}

// dossier is GET /customers/{id}/export.
func dossier(c *call) error {
	id, err := c.ownCustomer()
	if err != nil {
		return err
	}
	doc, err := c.site.cfg.Rights.Dossier(c.R.Context(), id, c.Actor("").Staff)
	if err != nil {
		return err
	}
	c.Attach("application/json", id.String()+".json", doc)
	return nil
}

// erase is POST /customers/{id}/erase.
func erase(c *call) error {
	id, err := c.ownCustomer()
	if err != nil {
		return err
	}
	if c.R.PostFormValue("asked") != "yes" {
		return fault.New(fault.Invalid, "unasked", "%s", c.F.W.Fail.Hints["unasked"])
	}
	if err := c.site.cfg.Rights.Erase(c.R.Context(), id, c.Actor("").Staff); err != nil {
		return err
	}
	c.Redirect("/customers?done=erased")
	return nil
}
