// Package local owns the pages of stores' versions: the one a manager tailors on a
// phone, head office's queue, and the list on a promotion's page. It turns what
// package promotion lets and refuses into words; it decides nothing itself.
//
// What always holds, with the tests that hold it (in console, with every page's):
// the difference to head office's version is always on the page
// (TestLocal_DiffIsAlwaysThere); what is refused keeps what was typed and says the
// limit and what works (TestLocal_RefusalsKeepWhatWasTyped); a tap on a suggestion
// and one on publish is all it takes (TestLocal_TwoTaps); who decides on a version
// that moved on sees what stands (TestLocal_Stale).
package local

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"sartor/internal/access"
	"sartor/internal/console/field"
	"sartor/internal/console/mark"
	"sartor/internal/console/phrase"
	"sartor/internal/console/shell"
	"sartor/internal/console/terms"
	"sartor/internal/console/view"
	"sartor/internal/promotion"
	"sartor/internal/retail"
)

// Desk answers the pages of stores' versions.
type Desk struct {
	Locals    view.Locals
	Templates view.Templates // tries a version on
	Customers view.Customers
}

// sheet is one request about one store's version.
type sheet struct {
	*shell.Call
	desk *Desk
	w    phrase.LocalWords
	v    view.Local
	form field.Form
	now  promotion.Changes // what the form and the difference show
}

// page is a store's version, in finished strings.
type page struct {
	Frame    shell.Frame
	Head     shell.Head
	W        phrase.LocalWords
	URL      string
	Number   string
	Note     string
	Flaws    []flaw
	Stale    string
	Ideas    []idea
	Diff     []diffRow
	DiffSay  string
	Quote    string // why the store changed it
	Acts     acts
	Adjust   *adjust
	SaveGo   string // publishes, or sends to head office
	Liking   liking
	Steps    []stepRow
	Facts    []fact
	Try      try
	ReadOnly bool
}

type flaw struct{ URL, Text string }

type fact struct{ Name, Value string }

// diffRow is one part: head office's and the store's, or locked.
type diffRow struct {
	Name, Centre, Local string
	Err                 string
	Same, Locked        bool
	Rail                *mark.Rail
}

// acts are the steps this person can take now.
type acts struct {
	Title, Say string
	Go         string // the button that the answer argues for, with its step
	GoDo       string
	Form       string // id of the form whose fields go with it; empty: none
	Comment    string // label of the comment, empty: none is asked for
	Needed     bool
	Value      string
	Err        string
	Others     []act
}

type act struct{ Do, Text, Class string }

type stepRow struct{ When, What, Who, Comment, Class string }

// at is the version of the address.
func at(c *shell.Call) view.LocalAt {
	return view.LocalAt{Promotion: retail.PromotionID(c.R.PathValue("id")), Store: retail.StoreID(c.R.PathValue("store"))}
}

// Show is GET /promotions/{id}/stores/{store}.
func (d *Desk) Show(c *shell.Call) error {
	s, err := d.open(c)
	if err != nil {
		return err
	}
	s.now = s.v.Version.Changes
	s.form.Typed = s.written()
	p := s.page()
	if s.R.URL.Query().Has("look_customer") || s.R.URL.Query().Has("look_number") {
		if err := s.tryOn(&p); err != nil {
			return err
		}
	}
	return s.Render(body(p))
}

func (d *Desk) open(c *shell.Call) (*sheet, error) {
	s := &sheet{Call: c, desk: d, w: c.F.W.Local}
	var err error
	s.v, err = d.Locals.Local(c.R.Context(), c.Scope(), at(c))
	return s, err
}

func (s *sheet) url() string {
	return "/promotions/" + string(s.v.Centre.ID) + "/stores/" + string(s.v.Store.ID)
}

func (s *sheet) names() terms.Names {
	return terms.Names{Product: func(id retail.ProductID) string { return s.v.Named[id] }, Store: func(retail.StoreID) string { return s.v.Store.Name }}
}

// local is the promotion as the store would run it with some changes.
func (s *sheet) local(c promotion.Changes) promotion.Promotion {
	out, err := promotion.Apply(s.v.Centre, c, s.v.Store.ID)
	if err != nil { // it does not hold: shown as it is all the same
		out = c.On(s.v.Centre)
	}
	return out
}

