package template

import (
	"slices"
	"strconv"
	"strings"

	"sartor/internal/access"
	"sartor/internal/console/field"
	"sartor/internal/console/phrase"
	"sartor/internal/console/shell"
	"sartor/internal/console/terms"
	"sartor/internal/console/tryon"
	"sartor/internal/model/lifecycle"
	"sartor/internal/promotion"
)

// page is the form, in finished strings.
type page struct {
	Frame    shell.Frame
	Head     shell.Head
	W        phrase.TemplateWords
	Action   string
	Hidden   []shell.Hidden
	Note     string // said above all fields: what the server could not do
	Flaws    []flaw
	Names    []field.Input
	Texts    []field.Input
	Reward   field.Pick
	Values   []field.Input // each for one kind of reward, by class
	Target   field.Pick
	Goods    []field.Pick
	Find     finder
	States   field.Pick
	Bands    field.Pick
	Days     []field.Input
	Regions  field.Pick
	Stores   field.Pick
	Money    []field.Input
	Limits   []field.Input
	Proof    []field.Input
	Rules    []field.Pick
	Priority field.Input
	Cut      frameBox
	Stale    *stale
	Look     tryon.Panel
	Save     string
	Live     bool // only some parts change
}

// flaw is one thing that does not hold, with the field it is beside.
type flaw struct{ URL, Text string }

// finder is the search for goods inside the form.
type finder struct {
	Input field.Input
	Say   string
}

// frameBox is what stores may change.
type frameBox struct {
	On       field.Pick
	Parts    []framePart
	Approval field.Pick
	Asked    field.Pick
	Compare  field.Input
	Split    field.Pick
	Given    []field.Input
}

// build makes the form of what is typed.
func (s *sheet) build() page {
	p := page{W: s.w, Save: s.w.Save, Live: s.base.Promotion.State.Released()}
	title := s.w.New
	crumbs := []shell.Crumb{{Text: s.F.W.Screens[string(shell.Promotions)], URL: "/promotions"}, {Text: s.w.New}}
	p.Action = "/promotions/new"
	if s.base.Promotion.Version > 0 {
		id := string(s.base.Promotion.ID)
		title = s.name(&s.base.Promotion)
		crumbs = []shell.Crumb{crumbs[0], {Text: title, URL: "/promotions/" + id}, {Text: s.w.Edit}}
		p.Action = "/promotions/" + id + "/edit"
		p.Save = phrase.Fill(s.w.SaveOn, phrase.Slot{Name: "version", Text: s.form.Value("version")})
	}
	p.Frame = s.Frame(title, shell.Promotions, crumbs...)
	for _, name := range []string{"version", "once", "from"} {
		p.Hidden = append(p.Hidden, shell.Hidden{Name: name, Value: s.form.Value(name)})
	}
	s.wordFields(&p)
	s.rewardFields(&p)
	s.targetFields(&p)
	s.placeFields(&p)
	s.moneyFields(&p)
	p.Cut = s.frameBox()
	p.Flaws = s.flawList()
	p.Head = shell.Head{H1: title, Badges: s.badges(), Answer: s.answer(len(p.Flaws)), AsOf: s.w.EditSub}
	if p.Live {
		p.Head.AsOf = s.w.EditLive
	}
	return p
}

func (s *sheet) badges() []shell.Badge {
	if s.base.Promotion.Version == 0 {
		return []shell.Badge{{Text: s.F.W.Promotions.States[promotion.Draft], Class: "basted"}}
	}
	return []shell.Badge{StateBadge(s.F, s.base.Promotion.State), {Text: phrase.Fill(s.w.VersionBadge, phrase.Slot{Name: "version", Text: strconv.FormatInt(s.base.Promotion.Version, 10)}), Class: "central"}}
}

// StateBadge is a promotion's state as a word.
func StateBadge(f phrase.Formatter, state promotion.State) shell.Badge {
	class := map[promotion.State]string{promotion.Draft: "basted", promotion.Live: "good", promotion.Paused: "warn"}[state]
	return shell.Badge{Text: f.W.Promotions.States[state], Class: class}
}

// answer says what the form asks of the person.
func (s *sheet) answer(flaws int) []phrase.Part {
	switch {
	case flaws > 0:
		return phrase.Sentence(s.w.Flawed.Form(int64(flaws)), phrase.Slot{Name: "n", Text: s.F.NumberWord(int64(flaws)), URL: "#flaws"})
	case s.base.Promotion.State.Released():
		return phrase.Sentence(s.w.AnswerLive)
	}
	return phrase.Sentence(s.w.AnswerDraft)
}

