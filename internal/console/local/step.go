package local

import (
	"cmp"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"sartor/internal/console/phrase"
	"sartor/internal/console/shell"
	"sartor/internal/console/view"
	"sartor/internal/fault"
	"sartor/internal/promotion"
	"sartor/internal/web"
)

// The buttons of the page beside the steps of a version.
const (
	doSwap    = "swap"    // a suggestion: saves it as a draft
	doGo      = "go"      // saves what was typed, and publishes or submits it
	doFind    = "find"    // searches goods
	doApprove = "approve" // lets a version live, at once where it can
)

// attention says where what is live leaves the new frame, in the page's language; as
// it was noted where nothing is found any more.
func (s *sheet) attention() string {
	v := &s.v.Version
	if v.Live == nil || s.v.Centre.Frame == nil {
		return s.w.Refusals["no_frame"]
	}
	list, err := s.desk.Locals.TryLocal(s.R.Context(), at(s.Call), *v.Live)
	if err != nil || len(list) == 0 {
		return v.Attention
	}
	var out []string
	for i := range list {
		out = append(out, strings.TrimPrefix(s.label(s.fieldOf(list[i].Pointer))+": ", ": ")+s.breach(&list[i]))
	}
	return strings.Join(out, " ")
}

// acts are the steps this person can take now.
func (s *sheet) acts() acts {
	v := &s.v.Version
	a := acts{Err: s.flawOf("/comment"), Value: s.form.Value("comment")}
	if s.v.Centre.Frame == nil || !s.mayTailor() {
		return a
	}
	withdraw := act{string(promotion.Withdraw), s.w.Withdraw, "quiet stop"}
	switch {
	case v.State == promotion.Submitted && s.decides():
		a.Title, a.Say = s.w.DecideTitle, s.w.DecideSay
		a.Go, a.GoDo, a.Comment = s.w.Approve, doApprove, s.w.CommentTo
		a.Others = []act{{string(promotion.SendBack), s.w.SendBack, ""}}
	case v.State == promotion.Submitted:
		a.Title, a.Say = s.w.WaitsTitle, s.w.WaitsSay
		a.Others = []act{{string(promotion.Withdraw), s.w.TakeBack, ""}}
	case v.State == promotion.Approved:
		a.Title, a.Say, a.Go, a.GoDo = s.w.ReadyTitle, s.w.ReadySay, s.w.Publish, string(promotion.Publish)
		a.Others = []act{withdraw}
	case v.State == promotion.VersionLive && v.Attention != "":
		a.Title, a.Say, a.Others = s.w.AttentionTitle, s.attention(), []act{withdraw}
	case v.State == promotion.VersionLive:
		a.Title, a.Say, a.Others = s.w.LiveTitle, s.w.LiveSay, []act{withdraw}
	case s.outside(): // the fields say what works, and their own button sends it
	case s.changed() > 0 && v.State != promotion.Withdrawn:
		s.draftActs(&a)
		if v.Live != nil {
			a.Others = append(a.Others, withdraw)
		}
	case s.kept():
		a.Title, a.Say = s.w.WithdrawnTitle, s.w.WithdrawnSay
		a.Go, a.GoDo = s.goWord()
	}
	return a
}

// adjustForm is the id of the form in which a version is adjusted.
const adjustForm = "tailor"

// outside reports whether what is shown cannot be sent as it is.
func (s *sheet) outside() bool {
	return slices.ContainsFunc(s.form.Flaws(), func(f fault.Field) bool { return f.Pointer != "/comment" })
}

// draftActs are those of a version that is being written.
func (s *sheet) draftActs(a *acts) {
	a.Go, a.GoDo = s.goWord()
	a.Title, a.Say = s.w.DraftTitle, s.w.DraftSay
	if s.needs() {
		a.Say, a.Comment = s.w.DraftAsk, s.w.CommentWhy
	}
}

// goWord is what the button says: publish, or send to head office.
func (s *sheet) goWord() (word, do string) {
	if s.needs() {
		return s.w.Submit, string(promotion.Submit)
	}
	return s.w.Publish, string(promotion.Publish)
}

