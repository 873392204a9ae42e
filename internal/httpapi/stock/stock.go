// Package stock answers the routes about what is where: positions, movements as they
// are told, and how products are supplied. It decodes, asks and encodes; what a
// movement may be is stock's, what it does the folds'. A store that the caller does
// not act for is absent, in the same words as one that does not exist
// (TestRoutes_OtherStores in httpapi).
package stock

import (
	"context"
	"encoding/base64"
	"net/http"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"sartor/internal/access"
	"sartor/internal/fault"
	"sartor/internal/httpapi/room"
	"sartor/internal/httpapi/wire"
	"sartor/internal/retail"
	"sartor/internal/stock"
)

// Place is one product in one store.
type Place struct {
	Store   retail.StoreID
	Product retail.ProductID
}

// Row is what is known of one place.
type Row struct {
	Place
	stock.Position
	Sight    stock.Sight   // what it was seen with, and why the store's stock is not gone by
	Short    string        // "": vouchers go on; else why they stop
	Promised float64       // units that vouchers out are expected to take
	Vouchers int64         // out on the product in the store
	AsOf     retail.Micros // all that was folded until then is in it
}

// Ask is one page of positions, by store and product. No stores: all.
type Ask struct {
	Stores  []retail.StoreID
	Product retail.ProductID
	After   Place
	Most    int
}

// Told is a movement that was told, with the lines of one product.
type Told struct {
	stock.Movement
	Other retail.StoreID
}

// Shelf reads and takes in. What is absent is fault.NotFound.
type Shelf interface {
	Positions(ctx context.Context, ask Ask) ([]Row, error)
	Position(ctx context.Context, at Place) (Row, []Told, error)
	Tell(ctx context.Context, who access.Principal, notes []stock.Note) ([]stock.Told, error)
	Terms(ctx context.Context, product retail.ProductID) (stock.Terms, error)
	PutTerms(ctx context.Context, who access.Principal, product retail.ProductID, t stock.Terms) error
}

// Ports are what the routes ask.
type Ports struct{ Shelf Shelf }

// Limits of one request of movements: those of receipts.
const (
	mostBody      = 8 << 20
	mostMovements = 5_000
	mostRefused   = 100 // named; all are counted
)

// Routes are the rows of the table.
func (p Ports) Routes() []room.Route {
	return []room.Route{
		{Pattern: "GET /v1/stock", Action: access.ReadStock, Answer: p.list},
		{Pattern: "GET /v1/stock/{store}/{product}", Action: access.ReadStock, Answer: p.one},
		{Pattern: "POST /v1/stock/movements", Action: access.TellStock, Most: mostBody, Trail: "stock.movements", Answer: p.tell},
		{Pattern: "GET /v1/suppliers/{product}", Action: access.ReadStock, Answer: p.terms},
		{Pattern: "PUT /v1/suppliers/{product}", Action: access.EditSupply, Most: room.MostSmall, Trail: "supplier.put", Answer: p.putTerms},
	}
}

// PositionView is what is known of one product in one store.
type PositionView struct {
	Store      retail.StoreID   `json:"store"`
	Product    retail.ProductID `json:"product"`
	Basis      stock.Basis      `json:"basis"`
	Doubt      stock.Doubt      `json:"doubt,omitzero"`
	OnHand     *retail.Quantity `json:"on_hand"` // as booked; null: not known
	Available  *retail.Quantity `json:"available"`
	Expired    retail.Quantity  `json:"expired"`
	Reserved   retail.Quantity  `json:"reserved"`
	OnOrder    retail.Quantity  `json:"on_order"`
	Overdue    retail.Quantity  `json:"overdue"`
	InTransfer retail.Quantity  `json:"in_transfer"`
	Vouchers   int64            `json:"vouchers"`
	Promised   float64          `json:"promised"`
	HeldBack   string           `json:"held_back,omitzero"`
	Counted    string           `json:"counted,omitzero"`
	AsOf       string           `json:"as_of"`
}

