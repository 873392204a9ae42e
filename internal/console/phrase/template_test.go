package phrase

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestTemplates_HoldNoWords reads every template: what a page says comes out of
// the catalogue, so that no page is half in another language. The product's
// own name is the one exception.
func TestTemplates_HoldNoWords(t *testing.T) {
	t.Parallel()
	seen := 0
	err := filepath.WalkDir("..", func(path string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".templ") {
			return err
		}
		seen++
		source, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for _, word := range wordsIn(string(source)) {
			t.Errorf("%s says %q by itself; put it into console/phrase", path, word)
		}
		return nil
	})
	if err != nil || seen < 8 {
		t.Fatalf("read %d templates: %v", seen, err)
	}
	broken := "templ x(p page) {\n\t<p title=\"Hidden words\">{ p.Say }</p>\n\t<b>Open words</b>\n\tif p.Yes {\n\t\tStanding words\n\t}\n}\n"
	if got := wordsIn(broken); len(got) != 3 {
		t.Errorf("three places hold words, found %q", got)
	}
}

// Names of attributes that are read out or shown, and what is code in a template.
var (
	spoken = regexp.MustCompile(`\b(?:title|aria-label|placeholder|alt|content|label)="([^"]*[A-Za-z]{2}[^"]*)"`)
	tag    = regexp.MustCompile(`(?s)<[^>]*>`)
	braces = regexp.MustCompile(`\{[^{}]*\}`)
	letter = regexp.MustCompile(`\pL{2}`)
	code   = regexp.MustCompile(`^(?:@|//|if |for |switch |case |default|templ |import |package |\}|"|\)|func |type |var |else|return)`)
)

// wordsIn returns the texts that a template has of its own.
func wordsIn(source string) (out []string) {
	for _, m := range spoken.FindAllStringSubmatch(source, -1) {
		if !strings.HasPrefix(m[1], "width=device-width") && m[1] != "3" {
			out = append(out, m[1])
		}
	}
	source = strings.ReplaceAll(strings.ReplaceAll(source, "templ.", ""), "->", "")
	for old := ""; old != source; {
		old, source = source, braces.ReplaceAllStringFunc(source, func(s string) string {
			if strings.Contains(s, "\n") || strings.ContainsAny(s, "<") {
				return s // a block, not a value
			}
			return ""
		})
	}
	source = tag.ReplaceAllString(source, "")
	for line := range strings.Lines(source) {
		line = strings.TrimSpace(line)
		if code.MatchString(line) || line == "Sartor" || !letter.MatchString(line) || strings.HasSuffix(line, "{") || strings.HasSuffix(line, "(") {
			continue
		}
		out = append(out, line)
	}
	return out
}
