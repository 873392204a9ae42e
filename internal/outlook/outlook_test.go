package outlook

import (
	"bytes"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"sartor/internal/fault"
	"sartor/internal/model/lifecycle"
	"sartor/internal/retail"
)

func ann() Outlook {
	return Outlook{
		Customer: 1024 + 7, Snapshot: 3, Day: 20_000, Purchases: 12, Recency: 99, Age: 110, Horizon: 91, Alive: .75, AliveKnown: true, Left: .875,
		Expected: 9.5, NoPurchase: .25, Spend: 1550, Value: 14_000, Low: 0, High: 40_000, Error: 9000,
		SoonDays: 28, Soon: .375, AliveHolds: true, State: lifecycle.Loyal, Since: 19_900, Rule: lifecycle.Steady, Band: lifecycle.Middle,
		Next: []Want{{Product: 7, Chance: .5, Score: 1.5}, {Product: 3, Chance: .25, Score: -2}},
	}
}

func drawOutlook(t *rapid.T) Outlook {
	chances := func(name string) float64 { return float64(rapid.IntRange(0, steps).Draw(t, name)) / steps }
	money := func(name string) retail.Minor { return retail.Minor(rapid.Int64Range(0, 1<<40).Draw(t, name)) }
	o := Outlook{
		Customer: 9, Snapshot: 1, Day: retail.BusinessDay(rapid.Int32Range(-1<<20, 1<<20).Draw(t, "day")), Purchases: 1,
		Age: rapid.IntRange(0, 40_000).Draw(t, "age"), Horizon: rapid.IntRange(0, 400).Draw(t, "horizon"),
		Alive: chances("alive"), AliveKnown: rapid.Bool().Draw(t, "known"), Left: chances("left"), NoPurchase: chances("none"),
		Expected: float64(float32(rapid.Float64Range(0, 1e6).Draw(t, "expected"))), Spend: money("spend"), Value: money("value"), Low: money("low"), Error: money("error"),
		State: rapid.SampledFrom(lifecycle.States()).Draw(t, "state"), Rule: rapid.SampledFrom(lifecycle.Rules()).Draw(t, "rule"), Band: rapid.SampledFrom(lifecycle.Bands()).Draw(t, "band"),
	}
	if rapid.Bool().Draw(t, "soon") {
		o.SoonDays, o.Soon = rapid.IntRange(1, 400).Draw(t, "soon days"), chances("soon chance")
		o.AliveHolds = o.AliveKnown && rapid.Bool().Draw(t, "holds")
	}
	if o.Age > 0 && rapid.Bool().Draw(t, "again") {
		o.Recency = rapid.IntRange(1, o.Age).Draw(t, "recency")
		o.Purchases = rapid.IntRange(2, o.Recency+1).Draw(t, "purchases")
	}
	o.High = o.Low + money("width")
	o.Since = o.Day - retail.BusinessDay(rapid.IntRange(0, 4000).Draw(t, "since"))
	for range rapid.IntRange(0, MostNext).Draw(t, "wants") {
		o.Next = append(o.Next, Want{Product: rapid.Uint32().Draw(t, "product"), Chance: chances("chance"), Score: rapid.Float32Range(-1e9, 1e9).Draw(t, "score")})
	}
	return o
}

// TestCodec_RoundTrip: what is written reads back.
func TestCodec_RoundTrip(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		o := drawOutlook(t)
		if err := o.Check(); err != nil {
			t.Fatal(err)
		}
		got := Outlook{Customer: o.Customer, Snapshot: o.Snapshot}
		if err := got.Decode(o.Append(nil)); err != nil || !reflect.DeepEqual(got, o) {
			t.Fatalf("%+v reads back as %+v, %v", o, got, err)
		}
	})
	a := ann()
	if n := len(a.Append(nil)); n > 64 {
		t.Errorf("an outlook with two wants takes %d bytes", n)
	}
}