func (s *sheet) page() page {
	name := s.v.Centre.NameIn(s.F.W.Language)
	p := page{W: s.w, URL: s.url(), Number: strconv.FormatInt(s.v.Version.Number, 10), ReadOnly: !s.mayTailor()}
	p.Frame = s.Frame(name+", "+s.v.Store.Name, shell.Promotions, shell.Crumb{Text: s.F.W.Screens[string(shell.Promotions)], URL: "/promotions"},
		shell.Crumb{Text: name, URL: "/promotions/" + string(s.v.Centre.ID)}, shell.Crumb{Text: s.v.Store.Name, Strong: true})
	s.toast(&p.Frame, s.R.URL.Query().Get("done"))
	p.Ideas = s.ideas()
	p.Diff, p.DiffSay = s.diff()
	p.Flaws = s.flawList()
	p.Acts, p.SaveGo = s.acts(), s.w.SaveGo
	if s.needs() {
		p.SaveGo = s.w.SaveAsk
	}
	if c := s.v.Version.Comment; c != "" && s.v.Version.State == promotion.Submitted {
		p.Quote = phrase.Fill(s.w.Quote, phrase.Slot{Name: "store", Text: s.v.Store.Name}, phrase.Slot{Name: "comment", Text: c})
	}
	if s.mayTailor() && s.v.Centre.Frame != nil && s.changeable() {
		p.Adjust = s.adjust()
		if p.Acts.Go != "" && s.v.Version.State != promotion.Approved { // what is approved goes live as it is
			p.Acts.GoDo, p.Acts.Form = doGo, adjustForm
		}
	}
	p.Liking = s.liking()
	p.Steps, p.Facts = s.steps(), s.facts()
	p.Try = s.try()
	p.Head = shell.Head{H1: name, Badges: s.badges(), Answer: s.answer(&p), AsOf: s.asOf()}
	return p
}

// changeable reports whether the version can be changed as it stands.
func (s *sheet) changeable() bool {
	return s.v.Version.State != promotion.Submitted && s.v.Centre.State != promotion.Ended
}

func (s *sheet) mayTailor() bool { return s.Who.May(access.EditVersions) }

// decides reports whether this person speaks for head office.
func (s *sheet) decides() bool { return s.Who.May(access.EditPromotions) }

func (s *sheet) badges() []shell.Badge {
	v := &s.v.Version
	out := []shell.Badge{{Text: s.v.Store.Name}, StateBadge(s.F, v)}
	if v.Live != nil && v.State != promotion.VersionLive {
		out = append(out, shell.Badge{Text: s.w.StillLive, Class: "local"})
	}
	if v.Attention != "" {
		out = append(out, shell.Badge{Text: s.w.Attention, Class: "pin"})
	}
	return out
}

// StateBadge is where a version stands, as a word.
func StateBadge(f phrase.Formatter, v *promotion.Version) shell.Badge {
	class := map[promotion.VersionState]string{
		"": "central", promotion.VersionDraft: "basted", promotion.Submitted: "warn", promotion.Approved: "good", promotion.SentBack: "pin", promotion.VersionLive: "local", promotion.Withdrawn: "central",
	}[v.State]
	return shell.Badge{Text: f.W.Local.States[string(v.State)], Class: class}
}

func (s *sheet) asOf() string {
	if s.v.Version.Number == 0 {
		return phrase.Fill(s.w.NeverWritten, phrase.Slot{Name: "share", Text: s.F.Money(s.v.Share, s.v.Centre.Budget.Currency)})
	}
	return phrase.Fill(s.w.LastStep, phrase.Slot{Name: "step", Text: s.w.Steps[string(s.v.Version.Command)]}, phrase.Slot{Name: "who", Text: s.who(s.v.Actor)}, phrase.Slot{Name: "when", Text: s.F.When(s.v.Version.At.Time())})
}

func (s *sheet) who(name string) string {
	if name == "" {
		return s.w.Somebody
	}
	return name
}

// answer is the one sentence of the page.
func (s *sheet) answer(p *page) []phrase.Part {
	v := &s.v.Version
	n := s.F.W.Local.Parts.Of(s.F, int64(s.changed()))
	switch {
	case len(p.Flaws) > 0:
		return phrase.Sentence(s.w.AnswerFlawed, phrase.Slot{Name: "n", Text: s.w.Places.Of(s.F, int64(len(p.Flaws))), URL: "#flaws"})
	case s.v.Centre.Frame == nil:
		return phrase.Sentence(s.w.AnswerSealed)
	case v.State == promotion.Submitted:
		return phrase.Sentence(s.w.AnswerWaits, phrase.Slot{Name: "age", Text: s.F.Took(max(s.F.Now.Sub(v.Submitted.Time()), time.Minute))}, phrase.Slot{Name: "parts", Text: n, URL: "#diff"})
	case v.State == promotion.SentBack:
		return phrase.Sentence(s.w.AnswerSentBack, phrase.Slot{Name: "comment", Text: v.Comment, Plain: true})
	case v.State == promotion.VersionLive:
		return s.liveAnswer(n)
	case v.State == promotion.Approved:
		return phrase.Sentence(s.w.AnswerApproved, phrase.Slot{Name: "parts", Text: n, URL: "#diff"})
	case v.State == promotion.VersionDraft && s.changed() > 0:
		return phrase.Sentence(s.w.AnswerDraft, phrase.Slot{Name: "parts", Text: n, URL: "#diff"})
	case s.kept():
		return phrase.Sentence(s.w.AnswerWithdrawn, phrase.Slot{Name: "parts", Text: n, URL: "#diff"})
	case len(p.Ideas) > 0:
		i := p.Ideas[0]
		return phrase.Sentence(s.w.AnswerIdea, phrase.Slot{Name: "times", Text: i.Times, Range: i.Range, URL: "#liking"}, phrase.Slot{Name: "name", Text: i.Name, Plain: true})
	}
	return phrase.Sentence(s.w.AnswerAsSent)
}

