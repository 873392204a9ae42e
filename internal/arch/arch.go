// Package arch tests the architecture itself: which package may import which,
// what the inner rings must not touch, and how large a file, a function or an
// interface may grow. It is looked at by its test only and imported by nothing.
//
// Every rule has a case in testdata/broken.txt that breaks it
// (TestRules_EachFiresOnItsBrokenFile) and both sides of its border in
// borders_test.go. An exception is a line in exceptions.go with its reason; one
// that no longer applies fails (TestExceptions_AllStillNeeded), so that the
// list only shrinks.
package arch

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
)

// Module is the name under which packages import each other.
const Module = "sartor"

// File is one parsed Go file.
type File struct {
	Package string // directory inside the module: "internal/promotion"
	Name    string // "check.go"
	Test    bool
	Lines   int
	Syntax  *ast.File
	fset    *token.FileSet
}

// Path returns the file's place inside the module.
func (f *File) Path() string { return path.Join(f.Package, f.Name) }

// line returns the line of a position.
func (f *File) line(p token.Pos) int { return f.fset.Position(p).Line }

// ring returns the package's name in the table of ranks: "promotion".
func (f *File) ring() string { return strings.TrimPrefix(f.Package, "internal/") }

// Tree is the module's sources and what its rules are held against.
type Tree struct {
	Files        []*File
	Modules      []string // module paths named in go.mod
	Dependencies string   // text of docs/DEPENDENCIES.md
}

// Finding is one place that breaks a rule.
type Finding struct {
	Rule string
	File string // inside the module
	Line int
	What string
}

// String formats the finding as editors jump to it.
func (f Finding) String() string {
	return fmt.Sprintf("%s:%d: %s: %s", f.File, f.Line, f.Rule, f.What)
}

// generated is how Go marks files that no person writes.
var generated = regexp.MustCompile(`(?m)^// Code generated .* DO NOT EDIT\.$`)

// Load parses every Go file of the module but generated ones; what lies in
// testdata or in hidden directories is not part of it.
func Load(module fs.FS) (*Tree, error) {
	tree := &Tree{}
	err := fs.WalkDir(module, ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && name != "." && (d.Name() == "testdata" || strings.HasPrefix(d.Name(), ".")):
			return fs.SkipDir
		case d.IsDir() || !strings.HasSuffix(name, ".go"):
			return nil
		}
		src, err := fs.ReadFile(module, name)
		if err != nil {
			return err
		}
		return tree.Add(name, src)
	})
	if err != nil {
		return nil, err
	}
	mod, err := fs.ReadFile(module, "go.mod")
	if err != nil {
		return nil, err
	}
	tree.Modules = modules(string(mod))
	docs, err := fs.ReadFile(module, "docs/DEPENDENCIES.md")
	if err != nil {
		return nil, err
	}
	tree.Dependencies = string(docs)
	return tree, nil
}

// Add parses one file; a generated one is left out.
func (t *Tree) Add(name string, src []byte) error {
	if strings.HasSuffix(name, "_templ.go") || generated.Match(src) {
		return nil
	}
	fset := token.NewFileSet()
	syntax, err := parser.ParseFile(fset, name, src, parser.ParseComments)
	if err != nil {
		return err
	}
	t.Files = append(t.Files, &File{
		Package: path.Dir(name), Name: path.Base(name), Test: strings.HasSuffix(name, "_test.go"),
		Lines: strings.Count(string(src), "\n"), Syntax: syntax, fset: fset,
	})
	return nil
}

// modules returns the module paths that a go.mod requires.
func modules(mod string) []string {
	var out []string
	for line := range strings.Lines(mod) {
		fields := strings.Fields(strings.TrimPrefix(strings.TrimSpace(line), "require "))
		if len(fields) >= 2 && strings.Contains(fields[0], ".") && strings.HasPrefix(fields[1], "v") {
			out = append(out, fields[0])
		}
	}
	return out
}

// Check holds the tree against every rule; findings come in order of place.
func Check(t *Tree) []Finding {
	var out []Finding
	for _, rule := range rules() {
		rule(t, func(name string, f *File, line int, what string, args ...any) {
			out = append(out, Finding{Rule: name, File: f.Path(), Line: line, What: fmt.Sprintf(what, args...)})
		})
	}
	slices.SortStableFunc(out, func(a, b Finding) int {
		if c := strings.Compare(a.File, b.File); c != 0 {
			return c
		}
		return a.Line - b.Line
	})
	return out
}

// report notes one place that breaks a rule.
type report func(rule string, f *File, line int, what string, args ...any)

// rules lists the checks; each may report under several names.
func rules() []func(*Tree, report) {
	return []func(*Tree, report){
		ringRule, simulateRule, nameRule, pureImportRule, pureCodeRule, kernelRule, chainRule, dependencyRule,
		fileRule, packageRule, functionRule, nestingRule, parameterRule, interfaceRule,
		initRule, variableRule, skipRule, sleepRule, commentRule,
	}
}

// Packages returns the files of each package in order of their directories.
func (t *Tree) packages() map[string][]*File {
	out := map[string][]*File{}
	for _, f := range t.Files {
		out[f.Package] = append(out[f.Package], f)
	}
	return out
}
