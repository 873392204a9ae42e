package shell

import (
	"context"
	"net/url"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"sartor/internal/console/phrase"
	"sartor/internal/console/view"
	"sartor/internal/sheet"
	"sartor/internal/web"
)

// Shelf reads what somebody named.
type Shelf interface {
	Saved(ctx context.Context, staff string) ([]view.Saved, error)
}

// Tools are what a list offers beside its rows: the own saved views of it, saving
// it as it is, and taking it along as a file.
type Tools struct {
	Screen string
	Query  string // of this list as it is, without where a page begins
	Views  []SavedLink
	Name   string // of the saved view that this list is; empty: none
	Rows   string // how many rows a file would hold
	CSV    string // addresses; empty: this list is not exported
	XLSX   string
}

// SavedLink is one saved view.
type SavedLink struct {
	Name, URL string
	Current   bool
}

// passing are the parts of an address that are no filters.
var passing = []string{"after", "done", "theme", "lang", "as", "part"}

// Filters is the query of an address as far as it filters, in one order.
func Filters(u *url.URL) string {
	q := u.Query()
	for _, p := range passing {
		q.Del(p)
	}
	for k, values := range q {
		q[k] = slices.DeleteFunc(values, func(v string) bool { return v == "" })
	}
	return q.Encode()
}

// tools makes those of a list, nil on other pages.
func (c *Call) tools(current Screen) *Tools {
	if current == "" || c.R.URL.Path != "/"+string(current) || !Listed(current) {
		return nil
	}
	t := &Tools{Screen: string(current), Query: Filters(c.R.URL)}
	if c.shelf == nil {
		return t
	}
	saved, err := c.shelf.Saved(c.R.Context(), c.Who.ID)
	if err != nil {
		web.Note(c.R, err) // the list stands without its saved views
	}
	for _, s := range saved {
		if s.Screen != t.Screen {
			continue
		}
		t.Views = append(t.Views, SavedLink{Name: s.Name, URL: s.URL(), Current: s.Query == t.Query})
		if s.Query == t.Query {
			t.Name = s.Name
		}
	}
	return t
}

// Listed reports whether a screen is a list with filters.
func Listed(s Screen) bool {
	switch s {
	case Customers, Segments, Promotions, Vouchers, Stores, Stock:
		return true
	}
	return false
}

// Offer offers the list as a file of so many rows; more says that there are more
// rows than were counted.
func (t *Tools) Offer(c *Call, rows int64, more Counted) {
	if t == nil {
		return
	}
	to := url.Values{}
	if q, err := url.ParseQuery(t.Query); err == nil { // it is our own encoding
		to = q
	}
	w := c.F.W.Desk
	t.Rows = w.ExportRows.Of(c.F, rows)
	if more == AtLeast {
		t.Rows = phrase.Fill(w.ExportMore, phrase.Slot{Name: "rows", Text: t.Rows})
	}
	t.CSV = "/export/" + t.Screen + ".csv"
	t.XLSX = "/export/" + t.Screen + ".xlsx"
	if q := to.Encode(); q != "" {
		t.CSV, t.XLSX = t.CSV+"?"+q, t.XLSX+"?"+q
	}
}

// Table is a table of a screen that leaves as a file; its rows are written by the screen.
type Table struct {
	Name      string // of the file
	Screen    Screen
	Customers bool // rows are customers: logged
	Heads     func(c *Call) []string
	Rows      func(c *Call, row Row) error
}

// Row writes one.
type Row func(cells ...sheet.Cell) error

// fileURL is where a table is taken along from.
func fileURL(name, ending, query string) templ.SafeURL {
	at := "/export/" + name + "." + ending
	if query != "" {
		at += "?" + query
	}
	return templ.SafeURL(at)
}

// Counted says how exactly rows were counted.
type Counted string

// How exactly.
const (
	Exactly Counted = "exactly"
	AtLeast Counted = "at least"
)

// SavedName is a name as it is kept: one line, trimmed and bounded.
func SavedName(s string) string {
	const most = 60 // signs; a chip wider than that hides the others
	s = strings.Join(strings.Fields(strings.ToValidUTF8(s, "")), " ")
	r := []rune(s)
	return string(r[:min(len(r), most)])
}
