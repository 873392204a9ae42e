package console

import (
	"context"
	"net/http/httptest"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"sartor/internal/console/view"
)

// browser starts the machine's own Chromium; without one the test is skipped
// aloud, and fails where CI promised one.
func browser(t *testing.T) context.Context {
	t.Helper()
	return browserFor(t, 2*time.Minute)
}

// browserFor is a browser that may take so long.
func browserFor(t *testing.T, most time.Duration) context.Context {
	t.Helper()
	path, err := exec.LookPath("chromium")
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("no chromium: install it, CI must look at the pages")
		}
		t.Skip("no chromium here: pages are not looked at by a browser")
	}
	opts := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("force-prefers-reduced-motion", true), chromedp.UserDataDir(t.TempDir()))
	alloc, stopAlloc := chromedp.NewExecAllocator(t.Context(), opts...)
	t.Cleanup(stopAlloc)
	ctx, stop := chromedp.NewContext(alloc)
	t.Cleanup(stop)
	if err := chromedp.Do(ctx); err != nil { // starts it; the limit below is for what the test does
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(ctx, most)
	t.Cleanup(cancel)
	return ctx
}

// serve runs the console with the owner signed in by the one-click link.
func (w *workshop) serve() *httptest.Server {
	srv := httptest.NewServer(w.http)
	w.t.Cleanup(srv.Close)
	return srv
}

// TestShots writes pictures of every page to the folder SARTOR_SHOTS, for eyes.
func TestShots(t *testing.T) {
	dir := os.Getenv("SARTOR_SHOTS")
	if dir == "" {
		return // only on request: it asserts nothing
	}
	w := newWorkshop(t)
	srv := w.serve()
	ctx := browser(t)
	shots := []struct {
		name, path string
		width      int64
	}{
		{"today", "/today?theme=light", 1440}, {"today-dark", "/today?theme=dark", 1440}, {"today-phone", "/today?theme=light", 390},
		{"customers", "/customers", 1440}, {"customer", "/customers/" + known.String(), 1440}, {"customer-dark", "/customers/" + known.String() + "?theme=dark", 1440}, {"customer-phone", "/customers/" + known.String() + "?theme=light&done=consent.email.true", 390},
		{"customer-silent", "/customers/" + silent.String(), 1440},
		{"vouchers", "/vouchers", 1440}, {"voucher", "/vouchers/" + codeOne, 1440}, {"voucher-dark", "/vouchers/" + codeOne + "?theme=dark", 1440}, {"voucher-phone", "/vouchers/" + codeOne + "?theme=light", 390}, {"voucher-bare", "/vouchers/" + codeBare, 1440},
		{"promotions", "/promotions", 1440}, {"promotions-phone", "/promotions", 390}, {"promotion", "/promotions/" + string(idSoup) + "?theme=light", 1440}, {"promotion-dark", "/promotions/" + string(idSoup) + "?theme=dark", 1440}, {"promotion-phone", "/promotions/" + string(idSoup) + "?theme=light", 390}, {"promotion-thin", "/promotions/" + string(idThin), 1440}, {"promotion-over-dark", "/promotions/" + string(idOver) + "?theme=dark", 1440},
		{"segments", "/segments?theme=light", 1440}, {"segments-dark", "/segments?theme=dark", 1440}, {"segments-phone", "/segments?theme=light", 390}, {"segments-past", "/segments?on=2026-03-01&segment=high", 1440},
		{"template-new", "/promotions/new?theme=light", 1440}, {"template-edit", "/promotions/prm_recipe/edit?theme=light", 1440}, {"template-edit-dark", "/promotions/prm_draft/edit?theme=dark", 1440}, {"template-edit-phone", "/promotions/prm_draft/edit?theme=light", 390},
		{"template-review", "/promotions/prm_draft/review?look_store=S012&look_customer=" + known.String(), 1440}, {"template-changed-dark", "/promotions/prm_recipe/review?theme=dark", 1440}, {"template-review-phone", "/promotions/prm_recipe/review?theme=light", 390}, {"template-history", "/promotions/prm_recipe/history", 1440},
		{"local", "/promotions/prm_recipe/stores/S012?theme=light", 1440}, {"local-phone", "/promotions/prm_recipe/stores/S012?theme=light", 390}, {"local-waits", "/promotions/prm_recipe/stores/S030?theme=light", 1440}, {"local-live-dark", "/promotions/prm_recipe/stores/S020?theme=dark", 390},
		{"local-queue", "/approvals?theme=light", 1440}, {"local-queue-phone", "/approvals", 390}, {"local-versions", "/promotions/prm_recipe?theme=light", 1440},
		{"learn", "/learn?theme=light", 1440}, {"learn-dark", "/learn?theme=dark", 1440}, {"learn-phone", "/learn?theme=light", 390},
		{"stores", "/stores", 1440}, {"settings", "/settings", 1440}, {"settings-phone", "/settings", 390}, {"absent", "/nowhere", 1440}, {"sign-in", "/sign-in", 1440}, {"sign-in-phone", "/sign-in?theme=dark", 390},
	}
	if err := chromedp.Do(ctx, chromedp.Navigate(srv.URL+"/sign-in?link=once")); err != nil {
		t.Fatal(err)
	}
	for _, s := range shots {
		if !strings.HasPrefix(s.name, os.Getenv("SARTOR_SHOTS_OF")) {
			continue
		}
		if err := chromedp.Do(ctx, chromedp.EmulateViewport(s.width, 900), chromedp.Navigate(srv.URL+s.path)); err != nil {
			t.Fatal(s.name, err)
		}
		png, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
		if err != nil {
			t.Fatal(s.name, err)
		}
		if err := os.WriteFile(dir+"/"+s.name+".png", png, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// TestBrowser_LiveRowsEnter opens Today with a real browser: a receipt that
// closes shows up by itself, the console stays free of complaints about the
// policy, and the keys work.
func TestBrowser_LiveRowsEnter(t *testing.T) {
	ctx := browser(t)
	w := newWorkshop(t)
	srv := w.serve()
	err := chromedp.Do(ctx, chromedp.Navigate(srv.URL+"/sign-in?link=once"), chromedp.WaitVisible(".ticker li"))
	if err != nil {
		t.Fatal(err)
	}
	w.untilRead(ctx)
	w.tick.Publish(view.Tick{Seq: 999, At: now(), Store: storeBra, StoreName: "Quarrin", Kind: view.TickSilent})
	if err := chromedp.Do(ctx, chromedp.WaitVisible(`.ticker li[data-seq="999"]`), chromedp.KeyEvent("j")); err != nil {
		t.Fatal(err)
	}
	first, err := chromedp.Run(ctx, chromedp.Text(".ticker li:first-child div"))
	if err != nil {
		t.Fatal(err)
	}
	focused, err := chromedp.Run(ctx, chromedp.Evaluate[string](`document.activeElement.getAttribute("href")`))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(first, "Quarrin") || focused != "/promotions/"+string(idSoup) {
		t.Errorf("first row %q, focus on %q", first, focused)
	}
}

// untilRead waits until the page listens.
func (w *workshop) untilRead(ctx context.Context) {
	w.t.Helper()
	for w.tick.Readers() == 0 {
		if ctx.Err() != nil {
			w.t.Fatal("the page never listened")
		}
		runtime.Gosched()
	}
}
