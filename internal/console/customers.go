package console

import (
	"net/url"
	"slices"
	"strings"

	"sartor/internal/access"
	"sartor/internal/console/phrase"
	"sartor/internal/console/shell"
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
	text := strings.TrimSpace(c.R.URL.Query().Get("q"))
	page := view.Page{Text: text, Cursor: c.R.URL.Query().Get("after"), Limit: view.MostRows}
	if text != "" && !c.searchable(text) {
		page.Text = text
		return c.Render(customersBody(c.customersPage(view.CustomerList{}, page)))
	}
	list, err := c.site.cfg.Customers.Customers(c.R.Context(), c.Scope(), page)
	if err != nil {
		return err
	}
	if text != "" {
		list.Items = slices.DeleteFunc(list.Items, func(r view.CustomerRow) bool { return !c.Meets(text, r.Standing) })
	}
	if err := c.seen(list.Items); err != nil {
		return err
	}
	if text != "" && len(list.Items) == 1 {
		c.Redirect("/customers/" + list.Items[0].ID.String())
		return nil
	}
	return c.Render(customersBody(c.customersPage(list, page)))
}

// seen logs whose names a list shows.
func (c *call) seen(rows []view.CustomerRow) error {
	var named []retail.CustomerID
	for i := range rows {
		if c.Who.MayName(rows[i].Standing) {
			named = append(named, rows[i].ID)
		}
	}
	if len(named) == 0 {
		return nil
	}
	return c.site.cfg.Commands.CustomersSeen(c.R.Context(), c.Actor(""), named)
}

// searchable keeps a role without names from asking whether a card exists.
func (c *call) searchable(text string) bool {
	return c.Who.May(access.SeeNames) || strings.HasPrefix(text, "cus_")
}

func (c *call) customersPage(list view.CustomerList, page view.Page) customersPage {
	w := c.F.W.Customers
	p := customersPage{
		Frame: c.Frame(c.F.W.Screens[string(customers)], customers, crumb{Text: c.F.W.Screens[string(customers)], Strong: true}),
		Query: page.Text, Hint: w.HintPseudonym, Habits: shell.Habits(c.Who.Role),
	}
	if c.Who.May(access.SeeNames) {
		p.Hint = w.Hint
	}
	for _, r := range list.Items {
		row := customerRow{
			Name: c.NameOf(r.Standing, r.Identifiers), URL: "/customers/" + r.ID.String(), Store: r.HomeStore,
			Receipts: c.F.Count(r.Receipts), Spend: c.F.Money(r.Spend, r.Currency), Last: c.F.When(r.Last), Vouchers: c.F.Count(r.Vouchers),
		}
		if r.Last.IsZero() { // no profile is kept: not nothing bought, but nothing known
			row.Receipts, row.Spend, row.Last = "–", "–", w.NoProfile
		}
		p.Rows = append(p.Rows, row)
	}
	if list.Next != "" {
		p.More = "/customers?" + url.Values{"q": {page.Text}, "after": {list.Next}}.Encode()
	}
	p.Empty = w.EmptySay
	p.Frame.Tools.Offer(c.Call, list.Total, counted(list))
	known := w.Answer
	if list.More {
		known = w.AnswerMore
	}
	answer := phrase.Sentence(known.Form(list.Total), phrase.Slot{Name: "n", Text: c.F.Count(list.Total), URL: "#list"})
	if list.Uncounted {
		answer = phrase.Sentence(w.AnswerOwn)
	}
	if page.Text != "" {
		p.Empty = w.NotFoundSay
		answer = phrase.Sentence(w.AnswerFound.Form(int64(len(p.Rows))), phrase.Slot{Name: "n", Text: c.F.Count(int64(len(p.Rows)))}, phrase.Slot{Name: "q", Text: page.Text, Plain: true})
	}
	p.Head = head{H1: c.F.W.Screens[string(customers)], Answer: answer, AsOf: c.Privacy()}
	return p
}

// counted says how exactly the rows of a list were counted.
func counted(list view.CustomerList) shell.Counted {
	if list.More {
		return shell.AtLeast
	}
	return shell.Exactly
}
