package console

import (
	"context"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"sartor/internal/access"
)

// paper says what is wrong with a list on paper: folded into cards as on a phone, over
// the edge, or dark.
const paper = `(() => {
  const row = document.querySelector(".fold tbody tr"), wrong = [];
  if (getComputedStyle(row).display !== "table-row") wrong.push("its rows are " + getComputedStyle(row).display);
  if (getComputedStyle(row.closest("table").tHead).position !== "static") wrong.push("its heads are hidden");
  if (document.documentElement.scrollWidth > document.documentElement.clientWidth) wrong.push("it is " + document.documentElement.scrollWidth + " px wide");
  if (getComputedStyle(document.documentElement).colorScheme === "dark") wrong.push("it is dark");
  return wrong.join(", ");
})()`

// TestBrowser_PaperShowsTables: a list on A4 is one table with its heads, on white,
// whichever theme the window has; the same width of a window is a phone's.
func TestBrowser_PaperShowsTables(t *testing.T) {
	ctx := browser(t)
	w := newWorkshop(t)
	srv := w.serve()
	const a4 = 718 // px of 19 cm between the margins
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(a4, 1050), chromedp.Navigate(srv.URL+"/sign-in")); err != nil {
		t.Fatal(err)
	}
	w.wear(ctx, access.Owner)
	for _, path := range []string{"/stock?theme=dark", "/promotions", "/stores?theme=light", "/vouchers", "/customers"} {
		look := func(media string) string {
			_, err := chromedp.Run(ctx, func(ctx context.Context, at *chromedp.Target) (struct{}, error) {
				_, err := cdp.Call(ctx, at, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: media})
				return struct{}{}, err
			})
			if err != nil {
				t.Fatal(path, err)
			}
			wrong, err := chromedp.Run(ctx, chromedp.Evaluate[string](paper))
			if err != nil {
				t.Fatal(path, err)
			}
			return wrong
		}
		if err := chromedp.Do(ctx, chromedp.Navigate(srv.URL+path)); err != nil {
			t.Fatal(path, err)
		}
		if wrong := look("print"); wrong != "" {
			t.Errorf("%s on paper: %s", path, wrong)
		}
		if look("screen") == "" {
			t.Errorf("%s on a narrow screen is what it is on paper: the test shows nothing", path)
		}
	}
}
