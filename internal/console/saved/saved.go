// Package saved owns naming a list as it is filtered, forgetting it, and whether
// keys work. It keeps what lies in the address and nothing of what the list showed:
// whoever opens a saved view sees what they may see then.
//
// What always holds: only a list's own address is kept, as filters in one order
// (TestSave_KeepsFiltersOnly), and a redirect never leaves the console
// (TestKeys_GoBackWithinTheConsole).
package saved

import (
	"net/http"
	"net/url"
	"strings"
	"time"

	"sartor/internal/console/shell"
	"sartor/internal/console/view"
	"sartor/internal/fault"
)

// mostQuery bounds the filters of a view: far more than any list has.
const mostQuery = 2_000

// posted reads which view a form means.
func posted(c *shell.Call) (view.Saved, error) {
	screen := shell.Screen(c.R.PostFormValue("screen"))
	v := view.Saved{Screen: string(screen), Name: shell.SavedName(c.R.PostFormValue("name"))}
	if !shell.Listed(screen) || !shell.Sees(c.Who.Role, screen) {
		return v, fault.AtField("screen", "%s", c.F.W.Desk.NoList)
	}
	if v.Name == "" {
		return v, fault.AtField("name", "%s", c.F.W.Desk.NeedsName)
	}
	query := c.R.PostFormValue("query")
	if len(query) > mostQuery {
		return v, fault.AtField("query", "%s", c.F.W.Desk.LongQuery)
	}
	u := url.URL{Path: "/" + v.Screen, RawQuery: query}
	v.Query = shell.Filters(&u)
	return v, nil
}

// Save answers POST /views.
func Save(c *shell.Call, on view.Shelf) error {
	v, err := posted(c)
	if err != nil {
		return err
	}
	if err := on.Save(c.R.Context(), c.Actor(""), v); err != nil {
		return err
	}
	c.Redirect(with(v, "view.saved"))
	return nil
}

// Drop answers POST /views/drop.
func Drop(c *shell.Call, on view.Shelf) error {
	v, err := posted(c)
	if err != nil {
		return err
	}
	if err := on.Unsave(c.R.Context(), c.Actor(""), v); err != nil {
		return err
	}
	c.Redirect(with(v, "view.dropped"))
	return nil
}

// with is the list with what was done to it; the toast takes it back by its name.
func with(v view.Saved, done string) string {
	u, err := url.Parse(v.URL())
	if err != nil {
		return "/" + v.Screen
	}
	q := u.Query()
	q.Set("done", done+"."+url.QueryEscape(v.Name))
	u.RawQuery = q.Encode()
	return u.String()
}

// Keys answers POST /keys: keys on or off in this browser, then back.
func Keys(c *shell.Call) error {
	value := shell.KeysOff
	if c.R.PostFormValue("keys") == "on" {
		value = "on"
	}
	http.SetCookie(c.W, &http.Cookie{
		Name: shell.KeysCookie, Value: value, Path: "/", MaxAge: int((365 * 24 * time.Hour).Seconds()), HttpOnly: true, SameSite: http.SameSiteLaxMode,
	})
	c.Redirect(back(c.R.PostFormValue("back")))
	return nil
}

// back is an address within the console.
func back(to string) string {
	if !strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//") || strings.ContainsAny(to, "\\\r\n") {
		return "/"
	}
	return to
}
