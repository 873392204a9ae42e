package paper

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
)

// The colours of the palette; two colours make a picture of one bit a dot.
const (
	white = 0
	black = 1
)

const (
	border    = 16 // dots above and below the strip
	blackEdge = 3  // dots of black above and below the signs of an inverse line
	symbolGap = 12 // dots above and below a symbol, beside its quiet zone
)

// renderPNG draws the strip as wide as the printer's dots.
func renderPNG(s Strip, p Printer) ([]byte, error) {
	pen, err := newPen()
	if err != nil {
		return nil, err
	}
	width := dots(p.Columns)
	var blocks []block
	height := 2 * border
	for _, r := range layout(s, p, pen) {
		b, err := blockOf(r, width)
		if err != nil {
			return nil, err
		}
		blocks, height = append(blocks, b), height+b.height
	}
	img := image.NewPaletted(image.Rect(0, 0, width, height), color.Palette{color.White, color.Black})
	y := border
	for _, b := range blocks {
		b.draw(img, pen, y)
		y += b.height
	}
	var out bytes.Buffer
	if err := png.Encode(&out, img); err != nil {
		return nil, fmt.Errorf("png: %w", err)
	}
	return out.Bytes(), nil
}

// block is a row with its height in dots and its symbol, if it is one.
type block struct {
	row
	height int
	symbol symbol
}

func blockOf(r row, width int) (block, error) {
	b := block{row: r, height: cellHeight}
	var err error
	switch r.look {
	case double:
		b.height = 2 * cellHeight
	case inverse:
		b.height = cellHeight + 2*blackEdge
	case code128, ean13, qr:
		b.symbol, err = symbolOf(r, width)
		b.height = 2*symbolGap + b.symbol.height()
		if r.look != qr {
			b.height += cellHeight
		}
	}
	return b, err
}

// draw puts the block in the middle of the picture, y dots from the top.
func (b block) draw(img *image.Paletted, pen *pen, y int) {
	width := img.Rect.Dx()
	line, top := b.row, y
	switch b.look {
	case blank:
		return
	case tear:
		for x := 0; x < width; x += 2 * cellWidth {
			fill(img, image.Rect(x, y+cellHeight/2, x+cellWidth, y+cellHeight/2+2))
		}
		return
	case inverse:
		fill(img, image.Rect(0, y, width, y+b.height))
		top += blackEdge
	case code128, ean13, qr:
		b.symbol.draw(img, y+symbolGap)
		top += symbolGap + b.symbol.height()
	}
	if b.look == qr {
		return
	}
	cell := cellWidth
	if b.look == double {
		cell *= 2
	}
	pen.write(img, image.Pt((width-cell*textWidth(line.text))/2, top), line)
}

// fill sets all dots of a rectangle, as far as it lies in the picture.
func fill(img *image.Paletted, r image.Rectangle) {
	r = r.Intersect(img.Rect)
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			img.SetColorIndex(x, y, black)
		}
	}
}