// needs reports whether head office looks at what is shown before it goes live.
func (s *sheet) needs() bool { return s.v.Centre.Frame.NeedsApproval(s.now) }

// Step is POST /promotions/{id}/stores/{store}: every button of the page.
func (d *Desk) Step(c *shell.Call) error {
	s, err := d.open(c)
	if err != nil {
		return err
	}
	s.now = s.v.Version.Changes
	s.form.Typed = url.Values{}
	for name, values := range c.R.PostForm {
		if name != web.FormField {
			s.form.Typed[name] = values
		}
	}
	do := s.form.Value("do")
	if s.form.Value("find") != "" && s.form.Value("find") != s.form.Value("found") && do == "enter" {
		do = doFind
	}
	switch do {
	case doSwap:
		return s.swap()
	case doFind:
		return s.search()
	case string(promotion.Save), "enter":
		return s.save("")
	case doGo:
		return s.save(doGo)
	}
	return s.step(promotion.Do(do))
}

// number is the version the page was looked at with.
func (s *sheet) number() int64 {
	n, err := strconv.ParseInt(s.form.Value("number"), 10, 64)
	if err != nil {
		return -1 // no version: answered as one that moved on
	}
	return n
}

// command is a step as it is sent.
func (s *sheet) command(do promotion.Do) view.LocalStep {
	return view.LocalStep{At: view.LocalAt{Promotion: s.v.Centre.ID, Store: s.v.Store.ID}, Number: s.number(), Do: do, Comment: s.form.Value("comment")}
}

// swap saves a suggestion as the store's draft.
func (s *sheet) swap() error {
	s.now = s.swapped(s.form.Value("category"))
	s.form.Typed = merged(s.written(), s.form.Typed)
	return s.saved(promotion.Save)
}

// merged are fields with others in place of those of the same name.
func merged(base, over url.Values) url.Values {
	for name, values := range over {
		if _, own := base[name]; !own {
			base[name] = values
		}
	}
	return base
}

func (s *sheet) search() error {
	s.now = s.read()
	s.form.Typed.Set("found", s.form.Value("find"))
	g, err := s.desk.Templates.Goods(s.ctx(), s.form.Value("find"))
	if err != nil {
		return err
	}
	s.found(g)
	s.form = fieldsOnly(s.form.Typed)
	return s.show(http.StatusOK, "")
}

// save keeps what was typed as the store's draft, and takes it further when asked.
func (s *sheet) save(then string) error {
	s.now = s.read()
	if s.form.Flawed() {
		return s.show(flawed, "")
	}
	do := promotion.Save
	if then == doGo {
		do = promotion.Publish
		if s.needs() {
			do = promotion.Submit
		}
	}
	return s.saved(do)
}

// saved writes the changes shown, then takes the step they were meant for. What
// leaves the frame is shown with the limit, and what was typed stays.
func (s *sheet) saved(do promotion.Do) error {
	at := view.LocalAt{Promotion: s.v.Centre.ID, Store: s.v.Store.ID}
	breaches, err := s.desk.Locals.TryLocal(s.ctx(), at, s.now)
	if err != nil {
		return err
	}
	if s.take(breaches); s.form.Flawed() {
		return s.show(flawed, "")
	}
	cmd := s.command(promotion.Save)
	cmd.Changes = s.now
	if err := s.desk.Locals.StepLocal(s.ctx(), s.actor(), cmd); err != nil {
		return s.refused(err)
	}
	if do == promotion.Save {
		s.Redirect(s.url() + "?done=save#diff")
		return nil
	}
	if cmd, err = s.next(do); err == nil {
		err = s.desk.Locals.StepLocal(s.ctx(), s.actor(), cmd)
	}
	if err != nil {
		return s.refused(err)
	}
	s.Redirect(s.url() + "?done=" + string(do))
	return nil
}

// next is the step after the one just taken, on the version that stands now.
func (s *sheet) next(do promotion.Do) (view.LocalStep, error) {
	v, err := s.desk.Locals.Local(s.ctx(), s.Scope(), view.LocalAt{Promotion: s.v.Centre.ID, Store: s.v.Store.ID})
	cmd := s.command(do)
	cmd.Number = v.Version.Number
	return cmd, err
}

