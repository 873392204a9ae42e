// Package setup owns the page on which the chain's own settings are changed: what it
// is called, what holds for customers who never answered, who is held out, how much
// is printed. It judges nothing: what does not hold comes back from the chain with
// its place, and what was typed stays (TestSettings_RefusalsKeepWhatWasTyped of
// console). A change leaves a row of the audit (TestTrail_EveryFormOfTheTable).
package setup

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"sartor/internal/access"
	"sartor/internal/console/field"
	"sartor/internal/console/phrase"
	"sartor/internal/console/shell"
	"sartor/internal/console/view"
	"sartor/internal/fault"
	"sartor/internal/web"
)

// Desk answers the page.
type Desk struct{ Chain view.Declarations }

// page is the form, in finished strings.
type page struct {
	Frame   shell.Frame
	Head    shell.Head
	W       phrase.SetupWords
	Note    string
	Base    string
	Names   []field.Input
	Tongue  field.Pick
	Consent field.Pick
	Proof   field.Input
	Figures []field.Input
	Stock   field.Pick
	Change  bool // this person may
}

// The fields, by the place of what they edit.
const (
	atName     = "/name"
	atOptOut   = "/opt_out"
	atLanguage = "/language"
	atConsent  = "/consent"
	atProof    = "/consent_proof"
	atHoldout  = "/global_holdout"
	atMost     = "/most_vouchers"
	atCut      = "/cut_minutes"
	atMargin   = "/margin"
	atEstimate = "/estimate_stock"
)

func places() []string {
	return []string{atName, atOptOut, atLanguage, atConsent, atProof, atHoldout, atMost, atCut, atMargin, atEstimate}
}

// Show is GET /settings/chain.
func (d Desk) Show(c *shell.Call) error {
	now, err := d.Chain.Declared(c.R.Context())
	if err != nil {
		return err
	}
	f := field.Form{Typed: written(&now)}
	return c.Render(body(d.page(c, &f, "")))
}

// Save is POST /settings/chain.
func (d Desk) Save(c *shell.Call) error {
	f := field.Form{Typed: c.R.PostForm}
	set := read(c, &f)
	if !f.Flawed() {
		err := d.Chain.Declare(c.R.Context(), c.Actor(f.Value("reason")), set, f.Value("base"))
		switch {
		case err == nil:
			c.Redirect("/settings/chain?done=saved")
			return nil
		case fault.Is(err, fault.Stale):
			web.Note(c.R, err)
			return c.RenderAs(http.StatusPreconditionFailed, body(d.page(c, &f, c.F.W.Setup.Stale)))
		case !f.Take(err):
			return err
		}
		web.Note(c.R, err)
	}
	return c.RenderAs(http.StatusUnprocessableEntity, body(d.page(c, &f, "")))
}

// written puts what stands into the fields.
func written(s *view.Declared) url.Values {
	out := url.Values{
		atName: {s.Name}, atOptOut: {s.OptOut}, atLanguage: {s.Language}, atConsent: s.Consent, atProof: {s.ConsentProof}, atHoldout: {field.Written(s.GlobalHoldout)},
		atMost: {strconv.Itoa(s.MostVouchers)}, atCut: {clock(s.CutMinutes)}, atMargin: {field.Written(s.Margin)}, "base": {s.Tag},
	}
	if s.EstimateStock {
		out.Set(atEstimate, chosen)
	}
	return out
}

// chosen is the value of a box that is ticked.
const chosen = "yes"

func clock(minutes int) string {
	two := func(n int) string { return string([]byte{byte('0' + n/10%10), byte('0' + n%10)}) }
	return two(minutes/60) + ":" + two(minutes%60)
}

