package paper

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// printed is what a printer would have done with a stream.
type printed struct {
	lines   []string // bytes of each line of text, not decoded
	widths  []int    // columns each of them takes
	symbols []string // as zbarimg names them: "CODE-128:Q6P5-RW53-V60T"
	page    byte
	cut     bool
	wide    int  // columns a character takes now
	barText byte // GS H
	qr      []byte
}

// walk obeys a stream as a printer does and fails at the first byte that is
// neither text nor a command a strip may send.
func walk(stream []byte) (printed, error) {
	p := printed{wide: 1}
	var line []byte
	width := 0
	for i := 0; i < len(stream); {
		switch b := stream[i]; {
		case b == '\n':
			p.lines, p.widths = append(p.lines, string(line)), append(p.widths, width)
			line, width = nil, 0
			i++
		case b >= ' ' && b != 0x7F:
			line, width = append(line, b), width+p.wide
			i++
		case b == 0x1B || b == 0x1D:
			n, err := p.command(stream[i:])
			if err != nil {
				return p, fmt.Errorf("byte %d: %w", i, err)
			}
			i += n
		default:
			return p, fmt.Errorf("byte %d: control byte %#02x", i, b)
		}
	}
	if len(line) > 0 {
		return p, fmt.Errorf("the last line %q does not end", line)
	}
	return p, nil
}

// command obeys the command at the start of b and returns its length.
func (p *printed) command(b []byte) (int, error) {
	if len(b) < 3 && !bytes.Equal(b, []byte{0x1B, 0x40}) {
		return 0, fmt.Errorf("command % x is cut off", b)
	}
	if b[0] == 0x1B && b[1] == 0x40 {
		return 2, nil
	}
	one := func(allowed ...byte) (int, error) {
		if !slices.Contains(allowed, b[2]) {
			return 0, fmt.Errorf("command % x: argument not allowed", b[:3])
		}
		return 3, nil
	}
	switch string(b[:2]) {
	case "\x1bt":
		p.page = b[2]
		return one(17, 18, 19)
	case "\x1ba", "\x1bE", "\x1dB":
		return one(0, 1)
	case "\x1d!":
		p.wide = int(b[2]>>4) + 1
		return one(0, 0x11)
	case "\x1bd":
		return one(4)
	case "\x1dh":
		return one(80)
	case "\x1dw":
		return one(2, 3)
	case "\x1dH":
		p.barText = b[2]
		return one(2)
	case "\x1dV":
		p.cut = true
		if len(b) < 4 || b[2] != 0x42 {
			return 0, fmt.Errorf("cut % x", b)
		}
		return 4, nil
	case "\x1dk":
		return p.bars(b)
	case "\x1d(":
		return p.square(b)
	}
	return 0, fmt.Errorf("command % x is not ours", b[:3])
}

// bars obeys GS k in its form with a length.
func (p *printed) bars(b []byte) (int, error) {
	if len(b) < 4 || len(b) < 4+int(b[3]) || p.barText != 2 {
		return 0, fmt.Errorf("barcode % x is cut off or has no text", b)
	}
	data := string(b[4 : 4+int(b[3])])
	switch {
	case b[2] == 0x43 && len(data) == 12 && strings.Trim(data, "0123456789") == "":
		p.symbols = append(p.symbols, "EAN-13:"+data)
	case b[2] == 0x49 && strings.HasPrefix(data, "{B") && !strings.ContainsFunc(data, func(r rune) bool { return r < ' ' || r > '~' }):
		p.symbols = append(p.symbols, "CODE-128:"+strings.ReplaceAll(data[2:], "{{", "{"))
	default:
		return 0, fmt.Errorf("barcode %q", b[:4+int(b[3])])
	}
	return 4 + len(data), nil
}

// square obeys GS ( k for QR codes.
func (p *printed) square(b []byte) (int, error) {
	if len(b) < 8 || b[2] != 0x6B || b[5] != 0x31 {
		return 0, fmt.Errorf("GS ( % x", b[:3])
	}
	n := 5 + int(b[3]) + int(b[4])<<8
	if len(b) < n {
		return 0, fmt.Errorf("QR command is cut off")
	}
	switch args := string(b[6:n]); {
	case args == "\x41\x32\x00", args == "\x43\x05", args == "\x45\x31":
	case args[:2] == "\x50\x30":
		p.qr = []byte(args[2:])
	case args == "\x51\x30":
		p.symbols = append(p.symbols, "QR-Code:"+string(p.qr))
	default:
		return 0, fmt.Errorf("QR command %q", args)
	}
	return n, nil
}

// TestWalk_CatchesCommandsInText holds the walker itself: a writer that lets a
// name through as it is must not pass.
func TestWalk_CatchesCommandsInText(t *testing.T) {
	t.Parallel()
	for _, name := range []string{
		"\x1bp\x00\x19\xfa", "a\x10\x14\x01\x00\x01", "\x1c.", "\x1dV\x00", "\x1bc5\x01", "tab\there", "\x7f", "\x1d(A\x02\x00\x00\x02", "\x1b",
	} {
		tape := tape{page: codePageFor("en")}
		tape.begin()
		tape.out = append(tape.out, name...) // what line must never do
		tape.out = append(tape.out, '\n')
		if _, err := walk(tape.out); err == nil {
			t.Errorf("%q passes", name)
		}
	}
}

// TestTape_PublishedSample writes the full sample of CONVENTIONS.md 6.
func TestTape_PublishedSample(t *testing.T) {
	t.Parallel()
	tp := tape{page: codePageFor("en")}
	tp.begin()
	tp.set(align, 1)
	tp.set(weight, 1)
	tp.set(size, 0x11)
	tp.line("5 % off")
	tp.set(size, 0)
	tp.set(weight, 0)
	tp.line("Crème fraîche until 31.12. - save 0,50 €")
	tp.set(barHeight, 80)
	tp.set(barModule, 2)
	tp.set(barText, 2)
	tp.ean13("9821234000502")
	tp.code128("Q6P5-RW53-V60T")
	tp.qr("https://id.example.com/255/9524141234564000000001234")
	tp.cut()
	sum := fmt.Sprintf("%x", sha256.Sum256(tp.out))
	const want = "188eaabe509e2fe68348e57c6e950196141cef6c62d3fd7ad09b6ef499c35b4a"
	if len(tp.out) != 211 || sum != want {
		t.Errorf("got %d bytes, %s, want 211, %s:\n%q", len(tp.out), sum, want, tp.out)
	}
	p, err := walk(tp.out)
	if err != nil || len(p.symbols) != 3 || !p.cut || p.page != 19 {
		t.Errorf("walked to %+v, %v", p, err)
	}
}
