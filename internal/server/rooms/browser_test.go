package rooms_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"sartor/internal/access"
	"sartor/internal/console"
	"sartor/internal/server/rooms"
	"sartor/internal/server/servertest"
	"sartor/internal/web"
)

// house is a small real chain with its console: a database, tills that closed
// receipts, and nothing faked but the clock.
type house struct {
	*servertest.Shop
	t     *testing.T
	pages *httptest.Server
	code  string // a voucher that was printed
	twice string // one that was used twice
	one   string // a customer
}

func build(t *testing.T) *house {
	t.Helper()
	h := &house{Shop: servertest.Open(t), t: t}
	h.NobodyHeldOut()
	h.Must("PUT", "/v1/stores/S012", `{"name":"Harbour","region":"coast","kind":"urban","timezone":"Europe/Berlin","currency":"EUR"}`)
	for _, id := range []string{"soup", "bread", "tea"} {
		h.Must("PUT", "/v1/products/"+id, `{"name":"`+id+` of the house, extra fine 500 g","price":250,"cost":100,"category":"`+id+`"}`)
	}
	h.Must("POST", "/v1/promotions", `{"id":"prm_soup","name":{"en":"Soup week"},"reward":{"kind":"amount","amount":40},"target":{"kind":"anyone"},
		"starts":"2026-11-01","ends":"2026-12-31","budget":{"amount":250000,"currency":"EUR"},"holdout":0,"valid_after_days":0,"voucher_days":14,"state":"live"}`)
	h.Must("POST", "/v1/promotions", `{"id":"prm_small","name":{"en":"A small one"},"reward":{"kind":"amount","amount":50},"target":{"kind":"anyone"},
		"starts":"2026-11-01","ends":"2026-12-31","budget":{"amount":50,"currency":"EUR","reserve_share":1},"holdout":0,"valid_after_days":0,"voucher_days":14,"state":"live"}`)
	h.one = h.sell(`"customer":{"card":"2600000012348"}`).Customer
	h.Must("PUT", "/v1/customers/"+h.one+"/consent", `{"purpose":"profile","granted":true,"proof":"asked at the desk"}`)
	h.Must("PUT", "/v1/customers/"+h.one+"/consent", `{"purpose":"offers","granted":true,"proof":"asked at the desk"}`)
	given := h.sell(`"customer":{"card":"2600000012348"}`).Vouchers
	if len(given) != 2 {
		t.Fatalf("%d vouchers printed, want one of each promotion", len(given))
	}
	h.code, h.twice = given[0].Code, given[1].Code
	h.sell(`"customer":{"email":"marit@example.org"}`)
	h.sell(`"customer":{"card":"2600000012348","email":"marit@example.org"},"vouchers":["` + h.twice + `"]`)
	h.sell(`"offline":true,"vouchers":["` + h.twice + `"]`)
	tally := rooms.NewTally(h.Chain)
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { defer close(done); tally.Run(ctx) }()
	t.Cleanup(func() { stop(); <-done })
	owner := access.Staff{ID: "stf_owner", Login: "mara", Name: "Mara Olsen", Role: access.Owner, Created: 1}
	if err := h.DB.CreateStaff(t.Context(), owner); err != nil {
		t.Fatal(err)
	}
	links := &rooms.Links{}
	links.Add(rooms.Link{Token: "once", Who: owner.Principal()})
	cfg := rooms.Config(h.Chain, tally, rooms.Options{Version: "test", Notice: "Simulated data, seed 1", Links: links})
	cfg.Sessions = web.Keeper{Sessions: h.DB, Now: time.Now} // a browser judges a cookie's last day by its own clock
	h.pages = httptest.NewServer(console.New(cfg).Handler())
	t.Cleanup(h.pages.Close)
	return h
}

// sold is what a close answered.
type sold struct {
	Customer string
	Vouchers []struct{ Code string }
}

func (h *house) sell(more string) (out sold) {
	h.t.Helper()
	a := h.Do(servertest.Call{As: access.Till, Path: "/v1/till/close", Body: fmt.Sprintf(
		`{"receipt":%q,"store":"S012","till":"T03","at":%q,"currency":"EUR","deadline_ms":60000,%s,"lines":[{"product":"bread","quantity":1,"amount":300},{"product":"soup","quantity":2,"amount":500}]}`,
		h.Receipt(), h.At(0), more)})
	if a.Status != http.StatusOK {
		h.t.Fatalf("close: %d %s", a.Status, a.Body)
	}
	if err := json.Unmarshal([]byte(a.Body), &out); err != nil {
		h.t.Fatal(err)
	}
	return out
}

// complaints are what the browser says against a page.
type complaints struct {
	mu  sync.Mutex
	all []string
}

func (c *complaints) hear(event any) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch e := event.(type) {
	case *log.EventEntryAdded:
		c.all = append(c.all, e.Entry.Text+" "+e.Entry.URL)
	case *runtime.EventExceptionThrown:
		c.all = append(c.all, e.ExceptionDetails.Text)
	}
}

func (c *complaints) take() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	out := c.all
	c.all = nil
	return out
}

