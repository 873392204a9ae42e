package mark

import (
	"strconv"

	"github.com/boombuler/barcode/code128"
)

// Barcode is a Code 128 as bars on a grid of modules.
type Barcode struct {
	ViewBox, Text string
	Bar           []BarcodeBar
}

// BarcodeBar is one dark bar.
type BarcodeBar struct{ X, Width string }

// NewBarcode draws text as Code 128; what it cannot hold draws nothing.
func NewBarcode(text string) Barcode {
	code, err := code128.Encode(text)
	if err != nil {
		return Barcode{}
	}
	wide := code.Bounds().Dx()
	b := Barcode{ViewBox: "0 0 " + strconv.Itoa(wide) + " 52", Text: text}
	dark := func(x int) bool {
		r, _, _, _ := code.At(x, 0).RGBA()
		return r == 0
	}
	for x := 0; x < wide; {
		end := x
		for end < wide && dark(end) == dark(x) {
			end++
		}
		if dark(x) {
			b.Bar = append(b.Bar, BarcodeBar{X: strconv.Itoa(x), Width: strconv.Itoa(end - x)})
		}
		x = end
	}
	return b
}
