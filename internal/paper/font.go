package paper

import (
	"image"
	"sync"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gomono"
	"golang.org/x/image/font/gofont/gomonobold"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

const (
	cellWidth  = 12 // dots of a character in font A
	cellHeight = 24
	emDots     = 20 // Go Mono of this size is 12 dots wide
	baseline   = 18 // dots below the top of a cell
	ink        = 0x70
)

// typefaces are Go Mono, which has Latin, Greek and Cyrillic; read once and
// shared, they do not change.
type typefaces struct{ regular, bold *opentype.Font }

var readTypefaces = sync.OnceValues(func() (typefaces, error) {
	regular, err := opentype.Parse(gomono.TTF)
	if err != nil {
		return typefaces{}, err
	}
	bold, err := opentype.Parse(gomonobold.TTF)
	return typefaces{regular, bold}, err
})

// pen draws text for one picture; it is not shared.
type pen struct {
	fonts               typefaces
	regular, bold, huge font.Face
	buffer              sfnt.Buffer
}

func newPen() (*pen, error) {
	fonts, err := readTypefaces()
	if err != nil {
		return nil, err
	}
	p := &pen{fonts: fonts}
	for _, f := range []struct {
		face *font.Face
		font *opentype.Font
		size float64
	}{{&p.regular, fonts.regular, emDots}, {&p.bold, fonts.bold, emDots}, {&p.huge, fonts.bold, 2 * emDots}} {
		if *f.face, err = opentype.NewFace(f.font, &opentype.FaceOptions{Size: f.size, DPI: 72}); err != nil {
			return nil, err
		}
	}
	return p, nil
}

// has reports whether both weights have the sign.
func (p *pen) has(r rune) bool {
	if cells(r) != 1 {
		return false
	}
	if r == tied {
		return true
	}
	for _, f := range []*opentype.Font{p.fonts.regular, p.fonts.bold} {
		if i, err := f.GlyphIndex(&p.buffer, r); err != nil || i == 0 {
			return false
		}
	}
	return true
}

// write sets the dots of a text, each sign in its cell; at is the top left.
func (p *pen) write(img *image.Paletted, at image.Point, r row) {
	face, scale := p.regular, 1
	switch r.look {
	case bold, inverse:
		face = p.bold
	case double:
		face, scale = p.huge, 2
	}
	colour := uint8(black)
	if r.look == inverse {
		colour = white
	}
	for _, sign := range r.text {
		dot := fixed.P(at.X, at.Y+scale*baseline)
		if where, mask, from, _, ok := face.Glyph(dot, sign); ok && sign != tied {
			stamp(img, glyph{where, mask, from}, colour)
		}
		at.X += scale * cellWidth
	}
}

// glyph is a drawn sign: how much ink where in the picture.
type glyph struct {
	where image.Rectangle
	mask  image.Image
	from  image.Point // of the mask, at the top left of where
}

// stamp sets the dots where a glyph has enough ink; there are no greys on
// thermal paper.
func stamp(img *image.Paletted, g glyph, colour uint8) {
	for y := range g.where.Dy() {
		for x := range g.where.Dx() {
			if _, _, _, a := g.mask.At(g.from.X+x, g.from.Y+y).RGBA(); a>>8 >= ink {
				img.SetColorIndex(g.where.Min.X+x, g.where.Min.Y+y, colour)
			}
		}
	}
}
