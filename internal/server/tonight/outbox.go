package tonight

import (
	"context"

	"sartor/internal/db/plan"
	"sartor/internal/fault"
	api "sartor/internal/httpapi/plan"
	"sartor/internal/retail"
	"sartor/internal/stock/parcel"
	kernel "sartor/internal/stock/plan"
)

// mostExports is how many of the newest exports are listed.
const mostExports = 200

func (a Answers) exportView(ctx context.Context, e *plan.Export) (api.ExportView, error) {
	lines, err := a.DB.Plans().Lines(ctx, e.Number)
	return api.ExportView{
		Export: e.ID, Number: e.Number, Store: a.DB.Catalogue().Store(e.Store).ID, Kind: e.Kind, Lines: len(lines), Actor: e.Actor, At: rfc3339(e.At),
	}, err
}

// Exports lists the newest.
func (a Answers) Exports(ctx context.Context) (out []api.ExportView, err error) {
	all, err := a.DB.Plans().Exports(ctx, mostExports)
	for i := range all {
		v, err := a.exportView(ctx, &all[i])
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, err
}

// Send lets out what was agreed on.
func (a Answers) Send(ctx context.Context, p api.Parcel) (api.ExportView, error) {
	in := Parcel{ID: p.ID, Kind: p.Kind, Actor: p.Actor}
	if p.Kind != "" && p.Kind != string(kernel.Order) && p.Kind != string(kernel.Move) {
		return api.ExportView{}, fault.AtField("/kind", "%.20q is no kind; there are order and move, or leave it out for both", p.Kind)
	}
	if p.Store != "" {
		number, ok := a.DB.Catalogue().StoreNumber(p.Store)
		if !ok {
			return api.ExportView{}, fault.AtField("/store", "there is no store %.60q", string(p.Store))
		}
		in.Store = number
	}
	e, err := a.Desk.Send(ctx, in)
	if err != nil {
		return api.ExportView{}, err
	}
	return a.exportView(ctx, &e)
}

// File is an export in a format; one that died in the middle goes on first, so that a
// file is always whole.
func (a Answers) File(ctx context.Context, f api.File) (body []byte, kind, name string, err error) {
	format, err := parcel.ParseFormat(f.Format)
	if err != nil {
		return nil, "", "", err
	}
	p, err := a.Parcel(ctx, f.ID)
	if err != nil {
		return nil, "", "", err
	}
	return p.Write(format, parcel.Part(f.Kind)), format.Kind(), f.ID + "." + format.Suffix(), nil
}

// Parcel is what went out under an id.
func (d *Desk) Parcel(ctx context.Context, id string) (parcel.Parcel, error) {
	e, err := d.DB.Plans().FindExport(ctx, id)
	if err == nil && !e.Whole {
		e, err = d.DB.Plans().Send(ctx, e)
	}
	if err != nil {
		return parcel.Parcel{}, err
	}
	rows, err := d.DB.Plans().Lines(ctx, e.Number)
	chain := d.DB.Catalogue()
	out := parcel.Parcel{Number: e.Number, ID: e.ID, Chain: d.Sight().Chain.Name, Currency: d.Currency(), At: e.At.Time().In(chain.Location(1))}
	for i := range rows {
		r := &rows[i]
		l := parcel.Line{
			ID: r.ID.String(), Supplier: r.Supplier, From: chain.Store(r.From), To: chain.Store(r.Store), Product: chain.Product(r.Product), Units: r.Agreed, Pack: r.Why.Pack,
			Due: r.Due, Reason: r.Reason,
		}
		if r.Kind == kernel.Move {
			out.Moves = append(out.Moves, l)
		} else {
			out.Orders = append(out.Orders, l)
		}
	}
	return out, err
}

// productName is what a product is called on a page.
func productName(p *retail.Product) string {
	if p.Name == "" {
		return string(p.ID)
	}
	return p.Name
}
