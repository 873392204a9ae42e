package api

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"sartor/internal/access"
	"sartor/internal/db"
	"sartor/internal/fault"
	port "sartor/internal/httpapi/stock"
	"sartor/internal/retail"
	"sartor/internal/server"
	"sartor/internal/server/shelf"
	"sartor/internal/stock"
)

// goods answers for what is where.
type goods struct{ *server.Chain }

// row is what a store's keeper knows of a product.
func (g goods) row(s *shelf.Store, product uint32) port.Row {
	chain := g.DB.Catalogue()
	r := port.Row{
		Place:    port.Place{Store: chain.Store(s.Number).ID, Product: chain.Product(product).ID},
		Position: s.Position(product), Sight: s.Sight, AsOf: g.Shelf().Read(),
	}
	take := g.Shelf().Promised().Of(s.Number, product)
	r.Vouchers, r.Promised = take.Vouchers, take.Mean
	if _, short := slices.BinarySearch(s.Short, product); short {
		r.Short = s.Level.Find(product).Promising(s.Sight, take.Mean).Why()
	}
	return r
}

// Positions lists by store and product number.
func (g goods) Positions(_ context.Context, ask port.Ask) (out []port.Row, err error) {
	chain, keeper := g.DB.Catalogue(), g.Shelf()
	from, _ := chain.StoreNumber(ask.After.Store)
	behind, _ := chain.ProductNumber(ask.After.Product)
	product, named := chain.ProductNumber(ask.Product)
	if ask.Product != "" && !named {
		return nil, nil
	}
	for _, number := range keeper.Stores() {
		s := keeper.Store(number)
		if s == nil || number < from || len(ask.Stores) > 0 && !slices.Contains(ask.Stores, chain.Store(number).ID) {
			continue
		}
		for i := range s.Level.Held {
			p := s.Level.Held[i].Product
			if number == from && p <= behind || named && p != product {
				continue
			}
			if out = append(out, g.row(s, p)); len(out) == ask.Most {
				return out, nil
			}
		}
	}
	return out, nil
}

// How many of a store's last movements are looked through for those of one product,
// and how many of these are shown.
const (
	movementsRead  = 500
	movementsShown = 50
)

// Position finds one, with the product's last movements.
func (g goods) Position(ctx context.Context, at port.Place) (port.Row, []port.Told, error) {
	chain := g.DB.Catalogue()
	number, known := chain.StoreNumber(at.Store)
	product, named := chain.ProductNumber(at.Product)
	s := g.Shelf().Store(number)
	if s == nil && known && named && g.Shelf().Read() == 0 {
		return port.Row{}, nil, fault.New(fault.Unavailable, "starting", "stock is being read, since the server has just started; ask again in a second")
	}
	if !known || !named || s == nil || s.Level.Find(product) == nil {
		return port.Row{}, nil, fault.New(fault.NotFound, "unknown_position", "nothing was told of it")
	}
	all, err := g.DB.Shelf().Movements(ctx, number, retail.MicrosOf(g.Clock().AddDate(0, 0, 1)), movementsRead)
	var told []port.Told
	for _, m := range all {
		m.Lines = slices.DeleteFunc(m.Lines, func(l stock.Line) bool { return l.Product != product })
		if len(m.Lines) > 0 && len(told) < movementsShown {
			told = append(told, port.Told{Movement: m, Other: chain.Store(m.Other).ID})
		}
	}
	return g.row(s, product), told, err
}

// Tell takes movements in. What people tell leaves one row of the audit a request;
// what a program sends is the journal's.
func (g goods) Tell(ctx context.Context, who access.Principal, notes []stock.Note) ([]stock.Told, error) {
	told, err := g.Shelf().Tell(ctx, notes)
	if err != nil || who.Role == access.Source {
		return told, err
	}
	accepted, places := 0, map[string]bool{}
	for i, t := range told {
		if t.Err == nil && !t.Duplicate {
			accepted++
			places[string(notes[i].Store)] = true
		}
	}
	if accepted == 0 {
		return told, nil
	}
	return told, g.DB.Audit(ctx, db.AuditRow{
		Actor: who.Actor(), Action: "stock.movements", Object: listed(places), Reason: fmt.Sprintf("%d told", accepted), At: retail.MicrosOf(g.Clock()),
	})
}

// listed joins a few names.
func listed(names map[string]bool) string {
	const most = 5
	var all []string
	for name := range names {
		all = append(all, name)
	}
	slices.Sort(all)
	if len(all) > most {
		all = append(all[:most], "…")
	}
	return strings.Join(all, ", ")
}

// Terms says how a product is supplied.
func (g goods) Terms(ctx context.Context, product retail.ProductID) (stock.Terms, error) {
	number, err := g.product(product)
	if err != nil {
		return stock.Terms{}, err
	}
	t, found, err := g.DB.Shelf().TermsOf(ctx, number)
	if err == nil && !found {
		err = fault.New(fault.NotFound, "unknown_terms", "nobody said who supplies product %q; a planner or a source sends it with PUT", string(product))
	}
	return t, err
}

// PutTerms says how a product is supplied from now on.
func (g goods) PutTerms(ctx context.Context, who access.Principal, product retail.ProductID, t stock.Terms) error {
	number, err := g.product(product)
	if err != nil {
		return err
	}
	t.Product = number
	audit := g.DB.AuditStep(db.AuditRow{Actor: who.Actor(), Action: "supplier.put", Object: string(product), Reason: t.Supplier, At: retail.MicrosOf(g.Clock())})
	return g.DB.Shelf().PutTerms(ctx, who.Actor(), &audit, t)
}

func (g goods) product(id retail.ProductID) (uint32, error) {
	number, ok := g.DB.Catalogue().ProductNumber(id)
	if !ok {
		return 0, fault.New(fault.NotFound, "unknown_product", "product %.64q is not known", string(id))
	}
	return number, nil
}