// input is one line of the form.
func (s *sheet) input(name, label, kind string) field.Input {
	i := field.Input{Name: name, Label: label, Kind: kind, Value: s.form.Typed.Get(name), Err: s.flawOf(name)}
	if s.fixed(name) {
		i.Fixed = s.w.Fixed
	}
	return i
}

// fixed reports whether a field cannot change any more: the promotion is live.
func (s *sheet) fixed(name string) bool {
	if !s.base.Promotion.State.Released() {
		return false
	}
	if !strings.HasPrefix(name, "/") {
		return false // no part of the promotion
	}
	if s.base.Promotion.State == promotion.Ended {
		return true
	}
	open := []string{"/ends", "/texts", "/limits", "/priority", "/budget/amount", "/frame"}
	return field.Nearest(name, open) == ""
}

// pick is a choice of the form: what is chosen is what was typed.
func (s *sheet) pick(name, label string, options ...field.Option) field.Pick {
	p := field.Pick{Name: name, Label: label, Kind: "radio", Options: options, Err: s.flawOf(name)}
	for i := range p.Options {
		p.Options[i].Chosen = slices.Contains(s.form.Typed[name], p.Options[i].Value)
	}
	if s.fixed(name) {
		p.Fixed = s.w.Fixed
	}
	return p
}

// picks is a choice of several.
func (s *sheet) picks(name, label string, options ...field.Option) field.Pick {
	p := s.pick(name, label, options...)
	p.Kind = "checkbox"
	return p
}

func (s *sheet) wordFields(p *page) {
	for _, lang := range s.languages(&s.is) {
		language := phrase.Slot{Name: "language", Text: terms.Language(s.F, lang)}
		name := s.input("/name/"+lang, phrase.Fill(s.F.W.Terms.Name, language), "text")
		name.Most, name.Needed = promotion.MaxName, lang == "en"
		text := s.input("/texts/"+lang, phrase.Fill(s.F.W.Terms.Text, language), "text")
		text.Most = promotion.MaxText
		p.Names, p.Texts = append(p.Names, name), append(p.Texts, text)
	}
	if len(p.Texts) > 0 {
		p.Texts[0].Hint = s.w.TextHint
	}
}

func (s *sheet) rewardFields(p *page) {
	w := s.w
	p.Reward = s.pick("/reward/kind", w.RewardKind,
		field.Option{Value: string(promotion.Percent), Text: w.Percent}, field.Option{Value: string(promotion.Amount), Text: w.Amount},
		field.Option{Value: string(promotion.FreeItem), Text: w.FreeItem}, field.Option{Value: string(promotion.Points), Text: w.Points})
	p.Reward.Inline = true
	cur := s.form.Value("/budget/currency")
	for _, f := range []struct{ name, label, unit, kind string }{
		{"/reward/percent", w.PercentOf, "%", "percent"}, {"/reward/max_amount", w.MaxAmount, cur, "percent"}, {"/reward/amount", w.AmountOf, cur, "amount"},
		{"/reward/product", w.Product, "", "free_item"}, {"/reward/points", w.PointsOf, "", "points"},
	} {
		i := s.input(f.name, f.label, "text")
		i.Unit, i.Class = f.unit, "of-"+f.kind
		if f.kind == "free_item" && s.named[s.is.Reward.Product] != "" {
			i.Hint = s.named[s.is.Reward.Product]
		}
		p.Values = append(p.Values, i)
	}
}

func (s *sheet) targetFields(p *page) {
	var kinds []field.Option
	for _, k := range targetKinds() {
		kinds = append(kinds, field.Option{Value: string(k), Text: s.F.W.Promotions.Targets[k], Note: s.w.TargetNotes[k]})
	}
	p.Target = s.pick("/target/kind", s.w.TargetKind, kinds...)
	p.Goods = s.goodsPicks("/target/")
	p.Find = s.finder()
	var states, bands []field.Option
	for _, st := range lifecycle.States() {
		states = append(states, field.Option{Value: string(st), Text: s.F.W.Promotion.States[st]})
	}
	for _, b := range lifecycle.Bands() {
		bands = append(bands, field.Option{Value: string(b), Text: s.F.W.Promotion.Bands[b]})
	}
	p.States = s.picks("/target/states", s.w.States, states...)
	p.Bands = s.picks("/target/values", s.w.Values, bands...)
	p.States.Inline, p.Bands.Inline, p.Bands.Hint = true, true, s.w.ValuesHint
}

