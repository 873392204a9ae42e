package onlineretail

import (
	"cmp"
	"slices"
	"unicode/utf8"

	"sartor/internal/table"
)

// titles finds the name of each stock code: 647 codes have several
// descriptions, some of them remarks ("damages", "?"). The one on most lines
// with a price wins; of equals the first.
type titles struct {
	byCode map[string]map[string]*title
	seen   int
}

type title struct {
	text        string
	sold, lines int // with a price; all
	first       int
}

func newTitles() *titles { return &titles{byCode: map[string]map[string]*title{}} }

// mostTitles bounds what is kept per code, against a hostile file.
const mostTitles = 64

// add counts a description on a line with a price.
func (n *titles) add(code, text []byte, price table.Decimal) {
	if len(text) == 0 {
		return
	}
	byText, ok := n.byCode[string(code)]
	if !ok {
		byText = map[string]*title{}
		n.byCode[string(code)] = byText
	}
	t, ok := byText[string(text)]
	if !ok {
		clean := fromLatin1(text)
		if len(byText) == mostTitles || table.TextReason("description", []byte(clean)) != "" {
			return
		}
		n.seen++
		t = &title{text: clean, first: n.seen}
		byText[string(text)] = t
	}
	t.lines++
	if price.Coef > 0 {
		t.sold++
	}
}

// best returns a code's name, "" when none was seen.
func (n *titles) best(code string) string {
	var all []*title
	for _, t := range n.byCode[code] {
		all = append(all, t)
	}
	if len(all) == 0 {
		return ""
	}
	return slices.MinFunc(all, func(a, b *title) int {
		return cmp.Or(cmp.Compare(b.sold, a.sold), cmp.Compare(b.lines, a.lines), cmp.Compare(a.first, b.first))
	}).text
}

// fromLatin1 reads text that is not UTF-8 as ISO 8859-1, in which the
// published file is often passed on (its £ signs).
func fromLatin1(b []byte) string {
	if utf8.Valid(b) {
		return string(b)
	}
	runes := make([]rune, len(b))
	for i, c := range b {
		runes[i] = rune(c)
	}
	return string(runes)
}
