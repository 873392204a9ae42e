package arch

import (
	"fmt"
	"io/fs"
	"os"
	"path"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
)

// TestDocuments_NameWhatExists: a wrong document is a bug. Every test named in
// one exists, and every relative link and every path in the tree leads somewhere.
func TestDocuments_NameWhatExists(t *testing.T) {
	t.Parallel()
	module := os.DirFS(moduleRoot(t))
	tree, err := Load(module)
	if err != nil {
		t.Fatal(err)
	}
	declared := map[string]bool{}
	for _, f := range tree.Files {
		for name := range f.Syntax.Scope.Objects {
			declared[name] = true
		}
	}
	for name, text := range documents(t, module) {
		for _, problem := range wrong(module, name, text, declared) {
			t.Error(problem)
		}
	}
}

// documents returns the text of every page for people.
func documents(t *testing.T, module fs.FS) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, pattern := range []string{"*.md", "docs/*.md", "docs/*/*.md"} {
		names, err := fs.Glob(module, pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			text, err := fs.ReadFile(module, name)
			if err != nil {
				t.Fatal(err)
			}
			out[name] = string(text)
		}
	}
	if len(out) < 6 {
		t.Fatalf("found %d documents: the test looks at the wrong place", len(out))
	}
	return out
}

var (
	testName = regexp.MustCompile("`((?:Test|Fuzz|Benchmark)[A-Z]\\w*)`")
	link     = regexp.MustCompile(`\]\(([^)#:]+)[)#]`)
	inTree   = regexp.MustCompile("`((?:internal|docs|cmd|\\.ci)/[\\w./-]+)`")
)

// wrong returns what a document names and the tree lacks.
func wrong(module fs.FS, name, text string, declared map[string]bool) []string {
	var out []string
	for _, m := range testName.FindAllStringSubmatch(text, -1) {
		if !declared[m[1]] {
			out = append(out, name+" names the test "+m[1]+", which does not exist")
		}
	}
	places := inTree.FindAllStringSubmatch(text, -1)
	for _, m := range link.FindAllStringSubmatch(text, -1) {
		places = append(places, []string{m[0], path.Join(path.Dir(name), m[1])})
	}
	for _, m := range places {
		if _, err := fs.Stat(module, strings.TrimSuffix(m[1], "/")); err != nil {
			out = append(out, name+" points to "+m[1]+", which does not exist")
		}
	}
	return out
}

// TestDocuments_DecisionsAreNumberedInOrder: a number names one decision, none
// is missing, and the heading says the number of the file.
func TestDocuments_DecisionsAreNumberedInOrder(t *testing.T) {
	t.Parallel()
	module := os.DirFS(moduleRoot(t))
	for _, problem := range misnumbered(t, module) {
		t.Error(problem)
	}
	twice := fstest.MapFS{
		"docs/decisions/0001-one.md":   {Data: []byte("# 0001 One\n")},
		"docs/decisions/0001-two.md":   {Data: []byte("# 0001 Two\n")},
		"docs/decisions/0003-three.md": {Data: []byte("# 0004 Three\n")},
	}
	if got := misnumbered(t, twice); len(got) != 2 {
		t.Errorf("got %q, want the second 0001 and the heading 0004", got)
	}
}

func misnumbered(t *testing.T, module fs.FS) []string {
	t.Helper()
	names, err := fs.Glob(module, "docs/decisions/*.md")
	if err != nil || len(names) == 0 {
		t.Fatalf("no decisions found: %v", err)
	}
	var out []string
	for i, name := range names { // in the order of their names
		number := fmt.Sprintf("%04d", i+1)
		text, err := fs.ReadFile(module, name)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(path.Base(name), number+"-") || !strings.HasPrefix(string(text), "# "+number+" ") {
			out = append(out, name+" should be number "+number+", in its name and in its heading")
		}
	}
	return out
}

func TestDocuments_AWrongOneIsSeen(t *testing.T) {
	t.Parallel()
	module := os.DirFS(moduleRoot(t))
	text := "`TestNowhere`, `TestArchitecture`, [a](ARCHITECTURE.md), [b](nowhere.md#x), [c](https://example.org/x), `internal/arch`, `internal/nowhere/x.go`"
	if got := wrong(module, "docs/page.md", text, map[string]bool{"TestArchitecture": true}); len(got) != 3 {
		t.Errorf("got %q, want three problems", got)
	}
}
