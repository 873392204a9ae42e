package arch

import (
	"fmt"
	"strings"
	"testing"
)

// findings runs the rules over files given as name, text, name, text…
func found(t *testing.T, rule string, files ...string) int {
	t.Helper()
	tree := &Tree{Dependencies: "`example.org/a`"}
	for i := 0; i < len(files); i += 2 {
		if err := tree.Add(files[i], []byte(files[i+1])); err != nil {
			t.Fatal(err)
		}
	}
	n := 0
	for _, f := range Check(tree) {
		if f.Rule == rule {
			n++
		}
	}
	return n
}

const header = "// Package stock is a test.\npackage stock\n"

func TestBudgets_BothSidesOfEachBorder(t *testing.T) {
	t.Parallel()
	lines := func(n int) string { return strings.Repeat("\tprintln()\n", n) }
	for _, c := range []struct {
		rule, text string
		want       int
	}{
		{"file-lines", header + strings.Repeat("//\n", 398), 0},
		{"file-lines", header + strings.Repeat("//\n", 399), 1},
		{"function-lines", header + "func f() {\n" + lines(58) + "}\n", 0},
		{"function-lines", header + "func f() {\n" + lines(59) + "}\n", 1},
		{"nesting", header + "func f() {\nfor {\nif true {\nswitch {\n}\n}\n}\n}\n", 0},
		{"nesting", header + "func f() {\nfor {\nif true {\nswitch {\ncase true:\nfor {\n}\n}\n}\n}\n}\n", 1},
		{"nesting", header + "func f() {\nfor {\nif true {\nfor {\n}\n} else if false {\nfor {\n}\n} else {\nfor {\n}\n}\n}\n}\n", 0},
		{"nesting", header + "func f() {\nfor {\nif true {\nfor {\nfunc() {\nfor {\nif true {\n}\n}\n}()\n}\n}\n}\n}\n", 0},
		{"parameters", header + "import \"context\"\nfunc f(ctx context.Context, a, b, c, d int) {}\n", 0},
		{"parameters", header + "func f(a, b, c, d, e int) {}\n", 1},
		{"parameters", header + "func f(int, int, int, int, int) {}\n", 1},
		{"bool-parameter", header + "func f(x *bool) bool { return *x }\n", 0},
		{"bool-parameter", header + "func (s S) f(a int, x bool) {}\ntype S struct{}\n", 1},
		{"interface-methods", header + "type i interface{ a(); b(); c(); d(); e(); f(); g(); h() }\n", 0},
		{"init", header + "type s struct{}\nfunc (s) init() {}\n", 0},
		{"package-variable", header + "var x = 1\nfunc f() int { x := 2; x++; return x }\n", 0},
		{"package-variable", header + "import \"sync\"\nvar x = sync.OnceValue(func() int { return 1 })\n", 0},
		{"package-variable", header + "var x struct{ a []int }\nfunc f() { x.a[0] = 1 }\n", 1},
		{"pure-clock", header + "import \"time\"\nfunc f(time2 time.Time) time.Duration { return time.Second }\n", 0},
		{"pure-clock", header + "import clock \"time\"\nfunc f() any { return clock.Since }\n", 1},
		{"pure-random", header + "import \"math/rand/v2\"\nfunc f() *rand.Rand { return rand.New(rand.NewPCG(1, 2)) }\n", 0},
		{"pure-map", header + "type m map[string]string\n", 0},
	} {
		if got := found(t, c.rule, "internal/stock/a.go", c.text); got != c.want {
			t.Errorf("%s fired %d times, want %d, on:\n%s", c.rule, got, c.want, c.text)
		}
	}
}

