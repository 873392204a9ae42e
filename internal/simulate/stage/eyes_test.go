package stage

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// eyes are somebody at a browser.
type eyes struct {
	t   *testing.T
	ctx context.Context
}

// look opens the machine's own Chromium for somebody; each has a profile of their
// own, so that nobody is signed in as another.
func look(t *testing.T, link string, width int64) *eyes {
	t.Helper()
	path, err := exec.LookPath("chromium")
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("no chromium: install it, CI must walk the story")
		}
		t.Skip("no chromium here: nobody walks the story")
	}
	opts := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-background-networking", true), chromedp.UserDataDir(t.TempDir()))
	alloc, stopAlloc := chromedp.NewExecAllocator(t.Context(), opts...)
	t.Cleanup(stopAlloc)
	ctx, stop := chromedp.NewContext(alloc)
	t.Cleanup(stop)
	e := &eyes{t: t, ctx: ctx}
	if err := chromedp.Do(ctx); err != nil { // starts it; who waits for what it does has a limit
		t.Fatal(err)
	}
	e.do(chromedp.EmulateViewport(width, map[bool]int64{true: 844, false: 900}[width < 600]))
	e.open(link)
	return e
}

func (e *eyes) do(actions ...chromedp.Action[chromedp.Void]) {
	e.t.Helper()
	ctx, cancel := context.WithTimeout(e.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, actions...); err != nil {
		e.t.Fatal(err)
	}
}

func (e *eyes) open(url string) {
	e.t.Helper()
	e.do(chromedp.Navigate(url), chromedp.WaitReady("main"))
}

// read evaluates an expression in the page.
func read[T any](e *eyes, expression string) T {
	e.t.Helper()
	out, err := chromedp.Run(e.ctx, chromedp.Evaluate[T](expression))
	if err != nil {
		e.t.Fatalf("%s: %v", expression, err)
	}
	return out
}

// text is what an element says, with single spaces; "" when there is none.
func (e *eyes) text(selector string) string {
	e.t.Helper()
	return strings.Join(strings.Fields(read[string](e, `(document.querySelector(`+strconv.Quote(selector)+`)?.textContent ?? "")`)), " ")
}

// tab goes to an element by the keyboard alone.
func (e *eyes) tab(selector string) {
	e.t.Helper()
	const most = 250 // stops on a page
	for range most {
		e.do(chromedp.KeyEvent(kb.Tab))
		if read[bool](e, `document.activeElement.matches(`+strconv.Quote(selector)+`)`) {
			return
		}
	}
	e.t.Fatalf("%s: %q cannot be reached by the keyboard; the page says %q", e.at(), selector, e.text("main"))
}

// press tabs to an element and presses Enter, which opens another page.
func (e *eyes) press(selector string) {
	e.t.Helper()
	e.tab(selector)
	e.leave()
}

// leave presses Enter and waits for the page that follows.
func (e *eyes) leave() {
	e.t.Helper()
	_ = read[bool](e, `window.stale = true`)
	e.do(chromedp.KeyEvent(kb.Enter))
	ctx, cancel := context.WithTimeout(e.ctx, patience)
	defer cancel()
	for {
		fresh, err := chromedp.Run(ctx, chromedp.Evaluate[bool](`!window.stale && document.readyState === "complete" && !!document.querySelector("main")`))
		switch {
		case err == nil && fresh:
			return
		case ctx.Err() != nil:
			e.t.Fatalf("%s: nothing follows", e.at())
		}
	}
}

// write puts a text in place of what stands in the focused field.
func (e *eyes) write(text string) {
	e.t.Helper()
	_ = read[bool](e, `(document.activeElement.select(), true)`)
	e.do(chromedp.KeyEvent(text))
}

func (e *eyes) at() string { return read[string](e, `location.pathname`) }

// shot keeps a picture when SARTOR_SHOTS names a folder: the command that makes
// those of the documents.
func (e *eyes) shot(name string) {
	e.t.Helper()
	dir := os.Getenv("SARTOR_SHOTS")
	if dir == "" {
		return
	}
	png, err := chromedp.Run(e.ctx, chromedp.FullScreenshot(100))
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, name+".png"), png, 0o600)
	}
	if err != nil {
		e.t.Fatal(name, err)
	}
}
