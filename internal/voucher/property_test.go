package voucher

import (
	"math/big"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"sartor/internal/promotion"
	"sartor/internal/retail"
	"sartor/internal/touchpoint"
)

func drawLines(t *rapid.T) []touchpoint.PackedLine {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) touchpoint.PackedLine {
		l := touchpoint.PackedLine{
			Product:  rapid.Uint32Range(1, 7).Draw(t, "product"),
			Quantity: retail.Quantity(rapid.SampledFrom([]int64{1, 300, 1000, 1500, 2000, 7000}).Draw(t, "quantity")),
			Amount:   retail.Minor(rapid.SampledFrom([]int64{0, 1, 2, 5, 99, 100, 249, 10_007, 1 << 39}).Draw(t, "amount")),
		}
		if rapid.IntRange(0, 5).Draw(t, "back") == 0 {
			l.Quantity, l.Amount = -l.Quantity, -l.Amount
		}
		return l
	}), 0, 8).Draw(t, "lines")
}

func drawCodes(t *rapid.T) []Presented {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Presented {
		v := Value{
			Kind:   rapid.SampledFrom([]promotion.RewardKind{promotion.Amount, promotion.Percent, promotion.FreeItem, promotion.Points}).Draw(t, "kind"),
			Amount: retail.Minor(rapid.Int64Range(1, 500).Draw(t, "value")), Percent: rapid.IntRange(1, 100).Draw(t, "percent"),
			MaxAmount: retail.Minor(rapid.Int64Range(1, 1<<40).Draw(t, "most")), Points: rapid.Int64Range(1, 50).Draw(t, "points"),
		}
		p := give(rapid.Uint32Range(1, 9).Draw(t, "serial"), v, stacked(rapid.SampledFrom([]promotion.Stacking{
			promotion.StackAll, promotion.StackAll, promotion.StackOther, promotion.StackNone,
		}).Draw(t, "stacking")))
		p.Voucher.Product = rapid.SampledFrom([]uint32{0, 0, milk, soup, wine}).Draw(t, "product")
		p.Voucher.PromotionNumber = rapid.Uint32Range(1, 3).Draw(t, "promotion")
		p.Voucher.State = rapid.SampledFrom([]State{Issued, Issued, Issued, Redeemed, Expired, Voided}).Draw(t, "state")
		p.Found = rapid.IntRange(0, 9).Draw(t, "found") > 0
		return p
	}), 0, 6).Draw(t, "codes")
}

// Every code gets exactly one answer; shares add up, stay within their lines
// and touch only goods that may be discounted.
func TestApply_Properties(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s, codes := sale(drawLines(t)...), drawCodes(t)
		for _, decide := range []func(*Sale, []Presented) Outcome{Apply, Stand} {
			before := append([]touchpoint.PackedLine(nil), s.Lines...)
			out := decide(s, codes)
			if len(out.Redeemed)+len(out.Rejected) != len(codes) {
				t.Fatalf("%d codes, %d answers", len(codes), len(out.Redeemed)+len(out.Rejected))
			}
			checkShares(t, s, out)
			if again := decide(s, codes); !reflect.DeepEqual(out, again) || !slices.Equal(before, s.Lines) {
				t.Fatal("the same sale got another answer, or its lines changed")
			}
		}
		for _, r := range Apply(s, codes).Redeemed {
			if r.Voucher.State != Issued || r.Amount == 0 && r.Points == 0 {
				t.Fatalf("redeemed %+v", r)
			}
		}
	})
}

