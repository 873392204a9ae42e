package console

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"sartor/internal/access"
)

// TestBrowser_KeysDecide: on the list of tonight's plan the keys choose a row, adjust it
// and accept it, and nothing that nobody chose; where a row has no such button they rest.
func TestBrowser_KeysDecide(t *testing.T) {
	ctx := browser(t)
	w := newWorkshop(t)
	srv := w.serve()
	do := func(steps ...chromedp.Action[chromedp.Void]) {
		t.Helper()
		if err := chromedp.Do(ctx, steps...); err != nil {
			t.Fatal(err)
		}
	}
	is := func(script, want string) {
		t.Helper()
		if got, err := chromedp.Run(ctx, chromedp.Evaluate[string](script)); err != nil || got != want {
			t.Errorf("%s: %q, not %q: %v", script, got, want, err)
		}
	}
	heard := func() {
		t.Helper()
		do(chromedp.Evaluate[chromedp.Void](`window.wrong = ""; addEventListener("error", (e) => { window.wrong += e.message })`))
	}
	do(chromedp.Navigate(srv.URL + "/sign-in"))
	w.wear(ctx, access.Owner)
	do(chromedp.Navigate(srv.URL + "/promotions"))
	heard()
	do(chromedp.KeyEvent("jaes"))
	is("window.wrong", "")
	do(chromedp.Navigate(srv.URL+"/stock"), chromedp.KeyEvent("ae"))
	is(`String(document.querySelectorAll("tr details[open]").length)`, "0")
	do(chromedp.KeyEvent("je"))
	is("document.activeElement.id", "u-pro_7-1-1")
	do(chromedp.Navigate(srv.URL+"/stock"), chromedp.KeyEvent("ja"), chromedp.WaitVisible(".toast"))
	is("location.hash", "#pro_7-1-3")
	do(chromedp.KeyEvent("aj"))
	is(`document.querySelector("tr.at").id`, "pro_7-1-3")
	if ran := w.fake.ran(); len(ran) != 1 || !strings.HasPrefix(ran[0], "decide pro_7-1-1 accept") {
		t.Errorf("the keys did %v", ran)
	}
}

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
