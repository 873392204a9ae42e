// Package export owns taking a list along as a file: the same rows in the same
// order as the page, by the same reads, in the same scope, as CSV or XLSX. It holds
// one page of rows in memory and ends at a bound that its last row names.
//
// What always holds: who does not see a list does not get its file, and names stand
// in it for those only who see names (TestFile_AsThePageIsSeen); a list of customers
// leaves an audit row before its first byte (TestFile_CustomersAreAudited); a cell is
// never a formula (package sheet); a list that breaks off is a broken download, never
// a short file (TestFile_BrokenOffIsNoFile).
package export

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"sartor/internal/access"
	"sartor/internal/console/phrase"
	"sartor/internal/console/shell"
	"sartor/internal/console/view"
	"sartor/internal/fault"
	"sartor/internal/sheet"
	"sartor/internal/web"
)

// MostRows bounds a file: what one person can look at, and a few seconds of reading.
const MostRows = 50_000

// Ports are what files are made of.
type Ports struct {
	Customers  view.Customers
	Vouchers   view.Vouchers
	Promotions view.Promotions
	Stores     view.Chain
	Segments   view.Segments
	Audit      Audit
	Logbook    Logbook
	Responses  view.Responses // may be nil: nobody looks
	Templates  view.Templates
	Locals     view.Locals
	People     People
	Programs   Programs
	Tables     []shell.Table // of screens that write their own
}

// People are who may sign in.
type People interface {
	Everyone(ctx context.Context, who access.Principal) ([]access.Staff, error)
}

// Programs are what calls the API.
type Programs interface {
	Carriers(ctx context.Context, who access.Principal) ([]access.APIToken, error)
}

// Logbook records that somebody took a list of customers along.
type Logbook interface {
	TookAlong(ctx context.Context, actor view.Actor, list string) error
}

// source is one list.
type source struct {
	screen    shell.Screen
	action    access.Action // that it takes beside seeing the screen; "": none
	customers bool          // rows are customers: logged
	heads     func(c *shell.Call) []string
	rows      func(t *taking) error
}

func sources() map[string]source {
	return map[string]source{
		"stores":     {screen: shell.Stores, heads: storeHeads, rows: stores},
		"promotions": {screen: shell.Promotions, heads: promotionHeads, rows: promotions},
		"vouchers":   {screen: shell.Vouchers, heads: voucherHeads, rows: vouchers},
		"customers":  {screen: shell.Customers, customers: true, heads: customerHeads, rows: customers},
		"receipts":   {screen: shell.Customers, customers: true, heads: receiptHeads, rows: receipts},
		"audit":      {screen: shell.Audit, heads: auditHeads, rows: audit},
		"response":   {screen: shell.Promotions, heads: responseHeads, rows: responses},
		"history":    {screen: shell.Promotions, heads: editionHeads, rows: editions},
		"versions":   {screen: shell.Promotions, heads: versionHeads, rows: versions},
		"approvals":  {screen: shell.Promotions, action: access.EditPromotions, heads: queueHeads, rows: queue},
		"staff":      {screen: shell.Staff, heads: staffHeads, rows: staffed},
		"tokens":     {screen: shell.Tokens, heads: tokenHeads, rows: tokens},
		"scores":     {screen: shell.Learn, heads: scoreHeads, rows: scores},
		"runs":       {screen: shell.Learn, heads: runHeads, rows: runs},
		"segments":   {screen: shell.Segments, customers: true, heads: memberHeads, rows: members},
	}
}

// taking is one file on its way.
type taking struct {
	*shell.Call
	Ports
	q    url.Values
	out  sheet.Table
	rows int
}

// errFull ends a list that has reached its bound.
var errFull = fault.New(fault.Exhausted, "full", "a file holds %d rows", MostRows)

// row writes one.
func (t *taking) row(cells ...sheet.Cell) error {
	if t.rows == MostRows {
		return errFull
	}
	t.rows++
	return t.out.Row(cells)
}

// File answers GET /export/{file}, such as /export/stores.csv?region=coast.
func File(c *shell.Call, p Ports) error {
	name, ext, _ := strings.Cut(c.R.PathValue("file"), ".")
	from, known := sources()[name]
	for _, own := range p.Tables {
		if own.Name == name {
			known, from = true, source{screen: own.Screen, customers: own.Customers, heads: own.Heads, rows: func(t *taking) error { return own.Rows(t.Call, t.row) }}
		}
	}
	format := sheet.Format(ext)
	if !known || format != sheet.CSV && format != sheet.XLSX || !shell.Sees(c.Who.Role, from.screen) || !c.Who.May(from.screen.Reads()) || from.action != "" && !c.Who.May(from.action) {
		return shell.ErrAbsent()
	}
	if from.customers {
		filters := shell.Filters(c.R.URL)
		if err := p.Logbook.TookAlong(c.R.Context(), c.Actor(string(format)), strings.TrimSuffix(name+"?"+filters, "?")); err != nil {
			return err
		}
	}
	t := &taking{Call: c, Ports: p, q: c.R.URL.Query()}
	pending := &lazy{c: c, name: name, format: format}
	var err error
	if t.out, err = sheet.New(pending, format, c.F.W.Screens[string(from.screen)], from.heads(c)); err != nil {
		return pending.broken(err)
	}
	return pending.broken(t.write(from))
}

// write writes the rows and, when the list was longer, that it was.
func (t *taking) write(from source) error {
	err := from.rows(t)
	if fault.CodeOf(err) == "full" {
		err = t.out.Row([]sheet.Cell{sheet.Text(phrase.Fill(t.F.W.Desk.ExportCut, phrase.Slot{Name: "n", Text: t.F.Count(MostRows)}))})
	}
	if err != nil {
		return err
	}
	return t.out.Close()
}

// lazy sends the head of the answer with the first byte, so that a list that cannot
// be read at all is answered as an error.
type lazy struct {
	c      *shell.Call
	name   string
	format sheet.Format
	begun  bool
	held   []byte
}

// mostHeld is what is kept back before anything is sent.
const mostHeld = 4 << 10

// Write implements io.Writer.
func (l *lazy) Write(b []byte) (int, error) {
	if !l.begun && len(l.held)+len(b) < mostHeld {
		l.held = append(l.held, b...)
		return len(b), nil
	}
	if err := l.begin(); err != nil {
		return 0, err
	}
	return l.c.W.Write(b)
}

func (l *lazy) begin() error {
	if l.begun {
		return nil
	}
	l.begun = true
	h := l.c.W.Header()
	h.Set("Content-Type", l.format.Kind())
	h.Set("Content-Disposition", `attachment; filename="`+l.name+"-"+l.c.F.Now.In(l.c.F.Zone).Format("2006-01-02")+"."+string(l.format)+`"`)
	_, err := l.c.W.Write(l.held)
	return err
}

// broken ends the answer: an error before the first byte is a page, one behind it
// breaks the connection, so that nobody takes half a list for the whole.
func (l *lazy) broken(err error) error {
	if err == nil {
		err = l.begin()
	}
	if err == nil || !l.begun {
		return err
	}
	web.Note(l.c.R, err)
	panic(http.ErrAbortHandler)
}
