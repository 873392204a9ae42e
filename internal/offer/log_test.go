package offer

import (
	"bytes"
	"encoding/hex"
	"os"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"sartor/internal/fault"
	"sartor/internal/promotion"
)

func TestLog_RoundTrips(t *testing.T) {
	t.Parallel()
	learned()
	rapid.Check(t, func(t *rapid.T) {
		d := drawn(t).decide()
		b := d.Append(nil)
		back, err := DecodeDecision(b)
		if err != nil {
			t.Fatalf("%+v: %v", d, err)
		}
		if again := back.Append(nil); !bytes.Equal(again, b) {
			t.Fatalf("%x came back as %x", b, again)
		}
		if back.Book != d.Book || back.Seed != d.Seed || back.Counts != d.Counts || len(back.Choices) != len(d.Choices) || len(back.Top) != len(d.Top) {
			t.Fatalf("%+v came back as %+v", d, back)
		}
		for i := range d.Choices {
			want, got := d.Choices[i], back.Choices[i]
			want.Score, want.Chance, want.Margin, want.PerDay, want.PerPerson = got.Score, got.Chance, got.Margin, 0, 0 // kept shorter, or not at all
			want.Lifted, want.Visit, want.Cost = got.Lifted, got.Visit, got.Cost
			if got != want {
				t.Fatalf("choice %+v came back as %+v", want, got)
			}
		}
		back.Read.Profile, d.Read.Profile = append([]byte{}, back.Read.Profile...), append([]byte{}, d.Read.Profile...)
		back.Read.Basket, d.Read.Basket = append(back.Read.Basket, 0), append(d.Read.Basket, 0) // empty and nil are one
		if !reflect.DeepEqual(back.Read, d.Read) {
			t.Fatalf("inputs %+v came back as %+v", d.Read, back.Read)
		}
	})
}

// What the first version wrote can still be read.
func TestLog_ReadsVersion1(t *testing.T) {
	t.Parallel()
	d, err := DecodeDecision(version1(t))
	if err != nil {
		t.Fatal(err)
	}
	if d.Snapshot != 77 || d.Book != 123456789 || d.Seed != 0xfeedfacecafebeef || d.Counts[Diversity] != 144 || d.Counts[NotReached] != 0 {
		t.Errorf("head: %+v", d)
	}
	if len(d.Choices) != 2 || len(d.Top) != 3 || d.Top[2].Refusal != NotNow {
		t.Fatalf("%d choices, trace %+v", len(d.Choices), d.Top)
	}
	c := d.Choices[0]
	want := Reason{Kind: promotion.TargetDue, Count: 9, Hits: 4, Window: 12, Gap: 8, Idle: 7, Own: true}
	if c.ID != "prm_soup" || c.Product != 41 || c.Value.Percent != 15 || c.Reserve != 90 || !c.Assumed || c.Propensity != .91 || c.Reason != want {
		t.Errorf("first choice %+v", c)
	}
	if c = d.Choices[1]; c.Value.Points != 100 || c.Ghost != HeldOutFromThis || c.Reason.Kind != promotion.TargetAnyone || c.Reason.Related != 3 {
		t.Errorf("second choice %+v", c)
	}
	if _, err := Replay(&d, World{}); err == nil {
		t.Error("it was replayed without its inputs")
	}
}

// So can the second's, inputs and all; but its score was another.
func TestLog_ReadsVersion2(t *testing.T) {
	t.Parallel()
	d, err := DecodeDecision(logged(t, "testdata/decision-v2.hex"))
	if err != nil {
		t.Fatal(err)
	}
	if d.Rule != 1 || d.Read.Through.Seq != 77 || len(d.Read.Held) != 2 || len(d.Read.Profile) == 0 || d.Read.Expected != (Expected{}) {
		t.Errorf("inputs %+v", d.Read)
	}
	if len(d.Choices) != 3 || d.Choices[0].Product != 37 || d.Choices[0].Lifted != 0 || d.Choices[2].Reason.Kind != promotion.TargetAnyone || d.Counts[InBasket] != 2 {
		t.Errorf("choices %+v, counts %v", d.Choices, d.Counts)
	}
	if _, err := Replay(&d, World{}); fault.CodeOf(err) != "other_rule" {
		t.Errorf("replayed by another rule: %v", err)
	}
}

