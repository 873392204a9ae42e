package season

import (
	"bytes"
	"reflect"
	"testing"
)

// FuzzDecode: no panic, and what is read is written back to the same bytes.
func FuzzDecode(f *testing.F) {
	full := sampleCalendar()
	f.Add(full.Append(nil))
	f.Add((&Calendar{}).Append(nil))
	f.Add([]byte{form})
	f.Fuzz(func(t *testing.T, src []byte) {
		c, err := Decode(src)
		if err != nil {
			if c != nil {
				t.Fatalf("an error and a calendar: %v", c)
			}
			return
		}
		if got := c.Append(nil); !bytes.Equal(got, src) {
			t.Fatalf("read %x, wrote %x", src, got)
		}
	})
}

func sampleCalendar() *Calendar {
	s := Season{
		Type: 1, Class: 7, Verdict: Reported, Why: Found, Peak: 120, PeakLow: 110, PeakHigh: 130, Amplitude: .5,
		P: .001, Q: .01, Events: 90, Customers: 60, Years: 2, Since: 20000,
	}
	s.PeakToTrough = s.Window().Season.PeakToTrough
	c := &Calendar{
		Through: 20700,
		Typology: Typology{Groups: []uint32{3, 7}, Kinds: []Kind{
			{Customers: 40, Prior: -.2, Top: []uint32{3}, Scores: []float64{-.1, -2.5, -5}},
			{Customers: 30, Prior: -1.4, Top: []uint32{7}, Scores: []float64{-2.5, -.1, -5}},
		}},
		Seasons: []Season{{Type: 0, Class: Anything, Why: FewEvents, P: 1, Q: 1, PeakToTrough: 1}, s},
	}
	c, err := Decode(c.Append(nil)) // fills what is derived
	if err != nil {
		panic(err)
	}
	return c
}

func TestDecode(t *testing.T) {
	t.Parallel()
	full := sampleCalendar()
	body := full.Append(nil)
	back, err := Decode(body)
	if err != nil || !reflect.DeepEqual(back, full) {
		t.Fatalf("read back %+v (%v), want %+v", back, err, full)
	}
	for n := range body {
		if c, err := Decode(body[:n]); err == nil {
			t.Fatalf("%d of %d bytes are read: %+v", n, len(body), c)
		}
	}
	if _, err := Decode(append(body, 0)); err == nil {
		t.Error("a byte too many is read")
	}
	if _, err := Decode(append([]byte{form + 1}, body[1:]...)); err == nil {
		t.Error("another version is read")
	}
}
