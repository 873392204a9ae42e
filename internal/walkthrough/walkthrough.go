// Package walkthrough runs what a document tells its reader to type, and holds
// the answers against what the document says comes: a wrong document is a bug.
//
// A block marked sh is typed; all of them run in one shell, in their order. A
// block marked json or text behind it is the answer: text must be equal, JSON
// must hold every documented member, where "…" stands for anything.
package walkthrough

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
)

// Document is a page with its blocks.
type Document struct {
	path   string
	blocks []block
}

// block is one fenced block.
type block struct {
	kind, text string
	line       int
}

var fence = regexp.MustCompile("(?ms)^```(\\w+)\n(.*?)^```$")

// Read reads a document; old and new texts of the pairs are exchanged in it, such
// as an address.
func Read(t testing.TB, path string, pairs ...string) Document {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	d := Document{path: path}
	for _, m := range fence.FindAllSubmatchIndex(text, -1) {
		d.blocks = append(d.blocks, block{
			kind: string(text[m[2]:m[3]]), line: 1 + strings.Count(string(text[:m[0]]), "\n"),
			text: strings.NewReplacer(pairs...).Replace(string(text[m[4]:m[5]])),
		})
	}
	return d
}

// Walk types the commands with the environment added to ours, and compares every
// answer. It returns how many answers it compared.
func (d Document) Walk(t testing.TB, env ...string) int {
	t.Helper()
	said := d.shell(t, env)
	compared := 0
	for i, b := range d.blocks {
		if b.kind != "sh" || i+1 == len(d.blocks) {
			continue
		}
		answer := d.blocks[i+1]
		if answer.kind != "json" && answer.kind != "text" {
			continue
		}
		compared++
		if problem := answer.unlike(said[i]); problem != "" {
			t.Errorf("%s:%d: %s\ncommand:\n%sanswered:\n%s", d.path, answer.line, problem, b.text, said[i])
		}
	}
	return compared
}

// shell runs the sh blocks in one shell and returns what each printed.
func (d Document) shell(t testing.TB, env []string) map[int]string {
	t.Helper()
	var script strings.Builder
	script.WriteString("set -eu\n")
	for i, b := range d.blocks {
		if b.kind == "sh" {
			fmt.Fprintf(&script, "printf '\\n@@%d@@\\n'\n%s", i, b.text)
		}
	}
	cmd := exec.CommandContext(t.Context(), "bash", "-c", script.String())
	cmd.Dir, cmd.Env = t.TempDir(), append(os.Environ(), env...)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Errorf("%s: its commands end with %v:\n%s", d.path, err, out)
	}
	said := map[int]string{}
	for part := range strings.SplitSeq(string(out), "\n@@") {
		number, text, _ := strings.Cut(part, "@@\n")
		var i int
		if _, err := fmt.Sscan(number, &i); err == nil {
			said[i] = text
		}
	}
	return said
}

// unlike says how what was printed differs from the documented answer.
func (b block) unlike(got string) string {
	if b.kind == "text" {
		if strings.TrimSpace(b.text) != strings.TrimSpace(got) {
			return fmt.Sprintf("want %q", b.text)
		}
		return ""
	}
	return Missing(b.text, got)
}

// Missing says which documented member a JSON text lacks, "" when it has all.
func Missing(want, got string) string {
	var w, g any
	if err := json.Unmarshal([]byte(want), &w); err != nil {
		return "what is documented is no JSON: " + err.Error()
	}
	if err := json.Unmarshal([]byte(got), &g); err != nil {
		return "the answer is no JSON: " + err.Error()
	}
	return within(w, g, "")
}

func within(want, got any, at string) string {
	switch w := want.(type) {
	case map[string]any:
		g, ok := got.(map[string]any)
		for name := range w {
			if value, there := g[name]; !ok || !there {
				return at + "/" + name + " is not in the answer"
			} else if problem := within(w[name], value, at+"/"+name); problem != "" {
				return problem
			}
		}
		return ""
	case []any:
		g, ok := got.([]any)
		if !ok || len(g) != len(w) {
			return fmt.Sprintf("%s has another length than %d", at, len(w))
		}
		for i := range w {
			if problem := within(w[i], g[i], fmt.Sprintf("%s/%d", at, i)); problem != "" {
				return problem
			}
		}
		return ""
	}
	if want != "…" && want != got {
		return fmt.Sprintf("%s is %v, want %v", at, got, want)
	}
	return ""
}
