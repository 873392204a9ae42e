package touchpoint

import (
	"encoding/hex"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"sartor/internal/retail"
)

// The digest is stored with every receipt: it never changes.
func TestFingerprint_Golden(t *testing.T) {
	t.Parallel()
	r := good()
	r.Lines = append(r.Lines, Line{Product: "4", Quantity: -250, Amount: -99, Discount: 3, ReturnOf: "R0", ReturnLine: 2})
	got := Fingerprint(&r)
	if want := "3fe3cdcdd1f5b17d245b5007fcce241e"; hex.EncodeToString(got[:]) != want {
		t.Errorf("got %x, want %s", got, want)
	}
}

func TestFingerprint_IgnoresSpelling(t *testing.T) {
	t.Parallel()
	want := good()
	want.Customer.Identifiers = append(want.Customer.Identifiers, retail.Identifier{Kind: retail.Email, Value: "a@b.c"})
	for name, change := range map[string]func(*Receipt){
		"code in small letters":            func(r *Receipt) { r.Vouchers = []string{"q6p5rw53v60t"} },
		"O and I for digits":               func(r *Receipt) { r.Vouchers = []string{"Q6P5 RW53 V6OT"} },
		"order of identifiers":             func(r *Receipt) { slices.Reverse(r.Customer.Identifiers) },
		"flags":                            func(r *Receipt) { r.State = Offline },
		"ext":                              func(r *Receipt) { r.Ext = []byte(`{}`) },
		"a returned line without receipt":  func(r *Receipt) { r.Lines[0].ReturnLine = 3 },
		"blanks around a card":             func(r *Receipt) { r.Customer.Identifiers[0].Value += " " },
		"id, which is the key, not a part": func(r *Receipt) { r.ID = "other" },
	} {
		r := good()
		r.Customer.Identifiers = slices.Clone(want.Customer.Identifiers)
		change(&r)
		if Fingerprint(&r) != Fingerprint(&want) {
			t.Errorf("%s changed it", name)
		}
	}
}

func TestFingerprint_SeesEveryPart(t *testing.T) {
	t.Parallel()
	base := good()
	seen := map[[16]byte]string{Fingerprint(&base): "base"}
	for name, change := range map[string]func(*Receipt){
		"store":           func(r *Receipt) { r.Store = "S013" },
		"till":            func(r *Receipt) { r.Till = "T04" },
		"store and till":  func(r *Receipt) { r.Store, r.Till = "S012T", "03" },
		"at":              func(r *Receipt) { r.At++ },
		"currency":        func(r *Receipt) { r.Currency = "GBP" },
		"customer id":     func(r *Receipt) { r.Customer.ID = "cus_1" },
		"card":            func(r *Receipt) { r.Customer.Identifiers[0].Value = "1" },
		"kind":            func(r *Receipt) { r.Customer.Identifiers[0].Kind = retail.Account },
		"nobody":          func(r *Receipt) { r.Customer = Customer{} },
		"code":            func(r *Receipt) { r.Vouchers[0] = "Q6P5-RW53-V60S" },
		"no code":         func(r *Receipt) { r.Vouchers = nil },
		"code twice":      func(r *Receipt) { r.Vouchers = append(r.Vouchers, r.Vouchers[0]) },
		"product":         func(r *Receipt) { r.Lines[0].Product = "5901234123458" },
		"quantity":        func(r *Receipt) { r.Lines[0].Quantity++ },
		"amount":          func(r *Receipt) { r.Lines[0].Amount++ },
		"discount":        func(r *Receipt) { r.Lines[0].Discount++ },
		"return_of":       func(r *Receipt) { r.Lines[0].ReturnOf = "R" },
		"return_line":     func(r *Receipt) { r.Lines[0].ReturnOf, r.Lines[0].ReturnLine = "R", 1 },
		"a line twice":    func(r *Receipt) { r.Lines = append(r.Lines, r.Lines[0]) },
		"code as product": func(r *Receipt) { r.Lines, r.Vouchers = nil, []string{"5901234123457"} },
	} {
		r := good()
		change(&r)
		if other, twice := seen[Fingerprint(&r)]; twice {
			t.Errorf("%s and %s look alike", name, other)
		}
		seen[Fingerprint(&r)] = name
	}
}

// What arrives twice has the same name whatever the till did to its words.
func TestFingerprint_Property(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringN(0, 6, -1)
		draw := func() Receipt {
			r := good()
			r.Vouchers = rapid.SliceOfN(text, 0, 3).Draw(t, "codes")
			for i := range r.Vouchers {
				r.Vouchers[i] = plainCode(r.Vouchers[i])
			}
			r.Lines = nil
			for range rapid.IntRange(0, 3).Draw(t, "lines") {
				r.Lines = append(r.Lines, Line{
					Product: retail.ProductID(text.Draw(t, "product")), Quantity: retail.Quantity(rapid.Int64Range(1, 3).Draw(t, "q")),
				})
			}
			return r
		}
		a, b := draw(), draw()
		equal := slices.Equal(a.Vouchers, b.Vouchers) && slices.Equal(a.Lines, b.Lines)
		if (Fingerprint(&a) == Fingerprint(&b)) != equal {
			t.Fatalf("%+v and %+v: equal %v", a, b, equal)
		}
	})
}
