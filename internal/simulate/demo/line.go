package demo

import (
	"fmt"
	"io"
	"sync/atomic"

	"sartor/internal/console/phrase"
	"sartor/internal/console/view"
)

// grouped writes a count as the console does: 23,040.
func grouped(n int) string { return phrase.Formatter{}.Count(int64(n)) }

// Line says how far the demo is, in the console and on the terminal: one
// line that is written over on a terminal, a line for each step elsewhere.
type Line struct {
	Out      io.Writer
	Terminal bool                           // Out is a terminal
	now      atomic.Pointer[view.Preparing] // nil: it stands
	done     atomic.Bool
}

// Show begins a step; done is the share of the whole.
func (l *Line) Show(done float64, format string, args ...any) {
	p := &view.Preparing{Text: fmt.Sprintf(format, args...), Done: done}
	l.now.Store(p)
	if !l.Terminal {
		fmt.Fprintf(l.Out, "%3.0f %%  %s\n", 100*p.Done, p.Text)
		return
	}
	l.over(p)
}

// move says more about a step that goes on; logs hear of it no more often than
// of the steps.
func (l *Line) move(done float64, format string, args ...any) {
	p := &view.Preparing{Text: fmt.Sprintf(format, args...), Done: done}
	l.now.Store(p)
	if l.Terminal {
		l.over(p)
	}
}

func (l *Line) over(p *view.Preparing) {
	fmt.Fprintf(l.Out, "\r\x1b[K%3.0f %%  %s", 100*p.Done, p.Text)
}

// Say writes something that stays, above the line.
func (l *Line) Say(text string) {
	l.clear()
	fmt.Fprintln(l.Out, text)
}

func (l *Line) clear() {
	if l.Terminal {
		fmt.Fprint(l.Out, "\r\x1b[K")
	}
}

// End leaves the line; text says why when the chain does not stand.
func (l *Line) End(text string) {
	if text != "" {
		l.Say(text)
		return
	}
	l.clear()
	if !l.Terminal {
		fmt.Fprintln(l.Out, "100 %  Ready")
	}
	l.now.Store(nil)
	l.done.Store(true)
}

// Stands reports whether the chain was finished.
func (l *Line) Stands() bool { return l.done.Load() }

// Preparing is what the console shows; nil when all stands.
func (l *Line) Preparing() *view.Preparing { return l.now.Load() }
