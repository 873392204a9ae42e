// Package search owns finding anything: the page of what was found, the rows of
// the keyboard palette, and the page of one product. What somebody may not see is
// not searched. One result is opened at once.
//
// What always holds: a role without names cannot ask whether a card exists, and a
// kind of things that a role has no screen for is not looked at
// (TestFind_AsksOnlyForWhatTheRoleSees); what was typed is text, whatever it holds
// (TestFind_TextStaysText).
package search

import (
	"maps"
	"net/url"
	"slices"
	"strings"

	"sartor/internal/access"
	"sartor/internal/console/phrase"
	"sartor/internal/console/shell"
	"sartor/internal/console/view"
	"sartor/internal/retail"
	"sartor/internal/web"
)

// Ports are what is searched, and what somebody named.
type Ports struct {
	Finder view.Finder
	Shelf  shell.Shelf // may be nil
}

// group is the hits of one kind.
type group struct {
	Title string
	Rows  []hit
}

// hit is one thing found.
type hit struct{ Name, Note, URL string }

// page is the screen of what was found.
type page struct {
	Frame  shell.Frame
	Head   shell.Head
	Text   string
	Groups []group
	None   string // why nothing was found
}

// mostTyped bounds what is searched for: longer than any identifier.
const mostTyped = 80

// Find answers GET /find?q=: the one thing that was meant, or what may be meant.
// With part=1 it is the rows of the palette.
func Find(c *shell.Call, p Ports) error {
	ask := c.R.URL.Query()
	text := typed(ask.Get("q"))
	groups, exact, err := look(c, p, text)
	if err != nil {
		return err
	}
	if ask.Get("part") != "" {
		return c.Render(paletteRows(append(p.places(c, text), groups...), text, c.F.W.Desk.NoHits+". "+none(c, text)))
	}
	if one, only := single(groups); only || exact && one.URL != "" {
		c.Redirect(one.URL)
		return nil
	}
	return c.Render(body(made(c, text, groups)))
}

// typed is the text as it is looked for.
func typed(s string) string {
	s = strings.TrimSpace(strings.ToValidUTF8(s, ""))
	if len(s) > mostTyped {
		s = strings.ToValidUTF8(s[:mostTyped], "")
	}
	return s
}

func made(c *shell.Call, text string, groups []group) page {
	w := c.F.W.Desk
	n := int64(0)
	for _, g := range groups {
		n += int64(len(g.Rows))
	}
	p := page{Frame: c.Frame(w.FindTitle, "", shell.Crumb{Text: w.FindTitle, Strong: true}), Text: text, Groups: groups, None: none(c, text)}
	p.Head = shell.Head{H1: w.FindTitle, Answer: phrase.Sentence(w.FindStart)}
	if text != "" {
		p.Head.Answer = phrase.Sentence(w.Found.Form(n), phrase.Slot{Name: "n", Text: c.F.Count(n)}, phrase.Slot{Name: "q", Text: text, Plain: true})
	}
	return p
}

// none says why nothing was found: to a role that is told no names, that it cannot ask for
// what looks like a card, whether there is one or not.
func none(c *shell.Call, text string) string {
	w := c.F.W.Desk
	switch {
	case c.Who.May(access.SeeNames) || strings.HasPrefix(text, "cus_") && shell.Sees(c.Who.Role, shell.Customers) || !identifies(text):
		return w.NoHitsSay
	case shell.Sees(c.Who.Role, shell.Customers):
		return w.NoNames
	}
	return w.NoCustomers
}

// identifies reports whether a text may be a customer's card, account, phone, e-mail or
// number: an address, or mostly digits.
func identifies(text string) bool {
	digits := 0
	for _, r := range text {
		if r >= '0' && r <= '9' {
			digits++
		}
	}
	return strings.Contains(text, "@") || strings.HasPrefix(text, "cus_") || 2*digits > len(text) && digits >= leastDigits
}

// leastDigits is how many digits a number has that may be a customer's.
const leastDigits = 4

// look asks for what the role may see.
func look(c *shell.Call, p Ports, text string) (out []group, exact bool, err error) {
	if text == "" {
		return nil, false, nil
	}
	found, err := p.Finder.Find(c.R.Context(), c.Scope(), wanted(c, text))
	if err != nil {
		return nil, false, err
	}
	hits := len(found.Customers)
	found.Customers = slices.DeleteFunc(found.Customers, func(h view.CustomerHit) bool { return !c.Meets(text, h.Standing) })
	found.Exact = found.Exact && len(found.Customers) == hits
	w := c.F.W
	add := func(title string, rows []hit) {
		if len(rows) > 0 {
			out = append(out, group{title, rows})
		}
	}
	add(w.Screens[string(shell.Vouchers)], vouchers(c, &found))
	add(w.Screens[string(shell.Customers)], customers(c, &found))
	add(w.Screens[string(shell.Promotions)], promotions(c, found.Promotions))
	add(w.Screens[string(shell.Stores)], stores(found.Stores))
	add(w.Desk.Products, products(found.Products))
	add(w.Screens[string(shell.Segments)], segments(c, text))
	return out, found.Exact, nil
}

// wanted is what this person may search: a role without names finds a customer by
// our own id only.
func wanted(c *shell.Call, text string) view.Wanted {
	role := c.Who.Role
	return view.Wanted{
		Text:       text,
		Customers:  shell.Sees(role, shell.Customers) && (c.Who.May(access.SeeNames) || strings.HasPrefix(text, "cus_")),
		Vouchers:   c.MayFollow(),
		Stores:     shell.Sees(role, shell.Stores),
		Products:   c.Who.May(access.ReadCatalogue) && (shell.Sees(role, shell.Stores) || shell.Sees(role, shell.Promotions)),
		Promotions: shell.Sees(role, shell.Promotions),
	}
}