// step takes one step of the version as it stands.
func (s *sheet) step(do promotion.Do) error {
	known := map[promotion.Do]bool{promotion.Submit: true, promotion.Publish: true, promotion.Withdraw: true, promotion.Approve: true, promotion.SendBack: true, promotion.Undo: true}
	if !known[do] {
		return fault.New(fault.Invalid, "unknown_command", "%s", s.w.NotDone)
	}
	if (do == promotion.Approve || do == promotion.SendBack) && !s.decides() {
		return shell.ErrAbsent()
	}
	s.form.Typed = merged(s.written(), s.form.Typed)
	if err := s.desk.Locals.StepLocal(s.ctx(), s.actor(), s.command(do)); err != nil {
		return s.refused(err)
	}
	if do == promotion.Approve && s.form.Value("only") == "" { // what is approved goes live at once, where it can
		cmd, err := s.next(promotion.Publish)
		if cmd.Comment = ""; err == nil && s.desk.Locals.StepLocal(s.ctx(), s.actor(), cmd) == nil {
			s.Redirect(cmp.Or(s.backTo(), s.url()+"?done=publish"))
			return nil
		}
	}
	s.Redirect(cmp.Or(s.backTo(), s.url()+"?done="+string(do)))
	return nil
}

// backTo is the queue, when the step was taken from there.
func (s *sheet) backTo() string {
	if s.form.Value("from") == "queue" {
		return "/approvals?" + url.Values{"done": {s.form.Value("do")}, "promotion": {string(s.v.Centre.ID)}, "store": {string(s.v.Store.ID)}}.Encode()
	}
	return ""
}

func (s *sheet) actor() view.Actor { return s.Actor(s.form.Value("comment")) }

// refused shows the page again with why a step was not taken; what was typed stays.
func (s *sheet) refused(err error) error {
	switch {
	case fault.Is(err, fault.Stale):
		return s.moved()
	case fault.Is(err, fault.NotFound):
		return err
	}
	web.Note(s.R, err)
	if do := s.form.Value("do"); do == string(promotion.SendBack) && s.form.Value("comment") == "" {
		s.form.Bad("/comment", s.w.CommentNeeded)
	}
	if s.lacks(err) || s.form.Take(err) && fault.Is(err, fault.Invalid) {
		return s.show(flawed, "")
	}
	status := web.ProblemOf(err).Status
	if status >= http.StatusInternalServerError {
		return s.show(status, s.w.NotDone)
	}
	return s.show(status, s.refusal(err))
}

// moved shows what stands when somebody was faster: the difference on the page is
// then what was typed against head office's, and the note says what stands.
func (s *sheet) moved() error {
	mine := s.now
	v, err := s.desk.Locals.Local(s.ctx(), s.Scope(), view.LocalAt{Promotion: s.v.Centre.ID, Store: s.v.Store.ID})
	if err != nil {
		return err
	}
	if a, b := promotion.ChangesOf(v.Centre, v.Version.Changes.On(v.Centre)), promotion.ChangesOf(v.Centre, mine.On(v.Centre)); v.Version.Actor == s.Who.Actor() && reflect.DeepEqual(a, b) {
		s.Redirect(cmp.Or(s.backTo(), s.url()+"?done="+string(v.Version.Command))) // sent twice: it was done
		return nil
	}
	s.v, s.now = v, mine
	note := phrase.Fill(s.w.Moved, phrase.Slot{Name: "who", Text: s.who(v.Actor)}, phrase.Slot{Name: "step", Text: s.w.Steps[string(v.Version.Command)]},
		phrase.Slot{Name: "when", Text: s.F.When(v.Version.At.Time())}, phrase.Slot{Name: "stands", Text: cmp.Or(s.differences(v.Version.Changes), s.w.NoDifference)})
	return s.show(http.StatusConflict, note)
}

// show renders the page with what was typed.
func (s *sheet) show(status int, note string) error {
	p := s.page()
	p.Note = note
	if note != "" && len(p.Flaws) == 0 {
		p.Head.Answer = phrase.Sentence(s.w.AnswerRefused)
	}
	return s.RenderAs(status, body(p))
}
