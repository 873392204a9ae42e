package phrase

import (
	"reflect"
	"strconv"
	"testing"
	"time"

	"sartor/internal/offer"
	"sartor/internal/retail"
)

func TestWords_NoneIsMissing(t *testing.T) {
	t.Parallel()
	missing(t, "words", reflect.ValueOf(*English()))
}

// missing walks a catalogue and names each empty text.
func missing(t *testing.T, path string, v reflect.Value) {
	t.Helper()
	switch v.Kind() {
	case reflect.String:
		if v.String() == "" {
			t.Errorf("%s has no text", path)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			missing(t, path+"."+v.Type().Field(i).Name, v.Field(i))
		}
	case reflect.Map:
		if v.Len() == 0 {
			t.Errorf("%s is empty", path)
		}
		for _, k := range v.MapKeys() {
			missing(t, path+"["+k.String()+"]", v.MapIndex(k))
		}
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			missing(t, path+"["+strconv.Itoa(i)+"]", v.Index(i))
		}
	default:
		t.Errorf("%s: no text but %s", path, v.Kind())
	}
}

func TestFormat(t *testing.T) {
	t.Parallel()
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 10, 15, 12, 32, 9, 0, time.UTC) // a Thursday
	f := Formatter{W: English(), Zone: zone, Now: now}
	for _, c := range []struct{ got, want string }{
		{f.Count(0), "0"}, {f.Count(999), "999"}, {f.Count(1000), "1,000"}, {f.Count(-1234567), "−1,234,567"},
		{f.Money(249, "EUR"), "€2.49"}, {f.Money(-5, "EUR"), "−€0.05"}, {f.Money(123456789, "EUR"), "€1,234,567.89"}, {f.Money(1500, "JPY"), "¥1,500"}, {f.Money(1500, "CHF"), "CHF\u00a015.00"}, {f.Money(1234, "KWD"), "KWD\u00a01.234"},
		{f.Short(119_034_512, "EUR"), "€1.19m"}, {f.Short(8_620_000, "EUR"), "€86.2k"}, {f.Short(999_900, "EUR"), "€9,999"}, {f.Short(1_000_000, "EUR"), "€10.0k"}, {f.Short(99_960_000, "EUR"), "€1.00m"}, {f.Short(-40, "EUR"), "−€0.40"}, {f.Short(0, "EUR"), "€0.00"},
		{f.MoneyRange(31, 144, "EUR"), "0.31–1.44"}, {f.MoneyRange(-22, 66, "EUR"), "−0.22 to 0.66"}, {f.MoneyRange(2_510_000, 3_850_000, "EUR"), "25,100–38,500"},
		{f.Percent(.38), "38\u00a0%"}, {f.Percent(.096), "9.6\u00a0%"}, {f.Percent(.0004), "0\u00a0%"}, {f.Percent(1), "100\u00a0%"}, {f.PercentRange(.7, .85), "70–85"}, {f.Fine(.194), "19.4\u00a0%"},
		{f.When(now), "14:32"}, {f.When(now.Add(-26 * time.Hour)), "Wed 12:32"}, {f.When(now.AddDate(0, 0, -7)), "8 Oct"}, {f.When(now.AddDate(-1, 0, 0)), "15 Oct 2025"}, {f.When(time.Time{}), "never"},
		{f.LongDay(retail.Day(2026, 10, 15)), "Thursday 15 October"}, {f.Took(34 * time.Millisecond), "34\u00a0ms"}, {f.Took(900 * time.Microsecond), "0.9\u00a0ms"}, {f.Took(51 * time.Minute), "51\u00a0min"}, {f.Took(72 * time.Hour), "3 days"},
		{f.List([]string{"a"}), "a"}, {f.List([]string{"a", "b", "c"}), "a, b and c"}, {f.Axis(50, "EUR"), "€0.5"}, {f.Axis(-1_000_000, "EUR"), "−€10k"}, {f.MeanMoney(86, "EUR"), "+€0.86"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}

func TestSentence_SlotsInAnyOrder(t *testing.T) {
	t.Parallel()
	parts := Sentence("{b} of {a}, {c}", Slot{Name: "a", Text: "all", URL: "/a", Range: "1–2"}, Slot{Name: "b", Text: "two"}, Slot{Name: "d", Text: "unused"})
	want := []Part{{Text: "two", Strong: true}, {Text: " of "}, {Text: "all", URL: "/a", Range: "1–2"}, {Text: ", "}, {Text: "{c}"}}
	if !reflect.DeepEqual(parts, want) {
		t.Errorf("got %+v, want %+v", parts, want)
	}
	if got := Fill("a {x", Slot{Name: "x", Text: "b", Range: "c"}); got != "a b (c)" {
		t.Errorf("got %q", got)
	}
	f := Formatter{W: English()}
	p := Plural{"{n} day", "{n} days"}
	if p.Of(f, 1) != "1 day" || p.Of(f, 0) != "0 days" || p.Of(f, 12_000) != "12,000 days" {
		t.Error("one and many")
	}
}

// TestRefusals_EachHasItsWords holds the words against the reason codes: what a
// decision may log must not reach a page as a bare code.
func TestRefusals_EachHasItsWords(t *testing.T) {
	t.Parallel()
	words := English().Voucher.Refusals
	n := 0
	for r := offer.NoRefusal + 1; r.String() != "unknown"; r++ {
		n++
		if w := words[r.String()]; w.Left == "" || w.Removed.One == "" || w.Removed.Many == "" {
			t.Errorf("the reason %q has no words", r)
		}
	}
	if n != len(words) {
		t.Errorf("%d reasons, words for %d", n, len(words))
	}
}
