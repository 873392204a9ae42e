package console

import (
	"bytes"
	"go/format"
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"testing"
	"time"

	"github.com/a-h/templ/generator"
	"github.com/a-h/templ/parser/v2"
)

func TestWords_NoneIsMissing(t *testing.T) {
	t.Parallel()
	missing(t, "words", reflect.ValueOf(*english()))
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
	f := formatter{w: english(), zone: berlin(t), now: now()}
	for _, c := range []struct{ got, want string }{
		{f.count(0), "0"}, {f.count(999), "999"}, {f.count(1000), "1,000"}, {f.count(-1234567), "−1,234,567"},
		{f.money(249, "EUR"), "€2.49"}, {f.money(-5, "EUR"), "−€0.05"}, {f.money(123456789, "EUR"), "€1,234,567.89"}, {f.money(1500, "JPY"), "¥1,500"}, {f.money(1500, "CHF"), "CHF\u00a015.00"}, {f.money(1234, "KWD"), "KWD\u00a01.234"},
		{f.short(119_034_512, "EUR"), "€1.19m"}, {f.short(8_620_000, "EUR"), "€86.2k"}, {f.short(999_900, "EUR"), "€9,999"}, {f.short(1_000_000, "EUR"), "€10.0k"}, {f.short(99_960_000, "EUR"), "€1.00m"}, {f.short(-40, "EUR"), "−€0.40"}, {f.short(0, "EUR"), "€0.00"},
		{f.moneyRange(Interval{31, 86, 144, 9}, "EUR"), "0.31–1.44"}, {f.moneyRange(Interval{-22, 19, 66, 9}, "EUR"), "−0.22 to 0.66"}, {f.moneyRange(Interval{2_510_000, 3_140_000, 3_850_000, 9}, "EUR"), "25,100–38,500"},
		{f.percent(.38), "38\u00a0%"}, {f.percent(.096), "9.6\u00a0%"}, {f.percent(.0004), "0\u00a0%"}, {f.percent(1), "100\u00a0%"}, {f.percentRange(Interval{.7, .78, .85, 1}), "70–85"}, {f.fine(.194), "19.4\u00a0%"},
		{f.when(now()), "14:32"}, {f.when(now().Add(-26 * time.Hour)), "Wed 12:32"}, {f.when(now().AddDate(0, 0, -7)), "8 Oct"}, {f.when(now().AddDate(-1, 0, 0)), "15 Oct 2025"}, {f.when(time.Time{}), "never"},
		{f.longDay(day(2026, 10, 15)), "Thursday 15 October"}, {f.took(34 * time.Millisecond), "34\u00a0ms"}, {f.took(900 * time.Microsecond), "0.9\u00a0ms"}, {f.took(51 * time.Minute), "51\u00a0min"}, {f.took(72 * time.Hour), "3 days"},
		{f.list([]string{"a"}), "a"}, {f.list([]string{"a", "b", "c"}), "a, b and c"}, {f.axis(50, "EUR"), "€0.5"}, {f.axis(-1_000_000, "EUR"), "−€10k"}, {f.money2(86, "EUR"), "+€0.86"},
		{initials("Mara van Osmund"), "MV"}, {initials(""), ""}, {lastSigns("ab"), "ab"}, {clip("ä" + string(bytes.Repeat([]byte("ä"), 200))), string(bytes.Repeat([]byte("ä"), 100))},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
	if (Interval{Low: 1, Mid: 2, High: 3}).Proven() || !(Interval{1, 2, 3, 1}).Proven() || (Interval{-1, 2, 3, 1}).Proven() || !(Interval{-3, -2, -1, 1}).Proven() {
		t.Error("proven is: known and all on one side of zero")
	}
}

// TestTemplates_AreFresh generates every template anew and compares.
func TestTemplates_AreFresh(t *testing.T) {
	t.Parallel()
	for _, dir := range []string{".", "mark"} {
		files, err := filepath.Glob(filepath.Join(dir, "*.templ"))
		if err != nil || len(files) == 0 {
			t.Fatal(files, err)
		}
		for _, file := range files {
			checkFresh(t, file)
		}
	}
}

func checkFresh(t *testing.T, file string) {
	t.Helper()
	parsed, err := parser.Parse(file)
	if err != nil {
		t.Fatal(file, err)
	}
	var got bytes.Buffer
	if _, err := generator.Generate(parsed, &got, generator.WithFileName(filepath.ToSlash(file)), generator.WithVersion("v0.3.977")); err != nil {
		t.Fatal(file, err)
	}
	formatted, err := format.Source(got.Bytes())
	if err != nil {
		t.Fatal(file, err)
	}
	want, err := os.ReadFile(file[:len(file)-len(".templ")] + "_templ.go")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(formatted, want) {
		t.Errorf("%s is newer than its Go: go tool templ generate -path internal/console", file)
	}
}