func checkShares(t *rapid.T, s *Sale, out Outcome) {
	taken, deduction := make([]retail.Minor, len(s.Lines)), retail.Minor(0)
	for _, r := range out.Redeemed {
		sum, last := retail.Minor(0), -1
		for _, l := range r.Lines {
			if l.Index <= last || l.Amount <= 0 {
				t.Fatalf("shares %+v", r.Lines)
			}
			last = l.Index
			sum += l.Amount
			taken[l.Index] += l.Amount
			if !s.Chain.Product(s.Lines[l.Index].Product).Restriction.Discountable() {
				t.Fatalf("line %d may not be discounted", l.Index)
			}
		}
		if sum != r.Amount {
			t.Fatalf("%s: shares add up to %d, not %d", r.Code, sum, r.Amount)
		}
		deduction += r.Amount
	}
	for i, n := range taken {
		if n > max(0, s.Lines[i].Amount) {
			t.Fatalf("line %d of %d is discounted by %d", i, s.Lines[i].Amount, n)
		}
	}
	if deduction != out.Deduction {
		t.Fatalf("deduction %d, redemptions %d", out.Deduction, deduction)
	}
}

// No share differs from its exact proportion by a whole minor unit, and no
// other share has a claim to a unit that it did not get.
func TestSplit_IsTheLargestRemainder(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		left := rapid.SliceOfN(rapid.Int64Range(1, 1<<40), 1, 12).Draw(t, "left")
		c := &counter{}
		lines, sum := []int{}, retail.Minor(0)
		for i, n := range left {
			c.left, lines, sum = append(c.left, retail.Minor(n)), append(lines, i), sum+retail.Minor(n)
		}
		amount := retail.Minor(rapid.Int64Range(0, int64(sum)).Draw(t, "amount"))
		got := make([]int64, len(left))
		for _, s := range c.split(amount, lines, sum) {
			got[s.Index] = int64(s.Amount)
		}
		total := int64(0)
		for i := range left {
			total += got[i]
			for j := range left {
				// claim(i) = exact(i) − got(i); moving a unit from j to i must not help.
				if claim(amount, left[i], sum, got[i]).Cmp(new(big.Rat).Add(claim(amount, left[j], sum, got[j]), big.NewRat(1, 1))) > 0 {
					t.Fatalf("amount %d over %v: %v", amount, left, got)
				}
			}
		}
		if total != int64(amount) {
			t.Fatalf("shares add up to %d, not %d", total, amount)
		}
	})
}

func claim(amount retail.Minor, left int64, sum retail.Minor, got int64) *big.Rat {
	product := new(big.Int).Mul(big.NewInt(int64(amount)), big.NewInt(left))
	exact := new(big.Rat).SetFrac(product, big.NewInt(int64(sum)))
	return exact.Sub(exact, new(big.Rat).SetInt64(got))
}

func TestDivideHalfUp(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Int64Range(0, 1<<53).Draw(t, "n")
		by, over := rapid.IntRange(1, 1000).Draw(t, "by"), rapid.IntRange(100, 1_000_000_000_000).Draw(t, "over")
		if by > over {
			by = over
		}
		want := new(big.Int).Mul(big.NewInt(n), big.NewInt(2*int64(by)))
		want.Add(want, big.NewInt(int64(over))).Quo(want, big.NewInt(2*int64(over)))
		if got := divideHalfUp(retail.Minor(n), by, over); int64(got) != want.Int64() {
			t.Fatalf("%d·%d/%d: got %d, want %s", n, by, over, got, want)
		}
	})
}

func TestNext_Table(t *testing.T) {
	t.Parallel()
	want := map[State]map[Event]State{
		"":       {Issue: Issued},
		Issued:   {Redeem: Redeemed, Expire: Expired, Void: Voided},
		Redeemed: {Return: Issued, RedeemAgain: Redeemed, ReturnAgain: Redeemed},
		Expired:  {Redeem: Redeemed},
		Voided:   {Redeem: Redeemed},
	}
	for _, from := range []State{"", Issued, Redeemed, Expired, Voided} {
		for _, event := range []Event{GoLive, Raise, Issue, Redeem, RedeemAgain, Expire, Void, Return, ReturnAgain} {
			to, ok := want[from][event]
			got, may := Next(from, event)
			if may != ok || ok && got != to || !ok && got != from {
				t.Errorf("%q %s: got %q %v, want %q %v", from, event, got, may, to, ok)
			}
		}
	}
}
