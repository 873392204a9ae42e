package paper

import (
	"iter"
	"strings"
)

// wrapped yields the lines of a cleaned text, none wider than width columns:
// broken at blanks, and inside a word only when it fills a line alone.
func wrapped(text string, width int) iter.Seq[string] {
	return func(yield func(string) bool) {
		for text = strings.Trim(text, " "); text != ""; {
			cut := fit(text, width)
			if !yield(strings.TrimRight(text[:cut], " ")) {
				return
			}
			text = strings.TrimLeft(text[cut:], " ")
		}
	}
}

// fit returns how many bytes of text go on a line of width columns.
func fit(text string, width int) int {
	if len(text) <= width { // no sign takes more columns than bytes
		return len(text)
	}
	used, blank := 0, 0
	for i, r := range text {
		used += cells(r)
		switch {
		case used > width && r == ' ':
			return i
		case used > width && blank > 0:
			return blank
		case used > width:
			return i
		case r == ' ':
			blank = i
		}
	}
	return len(text)
}
