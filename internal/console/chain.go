package console

import (
	"strings"

	"sartor/internal/console/phrase"
	"sartor/internal/console/view"
	"sartor/internal/retail"
)

// storesPage is the list of stores.
type storesPage struct {
	Frame frame
	Head  head
	Rows  []storeRow
}

type storeRow struct{ Name, ID, Region, Kind, Tills, Receipts, Sales, Last string }

func storesHandler(c *call) error {
	rows, err := c.site.cfg.ChainData.Stores(c.R.Context(), c.Scope())
	if err != nil {
		return err
	}
	return c.Render(storesBody(c.storesPage(rows)))
}

func (c *call) storesPage(rows []view.StoreRow) storesPage {
	w := c.F.W.Stores
	p := storesPage{Frame: c.Frame(c.F.W.Screens[string(stores)], stores, crumb{Text: c.F.W.Screens[string(stores)], Strong: true})}
	var sales retail.Minor
	quiet, cur, mixed := int64(0), retail.Currency(""), false
	for _, r := range rows {
		p.Rows = append(p.Rows, storeRow{
			Name: r.Name, ID: string(r.Store), Region: r.Region, Kind: orPlain(w.Kinds[r.Kind], string(r.Kind)), Tills: c.F.Count(int64(r.Tills)),
			Receipts: c.F.Count(r.Receipts), Sales: c.F.Money(r.Sales, r.Currency), Last: c.F.When(r.Last),
		})
		mixed = mixed || cur != "" && cur != r.Currency
		sales, cur = sales+r.Sales, r.Currency
		if r.Receipts == 0 {
			quiet++
		}
	}
	n := int64(len(rows))
	answer := phrase.Sentence(w.Answer.Form(n), phrase.Slot{Name: "n", Text: c.F.Count(n), URL: "#list"}, phrase.Slot{Name: "sales", Text: c.F.Short(float64(sales), cur)})
	if mixed {
		answer = phrase.Sentence(w.AnswerMixed.Form(n), phrase.Slot{Name: "n", Text: c.F.Count(n), URL: "#list"})
	}
	if quiet > 0 && quiet < n {
		answer = append(answer, phrase.Part{Text: " "})
		answer = append(answer, phrase.Sentence(w.Quiet.Form(quiet), phrase.Slot{Name: "n", Text: c.F.NumberWord(quiet)})...)
	}
	p.Head = head{H1: c.F.W.Screens[string(stores)], Answer: answer}
	return p
}

// settingsPage is what the chain runs on and who may come in.
type settingsPage struct {
	Frame  frame
	Head   head
	About  []fact
	Tokens []tokenRow
	Staff  []staffRow
}

type tokenRow struct{ ID, Role, Where, Created string }

type staffRow struct {
	Name, Role, Where string
	Badge             badge
}

func settingsHandler(c *call) error {
	v, err := c.site.cfg.ChainData.Settings(c.R.Context())
	if err != nil {
		return err
	}
	return c.Render(settingsBody(c.settingsPage(v)))
}

func (c *call) settingsPage(v view.Settings) settingsPage {
	w := c.F.W.Settings
	p := settingsPage{
		Frame: c.Frame(c.F.W.Screens[string(settings)], settings, crumb{Text: c.F.W.Screens[string(settings)], Strong: true}),
		About: []fact{
			{Name: w.FactVersion, Value: v.Version}, {Name: w.FactEngine, Value: v.Engine}, {Name: w.FactSchema, Value: c.F.Count(int64(v.Schema))},
			{Name: w.FactZone, Value: c.Scene.Zone.String()}, {Name: w.FactConsent, Value: orElse(v.Consent, w.NoConsent)},
			{Name: w.FactData, Value: orElse(v.Notice, w.OwnData)},
		},
		Head: head{H1: c.F.W.Screens[string(settings)], Answer: phrase.Sentence(w.Answer, phrase.Slot{Name: "version", Text: v.Version}, phrase.Slot{Name: "engine", Text: v.Engine, Plain: true},
			phrase.Slot{Name: "tokens", Text: w.TokenCount.Of(c.F, int64(len(v.Tokens))), URL: "#tokens"}, phrase.Slot{Name: "staff", Text: w.StaffCount.Of(c.F, int64(len(v.Staff))), URL: "#staff"})},
	}
	for _, t := range v.Tokens {
		p.Tokens = append(p.Tokens, tokenRow{
			ID: t.ID, Role: c.roleName(string(t.Role)), Where: orElse(strings.TrimSpace(string(t.Store)+" "+string(t.Till)), w.AllStores),
			Created: c.F.When(t.Created),
		})
	}
	for _, s := range v.Staff {
		row := staffRow{Name: s.Name, Role: c.roleName(string(s.Role)), Where: orElse(joinStores(s.Stores), w.AllStores), Badge: badge{Text: w.Active, Class: "good"}}
		if s.Disabled {
			row.Badge = badge{Text: w.Disabled, Class: ""}
		}
		p.Staff = append(p.Staff, row)
	}
	return p
}

func (c *call) roleName(r string) string { return orPlain(c.F.W.Roles[r], r) }

func joinStores(ids []retail.StoreID) string {
	words := make([]string, len(ids))
	for i, id := range ids {
		words[i] = string(id)
	}
	return strings.Join(words, ", ")
}
