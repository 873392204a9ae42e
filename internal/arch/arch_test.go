package arch

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// root returns the module's directory: the nearest one above with a go.mod.
func moduleRoot(t *testing.T) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		if filepath.Dir(dir) == dir {
			t.Fatal("no go.mod above the test")
		}
		dir = filepath.Dir(dir)
	}
}

func TestArchitecture(t *testing.T) {
	t.Parallel()
	tree, err := Load(os.DirFS(moduleRoot(t)))
	if err != nil {
		t.Fatal(err)
	}
	if len(tree.Files) < 50 || len(tree.Modules) < 10 {
		t.Fatalf("read %d files and %d modules: the test looks at the wrong place", len(tree.Files), len(tree.Modules))
	}
	stand, idle := Judge(Check(tree), Exceptions())
	for _, f := range stand {
		t.Error(f)
	}
	for _, e := range idle {
		t.Errorf("the exception %s for %s is no longer needed; take it out", e.Rule, e.File)
	}
}

func TestExceptions_EachHasAReason(t *testing.T) {
	t.Parallel()
	for _, e := range Exceptions() {
		if len(e.Reason) < 20 {
			t.Errorf("%s for %s gives no reason: %q", e.Rule, e.File, e.Reason)
		}
	}
}

// broken reads the sections of testdata/broken.txt.
func broken(t *testing.T) *Tree {
	t.Helper()
	text, err := os.ReadFile("testdata/broken.txt")
	if err != nil {
		t.Fatal(err)
	}
	tree := &Tree{}
	for section := range strings.SplitSeq("\n"+string(text), "\n-- ") {
		head, body, ok := strings.Cut(section, " --\n")
		if !ok {
			continue
		}
		name, pad, _ := strings.Cut(head, " +")
		n, _ := strconv.Atoi(pad) // no number: nothing to pad
		body += "\n" + strings.Repeat("//\n", n)
		body = strings.Replace(body, "PAD 58\n", strings.Repeat("\tprintln()\n", 58), 1)
		switch name {
		case "go.mod":
			tree.Modules = modules(body)
		case "docs/DEPENDENCIES.md":
			tree.Dependencies = body
		default:
			if err := tree.Add(name, []byte(body)); err != nil {
				t.Fatal(err)
			}
		}
	}
	return tree
}

// TestRules_EachFiresOnItsBrokenFile counts what each rule finds: a rule that
// stops firing fails, and so does one that fires where it should not.
func TestRules_EachFiresOnItsBrokenFile(t *testing.T) {
	t.Parallel()
	got := map[string]int{}
	findings := Check(broken(t))
	for _, f := range findings {
		if strings.HasPrefix(f.File, "internal/chain/") && f.Rule == "ring-unknown" {
			continue // the links of the chain
		}
		got[f.Rule]++
	}
	want := map[string]int{
		"ring-unknown": 2, "ring-order": 2, "simulate-inside": 1, "package-name": 1,
		"pure-import": 5, "pure-clock": 1, "pure-random": 2, "pure-map": 2, "kernel-import": 3,
		"file-lines": 1, "package-lines": 1, "function-lines": 1, "nesting": 1, "parameters": 1, "bool-parameter": 1,
		"interface-methods": 1, "init": 1, "package-variable": 6, "skip": 2, "skip-silent": 1, "test-sleep": 1, "package-comment": 1,
		"import-chain": 1, "dependency-unexplained": 1,
	}
	if !maps.Equal(got, want) {
		for _, rule := range slices.Sorted(maps.Keys(want)) {
			if got[rule] != want[rule] {
				t.Errorf("%s fired %d times, want %d", rule, got[rule], want[rule])
			}
		}
		for _, f := range findings {
			t.Log(f)
		}
	}
}

func TestJudge_AnExceptionCoversItsRuleInItsFile(t *testing.T) {
	t.Parallel()
	findings := []Finding{{Rule: "init", File: "a.go"}, {Rule: "init", File: "b.go"}, {Rule: "nesting", File: "a.go"}}
	stand, idle := Judge(findings, []Exception{{Rule: "init", File: "a.go"}, {Rule: "skip", File: "a.go"}})
	if len(stand) != 2 || stand[0].File != "b.go" || stand[1].Rule != "nesting" || len(idle) != 1 || idle[0].Rule != "skip" {
		t.Errorf("got %v and %v", stand, idle)
	}
}