func targetKinds() []promotion.TargetKind {
	return []promotion.TargetKind{
		promotion.TargetFavourite, promotion.TargetDue, promotion.TargetNext, promotion.TargetLapsed, promotion.TargetSeason, promotion.TargetExpiring,
		promotion.TargetCategory, promotion.TargetProduct, promotion.TargetBrand, promotion.TargetAnyone,
	}
}

func (s *sheet) placeFields(p *page) {
	t := s.F.W.Terms
	for _, f := range []struct{ name, label, kind, unit string }{
		{"/starts", t.Starts, "date", ""}, {"/ends", t.Ends, "date", ""}, {"/valid_after_days", t.ValidAfter, "number", s.w.DaysUnit}, {"/voucher_days", t.VoucherDays, "number", s.w.DaysUnit},
	} {
		i := s.input(f.name, f.label, f.kind)
		i.Unit, i.Needed = f.unit, f.kind == "date"
		p.Days = append(p.Days, i)
	}
	var regions, stores []field.Option
	for _, r := range s.shop.Regions {
		regions = append(regions, field.Option{Value: r, Text: r})
	}
	for _, st := range s.shop.Stores {
		stores = append(stores, field.Option{Value: string(st.ID), Text: st.Name, Note: st.Region})
	}
	p.Regions, p.Stores = s.picks("/regions", s.w.Regions, regions...), s.picks("/stores", s.w.Stores, stores...)
	p.Regions.Inline, p.Regions.Hint = true, s.w.WhereHint
	if n := len(s.base.Promotion.Stores); n > mostShown {
		p.Stores.Options, p.Stores.Hint = nil, s.w.LongList.Of(s.F, int64(n))
	}
}

func (s *sheet) moneyFields(p *page) {
	t, cur := s.F.W.Terms, s.form.Value("/budget/currency")
	add := func(to *[]field.Input, name, label, unit, hint string) {
		i := s.input(name, label, "text")
		i.Unit, i.Hint = unit, hint
		*to = append(*to, i)
	}
	add(&p.Money, "/budget/amount", t.Budget, "", "")
	add(&p.Money, "/budget/currency", s.w.Currency, "", "")
	add(&p.Money, "/min_spend", t.MinSpend, cur, s.w.NoneHint)
	add(&p.Money, "/budget/reserve_share", t.Reserve, "%", s.w.ReserveHint)
	add(&p.Money, "/budget/contingency_share", t.Contingency, "%", s.w.ContingencyHint)
	p.Money[0].Needed, p.Money[1].Class = true, "short"
	for i, f := range []struct{ name, label string }{{"/limits/per_customer", t.PerCustomer}, {"/limits/per_day", t.PerDay}, {"/limits/total", t.Total}} {
		add(&p.Limits, f.name, f.label, "", "")
		p.Limits[i].Kind, p.Limits[i].Min = "number", "1"
	}
	p.Limits[0].Hint = s.w.LimitHint
	add(&p.Proof, "/holdout", t.Holdout, "%", s.holdoutHint())
	p.Priority = s.input("/priority", t.Priority, "number")
	p.Priority.Hint = s.w.PriorityHint
	stack := s.F.W.Promotion.Stackings
	p.Rules = []field.Pick{
		s.pick("/stacking", t.Stacking, field.Option{Value: string(promotion.StackOther), Text: stack[promotion.StackOther]},
			field.Option{Value: string(promotion.StackNone), Text: stack[promotion.StackNone]}, field.Option{Value: string(promotion.StackAll), Text: stack[promotion.StackAll]}),
		s.pick("/transferable", t.Transferable, s.yesNo()...), s.pick("/same_basket", t.SameBasket, s.yesNo()...),
	}
	for i := range p.Rules {
		p.Rules[i].Inline = i > 0
	}
}

func (s *sheet) holdoutHint() string {
	if s.Who.May(access.SwitchOffProof) {
		return s.w.HoldoutHint
	}
	return s.w.HoldoutOwner
}

func (s *sheet) yesNo() []field.Option {
	yn := s.F.W.Terms.YesNo
	return []field.Option{{Value: "true", Text: yn["true"]}, {Value: "false", Text: yn["false"]}}
}

func anyChosen(p field.Pick) bool {
	return slices.ContainsFunc(p.Options, func(o field.Option) bool { return o.Chosen })
}

func anyTyped(list []field.Input) bool {
	return slices.ContainsFunc(list, func(i field.Input) bool { return i.Value != "" })
}
