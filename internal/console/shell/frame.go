// Package shell owns what every page of the console wears: the frame with its
// navigation, who sees which screen, the head with its answer, the page of a
// failure, embedded files, and the call that a page answers. Pages stand on it,
// each in a package of its own or in console; it knows none of them, reads no
// data and decides nothing of the domain.
//
// What always holds: a role sees no screen that it may not read
// (TestScreens_AreWithinTheRights of console), names reach only those who serve
// (TestPages_NamesOnlyForThoseWhoServe), cut names stay whole runes
// (TestNames_AreCutSafely).
package shell

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"sartor/internal/access"
	"sartor/internal/console/phrase"
	"sartor/internal/console/view"
	"sartor/internal/fault"
	"sartor/internal/web"
)

// Frame is what every page wears: finished strings only.
type Frame struct {
	W          *phrase.Words
	Title      string
	Theme      string // "light", "dark", or empty: as the device says
	Chain      string
	Notice     string // where the data come from, when they are not the chain's own
	NoticeLang string // of the notice, when it is not the page's
	Nav        []NavItem
	Crumbs     []Crumb
	Search     string // placeholder; empty: this role searches nothing
	Live       string
	LiveClass  string
	Preparing  *prep
	Visit      *visit // somebody acts for a colleague
	Name       string
	RoleName   string
	Initials   string
	ThemeURL   string
	ThemeLabel string
	Tongue     Tongue
	Token      string
	Toast      *Toast
	Tools      *Tools // of a list; nil elsewhere
	KeysOff    bool
	Asset      map[string]string
}

// NavItem is one screen in the frame. Group is a heading before it, or empty.
type NavItem struct {
	Group, URL, Icon, Label string
	Current                 bool
	Tab                     bool // in the phone's bar of four
}

// Crumb is one step of the scope line.
type Crumb struct {
	Text, URL string
	Strong    bool
}

// Toast says what was just done and offers to take it back.
type Toast struct {
	Text   string
	Action string // address of the undo form, or empty
	Field  []Hidden
	Label  string
}

// Hidden is one hidden field of a form.
type Hidden struct{ Name, Value string }

// Head is the answer at the top of a page.
type Head struct {
	H1     string
	Badges []Badge
	Answer []phrase.Part
	AsOf   string
	Acts   templ.Component // may be nil
}

// Badge is a small state word; Class is one of the design's.
type Badge struct{ Text, Class string }

// prep is how far a chain is that is still being prepared; Value is of 100.
type prep struct{ Text, Value string }

// visit is who acts for whom, why, and until when.
type visit struct{ Text, Until string }

// visitOf says it; nil for those who act for themselves.
func (c *Call) visitOf() *visit {
	if !c.Who.Visiting() {
		return nil
	}
	w := c.F.W.House
	return &visit{
		Text:  phrase.Fill(w.VisitBanner, phrase.Slot{Name: "who", Text: c.Who.By.Name}, phrase.Slot{Name: "whom", Text: c.Who.Name}, phrase.Slot{Name: "reason", Text: c.Session.Visit.Reason}),
		Until: phrase.Fill(w.VisitUntil, phrase.Slot{Name: "until", Text: c.F.When(c.Session.Visit.Ends.Time())}),
	}
}

const phoneTabs = 4

// Frame dresses a page for the person who asked.
func (c *Call) Frame(title string, current Screen, crumbs ...Crumb) Frame {
	w := c.F.W
	fr := Frame{
		W: w, Title: title + " · Sartor", Theme: c.Theme, Chain: c.Scene.Chain, Notice: Notice(c.F, &c.Scene), NoticeLang: noticeLang(&c.Scene), Preparing: prepOf(c.Scene),
		Crumbs: crumbs, Name: c.Who.Name, RoleName: w.Roles[string(c.Who.Role)], Initials: initials(c.Who.Name),
		Token: c.Session.FormToken(), Toast: c.Toast(), Asset: c.assets.URLs,
	}
	fr.ThemeURL, fr.ThemeLabel = themeLink(c.R.URL, c.Theme, w)
	fr.Tongue, fr.Visit = c.tongue(), c.visitOf()
	fr.Search = w.Frame.Find
	fr.Live, fr.LiveClass = c.Live()
	fr.Tools = c.tools(current)
	fr.KeysOff = keysOff(c.R)
	tab := map[Screen]bool{}
	for i, s := range Screens(c.Who.Role) {
		tab[s] = i < phoneTabs
	}
	for _, s := range navOrder(c.Who.Role) {
		item := NavItem{URL: s.screen.Home(c.Who), Icon: "#i-" + string(s.screen), Label: s.screen.Called(w, c.Who.Role), Current: s.screen == current, Tab: tab[s.screen]}
		if s.group != "" && !fr.hasGroup(w.Groups[s.group]) {
			item.Group = w.Groups[s.group]
		}
		fr.Nav = append(fr.Nav, item)
	}
	return fr
}