// And the third's, with its outlook; but it knew no nightly list.
func TestLog_ReadsVersion3(t *testing.T) {
	t.Parallel()
	d, err := DecodeDecision(logged(t, "testdata/decision-v3.hex"))
	if err != nil {
		t.Fatal(err)
	}
	if want := (Expected{State: StateAtRisk, Band: BandMiddle, Alive: .4, Visits: .05, Basket: 2500, Value: 9000}); d.Rule != 2 || d.Read.Expected != want || d.Read.Ahead != nil {
		t.Errorf("rule %d, inputs %+v", d.Rule, d.Read)
	}
	if len(d.Choices) < 2 || d.Choices[0].ID != "prm_5" || d.Choices[1].Product != 23 || d.Choices[1].Lifted == 0 {
		t.Errorf("choices %+v", d.Choices)
	}
	if _, err := Replay(&d, World{}); fault.CodeOf(err) != "other_rule" {
		t.Errorf("replayed by another rule: %v", err)
	}
}

// The fourth's is replayed as it was: goods that end add to what may be read, and change
// nothing where there are none.
func TestLog_ReadsVersion4(t *testing.T) {
	t.Parallel()
	log := logged(t, "testdata/decision-v4.hex")
	d, err := DecodeDecision(log)
	if err != nil {
		t.Fatal(err)
	}
	if d.Read.Through.Seq != 77 || len(d.Read.Ahead) != 3 || d.Read.Expiring != nil || len(d.Choices) != 3 {
		t.Errorf("inputs %+v, choices %+v", d.Read, d.Choices)
	}
	s := settingOf(t, promo(1, promotion.TargetFavourite), promo(2, promotion.TargetDue), promo(5, promotion.TargetAnyone), promo(6, promotion.TargetNext))
	again, err := Replay(&d, s.world())
	if err != nil || len(again.Choices) != len(d.Choices) {
		t.Fatalf("replayed %+v, %v", again.Choices, err)
	}
	for i := range d.Choices {
		if d.Choices[i].Product != again.Choices[i].Product || d.Choices[i].Propensity != again.Choices[i].Propensity {
			t.Errorf("choice %d was %+v, is %+v", i, d.Choices[i], again.Choices[i])
		}
	}
}

func version1(t testing.TB) []byte {
	t.Helper()
	return logged(t, "testdata/decision-v1.hex")
}

func logged(t testing.TB, file string) []byte {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	b, err := hex.DecodeString(strings.TrimSpace(string(text)))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// Every kind of target has a stored code of its own.
func TestLog_TargetCodes(t *testing.T) {
	t.Parallel()
	for code, kind := range targets() {
		r := reader{b: []byte{byte(code)}}
		if got := r.target(); got != kind || targetCode(kind) != byte(code) {
			t.Errorf("%s is stored as %d and read as %s", kind, targetCode(kind), got)
		}
	}
}

func FuzzDecodeDecision(f *testing.F) {
	f.Add(version1(f))
	f.Add(logged(f, "testdata/decision-v2.hex"))
	s := settingOf(f, promo(1, promotion.TargetFavourite), promo(2, promotion.TargetAnyone), promo(3, promotion.TargetNext))
	s.basket, s.ctx.Held, s.ctx.Closed, s.ctx.Out = []uint32{1, 2}, []Held{{1, 2, true}}, []uint32{2}, []uint32{5}
	d := s.decide()
	f.Add(d.Append(nil))
	f.Add([]byte{2})
	f.Add([]byte{3})
	f.Fuzz(func(t *testing.T, b []byte) {
		d, err := DecodeDecision(b)
		if err != nil {
			if !reflect.DeepEqual(d, Decision{}) {
				t.Fatalf("a failure left %+v", d)
			}
			return
		}
		first := d.Append(nil)
		back, err := DecodeDecision(first)
		if err != nil || !bytes.Equal(back.Append(nil), first) {
			t.Fatalf("%x: %v", first, err)
		}
	})
}
