package console

import (
	"net/url"
	"strings"

	"sartor/internal/console/phrase"
	"sartor/internal/console/shell"
	"sartor/internal/console/view"
	"sartor/internal/retail"
)

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
	Name, Role, Where, URL string
	Badge                  badge
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
			{Name: w.FactData, Value: orElse(shell.Notice(c.F, &c.Scene), w.OwnData)},
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
		row := staffRow{URL: "/settings/staff/" + url.PathEscape(s.ID), Name: s.Name, Role: c.roleName(string(s.Role)), Where: orElse(joinStores(s.Stores), w.AllStores), Badge: badge{Text: w.Active, Class: "good"}}
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
