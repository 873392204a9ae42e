package phrase

import (
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"sartor/internal/model/lifecycle"
	"sartor/internal/offer"
	"sartor/internal/outlook"
	"sartor/internal/retail"
)

func TestWords_NoneIsMissing(t *testing.T) {
	t.Parallel()
	for _, w := range Languages() {
		missing(t, w.Language, reflect.ValueOf(*w))
	}
}

// TestWords_HaveTheSameSlots walks the catalogues side by side: the same texts,
// the same keys, the same slots; one and many together, since a language may
// say one without its number.
func TestWords_HaveTheSameSlots(t *testing.T) {
	t.Parallel()
	all := Languages()
	for _, other := range all[1:] {
		for _, wrong := range unlike("words", reflect.ValueOf(*all[0]), reflect.ValueOf(*other)) {
			t.Errorf("%s: %s", other.Language, wrong)
		}
	}
	broken := *German()
	broken.Today.Answer, broken.Learn.States = "{sales}", map[string]string{"standing": "x"}
	broken.Today.Live.Many = "{m}"
	if wrong := unlike("words", reflect.ValueOf(*English()), reflect.ValueOf(broken)); len(wrong) != 3 {
		t.Errorf("three texts are broken, found %q", wrong)
	}
}

// unlike names each text of b whose slots are not those of a.
func unlike(path string, a, b reflect.Value) (wrong []string) {
	same := func(x, y string) {
		if x, y := slotsOf(x), slotsOf(y); !slices.Equal(x, y) {
			wrong = append(wrong, path+" has the slots "+strings.Join(y, " ")+", not "+strings.Join(x, " "))
		}
	}
	switch a.Kind() {
	case reflect.String:
		same(a.String(), b.String())
	case reflect.Struct:
		if one, is := a.Interface().(Plural); is {
			two := b.Interface().(Plural)
			same(one.One+one.Many, two.One+two.Many)
			return wrong
		}
		for i := range a.NumField() {
			wrong = append(wrong, unlike(path+"."+a.Type().Field(i).Name, a.Field(i), b.Field(i))...)
		}
	case reflect.Map:
		if a.Len() != b.Len() {
			return append(wrong, path+" has other keys")
		}
		for _, k := range a.MapKeys() {
			if other := b.MapIndex(k); other.IsValid() {
				wrong = append(wrong, unlike(path+"["+k.String()+"]", a.MapIndex(k), other)...)
			} else {
				wrong = append(wrong, path+" lacks "+k.String())
			}
		}
	case reflect.Slice, reflect.Array:
		if a.Len() != b.Len() {
			return append(wrong, path+" has another length")
		}
		for i := range a.Len() {
			wrong = append(wrong, unlike(path+"["+strconv.Itoa(i)+"]", a.Index(i), b.Index(i))...)
		}
	}
	return wrong
}

// slotsOf returns the slots of a pattern, each once, in order of their names.
func slotsOf(pattern string) []string {
	slots := regexp.MustCompile(`\{[^}]*\}`).FindAllString(pattern, -1)
	slices.Sort(slots)
	return slices.Compact(slots)
}