// TestCodec_Golden holds both versions to their bytes: rows outlive the binary.
func TestCodec_Golden(t *testing.T) {
	t.Parallel()
	a := ann()
	if got, want := a.Append(nil)[:24], []byte{2, 2 + 8*2 + 64*1, 3, 0xc0, 0xb8, 2, 100, 12, 99, 11, 91, 0xff, 0xbf, 0xff, 0xdf, 0, 0x40, 28, 0, 0x60, 0, 0, 0x18, 0x41}; !bytes.Equal(got, want) {
		t.Errorf("version 2: got\n%v, want\n%v", got, want)
	}
	a.SoonDays, a.Soon, a.AliveHolds = 0, 0, false
	want := []byte{
		1, 2 + 8*2 + 64*1, 1, 0xc0, 0xb8, 2, 100, 12, 99, 11, 91, 0xff, 0xbf, 0xff, 0xdf, 0, 0x40, 0, 0, 0x18, 0x41,
		0x8e, 12, 0xb0, 0x6d, 0, 0xc0, 0xb8, 2, 0xa8, 0x46, 2, 7, 0, 0x80, 0, 0, 0xc0, 0x3f, 3, 0, 0x40, 0, 0, 0, 0xc0,
	}
	if got := a.Append(nil); !bytes.Equal(got, want) {
		t.Errorf("got\n%v, want\n%v", got, want)
	}
}

// FuzzDecode: no panic; a failure leaves the receiver as it was; what can be read is
// what Append writes.
func FuzzDecode(f *testing.F) {
	a := ann()
	whole := a.Append(nil)
	f.Add(whole)
	f.Add(whole[:len(whole)-1])
	f.Add(append(slices.Clone(whole), 0))
	f.Add([]byte{2})
	a.SoonDays, a.Soon, a.AliveHolds = 0, 0, false
	f.Add(a.Append(nil))
	f.Fuzz(func(t *testing.T, b []byte) {
		was := Outlook{Customer: 9, Snapshot: 1}
		o := was
		if err := o.Decode(b); err != nil {
			if !reflect.DeepEqual(o, was) || fault.CodeOf(err) != "outlook_encoding" {
				t.Fatalf("%x failed by %v and left %+v", b, err, o)
			}
			return
		}
		if err := o.Check(); err != nil {
			t.Fatalf("%x reads as %+v: %v", b, o, err)
		}
		if again := o.Append(nil); !bytes.Equal(again, b) {
			t.Fatalf("%x reads back as %x", b, again)
		}
	})
}

// TestCheck refuses each number that cannot be.
func TestCheck(t *testing.T) {
	t.Parallel()
	a := ann()
	if err := a.Check(); err != nil {
		t.Fatal(err)
	}
	for i, spoil := range []func(o *Outlook){
		func(o *Outlook) { o.Customer = 0 },
		func(o *Outlook) { o.Purchases = 0 },
		func(o *Outlook) { o.Recency = 111 },
		func(o *Outlook) { o.Recency = 0 },
		func(o *Outlook) { o.Age = -1 },
		func(o *Outlook) { o.Alive = math.NaN() },
		func(o *Outlook) { o.Left = 1.1 },
		func(o *Outlook) { o.NoPurchase = -.1 },
		func(o *Outlook) { o.Soon = 1.1 },
		func(o *Outlook) { o.SoonDays = -1 },
		func(o *Outlook) { o.SoonDays, o.AliveHolds = 0, false },
		func(o *Outlook) { o.SoonDays, o.Soon = 0, 0 },
		func(o *Outlook) { o.AliveKnown = false },
		func(o *Outlook) { o.Expected = math.NaN() },
		func(o *Outlook) { o.Expected = math.Inf(1) },
		func(o *Outlook) { o.Value = -1 },
		func(o *Outlook) { o.High = -1 },
		func(o *Outlook) { o.Low = 50_000 },
		func(o *Outlook) { o.Error = -1 },
		func(o *Outlook) { o.State = "asleep" },
		func(o *Outlook) { o.Rule = "" },
		func(o *Outlook) { o.Band = "top" },
		func(o *Outlook) { o.Since = o.Day + 1 },
		func(o *Outlook) { o.Next = make([]Want, MostNext+1) },
		func(o *Outlook) { o.Next[0].Chance = 2 },
		func(o *Outlook) { o.Next[1].Score = float32(math.NaN()) },
	} {
		o := ann()
		spoil(&o)
		if o.Check() == nil {
			t.Errorf("%d: %+v was accepted", i, o)
		}
	}
}

