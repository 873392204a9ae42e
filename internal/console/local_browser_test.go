package console

import (
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"sartor/internal/access"
	"sartor/internal/promotion"
)

// TestBrowser_SendsWhatIsTyped: in a draft Enter in a field saves, the button beside the
// difference sends what is typed since with its note, and the toast's key takes it back.
func TestBrowser_SendsWhatIsTyped(t *testing.T) {
	ctx := browser(t)
	w := newWorkshop(t)
	srv := w.serve()
	do := func(steps ...chromedp.Action[chromedp.Void]) {
		t.Helper()
		if err := chromedp.Do(ctx, steps...); err != nil {
			t.Fatal(err)
		}
	}
	const field = `input[name="/reward/percent"]`
	page := srv.URL + versionPath(storeBra)
	do(chromedp.Navigate(srv.URL + "/sign-in"))
	w.wear(ctx, access.Manager)
	for _, percent := range []string{"17", "18"} { // the second time the sending button stands before the fields
		do(chromedp.Navigate(page), chromedp.SetValue(field, percent), chromedp.SendKeys(field, kb.Enter), chromedp.WaitVisible(".toast"))
	}
	if v := w.stands(storeBra); v.State != promotion.VersionDraft || *v.Changes.Percent != 18 || v.Number != 2 {
		t.Fatalf("Enter left %+v", v)
	}
	do(chromedp.Navigate(page), chromedp.SetValue(field, "19"), chromedp.SetValue("#fcomment", "the pass is closed"), chromedp.Click("form.decide button.go"), chromedp.WaitVisible(".toast form"))
	if v := w.stands(storeBra); v.State != promotion.Submitted || *v.Changes.Percent != 19 || v.Comment != "the pass is closed" {
		t.Fatalf("sent: %+v", v)
	}
	do(chromedp.KeyEvent("z"), chromedp.WaitVisible(field))
	if v := w.stands(storeBra); v.State != promotion.VersionDraft || *v.Changes.Percent != 19 || v.Live != nil {
		t.Errorf("taken back: %+v", v)
	}
}
