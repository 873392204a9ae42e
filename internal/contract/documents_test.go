package contract

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"sartor/internal/access"
	"sartor/internal/retail"
)

// block is one fenced block of a document.
type block struct {
	kind, text string
	line       int
}

var fence = regexp.MustCompile("(?ms)^```(\\w+)\n(.*?)^```$")

func blocks(t *testing.T, path string) []block {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var out []block
	for _, m := range fence.FindAllSubmatchIndex(text, -1) {
		out = append(out, block{kind: string(text[m[2]:m[3]]), text: string(text[m[4]:m[5]]), line: 1 + strings.Count(string(text[:m[0]]), "\n")})
	}
	return out
}

// TestTillDocument_EveryCommandWorks: the commands of docs/TILL.md are run one
// after the other by a shell, and each answers what stands below it.
func TestTillDocument_EveryCommandWorks(t *testing.T) {
	t.Parallel()
	s := open(t)
	s.Wait(time.Since(s.Now())) // the document writes the time by date
	s.Must("PUT", "/v1/products/5901234123457", `{"name":"Tomato soup","price":249,"category":"soup"}`)
	s.promote(`{"target":{"kind":"anyone","products":["5901234123457"]},"starts":"` + s.Now().AddDate(0, 0, -7).Format(time.DateOnly) +
		`","ends":"` + s.Now().AddDate(0, 0, 7).Format(time.DateOnly) + `"}`)
	s.nobodyHeldOut()
	if err := s.DeclareConsent(t.Context(), []string{"profile", "offers"}, "the document's customers"); err != nil {
		t.Fatal(err)
	}
	token := s.Token(access.Principal{Role: access.Till, Stores: []retail.StoreID{"S012"}, Till: "T03"})
	all := blocks(t, "../../docs/TILL.md")
	said := shell(t, all, "URL="+s.URL, "TOKEN="+token)
	checked := 0
	for i, b := range all {
		if b.kind != "sh" || i+1 == len(all) || !slices.Contains([]string{"json", "text"}, all[i+1].kind) {
			continue
		}
		checked++
		if problem := unlike(all[i+1], said[i]); problem != "" {
			t.Errorf("docs/TILL.md:%d: %s\ncommand:\n%sanswered:\n%s", all[i+1].line, problem, b.text, said[i])
		}
	}
	if checked < 12 {
		t.Errorf("only %d answers were compared: the test looks at the wrong place", checked)
	}
}

// shell runs the sh blocks in one shell and returns what each printed.
func shell(t *testing.T, all []block, env ...string) map[int]string {
	t.Helper()
	var script strings.Builder
	script.WriteString("set -u\n")
	for i, b := range all {
		if b.kind == "sh" {
			fmt.Fprintf(&script, "printf '\\n@@%d@@\\n'\n%s", i, b.text)
		}
	}
	cmd := exec.CommandContext(t.Context(), "bash", "-c", script.String())
	cmd.Dir, cmd.Env = t.TempDir(), append(os.Environ(), env...)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Errorf("the commands end with %v", err)
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

// unlike says how an answer differs from the documented one: text must be equal,
// JSON must hold every documented member, where "…" stands for anything.
func unlike(want block, got string) string {
	if want.kind == "text" {
		if strings.TrimSpace(want.text) != strings.TrimSpace(got) {
			return fmt.Sprintf("want %q", want.text)
		}
		return ""
	}
	var w, g any
	if err := json.Unmarshal([]byte(want.text), &w); err != nil {
		return "the document's JSON: " + err.Error()
	}
	if err := json.Unmarshal([]byte(got), &g); err != nil {
		return "the answer is no JSON: " + err.Error()
	}
	return within(w, g, "")
}

// within says where a documented value is not in the answer.
func within(want, got any, at string) string {
	switch w := want.(type) {
	case string:
		if w == "…" && got != nil {
			return ""
		}
	case map[string]any:
		g, ok := got.(map[string]any)
		for name := range w {
			if !ok || g[name] == nil {
				return at + "/" + name + " is not in the answer"
			}
			if problem := within(w[name], g[name], at+"/"+name); problem != "" {
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
	if want != got {
		return fmt.Sprintf("%s is %v, want %v", at, got, want)
	}
	return ""
}

var code = regexp.MustCompile(`(?:fault\.New\(fault\.\w+, |Code\w+ += |Reason = )"([a-z_]+)"`)

// TestTillDocument_NamesEveryCode: whatever code or reason a till can be
// answered stands in docs/TILL.md with what to do.
func TestTillDocument_NamesEveryCode(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../docs/TILL.md")
	if err != nil {
		t.Fatal(err)
	}
	others := []string{ // of people who sign in, and of opening a database
		"bad_sign_in", "login_taken", "db_url", "db_version", "newer_schema", "backup_postgres", "packed_receipt",
	}
	found := 0
	for file, source := range sources(t, "till", "touchpoint", "voucher", "access", "httpapi/wire", "httpapi/gate", "db/engine") {
		for _, m := range code.FindAllStringSubmatch(source, -1) {
			found++
			if !strings.Contains(string(text), "`"+m[1]+"`") && !slices.Contains(others, m[1]) {
				t.Errorf("%s answers %s, and docs/TILL.md does not say what to do", file, m[1])
			}
		}
	}
	if found < 30 {
		t.Errorf("only %d codes were found: the test looks at the wrong place", found)
	}
}

// sources reads the code of packages, tests aside.
func sources(t *testing.T, packages ...string) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, p := range packages {
		files, err := filepath.Glob("../" + p + "/*.go")
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if !strings.HasSuffix(file, "_test.go") {
				out[file] = string(text)
			}
		}
	}
	return out
}
