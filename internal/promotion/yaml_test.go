package promotion

import (
	"encoding/json"
	"errors"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"sartor/internal/fault"
	"sartor/internal/promotion/file"
)

const soupYAML = `# head office
id: prm_soup
name: {en: Soup week}
reward:
  kind: percent
  percent: 15
  max_amount: 300
target:
  kind: favourite
  categories: [soup]
starts: 2026-11-23
ends: 2026-12-06
regions:
  - coast
limits: {per_customer: 2, per_day: 500, total: 5000}
budget: {amount: 250000, currency: EUR}
texts:
  en: "{discount} off {product}"
`

func TestParseYAML_IsTheSameTreeAsJSON(t *testing.T) {
	t.Parallel()
	got, err := ParseYAML([]byte(soupYAML))
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != 1 || !reflect.DeepEqual(got[0], soup(t)) {
		t.Errorf("got %+v, want %+v", got, soup(t))
	}
	// JSON is YAML: what MarshalJSON writes reads back through the other door.
	printed, err := json.Marshal(soup(t))
	if err != nil {
		t.Fatal(err)
	}
	back, err := ParseYAML(printed)
	if err != nil || len(back) != 1 || canon(back[0]) != canon(soup(t)) {
		t.Errorf("got %+v, %v", back, err)
	}
}

func TestParseYAML_ListsAndDocuments(t *testing.T) {
	t.Parallel()
	stew := strings.ReplaceAll(soupYAML, "prm_soup", "prm_stew")
	asList := func(doc string) string { return "- " + strings.ReplaceAll(strings.TrimSpace(doc), "\n", "\n  ") + "\n" }
	for name, file := range map[string]string{
		"documents":                    soupYAML + "---\n" + stew,
		"a list":                       asList(soupYAML) + asList(stew),
		"a list and more":              asList(soupYAML) + "---\n" + stew + "...\n",
		"an empty document at the end": "---\n" + soupYAML + "---\n" + stew + "---\n",
		"Windows":                      "\xef\xbb\xbf" + strings.ReplaceAll(soupYAML+"---\n"+stew, "\n", "\r\n"),
	} {
		got, err := ParseYAML([]byte(file))
		if err != nil || len(got) != 2 || got[0].ID != "prm_soup" || got[1].ID != "prm_stew" || got[1].Reward.Percent != 15 {
			t.Errorf("%s: got %+v, %v", name, got, err)
		}
	}
}

func TestParseYAML_NamesLineAndColumn(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, from, to string
		kind           fault.Kind
		places         []string
		says           string
	}{
		{"rule", "percent: 15", "percent: 150", fault.Invalid, []string{"6:12"}, "reward.percent 150 must be at least 1 and at most 100"},
		{"unknown key", "ends: ", "endz: ", fault.Invalid, []string{"2:1", "12:1"}, `unknown field "endz"`},
		{"unknown key inside", "  kind: favourite", "  kind: favourite\n  who: all", fault.Invalid, []string{"10:3"}, `unknown field "who"; the fields here are kind, products`},
		{"state", "categories: [soup]", "states: [loyal, gone]", fault.Invalid, []string{"10:19"}, `"gone" is none of new, growing, loyal, at_risk, lapsed, won_back`},
		{"state twice", "categories: [soup]", "states: [loyal, loyal]", fault.Invalid, []string{"10:19"}, "write it once"},
		{"value", "categories: [soup]", "values: [rich]", fault.Invalid, []string{"10:12"}, `"rich" is none of high, middle, low`},
		{"kind of target", "kind: favourite", "kind: seasons", fault.Invalid, []string{"9:9"}, "expiring or anyone"},
		{"wrong type", "percent: 15", "percent: much", fault.Invalid, []string{"6:12"}, "must be a number, not text"},
		{"entry of a list", "  - coast", "  - coast\n  - coast", fault.Invalid, []string{"15:5"}, "write it once"},
		{"in a flow", "amount: 250000", "amount: 1", fault.Invalid, []string{"16:18"}, "use at least 90"},
		{"date", "starts: 2026-11-23", "starts: 23.11.2026", fault.Invalid, []string{"11:9"}, "is not a date such as"},
		{"text", "{discount} off", "{money} off", fault.Invalid, []string{"18:7"}, `"{money}"`},
		{"two at once", "kind: percent\n  percent: 15", "kind: percent\n  percent: 0\n  max_amount: 0\n", fault.Malformed, nil, ""},
		{"key twice", "percent: 15", "percent: 15\n  percent: 16", fault.Malformed, []string{"7:3"}, ""},
		{"tab", "  percent: 15", "\tpercent: 15", fault.Malformed, []string{"6:1"}, ""},
		{"open bracket", "[soup]", "[soup", fault.Malformed, nil, ""},
		{"empty document", "regions:\n", "---\n# more\n---\nregions:\n", fault.Malformed, []string{"15:1"}, "remove one of the ---"},
		{"anchor", "kind: percent", "kind: &a percent", fault.Malformed, []string{"5:9"}, "anchors"},
		{"tag", "percent: 15", "percent: !!str 15", fault.Malformed, []string{"6:12"}, "tags"},
		{"infinite", "percent: 15", "percent: .inf", fault.Malformed, []string{"6:12"}, "not read here"},
	} {
		file := strings.Replace(soupYAML, c.from, c.to, 1)
		got, err := ParseYAML([]byte(file))
		if got != nil || fault.KindOf(err) != c.kind || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: got %v, %v, want %v saying %q", c.name, got, err, c.kind, c.says)
			continue
		}
		if c.places != nil {
			wantFields(t, err, c.places...)
		}
		e, _ := errors.AsType[*fault.Error](err)
		for _, f := range e.Fields {
			if !strings.Contains(f.Pointer, ":") {
				t.Errorf("%s: %q is not a line and column", c.name, f.Pointer)
			}
		}
	}
}