// LotView is goods with one last day of sale.
type LotView struct {
	Expires  string          `json:"expires"`
	Quantity retail.Quantity `json:"quantity"`
}

// ArrivalView is goods that are expected.
type ArrivalView struct {
	Kind     string          `json:"kind"` // order, transfer
	Due      string          `json:"due,omitzero"`
	Quantity retail.Quantity `json:"quantity"`
}

// TaskView is what needs a look.
type TaskView struct {
	Kind     stock.TaskKind  `json:"kind"`
	Quantity retail.Quantity `json:"quantity"`
	Usual    retail.Quantity `json:"usual,omitzero"`
	Day      string          `json:"day"`
}

// MovedView is a movement, with the line of one product.
type MovedView struct {
	Movement stock.MovementID `json:"movement"`
	Kind     string           `json:"kind"`
	At       string           `json:"at"`
	Quantity retail.Quantity  `json:"quantity"`
	Ref      string           `json:"ref,omitzero"`
	Other    retail.StoreID   `json:"other_store,omitzero"`
	Due      string           `json:"due,omitzero"`
	Expires  string           `json:"expires,omitzero"`
}

// DetailView is a position with what it is made of.
type DetailView struct {
	PositionView
	Lots      []LotView     `json:"lots"`
	Arrivals  []ArrivalView `json:"arrivals"`
	Tasks     []TaskView    `json:"tasks"`
	Movements []MovedView   `json:"movements"` // the last ones, newest first
}

func day(d retail.BusinessDay) string {
	if d == 0 {
		return ""
	}
	return d.String()
}

func rfc3339(at retail.Micros) string { return at.Time().UTC().Format("2006-01-02T15:04:05Z") }

func viewOf(r *Row) PositionView {
	v := PositionView{
		Store: r.Store, Product: r.Place.Product, Basis: r.Basis, Doubt: r.Sight.Doubt, Expired: r.Expired, Reserved: r.Reserved, OnOrder: r.OnOrder,
		Overdue: r.Overdue, InTransfer: r.InTransfer, Vouchers: r.Vouchers, Promised: r.Promised, HeldBack: r.Short, AsOf: rfc3339(r.AsOf),
	}
	if r.Basis != stock.Unknown {
		v.OnHand, v.Available = &r.OnHand, &r.Available
	}
	if r.Held != nil {
		v.Counted = day(r.Held.Counted)
	}
	return v
}

// absent is the answer to a place that is not there, and to another's store.
func absent(at Place) error {
	return fault.New(fault.NotFound, "unknown_position", "store %s and product %s have no stock that was told of", wire.Clip(string(at.Store)), wire.Clip(string(at.Product)))
}

// Sizes of a page, as of the other lists.
const (
	usualPage = 50
	mostPage  = 500
	mark      = "1" // of a cursor
)

func (p Ports) list(c *room.Call) error {
	q := c.R.URL.Query()
	ask := Ask{Stores: c.Who.Stores, Product: retail.ProductID(q.Get("product")), Most: usualPage}
	if s := q.Get("limit"); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil || n < 1 || n > mostPage {
			return wire.Invalid("/limit", "must be a whole number from 1 to "+strconv.Itoa(mostPage))
		}
		ask.Most = n
	}
	if s := retail.StoreID(q.Get("store")); s != "" {
		if !c.Who.MayAt(access.ReadStock, s) {
			return fault.New(fault.NotFound, "unknown_store", "store %s is not known", wire.Clip(string(s)))
		}
		ask.Stores = []retail.StoreID{s}
	}
	if s := q.Get("cursor"); s != "" {
		raw, err := base64.RawURLEncoding.DecodeString(s)
		text, ours := strings.CutPrefix(string(raw), mark)
		store, product, whole := strings.Cut(text, "\x00")
		if err != nil || !ours || !whole {
			return fault.New(fault.Malformed, "bad_cursor", "the cursor is none of ours; begin again without one")
		}
		ask.After = Place{retail.StoreID(store), retail.ProductID(product)}
	}
	most := ask.Most
	ask.Most++
	rows, err := p.Shelf.Positions(c.Context(), ask)
	if err != nil {
		return err
	}
	next := ""
	if len(rows) > most {
		rows = rows[:most]
		last := rows[most-1].Place
		next = base64.RawURLEncoding.EncodeToString([]byte(mark + string(last.Store) + "\x00" + string(last.Product)))
	}
	views := make([]PositionView, len(rows))
	for i := range rows {
		views[i] = viewOf(&rows[i])
	}
	return c.Reply(http.StatusOK, room.Listed(views, next))
}

