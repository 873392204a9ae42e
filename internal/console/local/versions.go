package local

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"sartor/internal/access"
	"sartor/internal/console/field"
	"sartor/internal/console/phrase"
	"sartor/internal/console/shell"
	"sartor/internal/console/view"
	"sartor/internal/fault"
	"sartor/internal/promotion"
	"sartor/internal/retail"
	"sartor/internal/web"
)

// versions is the panel of a promotion's store versions.
type versions struct {
	W          phrase.LocalWords
	Frame      shell.Frame
	URL        string
	Title, Sub string
	Rows       []row
	From, To   field.Pick
	Amount     field.Input
	Version    string
	Moves      bool // budget can be moved
	Sealed     bool
	Free       string
	room       map[string]retail.Minor // what can be moved, by store; head office's own is ""
}

// Versions is the panel of a promotion's store versions, for its page; an empty
// component where there is nothing to say.
func (d *Desk) Versions(c *shell.Call, centre *promotion.Promotion, frame shell.Frame) (templ.Component, error) {
	p, err := d.versions(c, centre, frame)
	if err != nil {
		return nil, err
	}
	if p.Sealed && len(p.Rows) == 0 {
		return templ.NopComponent, nil
	}
	return panel(p), nil
}

func (d *Desk) versions(c *shell.Call, centre *promotion.Promotion, frame shell.Frame) (versions, error) {
	w := c.F.W.Local
	p := versions{W: w, Frame: frame, URL: "/promotions/" + string(centre.ID), Sealed: centre.Frame == nil, Version: strconv.FormatInt(centre.Version, 10)}
	list, err := d.Locals.Locals(c.R.Context(), c.Scope(), centre.ID)
	if err != nil {
		return p, err
	}
	live, wait := int64(0), []string(nil)
	for i := range list.Rows {
		p.Rows = append(p.Rows, rowOf(c.F, &list.Rows[i]))
		if list.Rows[i].Version.Live != nil {
			live++
		}
		if list.Rows[i].Version.State == promotion.Submitted {
			wait = append(wait, list.Rows[i].Store.Name)
		}
	}
	if p.Title = w.VersionsTitle.Of(c.F, live); live == 0 {
		p.Title = w.VersionsOwn
	}
	if n := int64(len(wait)); n > 0 {
		p.Title += "; " + phrase.Fill(w.VersionsWait.Form(n), phrase.Slot{Name: "n", Text: c.F.Count(n)}, phrase.Slot{Name: "stores", Text: c.F.List(wait)})
	}
	p.Free = phrase.Fill(w.VersionsFree, phrase.Slot{Name: "free", Text: c.F.Money(list.Free, centre.Budget.Currency)})
	p.room = map[string]retail.Minor{"": list.Free}
	if p.Moves = c.Who.May(access.EditPromotions) && live > 0; p.Moves {
		options := []field.Option{{Value: "", Text: w.CentreBudget}}
		for i := range list.Rows {
			if list.Rows[i].Version.Live != nil {
				at, b := list.Rows[i].Store, list.Rows[i].Budget
				options = append(options, field.Option{Value: string(at.ID), Text: at.Name})
				p.room[string(at.ID)] = max(0, b.Cap-b.Reserved-b.Spent)
			}
		}
		p.From, p.To = field.Pick{Name: "from", Label: w.MoveFrom, Options: options}, field.Pick{Name: "to", Label: w.MoveTo, Options: slices.Clone(options)}
		p.Amount = field.Input{Name: "amount", Label: w.MoveAmount, Kind: "text", Unit: string(centre.Budget.Currency)}
	}
	return p, nil
}

// movePage is the form of a transfer that was refused, with what was typed.
type movePage struct {
	Frame shell.Frame
	Head  shell.Head
	Panel versions
	Note  string
}