func TestParseYAML_ErrorsOfAllPromotionsAtOnce(t *testing.T) {
	t.Parallel()
	second := strings.Replace(soupYAML, "percent: 15", "percent: 0", 1)
	_, err := ParseYAML([]byte(soupYAML + "---\n" + second))
	wantFields(t, err, "25:12", "21:5") // the percentage, and the id that stands twice
}

func TestParseYAML_WordsStayWords(t *testing.T) {
	t.Parallel()
	file := strings.NewReplacer("categories: [soup]", "products: [5901234123457, 007, \"12\"]", "{en: Soup week}", "{no: Suppeuke}").Replace(soupYAML)
	got, err := ParseYAML([]byte(file))
	if err != nil || got[0].Name["no"] != "Suppeuke" {
		t.Fatalf("got %+v, %v", got, err)
	}
	if p := got[0].Target.Products; len(p) != 3 || p[0] != "5901234123457" || p[1] != "007" || p[2] != "12" {
		t.Errorf("got %q", p)
	}
}

func TestParseYAML_NothingInIt(t *testing.T) {
	t.Parallel()
	for _, file := range []string{"", "\n", "# only a comment\n", "---\n", "[]", "\xff", "just words"} {
		if got, err := ParseYAML([]byte(file)); err == nil || got != nil {
			t.Errorf("%q: got %+v", file, got)
		}
	}
	if _, err := ParseYAML(make([]byte, file.MaxBytes+1)); !fault.Is(err, fault.TooLarge) {
		t.Errorf("got %v, want too large", err)
	}
}

// The README's examples are the first files most people write.
func TestParseYAML_TheExamplesInTheReadme(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	var kinds []TargetKind
	for _, example := range strings.Split(string(readme), "<<YAML\n")[1:] {
		text, _, _ := strings.Cut(example, "\nYAML\n")
		got, err := ParseYAML([]byte(text))
		if err != nil || len(got) != 1 || got[0].State != Live {
			t.Fatalf("%s\ngot %+v, %v", text, got, err)
		}
		kinds = append(kinds, got[0].Target.Kind)
	}
	if !slices.Equal(kinds, []TargetKind{TargetDue, TargetAnyone}) {
		t.Errorf("got promotions of the kinds %q", kinds)
	}
}

func FuzzParseYAML(f *testing.F) {
	f.Add([]byte(soupYAML))
	f.Add([]byte(contracted))
	f.Add([]byte("- " + least))
	f.Add([]byte("a: &b [*b, {<<: *b}]\n---\n- !!map {? x : y}\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		got, err := ParseYAML(b)
		if err != nil {
			if got != nil {
				t.Fatalf("a failure returned %+v", got)
			}
			return
		}
		for _, p := range got {
			printed, err := json.Marshal(p)
			if err != nil {
				t.Fatal(err)
			}
			back, err := Parse(printed)
			if err != nil || canon(back) != canon(p) {
				t.Fatalf("%s\ngot %+v, %v", printed, back, err)
			}
		}
	})
}
