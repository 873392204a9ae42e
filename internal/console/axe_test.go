package console

import (
	"context"
	"encoding/json"
	"flag"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"sartor/internal/access"
)

// axe reads the accessibility checker that SARTOR_TEST_AXE names (axe-core's
// axe.min.js). It is under the MPL, so it is fetched for the test and never
// part of this repository.
func axe(t *testing.T) string {
	t.Helper()
	path := os.Getenv("SARTOR_TEST_AXE")
	if path == "" {
		if os.Getenv("CI") == "true" {
			t.Fatal("no SARTOR_TEST_AXE: CI must look at every page with axe-core")
		}
		t.Skip("SARTOR_TEST_AXE names no axe.min.js (npm pack axe-core): pages are not checked for those who cannot see or point")
	}
	script, err := os.ReadFile(path) //nolint:gosec // named by whoever runs the test
	if err != nil {
		t.Fatal(err)
	}
	return string(script)
}

var only = flag.String("pages", "", "look only at pages whose address contains this: to try what was just changed")

// look is one way a page is looked at.
type look struct {
	name  string
	width int64
	theme string
	rules string // of axe: all that hold for it, or those that a look can change
}

// looks are the four ways; what neither theme nor width can change is checked once.
func looks() []look {
	const all = `{runOnly:{type:"tag",values:["wcag2a","wcag2aa","wcag21a","wcag21aa","wcag22aa","best-practice"]},resultTypes:["violations"]}`
	const seen = `{runOnly:{type:"rule",values:["color-contrast","target-size","scrollable-region-focusable","link-in-text-block"]},rules:{"target-size":{enabled:true}},resultTypes:["violations"]}`
	return []look{
		{"light, 1440", 1440, "light", strings.Replace(all, `resultTypes`, `rules:{"target-size":{enabled:true}},resultTypes`, 1)},
		{"light, 390", 390, "light", strings.Replace(all, `resultTypes`, `rules:{"target-size":{enabled:true}},resultTypes`, 1)},
		{"dark, 1440", 1440, "dark", seen},
		{"dark, 390", 390, "dark", seen},
	}
}

// violation is one place that breaks one rule.
type violation struct{ Rule, Target, Why string }

// TestAxe_NoViolations opens every page of every role in a browser, light and
// dark, wide and narrow, and lets axe-core look at each.
func TestAxe_NoViolations(t *testing.T) {
	if testing.Short() {
		return // looks at pages, not at races
	}
	script := axe(t)
	ctx := browserFor(t, 20*time.Minute)
	w := newWorkshop(t)
	srv := w.serve()
	if err := chromedp.Do(ctx, chromedp.Navigate(srv.URL+"/sign-in")); err != nil {
		t.Fatal(err)
	}
	w.axe(ctx, check{script, "/sign-in", looks()})
	looked := map[string]bool{}
	for _, role := range roles() {
		w.wear(ctx, role)
		ways := looks()
		if role != access.Owner {
			ways = ways[:2] // the same parts in the same colours: names, order and places are what a role changes
		}
		for i, path := range w.pagesOf(role) {
			// What another role was shown alike is looked at once; the frame of each role on its first page.
			work := mainOf(w.get(role, path).Body.String())
			if !strings.Contains(path, *only) || looked[work] && i > 0 {
				continue
			}
			looked[work] = true
			if err := chromedp.Do(ctx, chromedp.Navigate(srv.URL+path)); err != nil {
				t.Fatal(path, err)
			}
			w.axe(ctx, check{script, string(role) + " " + path, ways})
		}
	}
}

// mainOf is the work of a page without the frame around it.
func mainOf(html string) string {
	_, rest, _ := strings.Cut(steady(html), "<main")
	work, _, _ := strings.Cut(rest, "</main")
	return work
}

// wear signs the browser in as a role, at the console it looks at. The browser answers once
// the cookie is kept; a page that sets one itself goes on before, and what it asks next may
// leave without it.
func (w *workshop) wear(ctx context.Context, role access.Role) {
	w.t.Helper()
	at, err := chromedp.Run(ctx, chromedp.Location())
	if err != nil {
		w.t.Fatal(err)
	}
	cookie, _ := w.as(role)
	worn := network.SetCookieParams{Name: cookie.Name, Value: cookie.Value, URL: at, Path: cookie.Path, HTTPOnly: &cookie.HttpOnly}
	keep := chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, network.SetCookie, worn)
		return err
	})
	if err := chromedp.Do(ctx, keep); err != nil {
		w.t.Fatal(err)
	}
}

// pagesOf are all pages a role may open: the rows of the router's table that
// answer HTML, and for the owner every face of every page.
func (w *workshop) pagesOf(role access.Role) (out []string) {
	w.t.Helper()
	if role == access.Owner {
		for _, path := range pages() {
			out = append(out, path)
		}
		out = append(out, "/nowhere")
	}
	for _, rt := range w.site.Routes() {
		if !strings.HasPrefix(rt.Pattern, "GET ") || strings.HasSuffix(rt.Pattern, "/tills") {
			continue
		}
		path := filled(rt.Pattern, storeBra)
		rec := w.get(role, path)
		if rec.Code == http.StatusOK && strings.HasPrefix(rec.Header().Get("Content-Type"), "text/html") && rec.Body.Len() > 500 && !slices.Contains(out, path) {
			out = append(out, path)
		}
	}
	slices.Sort(out)
	return out
}

// check is one page to look at.
type check struct {
	script, page string
	ways         []look
}

// axe looks at the open page in every way and reports what is wrong.
func (w *workshop) axe(ctx context.Context, c check) {
	w.t.Helper()
	page := c.page
	if _, err := chromedp.Run(ctx, chromedp.Evaluate[string](c.script+"; 'in'")); err != nil {
		w.t.Fatal(page, err)
	}
	for _, l := range c.ways {
		run := `(() => { document.documentElement.dataset.theme = "` + l.theme + `"; document.querySelectorAll("details.alt").forEach((d) => { d.open = true; });
			return axe.run(document, ` + l.rules + `).then((r) => JSON.stringify(r.violations.flatMap((v) => v.nodes.map((n) => ({Rule: v.id, Target: n.target.join(" "), Why: n.failureSummary.slice(0, 300)}))))); })()`
		if err := chromedp.Do(ctx, chromedp.EmulateViewport(l.width, 900)); err != nil {
			w.t.Fatal(page, err)
		}
		text, err := chromedp.Run(ctx, chromedp.Evaluate[string](run, chromedp.EvalAwaitPromise))
		if err != nil {
			w.t.Fatal(page, l.name, err)
		}
		var wrong []violation
		if err := json.Unmarshal([]byte(text), &wrong); err != nil {
			w.t.Fatal(page, err)
		}
		for _, v := range wrong {
			w.t.Errorf("%s (%s): %s at %s: %s", page, l.name, v.Rule, v.Target, v.Why)
		}
	}
}