// Move is POST /promotions/{id}/transfers: budget from one store to another.
func (d *Desk) Move(c *shell.Call) error {
	id := retail.PromotionID(c.R.PathValue("id"))
	e, err := d.Templates.Edition(c.R.Context(), id, 0)
	if err != nil {
		return err
	}
	typed := c.R.PostForm
	amount, ok := field.Minor(typed.Get("amount"), e.Promotion.Budget.Currency)
	version, _ := strconv.ParseInt(typed.Get("version"), 10, 64)
	w := c.F.W.Local
	switch {
	case !ok || amount <= 0:
		return d.again(c, &e.Promotion, flawAt{"amount", w.NotAmount, http.StatusUnprocessableEntity})
	case typed.Get("from") == typed.Get("to"):
		return d.again(c, &e.Promotion, flawAt{"to", w.MoveSame, http.StatusUnprocessableEntity})
	}
	move := view.Transfer{Promotion: id, From: retail.StoreID(typed.Get("from")), To: retail.StoreID(typed.Get("to")), Amount: amount, Version: version}
	err = d.Locals.Transfer(c.R.Context(), c.Actor(typed.Get("reason")), move)
	if err == nil {
		c.Redirect("/promotions/" + string(id) + "?done=moved#versions")
		return nil
	}
	if fault.Is(err, fault.NotFound) {
		return err
	}
	web.Note(c.R, err)
	text := (&sheet{Call: c, desk: d, w: w}).refusal(err)
	if fault.CodeOf(err) == "no_budget" {
		text = "" // said with what is free, which again reads
	}
	return d.again(c, &e.Promotion, flawAt{"amount", text, web.ProblemOf(err).Status})
}

// short says how much can be moved from where it was asked of, and who has most.
func (p *versions) short(c *shell.Call, from string, cur retail.Currency) string {
	name := func(store string) string {
		for _, o := range p.From.Options {
			if o.Value == store {
				return o.Text
			}
		}
		return store
	}
	rich := ""
	for _, o := range p.From.Options {
		if p.room[o.Value] > p.room[rich] {
			rich = o.Value
		}
	}
	pattern := p.W.MoveShort
	if p.room[from] <= 0 {
		pattern = p.W.MoveNone
	}
	text := phrase.Fill(pattern, phrase.Slot{Name: "from", Text: name(from)}, phrase.Slot{Name: "free", Text: c.F.Money(p.room[from], cur)})
	if rich != from && p.room[rich] > 0 {
		text += " " + phrase.Fill(p.W.MoveRich, phrase.Slot{Name: "store", Text: name(rich)}, phrase.Slot{Name: "free", Text: c.F.Money(p.room[rich], cur)})
	}
	return text
}

// flawAt is what is wrong with a field of the transfer; of an amount that is not
// there, without words of its own.
type flawAt struct {
	name, text string
	status     int
}

// again shows the transfer with what was typed and what is wrong.
func (d *Desk) again(c *shell.Call, centre *promotion.Promotion, f flawAt) error {
	name := centre.NameIn(c.F.W.Language)
	p := movePage{Frame: c.Frame(name, shell.Promotions, shell.Crumb{Text: c.F.W.Screens[string(shell.Promotions)], URL: "/promotions"}, shell.Crumb{Text: name, URL: "/promotions/" + string(centre.ID)})}
	var err error
	if p.Panel, err = d.versions(c, centre, p.Frame); err != nil {
		return err
	}
	for _, pick := range []*field.Pick{&p.Panel.From, &p.Panel.To} {
		for i := range pick.Options {
			pick.Options[i].Chosen = pick.Options[i].Value == c.R.PostForm.Get(pick.Name)
		}
		if pick.Name == f.name {
			pick.Err = f.text
		}
	}
	p.Panel.Amount.Value = c.R.PostForm.Get("amount")
	if f.name == "amount" {
		p.Panel.Amount.Err = cmp.Or(f.text, p.Panel.short(c, c.R.PostForm.Get("from"), centre.Budget.Currency))
	}
	p.Head = shell.Head{H1: name, Answer: phrase.Sentence(c.F.W.Local.MoveRefused)}
	return c.RenderAs(f.status, moveBody(p))
}
