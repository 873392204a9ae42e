package main

import (
	"fmt"
	"io"
	"os"
	"strings"

	"sartor/internal/intake"
)

// progressBar says how far an import is: one line that changes on a terminal, a
// line at each tenth of the way elsewhere.
type progressBar struct {
	out      io.Writer
	terminal bool
	last     string
}

// clearLine takes away what stands behind the cursor of a terminal.
const clearLine = "\x1b[K"

// everyRows is how often a stage of unknown length is told of outside a terminal.
const everyRows = 100_000

func (b *progressBar) show(p intake.Progress) {
	line := b.plain(p)
	if b.terminal {
		line = barOf(p)
	}
	if line == b.last {
		return
	}
	b.last = line
	if b.terminal {
		fmt.Fprint(b.out, "\r"+line+clearLine)
		return
	}
	fmt.Fprintln(b.out, line)
}

// plain is the last mark that was passed.
func (b *progressBar) plain(p intake.Progress) string {
	if p.Total > 0 {
		return fmt.Sprintf("%s %3d %%", p.Stage, p.Done*10/p.Total*10)
	}
	if p.Done < everyRows {
		return string(p.Stage)
	}
	return fmt.Sprintf("%s %d", p.Stage, p.Done/everyRows*everyRows)
}

func barOf(p intake.Progress) string {
	const width = 25
	if p.Total <= 0 {
		return fmt.Sprintf("%s %d", p.Stage, p.Done)
	}
	share := min(100, 100*p.Done/p.Total)
	full := int(share * width / 100)
	return fmt.Sprintf("%s %3d %% %s%s", p.Stage, share, strings.Repeat("=", full), strings.Repeat(" ", width-full))
}

// end leaves the bar's line to what is said next.
func (b *progressBar) end() {
	if b.terminal && b.last != "" {
		fmt.Fprintln(b.out)
	}
}

func isTerminal(out io.Writer) bool {
	f, ok := out.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