// TestChanges_Chain lives through a year by days: each change begins where the one
// before ended, and without one nothing moved.
func TestChanges_Chain(t *testing.T) {
	t.Parallel()
	by := Judge{Prior: lifecycle.Prior{Shape: 1, Rate: 4, Stages: 1}, Borders: lifecycle.Borders{High: 10_000, Middle: 1000}}
	bought := []int{0, 9, 20, 28, 41, 50, 61, 200, 210, 219}
	var (
		was  *Outlook
		kept []Change
	)
	for day := range 365 {
		o := ann()
		o.Day, o.Age, o.Purchases, o.Recency = retail.BusinessDay(day), day, 0, 0
		for _, d := range bought {
			if d <= day {
				o.Purchases, o.Recency = o.Purchases+1, d
			}
		}
		o.Left = math.Exp(-float64(o.Idle()) / 60)
		o.Value = retail.Minor(12_000 * o.Left)
		if err := o.Settle(was, by); err != nil {
			t.Fatal(err)
		}
		if err := o.Check(); err != nil {
			t.Fatal(err)
		}
		c, moved := Moved(was, &o, retail.Micros(day))
		if moved {
			kept = append(kept, c)
		}
		if was != nil && !moved && (o.State != was.State || o.Since != was.Since || o.Band != was.Band) {
			t.Fatalf("day %d: %+v became %+v without a change", day, was, o)
		}
		if moved && c.From != c.State && o.Since != o.Day {
			t.Errorf("day %d: %s since %s", day, o.State, o.Since)
		}
		was = &o
	}
	var path []string
	for i, c := range kept {
		if i > 0 && (c.From != kept[i-1].State || c.FromBand != kept[i-1].Band) {
			t.Errorf("a change from %s, %s follows one to %s, %s", c.From, c.FromBand, kept[i-1].State, kept[i-1].Band)
		}
		if c.From != c.State {
			path = append(path, string(c.State))
		}
	}
	if got := strings.Join(path, " "); got != "new loyal at_risk lapsed won_back loyal at_risk lapsed" {
		t.Errorf("the life was: %s", got)
	}
}

// TestWhy says each reason with its numbers.
func TestWhy(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		c    Change
		want string
	}{
		{Change{Rule: lifecycle.Silence, Idle: 41, Gap: 9, Left: 384}, "no purchase for 41 days, usually every 9 days; 38 % of the chance that they still buy here is left"},
		{Change{Rule: lifecycle.Silence, Idle: 41, Left: 500}, "no second purchase for 41 days; 50 %"},
		{Change{Rule: lifecycle.Steady, Idle: 1, Gap: 9}, "buys every 9 days as before, last 1 day ago"},
		{Change{Rule: lifecycle.FirstPurchase, Idle: 3}, "one purchase so far, 3 days ago"},
		{Change{Rule: lifecycle.Returned}, "bought again after having lapsed, last today"},
		{Change{Rule: lifecycle.MoreThanUsual, Gap: 1}, "bought more often lately than their own past allows for; over all every day"},
	} {
		if got := c.c.Why(); !strings.HasPrefix(got, c.want) {
			t.Errorf("%+v says %q, want %q", c.c, got, c.want)
		}
	}
	for _, r := range lifecycle.Rules() {
		if (Change{Rule: r, Gap: 4, Idle: 2, Purchases: 3}).Why() == "" {
			t.Errorf("%s has no words", r)
		}
	}
}

// TestByScore puts the best first and breaks ties by the product.
func TestByScore(t *testing.T) {
	t.Parallel()
	all := []Want{{Product: 3, Score: 1}, {Product: 2, Score: 2}, {Product: 1, Score: 1}}
	slices.SortFunc(all, ByScore)
	if all[0].Product != 2 || all[1].Product != 1 || all[2].Product != 3 {
		t.Errorf("the order is %+v", all)
	}
}
