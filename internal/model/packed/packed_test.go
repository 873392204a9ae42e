package packed

import (
	"encoding/binary"
	"math"
	"testing"
)

func TestReader(t *testing.T) {
	t.Parallel()
	src := binary.AppendUvarint([]byte{7}, 300)
	src = binary.AppendVarint(src, -5)
	src = AppendFloat(append(src, 2, 'o', 'k'), 1.5)
	r := Reader{Src: src}
	if r.Byte() != 7 || r.Uint32() != 300 || r.Varint() != -5 || r.Text() != "ok" || r.Float() != 1.5 || !r.Done() {
		t.Errorf("read otherwise than written: %+v", r)
	}
	if r.Byte(); !r.Bad || r.Done() {
		t.Error("a byte behind the end is bad")
	}
}

func TestReader_Refuses(t *testing.T) {
	t.Parallel()
	for name, read := range map[string]func(r *Reader){
		"a longer spelling":                  func(r *Reader) { r.Src = []byte{0x80, 0}; r.Uvarint() },
		"2^32":                               func(r *Reader) { r.Src = binary.AppendUvarint(nil, 1<<32); r.Uint32() },
		"more things than bytes":             func(r *Reader) { r.Src = []byte{200, 1, 1}; r.Length(1) },
		"no number":                          func(r *Reader) { r.Src = AppendFloat(nil, math.NaN()); r.Float() },
		"infinity":                           func(r *Reader) { r.Src = AppendFloat(nil, math.Inf(1)); r.Float() },
		"seven bytes of a float":             func(r *Reader) { r.Src = make([]byte, 7); r.Float() },
		"three bytes of a number":            func(r *Reader) { r.Src = make([]byte, 3); r.Fixed32() },
		"a count that no machine could hold": func(r *Reader) { r.Src = binary.AppendUvarint(nil, 1<<49); r.Count() },
	} {
		var r Reader
		if read(&r); !r.Bad {
			t.Errorf("%s was read", name)
		}
	}
}
