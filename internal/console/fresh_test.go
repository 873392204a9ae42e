package console

import (
	"bytes"
	"go/format"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/a-h/templ/generator"
	"github.com/a-h/templ/parser/v2"
)

func TestNames_AreCutSafely(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ got, want string }{
		{initials("Mara van Osmund"), "MV"}, {initials(""), ""}, {lastSigns("ab"), "ab"}, {lastSigns("2600000014417"), "4417"},
		{clip(strings.Repeat("ä", 201)), strings.Repeat("ä", 100)}, {clip("ä" + strings.Repeat("x", 199)), "ä" + strings.Repeat("x", 198)},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
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
