package mark

import (
	"strconv"
	"strings"
	"unicode"
)

// TileState is what a store did with what head office sent.
type TileState string

// The states; a tailored store wears the thread, a proposed one is basted.
const (
	AsSent   TileState = ""
	Tailored TileState = "sewn"
	Proposed TileState = "next"
)

// Tile is one store: a few letters, a figure and the colour of its value. NaN
// is a store of which too little is known: it is drawn, without a colour.
type Tile struct {
	Code, Figure string
	Title        string // the whole name with the figure in words
	URL          string
	Value        float64
	State        TileState
}

// Region is one group of stores; Note stands beside its name.
type Region struct {
	Name, Note string
	Tiles      []Tile
}

// TileGrid is every store as a square, in its region.
type TileGrid struct {
	Class   string
	Regions []tileRegion
}

type tileRegion struct {
	Name, Note string
	Tiles      []tile
}

type tile struct{ Code, Figure, Title, URL, Class string }

// NewTileGrid colours the stores of each region by the shades.
func NewTileGrid(s Shades, regions []Region) TileGrid {
	g := TileGrid{Class: "tilegrid"}
	for _, r := range regions {
		out := tileRegion{Name: r.Name, Note: r.Note}
		for _, t := range r.Tiles {
			one := tile{Code: t.Code, Figure: t.Figure, Title: t.Title, URL: t.URL, Class: s.Class(t.Value)}
			if t.State != AsSent {
				one.Class += " " + string(t.State)
			}
			out.Tiles = append(out.Tiles, one)
		}
		g.Regions = append(g.Regions, out)
	}
	return g
}

// Big returns the grid with higher tiles, where it is the page's picture.
func (g TileGrid) Big() TileGrid {
	g.Class = "tilegrid big"
	return g
}

// Codes shortens names to three letters each, unlike each other as far as the
// letters of the names and a digit allow.
func Codes(names []string) []string {
	used := make(map[string]bool, len(names))
	out := make([]string, len(names))
	for i, name := range names {
		out[i] = freeCode(letters(name), used)
		used[out[i]] = true
	}
	return out
}

// letters returns the letters and digits of a name as capitals, at most 24.
func letters(name string) []rune {
	const most = 24
	var out []rune
	for _, r := range strings.ToUpper(name) {
		if (unicode.IsLetter(r) || unicode.IsDigit(r)) && len(out) < most {
			out = append(out, r)
		}
	}
	for len(out) < 3 {
		out = append(out, '·')
	}
	return out
}

func freeCode(name []rune, used map[string]bool) string {
	for second := 1; second < len(name)-1; second++ {
		for third := second + 1; third < len(name); third++ {
			if code := string([]rune{name[0], name[second], name[third]}); !used[code] {
				return code
			}
		}
	}
	for n := 2; n < 100; n++ {
		if code := string(name[:1]) + strconv.Itoa(n); !used[code] {
			return code
		}
	}
	return string(name[:3])
}
