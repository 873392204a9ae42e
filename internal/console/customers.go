package console

import (
	"net/url"
	"strings"

	"sartor/internal/access"
	"sartor/internal/console/phrase"
	"sartor/internal/console/view"
	"sartor/internal/retail"
)

// customersPage is the list.
type customersPage struct {
	Frame  frame
	Head   head
	Query  string
	Hint   string
	Rows   []customerRow
	More   string // address of the next page, or empty
	Empty  string
	Habits bool
}

type customerRow struct {
	Name, URL, Store, Receipts, Spend, Last, Vouchers string
}

func customersHandler(c *call) error {
	text := strings.TrimSpace(c.r.URL.Query().Get("q"))
	page := view.Page{Text: text, Cursor: c.r.URL.Query().Get("after"), Limit: view.MostRows}
	if text != "" && !c.searchable(text) {
		page.Text = text
		return c.render(customersBody(c.customersPage(view.CustomerList{}, page)))
	}
	list, err := c.site.cfg.Customers.Customers(c.r.Context(), c.scope(), page)
	if err != nil {
		return err
	}
	if text != "" && len(list.Items) == 1 {
		c.redirect("/customers/" + list.Items[0].ID.String())
		return nil
	}
	return c.render(customersBody(c.customersPage(list, page)))
}

// searchable keeps a role without names from asking whether a card exists.
func (c *call) searchable(text string) bool {
	return c.who.May(access.SeeNames) || strings.HasPrefix(text, "cus_")
}

func (c *call) customersPage(list view.CustomerList, page view.Page) customersPage {
	w := c.f.W.Customers
	p := customersPage{
		Frame: c.frame(c.f.W.Screens[string(customers)], customers, crumb{Text: c.f.W.Screens[string(customers)], Strong: true}),
		Query: page.Text, Hint: w.HintPseudonym, Habits: habits(c.who.Role),
	}
	if c.who.May(access.SeeNames) {
		p.Hint = w.Hint
	}
	for _, r := range list.Items {
		p.Rows = append(p.Rows, customerRow{
			Name: c.name(r.ID, r.Identifiers), URL: "/customers/" + r.ID.String(), Store: r.HomeStore,
			Receipts: c.f.Count(r.Receipts), Spend: c.f.Money(r.Spend, r.Currency), Last: c.f.When(r.Last), Vouchers: c.f.Count(r.Vouchers),
		})
	}
	if list.Next != "" {
		p.More = "/customers?" + url.Values{"q": {page.Text}, "after": {list.Next}}.Encode()
	}
	p.Empty = w.EmptySay
	known := w.Answer
	if list.More {
		known = w.AnswerMore
	}
	answer := phrase.Sentence(known.Form(list.Total), phrase.Slot{Name: "n", Text: c.f.Count(list.Total), URL: "#list"})
	if page.Text != "" {
		p.Empty = w.NotFoundSay
		answer = phrase.Sentence(w.AnswerFound.Form(int64(len(p.Rows))), phrase.Slot{Name: "n", Text: c.f.Count(int64(len(p.Rows)))}, phrase.Slot{Name: "q", Text: page.Text, Plain: true})
	}
	p.Head = head{H1: c.f.W.Screens[string(customers)], Answer: answer, AsOf: c.privacy()}
	return p
}

// privacy says whether names are shown and why.
func (c *call) privacy() string {
	if c.who.May(access.SeeNames) {
		return c.f.W.Customers.Logged
	}
	return c.f.W.Customers.Pseudonyms
}

// name is how a customer is called to this person: the deciding identifier for
// those who serve, else a pseudonym.
func (c *call) name(id retail.CustomerID, identifiers []retail.Identifier) string {
	w := c.f.W.Customers
	if id == 0 {
		return w.Anonymous
	}
	if c.who.May(access.SeeNames) && len(identifiers) > 0 {
		first := identifiers[0]
		return w.Identifiers[string(first.Kind)] + " " + first.Value
	}
	return c.pseudonym(id, identifiers)
}

// pseudonym shows the last four signs of a card, else of our own id: enough to
// speak about one customer, not enough to find a person.
func (c *call) pseudonym(id retail.CustomerID, identifiers []retail.Identifier) string {
	w := c.f.W.Customers
	for _, i := range identifiers {
		if i.Kind == retail.Card {
			return w.Identifiers[string(retail.Card)] + " ·· " + lastSigns(i.Value)
		}
	}
	return w.Customer + " ·· " + lastSigns(id.String())
}

func lastSigns(s string) string {
	r := []rune(s)
	return string(r[max(0, len(r)-4):])
}

// find opens what was searched for: a voucher by its code, else a customer.
func find(c *call) error {
	text := strings.TrimSpace(c.r.URL.Query().Get("q"))
	if len(text) > 80 {
		text = text[:80]
	}
	query := url.Values{"q": {strings.ToValidUTF8(text, "")}}.Encode()
	switch {
	case looksLikeCode(text) && c.mayFollow():
		c.redirect("/vouchers/" + url.PathEscape(strings.ToUpper(text)))
	case sees(c.who.Role, customers) && (strings.HasPrefix(text, "cus_") || strings.Trim(text, "0123456789 ") == "" || strings.Contains(text, "@")):
		c.redirect("/customers?" + query)
	case c.mayFollow():
		c.redirect("/vouchers?" + query)
	case sees(c.who.Role, customers):
		c.redirect("/customers?" + query)
	default:
		return errAbsent()
	}
	return nil
}

// looksLikeCode reports whether text has the shape XXXX-XXXX-XXXX, hyphens or
// not, in any case, with a letter in it.
func looksLikeCode(text string) bool {
	bare := strings.ToUpper(strings.ReplaceAll(text, "-", ""))
	return len(bare) == 12 && strings.Trim(bare, "0123456789ABCDEFGHJKMNPQRSTVWXYZ") == "" && strings.Trim(bare, "0123456789") != ""
}