func vouchers(c *shell.Call, f *view.Found) (out []hit) {
	for _, v := range f.Vouchers {
		out = append(out, hit{Name: v.Code, Note: join(v.PromotionName, v.Product, v.StoreName), URL: "/vouchers/" + url.PathEscape(v.Code)})
	}
	if f.Receipt != "" {
		out = append(out, hit{Name: string(f.Receipt), Note: c.F.W.Desk.Receipt, URL: "/vouchers?" + url.Values{"q": {string(f.Receipt)}}.Encode()})
	}
	return out
}

func customers(c *shell.Call, f *view.Found) (out []hit) {
	for _, v := range f.Customers {
		out = append(out, hit{Name: c.NameOf(v.Standing, v.Identifiers), Note: v.HomeStore, URL: "/customers/" + v.ID.String()})
	}
	return out
}

func promotions(c *shell.Call, list []view.PromotionHit) (out []hit) {
	for _, v := range list {
		out = append(out, hit{Name: v.Name, Note: c.F.W.Promotions.States[v.State], URL: "/promotions/" + url.PathEscape(string(v.ID))})
	}
	return out
}

func stores(list []view.StoreHit) (out []hit) {
	for _, v := range list {
		out = append(out, hit{Name: v.Name, Note: join(string(v.ID), v.Region), URL: "/stores/" + url.PathEscape(string(v.ID))})
	}
	return out
}

func products(list []view.ProductHit) (out []hit) {
	for _, v := range list {
		out = append(out, hit{Name: v.Name, Note: join(string(v.ID), v.Category), URL: "/products/" + url.PathEscape(string(v.ID))})
	}
	return out
}

// segments are found by the words they are called by.
func segments(c *shell.Call, text string) (out []hit) {
	if !shell.Sees(c.Who.Role, shell.Segments) {
		return nil
	}
	w := c.F.W.Segments
	for _, names := range []map[string]string{w.States, w.Bands} {
		for _, id := range slices.Sorted(maps.Keys(names)) {
			if holds(names[id], text) {
				out = append(out, hit{Name: names[id], URL: "/segments?segment=" + id + "#members"})
			}
		}
	}
	return out
}

// places are screens and saved views by their names, for the palette; without a
// text all of them.
func (p Ports) places(c *shell.Call, text string) (out []group) {
	w := c.F.W
	var screens, views []hit
	for _, n := range c.Frame("", "").Nav {
		if text == "" || holds(n.Label, text) {
			screens = append(screens, hit{Name: n.Label, URL: n.URL})
		}
	}
	if p.Shelf != nil {
		saved, err := p.Shelf.Saved(c.R.Context(), c.Who.ID)
		if err != nil {
			web.Note(c.R, err) // the palette stands without them
		}
		for _, s := range saved {
			if text == "" || holds(s.Name, text) {
				views = append(views, hit{Name: s.Name, Note: w.Screens[s.Screen], URL: s.URL()})
			}
		}
	}
	for _, g := range []group{{w.Desk.Views, views}, {w.Desk.Screens, screens}} {
		if len(g.Rows) > 0 {
			out = append(out, g)
		}
	}
	return out
}

// single is the one hit, if there is but one, else the first.
func single(groups []group) (first hit, only bool) {
	n := 0
	for _, g := range groups {
		for _, h := range g.Rows {
			if n == 0 {
				first = h
			}
			n++
		}
	}
	return first, n == 1
}

func holds(name, text string) bool {
	return strings.Contains(strings.ToLower(name), strings.ToLower(text))
}

func join(parts ...string) string {
	var out []string
	for _, p := range parts {
		if p != "" {
			out = append(out, p)
		}
	}
	return strings.Join(out, ", ")
}

// productPage is one product.
type productPage struct {
	Frame      shell.Frame
	Head       shell.Head
	Facts      []fact
	Promotions []hit
}

type fact struct{ Name, Value string }

// Product answers GET /products/{product}.
func Product(c *shell.Call, from view.Finder) error {
	if !wanted(c, "").Products {
		return shell.ErrAbsent()
	}
	v, err := from.Product(c.R.Context(), c.Scope(), retail.ProductID(c.R.PathValue("product")))
	if err != nil {
		return err
	}
	w := c.F.W.Desk
	name := v.Product.Name
	if name == "" {
		name = string(v.Product.ID)
	}
	p := productPage{Frame: c.Frame(name, "", shell.Crumb{Text: w.Products}, shell.Crumb{Text: name, Strong: true})}
	if shell.Sees(c.Who.Role, shell.Promotions) {
		p.Promotions = promotions(c, v.Promotions)
	}
	n := int64(len(v.Promotions))
	p.Head = shell.Head{H1: name, Answer: phrase.Sentence(w.ProductSay.Form(n), phrase.Slot{Name: "n", Text: c.F.Count(n), URL: "#promotions"})}
	if v.Product.Restriction != 0 {
		p.Head.Badges = append(p.Head.Badges, shell.Badge{Text: w.Restricted, Class: "warn"})
	}
	for _, f := range []fact{
		{w.FactNumber, string(v.Product.ID)}, {w.FactGTIN, string(v.Product.GTIN)}, {w.FactBrand, v.Product.Brand}, {w.FactCategory, v.Product.Category},
		{w.FactPrice, priceOf(c, &v)}, {w.FactUnit, v.Product.Unit},
	} {
		if f.Value != "" {
			p.Facts = append(p.Facts, f)
		}
	}
	return c.Render(productBody(p))
}

func priceOf(c *shell.Call, v *view.Product) string {
	if v.Product.Price == 0 {
		return ""
	}
	return c.F.Money(v.Product.Price, v.Currency)
}