func (p Ports) one(c *room.Call) error {
	at := Place{retail.StoreID(c.R.PathValue("store")), retail.ProductID(c.R.PathValue("product"))}
	if !c.Who.MayAt(access.ReadStock, at.Store) {
		return absent(at)
	}
	r, told, err := p.Shelf.Position(c.Context(), at)
	if fault.Is(err, fault.NotFound) {
		return absent(at)
	}
	if err != nil {
		return err
	}
	out := DetailView{PositionView: viewOf(&r), Lots: []LotView{}, Arrivals: []ArrivalView{}, Tasks: []TaskView{}, Movements: []MovedView{}}
	for _, l := range r.Held.Lots {
		out.Lots = append(out.Lots, LotView{day(l.Expires), l.Quantity})
	}
	for _, a := range r.Held.Due {
		out.Arrivals = append(out.Arrivals, ArrivalView{"order", day(a.Day), a.Quantity})
	}
	for _, a := range r.Held.Moving {
		out.Arrivals = append(out.Arrivals, ArrivalView{"transfer", day(a.Day), a.Quantity})
	}
	for _, t := range r.Tasks(r.Sight) {
		out.Tasks = append(out.Tasks, TaskView{t.Kind, t.Quantity, t.Usual, day(t.Day)})
	}
	for i := range told {
		m := &told[i]
		for _, l := range m.Lines {
			out.Movements = append(out.Movements, MovedView{m.ID, m.Kind.String(), rfc3339(m.At), l.Quantity, m.Ref, m.Other, day(m.Due), day(l.Expires)})
		}
	}
	return c.Reply(http.StatusOK, out)
}

// movementBody is a movement as it is sent.
type movementBody struct {
	Movement string         `json:"movement"`
	Kind     string         `json:"kind"`
	Store    string         `json:"store"`
	At       string         `json:"at"`
	Ref      string         `json:"ref"`
	Other    string         `json:"other_store"`
	Due      string         `json:"due"`
	Lines    []lineBody     `json:"lines"`
	Unknown  jsontext.Value `json:",embed"`
}

type lineBody struct {
	Product  string           `json:"product"`
	Quantity retail.Quantity  `json:"quantity"`
	Expires  string           `json:"expires"`
	OnOrder  *retail.Quantity `json:"on_order"`
}

// note is the body in the words of stock.
func (b *movementBody) note() (stock.Note, error) {
	n := stock.Note{ID: b.Movement, Kind: b.Kind, Store: retail.StoreID(b.Store), Ref: b.Ref, Other: retail.StoreID(b.Other)}
	var err error
	if n.At, err = wire.Instant("/at", b.At); err != nil {
		return n, err
	}
	if n.Due, err = dayAt("/due", b.Due); err != nil {
		return n, err
	}
	for i, l := range b.Lines {
		line := stock.NoteLine{Product: retail.ProductID(l.Product), Quantity: l.Quantity}
		if line.Expires, err = dayAt("/lines/"+strconv.Itoa(i)+"/expires", l.Expires); err != nil {
			return n, err
		}
		if l.OnOrder != nil {
			line.OnOrder = stock.Stated{Quantity: *l.OnOrder, Said: true}
		}
		n.Lines = append(n.Lines, line)
	}
	return n, nil
}

func dayAt(pointer, s string) (retail.BusinessDay, error) {
	if s == "" {
		return 0, nil
	}
	d, err := retail.ParseDay(s)
	if err != nil || d == 0 {
		return 0, wire.Invalid(pointer, "must be a date such as 2026-12-05")
	}
	return d, nil
}