// rest are the screens that do not fit the phone's bar.
func (f Frame) rest() []NavItem {
	var out []NavItem
	for _, n := range f.Nav {
		if !n.Tab {
			out = append(out, n)
		}
	}
	return out
}

func (f Frame) hasGroup(name string) bool {
	for _, n := range f.Nav {
		if n.Group == name {
			return true
		}
	}
	return false
}

// place is a screen's place in the frame, below a heading or none.
type place struct {
	screen Screen
	group  string
}

// navOrder is the order of the frame on a wide screen: how often a role uses its
// screens. Only the owner, who sees all, has them by what they are about.
func navOrder(r access.Role) (out []place) {
	if r == access.Owner {
		return []place{
			{Today, ""}, {Customers, "people"}, {Segments, "people"}, {Promotions, "offers"}, {Vouchers, "offers"},
			{Stores, "goods"}, {Stock, "goods"}, {Rollouts, "goods"}, {Learn, "workshop"}, {Settings, "workshop"}, {Staff, "house"}, {Tokens, "house"}, {Audit, "house"},
		}
	}
	for _, s := range Screens(r) {
		out = append(out, place{screen: s})
	}
	return out
}

// Live says how old the newest receipt is; amber when the tills are late.
func (c *Call) Live() (text, class string) {
	const late = 5 * time.Minute
	age := c.F.Now.Sub(c.Scene.Newest)
	switch {
	case !Sees(c.Who.Role, Today):
		return "", ""
	case c.Scene.Newest.IsZero():
		return c.F.W.Frame.FeedNone, "live late"
	case age >= late:
		return phrase.Fill(c.F.W.Frame.FeedLate, phrase.Slot{Name: "age", Text: c.F.Ago(age)}), "live late"
	}
	return phrase.Fill(c.F.W.Frame.FeedLive, phrase.Slot{Name: "age", Text: c.F.Ago(max(age, time.Second))}), "live"
}

// prepOf is what the chain's first minutes show above every page.
func prepOf(s view.Scene) *prep {
	if s.Preparing == nil {
		return nil
	}
	return &prep{Text: s.Preparing.Text, Value: strconv.Itoa(int(s.Preparing.Done * 100))}
}

// StillPreparing is the same line again, for the page that waits; 204 when all stands.
func (c *Call) StillPreparing() error {
	p := prepOf(c.Scene)
	if p == nil {
		c.W.WriteHeader(http.StatusNoContent)
		return nil
	}
	return c.Render(prepLine(*p))
}

// initials returns up to two capitals of a name.
func initials(name string) string {
	var out []rune
	for word := range strings.FieldsSeq(name) {
		out = append(out, []rune(word)[0])
		if len(out) == 2 {
			break
		}
	}
	return strings.ToUpper(string(out))
}

const themeCookie = "sartor_theme"

// themeOf reads ?theme= and remembers it, else the cookie.
func themeOf(w http.ResponseWriter, r *http.Request) string {
	return remembered(w, r, taste{"theme", themeCookie, func(v string) bool { return v == "light" || v == "dark" }})
}

// taste is a choice of how pages look that the browser remembers.
type taste struct {
	Query, Cookie string
	Valid         func(string) bool
}