// liveAnswer says how the live version does beside head office's.
func (s *sheet) liveAnswer(parts string) []phrase.Part {
	f := s.v.Fair
	slots := []phrase.Slot{{Name: "parts", Text: parts, URL: "#diff"}}
	switch {
	case f == nil || !f.Difference.Known() && f.DaysToWait == 0:
		return phrase.Sentence(s.w.AnswerLive, slots...)
	case !f.Difference.Known():
		return phrase.Sentence(s.w.AnswerLiveWait, append(slots, phrase.Slot{Name: "days", Text: s.F.W.Days.Of(s.F, int64(f.DaysToWait))})...)
	}
	d := f.Difference
	slots = append(slots, phrase.Slot{Name: "diff", Text: s.F.Percent(d.Mid), Range: s.F.PercentRange(d.Low, d.High)})
	switch {
	case d.Proven() && d.Mid > 0:
		return phrase.Sentence(s.w.AnswerLiveGains, slots...)
	case d.Proven():
		return phrase.Sentence(s.w.AnswerLiveLoses, slots...)
	}
	return phrase.Sentence(s.w.AnswerLiveUnproven, slots...)
}

// changed counts the parts in which the version shown differs from the centre's.
func (s *sheet) changed() int { return len(s.now.Parts()) }

// kept reports whether what is shown is the draft of a version that was withdrawn.
func (s *sheet) kept() bool {
	return s.v.Version.State == promotion.Withdrawn && s.changed() > 0 && s.changeable()
}

// toast says what was just done, and offers the way back to who did it while it stands.
func (s *sheet) toast(f *shell.Frame, done string, with ...shell.Hidden) {
	v := &s.v.Version
	text := s.w.Done[done]
	if done == string(promotion.Withdraw) && v.State == promotion.VersionDraft { // from head office's desk: what is live stays
		text = s.w.Done[string(promotion.Undo)]
	}
	if text == "" {
		return
	}
	f.Toast = &shell.Toast{Text: text}
	decided := v.Command == promotion.Do(done) || v.Command == promotion.Publish && done == string(promotion.Approve)
	if !decided || v.Command == promotion.Save || v.Command == promotion.Undo || v.Actor != s.Who.Actor() || !s.mayTailor() {
		return
	}
	f.Toast.Label, f.Toast.Action = s.F.W.Toast.Undo, s.url()
	f.Toast.Field = append(with, shell.Hidden{Name: "do", Value: string(promotion.Undo)}, shell.Hidden{Name: "number", Value: strconv.FormatInt(v.Number, 10)})
}

func (s *sheet) steps() []stepRow {
	var out []stepRow
	for _, e := range s.v.Steps {
		class := map[promotion.Do]string{promotion.Publish: "ours", promotion.SendBack: "bad", promotion.Submit: "next"}[e.Do]
		if e.Do == promotion.Undo { // the note is that of the step it led back to
			e.Comment = ""
		}
		out = append(out, stepRow{When: s.F.When(e.At), What: s.w.Steps[string(e.Do)], Who: s.who(e.Who), Comment: e.Comment, Class: class})
	}
	return out
}

func (s *sheet) facts() []fact {
	cur := s.v.Centre.Budget.Currency
	out := []fact{{s.w.FactShare, s.F.Money(s.v.Share, cur)}}
	if b := s.v.Budget; b.Cap > 0 {
		out = []fact{{s.w.FactBudget, s.F.Money(b.Cap, cur)}, {s.w.FactSpent, s.F.Money(b.Given(), cur)}, {s.w.FactReserved, s.F.Money(b.Reserved, cur)}, {s.w.FactIssued, s.F.Count(s.v.Issued)}, {s.w.FactUsed, s.F.Count(s.v.Used)}}
	}
	if s.v.Centre.Frame != nil {
		out = append(out, fact{s.w.FactCompare, s.F.Percent(s.v.Centre.Frame.Compare)})
	}
	return append(out, fact{s.w.FactRuns, s.F.Day(s.v.Centre.Starts) + "–" + s.F.Day(s.v.Centre.Ends)})
}

// status is the answer's status of a page that shows something wrong.
const flawed = http.StatusUnprocessableEntity

// flawList names all that is wrong, each with a link to its field.
func (s *sheet) flawList() []flaw {
	var out []flaw
	for _, f := range s.form.Flaws() {
		name := s.fieldOf(f.Pointer)
		text := f.Detail
		if label := s.label(name); label != "" && !strings.HasPrefix(text, label) {
			text = label + ": " + text
		}
		if name == "/comment" {
			name = "comment"
		}
		out = append(out, flaw{URL: "#" + field.ID(name), Text: text})
	}
	return out
}
