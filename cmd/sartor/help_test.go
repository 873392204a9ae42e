package main

import (
	"context"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/alecthomas/kong"

	"sartor/internal/access"
)

// leaves lists every command that runs.
func leaves(t *testing.T) (out []*kong.Node) {
	t.Helper()
	s := newShell(t)
	k, err := newParser(&cli{}, world{getenv: func(string) string { return "" }, stdout: &s.out, stderr: &s.err})
	if err != nil {
		t.Fatal(err)
	}
	return k.Model.Leaves(true)
}

func TestHelp_EveryCommandShowsExamplesOfItself(t *testing.T) {
	t.Parallel()
	for _, leaf := range leaves(t) {
		name := strings.TrimPrefix(leaf.FullPath(), "sartor ")
		s := newShell(t)
		out := s.must(t, append(strings.Fields(name), "--help")...)
		_, examples, ok := strings.Cut(out, "Examples:")
		if !ok || !strings.Contains(examples, "sartor "+name) {
			t.Errorf("sartor %s --help shows no example of itself:\n%s", name, out)
		}
	}
}

// The help of what takes a role names all that may be given, as they are accepted.
func TestHelp_NamesEveryRole(t *testing.T) {
	t.Parallel()
	for command, all := range map[string]func(access.Role) bool{
		"user add": access.Role.Console, "token create": func(access.Role) bool { return true },
	} {
		out := newShell(t).must(t, append(strings.Fields(command), "--help")...)
		_, named, _ := strings.Cut(strings.Join(strings.Fields(out), " "), "--role=STRING")
		for _, r := range access.Roles() {
			if all(r) && !strings.Contains(named, string(r)) {
				t.Errorf("sartor %s --help does not name %s", command, r)
			}
		}
	}
}

func TestExit_WrongUseIs2(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{{"nonsense"}, {"verify", "--nonsense"}, {"backup"}, {"verify", "--config", "missing.yaml"}, {"token", "create", "--role", "tilll"}, {"user", "add", "ann", "--role", "till"}} {
		if code := newShell(t).run(t, args...); code != exitUsage {
			t.Errorf("sartor %s: exit %d, want 2", strings.Join(args, " "), code)
		}
	}
}

// What stands after a mistake leads on: the help of the command that was meant,
// the option that names refused rows, a place without the slashes of JSON.
func TestMistakes_LeadOn(t *testing.T) {
	t.Parallel()
	s := newShell(t)
	s.write(t, "wrong.yaml", "id: prm_x\nname: {en: X}\ncolour: red\n")
	s.write(t, "receipts.csv", "receipt,at,store,till,customer,product,quantity,amount,discount\nR1,2026-11-02T10:00:00Z,S1,T1,,soup,0,2.49,0\n")
	s.write(t, "one.csv", "receipt,at,store,till,customer,product,quantity,amount,discount\nR2,2026-11-02T10:00:00Z,S1,T1,7,soup,1,2.49,0\n")
	for _, c := range []struct {
		args string
		says []string
	}{
		{"imprt csv x", []string{`"sartor --help"`}},
		{"promotion aply x", []string{`"sartor promotion --help"`}},
		{"verify --nonsense", []string{`"sartor verify --help"`}},
		{"user add ann --role ower", []string{"--role must be one of", `"sartor user add --help"`}},
		{"promotion validate none.yaml", []string{"there is no file none.yaml"}},
		{"promotion validate wrong.yaml", []string{"wrong.yaml: ", "\n  3:"}},
		{"import csv . --currency EUR --timezone UTC", []string{"1 row refused", "--refused FILE"}},
		{"till-check 127.0.0.1:1 --token x", []string{"begins with http:// or https://"}},
		{"learn", []string{"import receipts first"}},
		{"import csv one.csv --currency EUR --timezone UTC", []string{"can get no offers"}},
		{"learn", []string{"too few later baskets"}},
	} {
		s.run(t, strings.Fields(c.args)...)
		for _, want := range c.says {
			if !strings.Contains(s.err.String(), want) {
				t.Errorf("sartor %s: does not say %q:\n%s", c.args, want, s.err.String())
			}
		}
	}
}

// A command that only looks or copies makes no database of a mistyped path.
func TestCommands_AMistypedPathIsNoNewDatabase(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{{"verify"}, {"doctor"}, {"rebuild"}, {"backup", "b"}, {"export", "e"}, {"learn"}, {"user", "list"}, {"user", "disable", "x"}, {"token", "list"}, {"token", "revoke", "x"}} {
		s := newShell(t)
		if code := s.run(t, append(args, "--db", "sqlite:chian.db")...); code != exitFailed || !strings.Contains(s.out.String()+s.err.String(), "chian.db") {
			t.Errorf("sartor %s: exit %d, %s%s; want 1 and the path named", args[0], code, s.out.String(), s.err.String())
		}
		if made, err := os.ReadDir(s.dir); err != nil || len(made) > 0 {
			t.Errorf("sartor %s made %v, %v", args[0], made, err)
		}
	}
}

// An unknown key is an error of the whole file; a known one is explained with
// where it came from.
func TestConfig_KeysAndSources(t *testing.T) {
	t.Parallel()
	s := newShell(t)
	s.write(t, "good.yaml", "addr: 127.0.0.1:9\n")
	if out := s.must(t, "config", "explain", "--config", s.dir+"/good.yaml"); !strings.Contains(out, "configuration file") {
		t.Errorf("no value comes from the file:\n%s", out)
	}
	if out := s.must(t, "config", "explain"); strings.Count(out, "\nkey-file ") != 1 {
		t.Errorf("a setting that many commands share is said more than once:\n%s", out)
	}
	s.write(t, "bad.yaml", "adr: 127.0.0.1:9\n")
	if code := s.run(t, "config", "explain", "--config", s.dir+"/bad.yaml"); code != exitUsage || !strings.Contains(s.err.String(), "adr") {
		t.Errorf("exit %d, %s; want 2 and the unknown key named", code, s.err.String())
	}
	out := &strings.Builder{}
	code := run(context.WithoutCancel(t.Context()), []string{"config", "explain"}, world{
		getenv: func(k string) string { return map[string]string{"SARTOR_ADDR": "127.0.0.1:7"}[k] }, stdout: out, stderr: &s.err,
	})
	s.err.Reset()
	mistyped := run(t.Context(), []string{"version"}, world{
		getenv: func(string) string { return "" }, names: []string{"SARTOR_ADR", "SARTOR_TEST_POSTGRES"}, stdout: io.Discard, stderr: &s.err,
	})
	if said := s.err.String(); mistyped != exitUsage || !strings.Contains(said, "SARTOR_ADR") || strings.Contains(said, "SARTOR_TEST") {
		t.Errorf("exit %d, %s; want 2 and the unknown variable named, and only it", mistyped, said)
	}
	if code != exitDone || !strings.Contains(out.String(), "environment SARTOR_ADDR") {
		t.Errorf("exit %d; no value comes from the environment:\n%s", code, out)
	}
}
