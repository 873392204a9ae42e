package contract

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"sartor/internal/access"
	"sartor/internal/retail"
	"sartor/internal/walkthrough"
)

// TestTillDocument_EveryCommandWorks: the commands of docs/TILL.md are run one
// after the other by a shell, and each answers what stands below it.
func TestTillDocument_EveryCommandWorks(t *testing.T) {
	t.Parallel()
	s := open(t)
	s.Wait(time.Since(s.Now())) // the document writes the time by date
	s.Must("PUT", "/v1/products/5901234123457", `{"name":"Tomato soup","price":249,"category":"soup"}`)
	s.promote(`{"target":{"kind":"anyone","products":["5901234123457"]},"starts":"` + s.Now().AddDate(0, 0, -7).Format(time.DateOnly) +
		`","ends":"` + s.Now().AddDate(0, 0, 7).Format(time.DateOnly) + `"}`)
	s.NobodyHeldOut()
	if err := s.DeclareConsent(t.Context(), []string{"profile", "offers"}, "the document's customers"); err != nil {
		t.Fatal(err)
	}
	token := s.Token(access.Principal{Role: access.Till, Stores: []retail.StoreID{"S012"}, Till: "T03"})
	compared := walkthrough.Read(t, "../../docs/TILL.md").Walk(t, "URL="+s.URL, "TOKEN="+token)
	if compared < 12 {
		t.Errorf("only %d answers were compared: the test looks at the wrong place", compared)
	}
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
	others := []string{"bad_sign_in", "login_taken", "packed_receipt", // of people who sign in, and of what is stored
		"invitation_used", "invitation_withdrawn", "invitation_expired", "visit_owner", "visit_self", "visit_disabled", "visiting"}
	found := 0
	for file, source := range sources(t, "till", "touchpoint", "voucher", "access", "httpapi/wire", "httpapi/gate") {
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
