package store

import (
	"cmp"
	"net/url"
	"slices"

	"sartor/internal/console/mark"
	"sartor/internal/console/phrase"
	"sartor/internal/console/shell"
	"sartor/internal/console/view"
	"sartor/internal/retail"
)

// listPage is the list of stores.
type listPage struct {
	Frame   shell.Frame
	Head    shell.Head
	W       phrase.StoreWords
	Filters []shell.Filter
	Grid    mark.TileGrid
	Key     mark.Ramp
	Rows    []row
	None    string
}

type row struct{ Name, ID, URL, Region, Kind, Tills, Receipts, Sales, Last string }

// List answers GET /stores.
func List(c *shell.Call, from view.Chain) error {
	all, err := from.Stores(c.R.Context(), c.Scope())
	if err != nil {
		return err
	}
	ask := c.R.URL.Query()
	rows := view.FilterStores(all, ask)
	w := c.F.W
	p := listPage{
		W: w.Store, Frame: c.Frame(w.Screens[string(shell.Stores)], shell.Stores, shell.Crumb{Text: w.Screens[string(shell.Stores)], Strong: true}),
		Filters: filters(c, all, ask), Head: shell.Head{H1: w.Screens[string(shell.Stores)], Answer: listAnswer(c, rows)},
	}
	if len(all) > 0 && len(rows) == 0 {
		p.None = w.Desk.FilterNone
	}
	for _, r := range rows {
		kind := w.Stores.Kinds[r.Kind]
		if kind == "" {
			kind = string(r.Kind)
		}
		p.Rows = append(p.Rows, row{
			Name: r.Name, ID: string(r.Store), URL: storeURL(r.Store), Region: r.Region, Kind: kind, Tills: c.F.Count(int64(r.Tills)),
			Receipts: c.F.Count(r.Receipts), Sales: c.F.Money(r.Sales, r.Currency), Last: c.F.When(r.Last),
		})
	}
	p.grid(c, rows)
	p.Frame.Tools.Offer(c, int64(len(rows)), shell.Exactly)
	return c.Render(listBody(p))
}

func storeURL(id retail.StoreID) string { return "/stores/" + url.PathEscape(string(id)) }

func filters(c *shell.Call, all []view.StoreRow, ask url.Values) []shell.Filter {
	w := c.F.W
	var regions, kinds []string
	for _, r := range all {
		if r.Region != "" && !slices.Contains(regions, r.Region) {
			regions = append(regions, r.Region)
		}
		if r.Kind != "" && !slices.Contains(kinds, string(r.Kind)) {
			kinds = append(kinds, string(r.Kind))
		}
	}
	slices.Sort(regions)
	slices.Sort(kinds)
	choices := func(values []string, label func(string) string) (out []shell.Choice) {
		for _, v := range values {
			out = append(out, shell.Choice{Value: v, Label: label(v)})
		}
		return out
	}
	kindName := func(k string) string {
		if name := w.Stores.Kinds[retail.StoreKind(k)]; name != "" {
			return name
		}
		return k
	}
	return []shell.Filter{
		shell.Words(ask, "q", w.Store.ColName),
		shell.Words(ask, "region", w.Stores.ColRegion).OneOf(w.Desk.AllOf, choices(regions, func(s string) string { return s })...),
		shell.Words(ask, "kind", w.Stores.ColKind).OneOf(w.Desk.AllOf, choices(kinds, kindName)...),
	}
}

func listAnswer(c *shell.Call, rows []view.StoreRow) []phrase.Part {
	w := c.F.W.Stores
	var sales retail.Minor
	quiet, cur, mixed := int64(0), retail.Currency(""), false
	for _, r := range rows {
		mixed = mixed || cur != "" && cur != r.Currency
		sales, cur = sales+r.Sales, r.Currency
		if r.Receipts == 0 {
			quiet++
		}
	}
	n := int64(len(rows))
	slot := phrase.Slot{Name: "n", Text: c.F.Count(n), URL: "#list"}
	out := phrase.Sentence(w.Answer.Form(n), slot, phrase.Slot{Name: "sales", Text: c.F.Short(float64(sales), cur)})
	if mixed {
		out = phrase.Sentence(w.AnswerMixed.Form(n), slot)
	}
	if quiet > 0 && quiet < n {
		out = append(out, phrase.Part{Text: " "})
		out = append(out, phrase.Sentence(w.Quiet.Form(quiet), phrase.Slot{Name: "n", Text: c.F.NumberWord(quiet)})...)
	}
	return out
}

// mostTiles is how many stores a grid draws: beyond it a square is no longer hit.
const mostTiles = 200

// grid draws the stores by region, darker where more was sold.
func (p *listPage) grid(c *shell.Call, rows []view.StoreRow) {
	if len(rows) < 2 || len(rows) > mostTiles {
		return
	}
	w := c.F.W
	names, top := make([]string, len(rows)), 0.0
	for i, r := range rows {
		names[i] = r.Name
		top = max(top, float64(r.Sales))
	}
	codes := mark.Codes(names)
	at := map[string]int{}
	var regions []mark.Region
	for i, r := range rows {
		place, known := at[r.Region]
		if !known {
			place = len(regions)
			at[r.Region], regions = place, append(regions, mark.Region{Name: r.Region})
		}
		pattern := w.Store.TileTitle
		if r.Receipts == 0 {
			pattern = w.Store.TileQuiet
		}
		title := phrase.Fill(pattern, phrase.Slot{Name: "store", Text: r.Name}, phrase.Slot{Name: "sales", Text: c.F.Short(float64(r.Sales), r.Currency)},
			phrase.Slot{Name: "receipts", Text: w.Today.Receipts.Of(c.F, r.Receipts)})
		regions[place].Tiles = append(regions[place].Tiles, mark.Tile{Code: codes[i], Figure: c.F.Short(float64(r.Sales), r.Currency), Title: title, URL: storeURL(r.Store), Value: float64(r.Sales)})
	}
	slices.SortFunc(regions, func(a, b mark.Region) int { return cmp.Compare(a.Name, b.Name) })
	shades := mark.Amounts(0, top)
	p.Grid, p.Key = mark.NewTileGrid(shades, regions), shades.Key(w.Store.GridLow, w.Store.GridHigh)
}
