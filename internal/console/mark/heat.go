package mark

// HeatHead is one column: an hour, a day.
type HeatHead struct {
	Text  string
	Class string // "opt" hides it on a phone, "ds" begins a day
}

// HeatRow is one thing over time.
type HeatRow struct {
	Name, Note, URL string
	Cells           []HeatCell
}

// HeatCell is a value and how it is written; NaN is a cell of which nothing is
// known.
type HeatCell struct {
	Value float64
	Text  string
}

// Heat is a strip of colours by thing and time. It is a table, so it is its own
// alternative.
type Heat struct {
	Caption Caption
	Corner  string // heads the names, for those who cannot see it
	Head    []HeatHead
	Row     []heatRow
}

type heatRow struct {
	Name, Note, URL string
	Cell            []heatCell
}

type heatCell struct{ Class, Text, Hidden string }

// NewHeat colours the cells by the shades. The palest cells are read out but
// not printed, so that what matters stands out; a row shorter than the head is
// filled with cells of which nothing is known.
func NewHeat(h Heat, s Shades, rows []HeatRow) Heat {
	h.Row = nil
	for _, r := range rows {
		out := heatRow{Name: r.Name, Note: r.Note, URL: r.URL}
		for i, head := range h.Head {
			cell := heatCell{Class: noShade}
			if i < len(r.Cells) {
				cell = r.Cells[i].shaded(s)
			}
			if head.Class != "" {
				cell.Class += " " + head.Class
			}
			out.Cell = append(out.Cell, cell)
		}
		h.Row = append(h.Row, out)
	}
	return h
}

func (c HeatCell) shaded(s Shades) heatCell {
	switch class := s.Class(c.Value); class {
	case "q0", "q1", "d0":
		return heatCell{Class: class, Hidden: c.Text}
	default:
		return heatCell{Class: class, Text: c.Text}
	}
}