// look starts the machine's own Chromium.
func look(t *testing.T) (context.Context, *complaints) {
	t.Helper()
	path, err := exec.LookPath("chromium")
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("no chromium: install it, CI must look at the pages")
		}
		t.Skip("no chromium here: pages are not looked at by a browser")
	}
	opts := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-background-networking", true), chromedp.UserDataDir(t.TempDir()))
	alloc, stopAlloc := chromedp.NewExecAllocator(t.Context(), opts...)
	t.Cleanup(stopAlloc)
	heard := &complaints{}
	ctx, stop := chromedp.NewContext(alloc, chromedp.WithListener(heard.hear))
	t.Cleanup(stop)
	if err := chromedp.Do(ctx); err != nil { // starts it; the limit below is for what the test does
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(ctx, 90*time.Second)
	t.Cleanup(cancel)
	return ctx, heard
}

// shape is what holds of every page, as the browser sees it.
type shape struct {
	H1, Answer, Main, Notice int
	Wide                     []string // what reaches beyond the window and does not scroll in a frame of its own
}

const measure = `(() => {
  const n = (s) => document.querySelectorAll(s).length;
  const wide = [...document.querySelectorAll("body *")].filter((e) => !e.closest(".wrap, svg, .vh, pre") && e.checkVisibility() && e.getBoundingClientRect().right > innerWidth + 1 && e.getBoundingClientRect().width > 0)
    .map((e) => e.tagName + "." + e.className).slice(0, 5);
  if (document.documentElement.scrollWidth > innerWidth) wide.push("the page itself");
  return { H1: n("h1"), Answer: n("h1 + .answer, h1 ~ .answer"), Main: n("main"), Notice: n(".notice"), Wide: wide };
})()`

// TestBrowser_WalksARealChain opens every room of a real chain in both themes and
// on a phone: no page is wider than its window, breaks the policy or lacks its
// parts, and what was sold stands on them.
func TestBrowser_WalksARealChain(t *testing.T) {
	ctx, heard := look(t)
	h := build(t)
	if err := chromedp.Do(ctx, chromedp.Navigate(h.pages.URL+"/sign-in?link=once")); err != nil {
		t.Fatal(err)
	}
	rooms := []struct{ path, holds string }{
		{"/today", "A small one has overdrawn its contingency"}, {"/today", "was used twice"}, {"/today", "may be one person"}, {"/customers", "2600000012348"}, {"/customers/" + h.one, "Harbour"},
		{"/promotions", "Soup week"}, {"/promotions/prm_soup", "Harbour"}, {"/vouchers", "not yet used"}, {"/vouchers/" + h.code, "T03"}, {"/vouchers/" + h.twice, "used again"},
		{"/stores", "Harbour"}, {"/learn", "Nothing is learned yet"}, {"/settings", "API token"}, {"/sign-in", "workshop"},
	}
	for _, dress := range []struct {
		name, theme string
		set         chromedp.Action[chromedp.Void]
	}{
		{"light", "light", chromedp.EmulateViewport(1440, 900)}, {"dark", "dark", chromedp.EmulateViewport(1440, 900)},
		{"phone", "light", chromedp.EmulateViewport(390, 844, chromedp.EmulateMobile, chromedp.EmulateTouch)},
	} {
		for _, r := range rooms {
			var text string
			var got shape
			err := chromedp.Do(ctx, dress.set, chromedp.Navigate(h.pages.URL+r.path+"?theme="+dress.theme))
			if err == nil {
				got, err = chromedp.Run(ctx, chromedp.Evaluate[shape](measure))
			}
			if err == nil {
				text, err = chromedp.Run(ctx, chromedp.Evaluate[string](`document.body.textContent`))
			}
			if err != nil {
				t.Fatalf("%s, %s: %v", r.path, dress.name, err)
			}
			if got.H1 != 1 || got.Answer != 1 || got.Main != 1 || got.Notice != 1 || len(got.Wide) > 0 {
				t.Errorf("%s, %s: %+v", r.path, dress.name, got)
			}
			if !strings.Contains(text, r.holds) {
				t.Errorf("%s, %s: lacks %q", r.path, dress.name, r.holds)
			}
			if said := heard.take(); len(said) > 0 {
				t.Errorf("%s, %s: the browser complains: %v", r.path, dress.name, said)
			}
		}
	}
}

// TestBrowser_SeesTheTills: a receipt that closes at a till is on Today without
// anybody asking for it.
func TestBrowser_SeesTheTills(t *testing.T) {
	ctx, heard := look(t)
	h := build(t)
	err := chromedp.Do(ctx, chromedp.Navigate(h.pages.URL+"/sign-in?link=once"), chromedp.Navigate(h.pages.URL+"/today"), chromedp.WaitVisible(".ticker li"))
	if err != nil {
		t.Fatal(err)
	}
	before, err := chromedp.Run(ctx, chromedp.Evaluate[string](`document.querySelector(".ticker li").dataset.seq`))
	if err != nil {
		t.Fatal(err)
	}
	h.sell(`"customer":{"card":"2600000099991"}`)
	if err := chromedp.Do(ctx, chromedp.WaitVisible(`.ticker li:first-child:not([data-seq="`+before+`"])`)); err != nil {
		t.Fatal("the receipt never came up:", err)
	}
	if said := heard.take(); len(said) > 0 {
		t.Errorf("the browser complains: %v", said)
	}
}
