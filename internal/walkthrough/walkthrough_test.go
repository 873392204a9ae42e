package walkthrough

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// noted is a test that only notes its errors.
type noted struct {
	testing.TB
	errors []string
}

func (n *noted) Helper() {}

func (n *noted) Errorf(format string, args ...any) {
	n.errors = append(n.errors, fmt.Sprintf(format, args...))
}

func TestWalk(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		says, text string
		compared   int
		want       string // in the one error; "" is none
	}{
		{"what comes as documented", "```sh\necho '{\"a\":1,\"b\":[{\"c\":\"x\"}]}'\n```\n```json\n{\"b\":[{\"c\":\"…\"}]}\n```\n", 1, ""},
		{"commands share a shell", "```sh\nA=1\n```\n\n```sh\necho $A\n```\n```text\n1\n```\n", 1, ""},
		{"text differs", "```sh\necho 1\n```\n```text\n2\n```\n", 1, `want "2\n"`},
		{"a member is missing", "```sh\necho '{}'\n```\n```json\n{\"a\":1}\n```\n", 1, "/a is not in the answer"},
		{"a list is longer", "```sh\necho '{\"a\":[1,2]}'\n```\n```json\n{\"a\":[1]}\n```\n", 1, "/a has another length than 1"},
		{"a value differs", "```sh\necho '{\"a\":[{\"b\":2}]}'\n```\n```json\n{\"a\":[{\"b\":1}]}\n```\n", 1, "/a/0/b is 2, want 1"},
		{"no JSON comes", "```sh\necho oops\n```\n```json\n{}\n```\n", 1, "the answer is no JSON"},
		{"a command fails", "```sh\nfalse\n```\n", 0, "exit status 1"},
		{"what is not for the shell is not typed", "```console\nfalse\n```\n", 0, ""},
	} {
		t.Run(c.says, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "page.md")
			if err := os.WriteFile(path, []byte(c.text), 0o600); err != nil {
				t.Fatal(err)
			}
			n := &noted{TB: t}
			compared := Read(t, path).Walk(n)
			if compared != c.compared {
				t.Errorf("%d answers compared, want %d", compared, c.compared)
			}
			if got := strings.Join(n.errors, "\n"); (c.want == "") != (got == "") || !strings.Contains(got, c.want) {
				t.Errorf("errors %q, want %q", got, c.want)
			}
		})
	}
}
