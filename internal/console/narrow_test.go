package console

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"sartor/internal/access"
)

// beyond names what reaches over the window's edge and does not scroll in a
// frame of its own.
const beyond = `(() => {
  document.querySelectorAll("details").forEach((d) => { d.open = true; });
  const wide = [...document.querySelectorAll("body *")].filter((e) => !e.closest(".wrap, svg *, .vh, .skip, pre, dialog:not([open])") && e.getBoundingClientRect().width > 0 &&
    (e.getBoundingClientRect().right > document.documentElement.clientWidth + 1 || e.getBoundingClientRect().left < -1)).map((e) => e.tagName + "." + e.className + " to " + Math.round(e.getBoundingClientRect().right));
  if (document.documentElement.scrollWidth > document.documentElement.clientWidth) wide.push("the page to " + document.documentElement.scrollWidth);
  return wide.slice(0, 4).join(", ");
})()`

// TestBrowser_NothingIsLostWhenNarrow opens every page in the language with the
// longer words on a window of 320 px, and on one of 1280 at twice the size.
func TestBrowser_NothingIsLostWhenNarrow(t *testing.T) {
	if testing.Short() {
		return // looks at pages, not at races
	}
	ctx := browserFor(t, 8*time.Minute)
	w := newWorkshop(t)
	srv := w.serve()
	if err := chromedp.Do(ctx, chromedp.Navigate(srv.URL+"/sign-in?lang=de")); err != nil {
		t.Fatal(err)
	}
	w.fits(ctx, "/sign-in")
	w.wear(ctx, access.Owner)
	for _, path := range w.pagesOf(access.Owner) {
		if err := chromedp.Do(ctx, chromedp.Navigate(srv.URL+path)); err != nil {
			t.Fatal(path, err)
		}
		w.fits(ctx, path)
	}
}

func (w *workshop) fits(ctx context.Context, page string) {
	w.t.Helper()
	for _, c := range []struct {
		name  string
		width int64
	}{{"320 px", 320}, {"1280 px at 200 %", 640}} {
		err := chromedp.Do(ctx, chromedp.EmulateViewport(c.width, 800))
		wide := ""
		if err == nil {
			wide, err = chromedp.Run(ctx, chromedp.Evaluate[string](beyond))
		}
		if err != nil {
			w.t.Fatal(page, err)
		}
		if wide != "" {
			w.t.Errorf("%s, %s: %s", page, c.name, wide)
		}
	}
}

// stand is where the keyboard is: the place in the page's order, and whether one
// can see it.
type stand struct {
	At    int
	Name  string
	Seen  bool
	Parts bool // it has stops of its own inside, as a date has
}

const stops = `window.stops = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']")].filter((e) =>
  !e.disabled && e.type !== "hidden" && e.checkVisibility({visibilityProperty: true}) && !e.closest("dialog:not([open])") && !(e.closest("details:not([open])") && e.tagName !== "SUMMARY")); window.stops.length`

const standing = `(() => { const e = document.activeElement, s = getComputedStyle(e), r = e.getBoundingClientRect();
  const shown = s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 2 || s.boxShadow !== "none" || e.matches(".spot");
  const top = document.elementFromPoint(Math.min(Math.max(r.left + r.width / 2, 1), innerWidth - 2), Math.min(Math.max(r.top + Math.min(r.height, 40) / 2, 1), innerHeight - 2));
  const free = top && (e.contains(top) || top.contains(e) || e.matches(".spot, .skip"));
  return {Parts: ["date", "time", "datetime-local"].includes(e.type), At: window.stops.indexOf(e), Name: e.tagName + "." + e.className.toString() + " " + (e.textContent || e.name || "").trim().slice(0, 30), Seen: Boolean(shown && free && r.bottom > 0 && r.top < innerHeight)}; })()`

// TestBrowser_KeyboardAlone goes through pages with the Tab key: it stops at
// everything that can be used, in the order of the page, is never caught, and
// can be seen at each stop.
func TestBrowser_KeyboardAlone(t *testing.T) {
	if testing.Short() {
		return // looks at pages, not at races
	}
	ctx := browserFor(t, 8*time.Minute)
	w := newWorkshop(t)
	srv := w.serve()
	if err := chromedp.Do(ctx, chromedp.Navigate(srv.URL+"/sign-in")); err != nil {
		t.Fatal(err)
	}
	w.tabThrough(ctx, "/sign-in")
	w.wear(ctx, access.Owner)
	for _, path := range []string{"/today", "/customers/" + known.String(), "/vouchers/" + codeOne, "/promotions/" + string(idSoup), "/segments", "/learn", "/settings", "/stores"} {
		if err := chromedp.Do(ctx, chromedp.EmulateViewport(1280, 800), chromedp.Navigate(srv.URL+path)); err != nil {
			t.Fatal(path, err)
		}
		w.tabThrough(ctx, path)
	}
	// the first stop leads past the frame
	err := chromedp.Do(ctx, chromedp.Navigate(srv.URL+"/today"), chromedp.KeyEvent(kb.Tab), chromedp.KeyEvent(kb.Enter), chromedp.KeyEvent(kb.Tab))
	if err != nil {
		t.Fatal(err)
	}
	inside, err := chromedp.Run(ctx, chromedp.Evaluate[bool](`document.querySelector("main").contains(document.activeElement)`))
	if err != nil || !inside {
		t.Errorf("after “skip to content” the next stop is in the content: %t, %v", inside, err)
	}
}

func (w *workshop) tabThrough(ctx context.Context, page string) {
	w.t.Helper()
	n, err := chromedp.Run(ctx, chromedp.Evaluate[int](stops))
	if err != nil || n < 3 {
		w.t.Fatal(page, n, err)
	}
	if _, err := chromedp.Run(ctx, chromedp.Evaluate[string](`document.activeElement.blur(); scrollTo(0, 0); ""`)); err != nil {
		w.t.Fatal(page, err)
	}
	last := -1
	const inside = 4 // stops inside a date
	for range n * inside {
		if last == n-1 {
			return
		}
		if err := chromedp.Do(ctx, chromedp.KeyEvent(kb.Tab)); err != nil {
			w.t.Fatal(page, err)
		}
		at, err := chromedp.Run(ctx, chromedp.Evaluate[stand](standing))
		if err != nil {
			w.t.Fatal(page, err)
		}
		if at.At == last && at.Parts {
			continue
		}
		if at.At <= last {
			w.t.Errorf("%s: after stop %d of %d the keyboard is at %d, %s", page, last, n, at.At, at.Name)
			return
		}
		if at.At > last+1 {
			w.t.Errorf("%s: the keyboard skips %d stops before %s", page, at.At-last-1, at.Name)
		}
		if !at.Seen {
			w.t.Errorf("%s: stop %d, %s, cannot be seen", page, at.At, strings.TrimSpace(at.Name))
		}
		last = at.At
	}
}