func TestRings_LowerOnlyAndTestsFree(t *testing.T) {
	t.Parallel()
	file := func(im string) string { return header + "import _ \"sartor/internal/" + im + "\"\n" }
	for _, c := range []struct {
		rule, name, text string
		want             int
	}{
		{"ring-order", "internal/stock/a.go", file("customer"), 0},       // 12 over 11
		{"ring-order", "internal/stock/a.go", file("promotion"), 1},      // 12 under 13
		{"ring-order", "internal/stock/a_test.go", file("promotion"), 0}, // tests may
		{"ring-order", "internal/intake/csv/a.go", file("intake"), 0},
		{"ring-order", "internal/intake/csv/a.go", file("intake/poslog"), 1},
		{"ring-unknown", "internal/intake/csv/a.go", header, 0},
		{"ring-unknown", "internal/intake/csv/inner/a.go", header, 1},
		{"ring-unknown", "cmd/sartor/a.go", header, 0},
		{"simulate-inside", "cmd/sartor/a.go", file("simulate/live"), 0},
		{"simulate-inside", "internal/simulate/live/a.go", file("simulate"), 0},
		{"simulate-inside", "internal/httpapi/a_test.go", file("simulate"), 0},
		{"simulate-inside", "internal/httpapi/a.go", file("simulate"), 1},
		{"pure-import", "internal/httpapi/a.go", header + "import _ \"net/http\"\n", 0}, // 30
		{"pure-import", "internal/stock/a_test.go", header + "import _ \"os\"\n", 0},
		{"pure-import", "internal/stock/a.go", header + "import _ \"encoding/json\"\n", 0},
	} {
		if got := found(t, c.rule, c.name, c.text); got != c.want {
			t.Errorf("%s fired %d times, want %d, on %s:\n%s", c.rule, got, c.want, c.name, c.text)
		}
	}
}

func TestTests_SleepOnlyWhereTimeIsMadeUp(t *testing.T) {
	t.Parallel()
	text := header + "import (\"testing\"; \"testing/synctest\"; \"time\")\nfunc TestX(t *testing.T) {\n%s\n}\nvar _ = synctest.Wait\n"
	for body, want := range map[string]int{
		"time.Sleep(1)": 1,
		"synctest.Test(t, func(t *testing.T) { time.Sleep(1) })":              0,
		"synctest.Test(t, func(t *testing.T) {}); func() { time.Sleep(1) }()": 1,
	} {
		if got := found(t, "test-sleep", "internal/stock/a_test.go", fmt.Sprintf(text, body)); got != want {
			t.Errorf("fired %d times, want %d, on %s", got, want, body)
		}
	}
}

func TestTests_ATableIsDataNotCode(t *testing.T) {
	t.Parallel()
	table := "func TestX() {\n\tfor range []int{\n" + strings.Repeat("\t\t1,\n", 100) + "\t} {\n\t}\n}\n"
	if n := found(t, "function-lines", "internal/stock/a_test.go", header+table); n != 0 {
		t.Error("a table of 100 rows was counted in a test")
	}
	if n := found(t, "function-lines", "internal/stock/a.go", header+table); n != 1 {
		t.Error("a table of 100 rows was not counted outside tests")
	}
}

func TestDependencies_TwentyAtMostAndEachExplained(t *testing.T) {
	t.Parallel()
	build := func(n int) *Tree {
		tree, text := &Tree{}, header
		for i := range n {
			module := fmt.Sprintf("example.org/m%d", i)
			tree.Modules = append(tree.Modules, module)
			tree.Dependencies += "`" + module + "`\n"
			text += "import _ \"" + module + "/x\"\n"
		}
		if err := tree.Add("internal/db/a.go", []byte(text)); err != nil {
			t.Fatal(err)
		}
		return tree
	}
	for n, want := range map[int]int{20: 0, 21: 21} {
		got := 0
		for _, f := range Check(build(n)) {
			if f.Rule == "dependencies" || f.Rule == "dependency-unexplained" {
				got++
			}
		}
		if got != want {
			t.Errorf("%d modules: fired %d times, want %d: for each of them or not at all", n, got, want)
		}
	}
}

func TestModules_ReadsBothForms(t *testing.T) {
	t.Parallel()
	got := modules("module sartor\n\ngo 1.26\n\nrequire example.org/a v1.2.3\nrequire (\n\texample.org/b/v2 v2.0.0 // indirect\n)\ntool example.org/c/cmd\n")
	if len(got) != 2 || got[0] != "example.org/a" || got[1] != "example.org/b/v2" {
		t.Errorf("got %q", got)
	}
	if m := moduleOf("example.org/b/v2/x", got); m != "example.org/b/v2" {
		t.Errorf("got %q", m)
	}
	if m := moduleOf("example.org/apple", got); m != "" {
		t.Errorf("got %q", m)
	}
}