// read makes settings of what was typed; what is no number at all is said here.
func read(c *shell.Call, f *field.Form) view.Declared {
	w := c.F.W.Setup
	out := view.Declared{Name: f.Value(atName), OptOut: f.Value(atOptOut), Language: f.Value(atLanguage), Consent: f.List(atConsent), ConsentProof: f.Value(atProof), EstimateStock: f.Value(atEstimate) == chosen}
	share := func(at string) float64 {
		x, ok := field.Share(f.Value(at))
		if !ok {
			f.Bad(at, w.Rules[at])
		}
		return x
	}
	out.GlobalHoldout, out.Margin = share(atHoldout), share(atMargin)
	n, ok := field.Whole(f.Value(atMost))
	if !ok {
		f.Bad(atMost, w.Rules[atMost])
	}
	out.MostVouchers = int(n)
	if out.CutMinutes, ok = minutes(f.Value(atCut)); !ok {
		f.Bad(atCut, w.Rules[atCut])
	}
	return out
}

// minutes reads a time of day: 04:00.
func minutes(text string) (int, bool) {
	if len(text) != len("04:00") || text[2] != ':' {
		return 0, false
	}
	h, err1 := strconv.Atoi(text[:2])
	m, err2 := strconv.Atoi(text[3:])
	return 60*h + m, err1 == nil && err2 == nil && h >= 0 && h < 24 && m >= 0 && m < 60
}

func (d Desk) page(c *shell.Call, f *field.Form, note string) page {
	w := c.F.W.Setup
	settings := c.F.W.Screens[string(shell.Settings)]
	p := page{
		W: w, Note: note, Base: f.Value("base"), Change: c.Who.May(access.EditSettings),
		Frame: c.Frame(w.Title, shell.Settings, shell.Crumb{Text: settings, URL: "/settings"}, shell.Crumb{Text: w.Title, Strong: true}),
		Head:  shell.Head{H1: w.Title, Answer: phrase.Sentence(w.Answer), AsOf: w.Sub},
	}
	if c.R.URL.Query().Get("done") == "saved" {
		p.Frame.Toast = &shell.Toast{Text: w.Saved}
	}
	flaw := func(at string) string {
		if f.Flaw(at, places()) == "" {
			return ""
		}
		return w.Rules[at] // the chain's own rule, in the page's language
	}
	input := func(at, label, hint string) field.Input {
		return field.Input{Name: at, Label: label, Hint: hint, Kind: "text", Value: f.Value(at), Err: flaw(at)}
	}
	p.Names = []field.Input{input(atName, w.Name, w.NameHint), input(atOptOut, w.OptOut, w.OptOutHint)}
	p.Tongue = field.Pick{Name: atLanguage, Label: w.Language, Hint: w.LanguageHint, Err: flaw(atLanguage), Kind: "radio", Inline: true}
	for _, lang := range []string{"en", "de"} {
		p.Tongue.Options = append(p.Tongue.Options, field.Option{Value: lang, Text: c.F.W.Terms.Languages[lang], Chosen: f.Value(atLanguage) == lang})
	}
	p.Consent = field.Pick{Name: atConsent, Label: w.Consent, Hint: w.ConsentHint, Err: flaw(atConsent), Kind: "checkbox", Inline: true}
	for _, purpose := range []string{"profile", "offers", "email", "analytics"} {
		p.Consent.Options = append(p.Consent.Options, field.Option{Value: purpose, Text: w.Purposes[purpose], Chosen: slices.Contains(f.List(atConsent), purpose)})
	}
	p.Proof = input(atProof, w.Proof, w.ProofHint)
	percent := func(at, label, hint string) field.Input {
		i := input(at, label, hint)
		i.Unit = "%"
		return i
	}
	p.Figures = []field.Input{percent(atHoldout, w.Holdout, w.HoldoutHint), input(atMost, w.Most, ""), percent(atMargin, w.Margin, w.MarginHint), input(atCut, w.Cut, w.CutHint)}
	p.Stock = field.Pick{Name: atEstimate, Label: w.Stock, Hint: w.StockHint, Kind: "checkbox", Inline: true}
	p.Stock.Options = []field.Option{{Value: chosen, Text: w.Estimate, Chosen: f.Value(atEstimate) == chosen}}
	return p
}
