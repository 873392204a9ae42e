package console

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"sartor/internal/access"
)

// TestBrowser_TheDeskByHand walks what scripts add beside a list: a view is saved and the
// toast's key takes it back, the palette opens by its keys and goes where they choose, and
// on a phone what has no tab is one touch away, until Escape.
func TestBrowser_TheDeskByHand(t *testing.T) {
	ctx := browser(t)
	w := newWorkshop(t)
	srv := w.serve()
	do := func(steps ...chromedp.Action[chromedp.Void]) {
		t.Helper()
		if err := chromedp.Do(ctx, steps...); err != nil {
			t.Fatal(err)
		}
	}
	do(chromedp.Navigate(srv.URL + "/sign-in"))
	w.wear(ctx, access.Owner)
	do(chromedp.Navigate(srv.URL+"/promotions?q=soup"), chromedp.Click(".views summary"), chromedp.SetValue("#view-name", "Soups"), chromedp.Click(".views form button"),
		chromedp.WaitVisible(".toast"))
	if saved := w.fake.saved["stf_owner"]; len(saved) != 1 || saved[0].Name != "Soups" || saved[0].Query != "q=soup" {
		t.Fatalf("saved: %+v", saved)
	}
	do(chromedp.KeyEvent("z"), chromedp.WaitVisible(`.toast form[action="/views"]`)) // removed, and may be saved again
	if saved := w.fake.saved["stf_owner"]; len(saved) != 0 {
		t.Errorf("taken back: %+v", saved)
	}
	do(chromedp.KeyEvent("k", chromedp.KeyModifiers(chromedp.ModifierCtrl)), chromedp.WaitVisible("#palette .hits a"), chromedp.KeyEvent(kb.ArrowDown))
	first, err := chromedp.Run(ctx, chromedp.Evaluate[string](`document.activeElement.getAttribute("href")`))
	if err != nil || !strings.HasPrefix(first, "/") {
		t.Fatalf("the palette's first row leads to %q: %v", first, err)
	}
	do(chromedp.KeyEvent(kb.Enter), chromedp.WaitNotPresent("#palette[open]"), chromedp.WaitVisible("main h1"))
	if at, err := chromedp.Run(ctx, chromedp.Location()); err != nil || !strings.HasPrefix(at, srv.URL+first) {
		t.Errorf("the keys chose %s and lead to %s: %v", first, at, err)
	}
	do(chromedp.EmulateViewport(390, 800), chromedp.Navigate(srv.URL+"/today"), chromedp.Click(".further > summary"), chromedp.WaitVisible(`.further[open] a[href="/stock"]`),
		chromedp.KeyEvent(kb.Escape), chromedp.WaitNotPresent(".further[open]"))
}
