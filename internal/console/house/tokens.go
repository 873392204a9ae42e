package house

import (
	"net/http"

	"sartor/internal/access"
	"sartor/internal/console/phrase"
	"sartor/internal/console/shell"
	"sartor/internal/retail"
	"sartor/internal/staff"
)

// tokensPage is what calls the API.
type tokensPage struct {
	Frame              shell.Frame
	Head               shell.Head
	W                  phrase.HouseWords
	Rows               []tokenRow
	Name, Stores, Till field
	Roles              []option
	RoleError, Say     string
}

type tokenRow struct {
	Begins, For, Role, Where, Made, Withdraw string
	Badge                                    *shell.Badge
}

// tokens answers GET /settings/tokens.
func (p Ports) tokens(c *shell.Call) error {
	return p.showTokens(c, staff.Carrier{Role: access.Till}, nil)
}

func (p Ports) showTokens(c *shell.Call, t staff.Carrier, refused error) error {
	bad, err := wrongOf(c, refused)
	if refused != nil && err != nil {
		return err
	}
	all, err := p.Programs.Carriers(c.R.Context(), c.Who)
	if err != nil {
		return err
	}
	w := c.F.W.House
	title := c.F.W.Screens[string(shell.Tokens)]
	page := &tokensPage{
		Frame: c.Frame(title, shell.Tokens, crumbs(c, shell.Crumb{Text: title, Strong: true})...), W: w, Say: bad.Say, RoleError: bad.Fields["/role"],
		Name:   field{ID: "name", Name: "name", Label: w.TokenName, Hint: w.TokenNameHint, Value: t.Name, Error: bad.Fields["/name"], Max: "120", Auto: "off"},
		Stores: field{ID: "stores", Name: "stores", Label: w.Stores, Hint: w.StoresHint, Value: join(t.Stores), Error: bad.Fields["/stores"], Max: "4000", Auto: "off"},
		Till:   field{ID: "till", Name: "till", Label: w.Till, Hint: w.TillHint, Value: string(t.Till), Error: bad.Fields["/till"], Max: "64", Auto: "off"},
	}
	page.Frame.Toast = toast(c)
	for _, r := range access.Roles() {
		if c.Who.Role.Lends(r) {
			page.Roles = append(page.Roles, option{Value: string(r), Label: roleName(c, r), Note: w.Roles[string(r)], On: r == t.Role})
		}
	}
	good := page.add(c, all)
	page.Head = shell.Head{H1: title, Answer: phrase.Sentence(w.TokensAnswer, phrase.Slot{Name: "n", Text: w.TokenCount.Of(c.F, good), URL: "#list"})}
	return c.RenderAs(again(refused), tokensBody(page))
}

func (page *tokensPage) add(c *shell.Call, all []access.APIToken) (good int64) {
	w := c.F.W.House
	for _, t := range all {
		row := tokenRow{Begins: t.Shown, For: t.Name, Role: roleName(c, t.Role), Where: where(c, t.Principal()), Made: c.F.When(t.Created.Time())}
		if t.Revoked != 0 {
			row.Badge = &shell.Badge{Text: w.States["withdrawn"]}
		} else {
			good++
			if c.Who.Role.Grants(t.Role) {
				row.Withdraw = "/settings/tokens/" + t.ID + "/withdraw"
			}
		}
		page.Rows = append(page.Rows, row)
	}
	return good
}

// makeToken answers POST /settings/tokens: the token is in this answer and nowhere
// else.
func (p Ports) makeToken(c *shell.Call) error {
	form := c.R.PostForm
	t := staff.Carrier{
		Name: form.Get("name"), Role: access.Role(form.Get("role")), Stores: listOf[retail.StoreID](form.Get("stores")), Till: retail.TillID(form.Get("till")),
	}
	kept, secret, err := p.Programs.CreateToken(c.R.Context(), c.Who, t)
	if err != nil {
		return p.showTokens(c, t, err)
	}
	w := c.F.W.House
	title := phrase.Fill(w.TokenTitle, phrase.Slot{Name: "name", Text: orText(kept.Name, roleName(c, kept.Role))})
	page := secretPage{
		Frame: c.Frame(title, shell.Tokens, crumbs(c, shell.Crumb{Text: c.F.W.Screens[string(shell.Tokens)], URL: "/settings/tokens"})...), W: w,
		Label: w.TokenLabel, Text: secret.Reveal(), Back: c.F.W.Screens[string(shell.Tokens)], BackURL: "/settings/tokens",
		Head: shell.Head{H1: title, Answer: phrase.Sentence(w.TokenSay)},
	}
	page.Frame.Toast = nil
	return c.RenderAs(http.StatusCreated, secretBody(&page))
}

// withdrawToken answers POST /settings/tokens/{id}/withdraw.
func (p Ports) withdrawToken(c *shell.Call) error {
	if err := p.Programs.WithdrawToken(c.R.Context(), c.Who, c.R.PathValue("id"), ""); err != nil {
		return p.showTokens(c, staff.Carrier{Role: access.Till}, err)
	}
	return done(c, "/settings/tokens", "withdrawn")
}