// TestStanding_SaysWhatTheInterfaceSays holds the console's reasons against those
// of the JSON interface, for every rule.
func TestStanding_SaysWhatTheInterfaceSays(t *testing.T) {
	t.Parallel()
	en, de := Formatter{W: English()}, Formatter{W: German()}
	for _, rule := range append(lifecycle.Rules(), "other") {
		for _, c := range []outlook.Change{{Idle: 0, Gap: 1, Left: 4, Purchases: 3}, {Idle: 1, Gap: 9, Left: 996, Purchases: 3}, {Idle: 30, Left: 250, Purchases: 2}} {
			c.Rule = rule
			if got, want := en.Standing(&c), c.Why(); got != want {
				t.Errorf("%s: got %q, want %q", rule, got, want)
			}
			if got := de.Standing(&c); got == en.Standing(&c) || strings.Contains(got, "{") {
				t.Errorf("%s in German: %q", rule, got)
			}
		}
	}
	c := outlook.Change{Rule: lifecycle.Silence, Idle: 41, Gap: 9, Left: 182}
	if got, want := de.Standing(&c), "seit 41 Tagen kein Kauf, sonst alle 9 Tage; von der Chance, dass hier noch gekauft wird, sind 18 % übrig"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestFormat_German(t *testing.T) {
	t.Parallel()
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 10, 15, 12, 32, 9, 0, time.UTC)
	f := Formatter{W: German(), Zone: zone, Now: now}
	for _, c := range []struct{ got, want string }{
		{f.Count(999), "999"}, {f.Count(1000), "1.000"}, {f.Count(-1234567), "−1.234.567"},
		{f.Money(249, "EUR"), "2,49\u00a0€"}, {f.Money(-5, "EUR"), "−0,05\u00a0€"}, {f.Money(123450, "EUR"), "1.234,50\u00a0€"}, {f.Money(1500, "JPY"), "1.500\u00a0¥"}, {f.Money(1500, "CHF"), "15,00\u00a0CHF"}, {f.Money(5, ""), "0,05"},
		{f.Short(119_034_512, "EUR"), "1,19\u00a0Mio.\u00a0€"}, {f.Short(8_620_000, "EUR"), "86,2\u00a0Tsd.\u00a0€"}, {f.Short(-40, "EUR"), "−0,40\u00a0€"}, {f.Mean(1.8, "EUR"), "0,018\u00a0€"},
		{f.MoneyRange(31, 144, "EUR"), "0,31–1,44"}, {f.MoneyRange(-22, 66, "EUR"), "−0,22 bis 0,66"}, {f.MoneyRange(2_510_000, 3_850_000, "EUR"), "25.100–38.500"},
		{f.Percent(.38), "38\u00a0%"}, {f.Percent(.096), "9,6\u00a0%"}, {f.Fine(.194), "19,4\u00a0%"}, {f.FineRange(.189, .199), "18,9–19,9"}, {f.Number(2.25), "2,2"}, {f.Rate(3, 2), "1,5"},
		{f.When(now), "14:32"}, {f.When(now.Add(-26 * time.Hour)), "Mi 12:32"}, {f.When(now.AddDate(0, 0, -7)), "8. Okt."}, {f.When(now.AddDate(-1, -7, 0)), "15. März 2025"}, {f.When(time.Time{}), "nie"},
		{f.LongDay(retail.Day(2026, 10, 15)), "Donnerstag, 15. Oktober"}, {f.Took(900 * time.Microsecond), "0,9\u00a0ms"}, {f.Took(72 * time.Hour), "3 Tage"}, {f.Ago(72 * time.Hour), "vor 3 Tagen"}, {f.Ago(5 * time.Second), "vor 5\u00a0s"},
		{f.List([]string{"a", "b", "c"}), "a, b und c"}, {f.Axis(50, "EUR"), "0,5\u00a0€"}, {f.Axis(-1_000_000, "EUR"), "−10\u00a0Tsd.\u00a0€"}, {f.Axis(500_000, "EUR"), "5.000\u00a0€"}, {f.MeanMoney(86, "EUR"), "+0,86\u00a0€"}, {f.MeanMoney(-86, "EUR"), "−0,86\u00a0€"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
	if got := (Formatter{}).Count(-1234); got != "−1,234" {
		t.Errorf("without words numbers are written as in English, got %q", got)
	}
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
	late := time.Date(2026, 10, 16, 2, 30, 0, 0, time.UTC) // the day before in the west
	west := Formatter{W: English(), Zone: time.FixedZone("west", -8*3600), Now: late}
	for _, c := range []struct{ got, want string }{
		{f.Count(0), "0"}, {f.Count(999), "999"}, {f.Count(1000), "1,000"}, {f.Count(-1234567), "−1,234,567"},
		{f.Money(249, "EUR"), "€2.49"}, {f.Money(-5, "EUR"), "−€0.05"}, {f.Money(123456789, "EUR"), "€1,234,567.89"}, {f.Money(1500, "JPY"), "¥1,500"}, {f.Money(1500, "CHF"), "CHF\u00a015.00"}, {f.Money(1234, "KWD"), "KWD\u00a01.234"},
		{f.Short(119_034_512, "EUR"), "€1.19m"}, {f.Short(8_620_000, "EUR"), "€86.2k"}, {f.Short(999_900, "EUR"), "€9,999"}, {f.Short(1_000_000, "EUR"), "€10.0k"}, {f.Short(99_960_000, "EUR"), "€1.00m"}, {f.Short(-40, "EUR"), "−€0.40"}, {f.Short(0, "EUR"), "€0.00"},
		{f.MoneyRange(31, 144, "EUR"), "0.31–1.44"}, {f.MoneyRange(-22, 66, "EUR"), "−0.22 to 0.66"}, {f.MoneyRange(2_510_000, 3_850_000, "EUR"), "25,100–38,500"},
		{f.Percent(.38), "38\u00a0%"}, {f.Percent(.096), "9.6\u00a0%"}, {f.Percent(.0004), "0\u00a0%"}, {f.PercentRange(-.0004, .53), "0 to 53"}, {f.Percent(1), "100\u00a0%"}, {f.PercentRange(.7, .85), "70–85"}, {f.Fine(.194), "19.4\u00a0%"},
		{f.When(now), "14:32"}, {f.When(now.Add(-26 * time.Hour)), "Wed 12:32"}, {f.When(now.AddDate(0, 0, -7)), "8 Oct"}, {f.When(now.AddDate(-1, 0, 0)), "15 Oct 2025"}, {f.When(time.Time{}), "never"},
		{west.When(retail.Day(2026, 10, 15).Time()), "today"}, {west.When(retail.Day(2026, 10, 14).Time()), "14 Oct"}, {west.When(late), "18:30"}, {west.Date(late), "15 Oct"}, {west.Date(retail.Day(2026, 10, 14).Time()), "14 Oct"}, {west.Count(west.Idle(retail.Day(2026, 10, 14).Time())), "1"}, {west.Count(west.Idle(late)), "0"},
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
	for _, w := range Languages() {
		refusals(t, w.Voucher.Refusals)
	}
}

func refusals(t *testing.T, words map[string]RefusalWords) {
	t.Helper()
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

// What a customer is worth is margin: no text beside that number speaks of spending alone.
func TestWords_WorthIsMargin(t *testing.T) {
	t.Parallel()
	for _, w := range Languages() {
		for _, text := range []string{
			w.People.Worth, w.People.WorthSub, w.People.ColValue, w.Segments.Answer, w.Segments.AnswerThin, w.Segments.StatesSub, w.Segments.BandsSub,
			w.Segments.MembersSub, w.Segments.ColWorth, w.Store.ColWorth, w.Store.WorthTitle, w.Store.RiskSub, w.Store.RiskMore, w.Decide.RiskNote,
		} {
			if low := strings.ToLower(text); !strings.Contains(low, "margin") && !strings.Contains(low, "marge") {
				t.Errorf("%s: %q does not say that it is margin", w.Language, text)
			}
		}
	}
}