// remembered reads a choice from the address and remembers it, else the one
// remembered; "" for none.
func remembered(w http.ResponseWriter, r *http.Request, t taste) string {
	if given := r.URL.Query().Get(t.Query); t.Valid(given) {
		remember(w, r, t.Cookie, given)
		return given
	}
	if c, err := r.Cookie(t.Cookie); err == nil && t.Valid(c.Value) {
		return c.Value
	}
	return ""
}

// remember has the browser keep a choice for a year.
func remember(w http.ResponseWriter, r *http.Request, cookie, value string) {
	http.SetCookie(w, &http.Cookie{
		Name: cookie, Value: value, Path: "/", MaxAge: 365 * 24 * 3600,
		HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: r.TLS != nil,
	})
}

// themeLink is this page in the other theme.
func themeLink(u *url.URL, theme string, w *phrase.Words) (link, label string) {
	q := u.Query()
	other, label := "dark", w.Frame.Dark
	if theme == "dark" {
		other, label = "light", w.Frame.Light
	}
	q.Set("theme", other)
	q.Del("done")
	return (&url.URL{Path: u.Path, RawQuery: q.Encode()}).String(), label
}

// Call is one request of somebody signed in.
type Call struct {
	W       http.ResponseWriter
	R       *http.Request
	Session web.Session
	Who     access.Principal
	F       phrase.Formatter
	Theme   string
	Scene   view.Scene
	assets  *Assets
	shelf   Shelf
	now     func() time.Time
}

// Around is what every call of a console shares.
type Around struct {
	Assets *Assets
	Scene  func() view.Scene
	Now    func() time.Time
	Shelf  Shelf // may be nil: nothing is saved
}

// Answer begins the answer to a request.
func (a *Around) Answer(w http.ResponseWriter, r *http.Request) *Call {
	words := languageOf(w, r)
	r = r.WithContext(view.Speaking(r.Context(), words.Language))
	c := &Call{W: w, R: r, Theme: themeOf(w, r), Scene: a.Scene(), assets: a.Assets, shelf: a.Shelf, now: a.Now}
	c.F = phrase.Formatter{W: words, Zone: c.Scene.Zone, Now: a.Now()}
	return c
}

// Now sets the clock of a call that lasts: a stream writes times as they are.
func (c *Call) Now() { c.F.Now = c.now() }

// Of names who asked.
func (c *Call) Of(s web.Session) { c.Session, c.Who = s, s.Who }

// Door is the frame of the one page that nobody is signed in on.
func (c *Call) Door(title string) Frame {
	return Frame{
		W: c.F.W, Title: title + " · Sartor", Theme: c.Theme,
		Chain: c.Scene.Chain, Notice: Notice(c.F, &c.Scene), NoticeLang: noticeLang(&c.Scene), Preparing: prepOf(c.Scene), Asset: c.assets.URLs, Tongue: c.tongue(),
	}
}

// ErrAbsent is what is not there, or not for this person: the same words.
func ErrAbsent() error { return fault.New(fault.NotFound, "not_found", "") }

func (c *Call) Scope() view.Scope { return ScopeOf(c.Who) }

func (c *Call) Actor(reason string) view.Actor {
	return view.Actor{Staff: c.Who.Actor(), Role: c.Who.Role, Reason: clip(strings.TrimSpace(reason)), RequestID: web.RequestID(c.R.Context())}
}

// clip bounds free text to 200 bytes at a rune's border.
func clip(s string) string {
	const most = 200
	if len(s) <= most {
		return strings.ToValidUTF8(s, "")
	}
	return strings.ToValidUTF8(s[:most], "")
}

// Notice says where the data come from, when they are not the chain's own.
func Notice(f phrase.Formatter, s *view.Scene) string {
	if s.Simulated == nil {
		return s.Notice
	}
	pattern := f.W.Settings.Simulated
	if s.Simulated.Pace > 0 {
		pattern = f.W.Settings.SimulatedPace
	}
	return phrase.Fill(pattern, phrase.Slot{Name: "seed", Text: strconv.FormatUint(s.Simulated.Seed, 10)}, phrase.Slot{Name: "pace", Text: f.Fixed(s.Simulated.Pace, -1)})
}

// noticeLang is the language of a notice that nobody put into the page's.
func noticeLang(s *view.Scene) string {
	if s.Simulated == nil {
		return "en"
	}
	return ""
}
