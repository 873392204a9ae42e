package console

import (
	"bytes"
	"go/format"
	"os"
	"path/filepath"
	"testing"

	"github.com/a-h/templ/generator"
	"github.com/a-h/templ/parser/v2"
)

// TestTemplates_AreFresh generates every template anew and compares.
func TestTemplates_AreFresh(t *testing.T) {
	t.Parallel()
	seen := 0
	for _, pattern := range []string{"*.templ", "*/*.templ"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			checkFresh(t, file)
			seen++
		}
	}
	if seen == 0 {
		t.Error("no template was found")
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
