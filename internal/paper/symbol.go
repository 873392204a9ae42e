package paper

import (
	"fmt"
	"image"
	"image/color"
	"strings"

	"github.com/boombuler/barcode"
	bar128 "github.com/boombuler/barcode/code128"
	"github.com/boombuler/barcode/ean"
	barqr "github.com/boombuler/barcode/qr"
)

// Quiet zones in modules, on the wider side (ISO/IEC 15417, 15420, 18004).
const (
	quiet128 = 10
	quietEAN = 11
	quietQR  = 4
)

// symbol is a barcode as modules, with its size on the paper in dots.
type symbol struct {
	bars   barcode.Barcode
	module int // dots of a module
	tall   int // dots of the bars; 0 for QR, whose modules are squares
}

// symbolOf encodes the row's text for a picture width dots wide. Where Code 128
// with hyphens leaves no quiet zone the hyphens are left out: they are read with
// or without. A printer keeps them, its paper has blank edges.
func symbolOf(r row, width int) (symbol, error) {
	var s symbol
	var err error
	var quiet int
	switch r.look {
	case ean13:
		s, quiet = symbol{module: eanModule, tall: barDots}, quietEAN
		s.bars, err = ean.Encode(r.text)
	case qr:
		s, quiet = symbol{module: qrModule}, quietQR
		s.bars, err = barqr.Encode(r.text, barqr.M, barqr.Auto)
	default:
		s, quiet = symbol{module: codeModule, tall: barDots}, quiet128
		s.bars, err = bar128.Encode(r.text)
		if err == nil && s.width()+2*quiet*s.module > width {
			s.bars, err = bar128.Encode(strings.ReplaceAll(r.text, "-", ""))
		}
	}
	if err != nil {
		return symbol{}, fmt.Errorf("barcode of %q: %w", r.text, err)
	}
	if s.width()+2*quiet*s.module > width {
		return symbol{}, fmt.Errorf("barcode of %q needs %d of %d dots", r.text, s.width(), width)
	}
	return s, nil
}

func (s symbol) width() int { return s.bars.Bounds().Dx() * s.module }

// height is that of the bars; a QR code brings its quiet zone.
func (s symbol) height() int {
	if s.tall > 0 {
		return s.tall
	}
	return (s.bars.Bounds().Dy() + 2*quietQR) * s.module
}

// draw puts the symbol in the middle of the picture, y dots from the top.
func (s symbol) draw(img *image.Paletted, y int) {
	left := (img.Rect.Dx() - s.width()) / 2
	size := s.bars.Bounds()
	down := s.tall
	if s.tall == 0 {
		y, down = y+quietQR*s.module, s.module
	}
	for row := range size.Dy() {
		for col := range size.Dx() {
			if s.bars.At(col, row) != color.Black {
				continue
			}
			x := left + col*s.module
			fill(img, image.Rect(x, y+row*down, x+s.module, y+row*down+down))
		}
	}
}
