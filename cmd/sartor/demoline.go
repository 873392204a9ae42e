package main

import (
	"fmt"
	"io"
	"sync/atomic"

	"sartor/internal/console/phrase"
	"sartor/internal/console/view"
)

// grouped writes a count as the console does: 23,040.
func grouped(n int) string { return phrase.Formatter{}.Count(int64(n)) }

// demoLine says how far the demo is, in the console and on the terminal: one
// line that is written over on a terminal, a line for each step elsewhere.
type demoLine struct {
	out  io.Writer
	now  atomic.Pointer[view.Preparing] // nil: it stands
	done atomic.Bool
}

// show begins a step; done is the share of the whole.
func (l *demoLine) show(done float64, format string, args ...any) {
	p := &view.Preparing{Text: fmt.Sprintf(format, args...), Done: done}
	l.now.Store(p)
	if !isTerminal(l.out) {
		fmt.Fprintf(l.out, "%3.0f %%  %s\n", 100*p.Done, p.Text)
		return
	}
	l.over(p)
}

// move says more about a step that goes on; logs hear of it no more often than
// of the steps.
func (l *demoLine) move(done float64, format string, args ...any) {
	p := &view.Preparing{Text: fmt.Sprintf(format, args...), Done: done}
	l.now.Store(p)
	if isTerminal(l.out) {
		l.over(p)
	}
}

func (l *demoLine) over(p *view.Preparing) {
	fmt.Fprintf(l.out, "\r\x1b[K%3.0f %%  %s", 100*p.Done, p.Text)
}

// say writes something that stays, above the line.
func (l *demoLine) say(text string) {
	l.clear()
	fmt.Fprintln(l.out, text)
}

func (l *demoLine) clear() {
	if isTerminal(l.out) {
		fmt.Fprint(l.out, "\r\x1b[K")
	}
}

// end leaves the line; text says why when the chain does not stand.
func (l *demoLine) end(text string) {
	if text != "" {
		l.say(text)
		return
	}
	l.clear()
	if !isTerminal(l.out) {
		fmt.Fprintln(l.out, "100 %  Ready")
	}
	l.now.Store(nil)
	l.done.Store(true)
}

// stands reports whether the chain was finished.
func (l *demoLine) stands() bool { return l.done.Load() }

// preparing is what the console shows; nil when all stands.
func (l *demoLine) preparing() *view.Preparing { return l.now.Load() }
