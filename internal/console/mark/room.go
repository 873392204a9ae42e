package mark

import "unicode/utf8"

// Pictures take the width of their place, which the server does not know. Labels of an
// axis keep clear of each other in the narrowest place that the console gives them, in px.
const (
	columnWidth = 150.0 // of a table at 1,280 px
	narrowWidth = 96.0  // of a table on a phone and where the page scrolls
	phoneWidth  = 300.0 // a chart on a phone
	halfWidth   = 340.0 // a chart in the smaller half of a page
	letterWidth = 6.4   // of 11 px
	between     = 4.0   // two labels
)

// placed is a label of an axis, where it stands, from 0 to 1, and which part of it there.
type placed struct {
	share        float64
	text, anchor string
}

// box is from where to where a label reaches in a picture so wide.
func (p placed) box(width float64) (from, to float64) {
	x, long := p.share*width, float64(utf8.RuneCountInString(p.text))*letterWidth
	switch p.anchor {
	case "start":
		return x, x + long
	case "end":
		return x - long, x
	}
	return x - long/2, x + long/2
}

// room says which labels have room in a picture so wide, from the left.
func room(width float64, labels []placed) []bool {
	out, last := make([]bool, len(labels)), -between
	for i, l := range labels {
		from, to := l.box(width)
		if out[i] = i == 0 || from >= last+between; out[i] {
			last = to
		}
	}
	return out
}
