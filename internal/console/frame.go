package console

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
	"sartor/internal/web"
)

// frame is what every page wears: finished strings only.
type frame struct {
	W          *phrase.Words
	Title      string
	Theme      string // "light", "dark", or empty: as the device says
	Chain      string
	Notice     string // where the data come from, when they are not the chain's own
	Nav        []navItem
	Crumbs     []crumb
	Search     string // placeholder; empty: this role searches nothing
	Live       string
	LiveClass  string
	Preparing  *prep
	Name       string
	RoleName   string
	Initials   string
	ThemeURL   string
	ThemeLabel string
	Token      string
	Toast      *toast
	Asset      map[string]string
}

// navItem is one screen in the frame. Group is a heading before it, or empty.
type navItem struct {
	Group, URL, Icon, Label string
	Current                 bool
	Tab                     bool // in the phone's bar of four
}

// crumb is one step of the scope line.
type crumb struct {
	Text, URL string
	Strong    bool
}

// toast says what was just done and offers to take it back.
type toast struct {
	Text   string
	Action string // address of the undo form, or empty
	Field  []hidden
	Label  string
}

// hidden is one hidden field of a form.
type hidden struct{ Name, Value string }

// head is the answer at the top of a page.
type head struct {
	H1     string
	Badges []badge
	Answer []phrase.Part
	AsOf   string
	Acts   templ.Component // may be nil
}

// badge is a small state word; Class is one of the design's.
type badge struct{ Text, Class string }

// prep is how far a chain is that is still being prepared; Value is of 100.
type prep struct{ Text, Value string }

const phoneTabs = 4

// frame dresses a page for the person who asked.
func (c *call) frame(title string, current screen, crumbs ...crumb) frame {
	w := c.f.W
	fr := frame{
		W: w, Title: title + " · Sartor", Theme: c.theme, Chain: c.scene.Chain, Notice: c.scene.Notice, Preparing: prepOf(c.scene),
		Crumbs: crumbs, Name: c.who.Name, RoleName: w.Roles[string(c.who.Role)], Initials: initials(c.who.Name),
		Token: c.session.FormToken(), Toast: c.toast(), Asset: c.site.assets.urls,
	}
	fr.ThemeURL, fr.ThemeLabel = themeLink(c.r.URL, c.theme, w)
	if sees(c.who.Role, vouchers) || sees(c.who.Role, customers) {
		fr.Search = w.Frame.Find
	}
	fr.Live, fr.LiveClass = c.live()
	tab := map[screen]bool{}
	for i, s := range screens(c.who.Role) {
		tab[s] = i < phoneTabs
	}
	for _, s := range navOrder() {
		if sees(c.who.Role, s.screen) {
			item := navItem{URL: "/" + string(s.screen), Icon: "#i-" + string(s.screen), Label: w.Screens[string(s.screen)], Current: s.screen == current, Tab: tab[s.screen]}
			if s.group != "" && !fr.hasGroup(w.Groups[s.group]) {
				item.Group = w.Groups[s.group]
			}
			fr.Nav = append(fr.Nav, item)
		}
	}
	return fr
}

// rest are the screens that do not fit the phone's bar.
func (f frame) rest() []navItem {
	var out []navItem
	for _, n := range f.Nav {
		if !n.Tab {
			out = append(out, n)
		}
	}
	return out
}

func (f frame) hasGroup(name string) bool {
	for _, n := range f.Nav {
		if n.Group == name {
			return true
		}
	}
	return false
}

// navOrder is the order of the frame on a wide screen, by what the screens are
// about.
func navOrder() []struct {
	screen screen
	group  string
} {
	return []struct {
		screen screen
		group  string
	}{
		{today, ""}, {customers, "people"}, {promotions, "offers"}, {vouchers, "offers"},
		{stores, "goods"}, {learn, "workshop"}, {settings, "workshop"},
	}
}

// live says how old the newest receipt is; amber when the tills are late.
func (c *call) live() (text, class string) {
	const late = 5 * time.Minute
	age := c.f.Now.Sub(c.scene.Newest)
	switch {
	case !sees(c.who.Role, today):
		return "", ""
	case c.scene.Newest.IsZero():
		return c.f.W.Frame.FeedNone, "live late"
	case age >= late:
		return phrase.Fill(c.f.W.Frame.FeedLate, phrase.Slot{Name: "age", Text: c.f.Ago(age)}), "live late"
	}
	return phrase.Fill(c.f.W.Frame.FeedLive, phrase.Slot{Name: "age", Text: c.f.Ago(max(age, time.Second))}), "live"
}

// prepOf is what the chain's first minutes show above every page.
func prepOf(s view.Scene) *prep {
	if s.Preparing == nil {
		return nil
	}
	return &prep{Text: s.Preparing.Text, Value: strconv.Itoa(int(s.Preparing.Done * 100))}
}

// preparing is the same line again, for the page that waits; 204 when all stands.
func preparing(c *call) error {
	p := prepOf(c.scene)
	if p == nil {
		c.w.WriteHeader(http.StatusNoContent)
		return nil
	}
	return c.render(prepLine(*p))
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
	if given := r.URL.Query().Get("theme"); given == "light" || given == "dark" {
		http.SetCookie(w, &http.Cookie{
			Name: themeCookie, Value: given, Path: "/", MaxAge: 365 * 24 * 3600,
			HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: r.TLS != nil,
		})
		return given
	}
	if c, err := r.Cookie(themeCookie); err == nil && (c.Value == "light" || c.Value == "dark") {
		return c.Value
	}
	return ""
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

// call is one request of somebody signed in.
type call struct {
	site    *Site
	w       http.ResponseWriter
	r       *http.Request
	session web.Session
	who     access.Principal
	f       phrase.Formatter
	theme   string
	scene   view.Scene
}

func (c *call) scope() view.Scope { return scopeOf(c.who) }

func (c *call) actor(reason string) view.Actor {
	return view.Actor{Staff: c.who.ID, Role: c.who.Role, Reason: clip(strings.TrimSpace(reason)), RequestID: web.RequestID(c.r.Context())}
}

// clip bounds free text to 200 bytes at a rune's border.
func clip(s string) string {
	const most = 200
	if len(s) <= most {
		return strings.ToValidUTF8(s, "")
	}
	return strings.ToValidUTF8(s[:most], "")
}
