package arch

import (
	"go/ast"
	"slices"
	"strings"
)

// pureImportRule keeps storage, networks, processes and logs out of the inner rings.
func pureImportRule(t *Tree, say report) {
	for _, f := range t.Files {
		if f.Test || !f.inner() {
			continue
		}
		for im, line := range f.imports() {
			if outward(im) {
				say("pure-import", f, line, "the inner rings may not import %s; take what it gives as an argument", im)
			}
		}
	}
}

// outward reports whether a package of the standard library reaches outside
// the process.
func outward(im string) bool {
	return im == "log" || slices.ContainsFunc([]string{"database/sql", "net/http", "os", "log/slog"}, func(bad string) bool {
		return strings.HasPrefix(im+"/", bad+"/")
	})
}

// pureCodeRule keeps hidden inputs out of the inner rings: the clock, global
// randomness, and trees without types.
func pureCodeRule(t *Tree, say report) {
	for _, f := range t.Files {
		if f.Test || !f.inner() {
			continue
		}
		ast.Inspect(f.Syntax, func(n ast.Node) bool {
			switch v := n.(type) {
			case *ast.SelectorExpr:
				f.hiddenInput(v, say)
			case *ast.MapType:
				if isIdent(v.Key, "string") && isAny(v.Value) {
					say("pure-map", f, f.line(v.Pos()), "map[string]any in an inner ring; parse into named fields at the border")
				}
			}
			return true
		})
	}
}

func (f *File) hiddenInput(v *ast.SelectorExpr, say report) {
	x, ok := v.X.(*ast.Ident)
	if !ok || x.Obj != nil { // a local variable, not a package
		return
	}
	switch f.imported(x.Name) {
	case "time":
		if slices.Contains([]string{"Now", "Since", "Until"}, v.Sel.Name) {
			say("pure-clock", f, f.line(v.Pos()), "time.%s in an inner ring; pass now", v.Sel.Name)
		}
	case "math/rand", "math/rand/v2":
		own := []string{"New", "NewSource", "NewPCG", "NewChaCha8", "NewZipf", "Rand", "Source", "Source64", "PCG", "ChaCha8", "Zipf"}
		if !slices.Contains(own, v.Sel.Name) {
			say("pure-random", f, f.line(v.Pos()), "the global generator rand.%s; pass a seed", v.Sel.Name)
		}
	case "crypto/rand":
		say("pure-random", f, f.line(v.Pos()), "crypto/rand.%s in an inner ring; pass an io.Reader", v.Sel.Name)
	}
}

// imported returns the path behind a package name in this file.
func (f *File) imported(name string) string {
	for _, im := range f.Syntax.Imports {
		p := strings.Trim(im.Path.Value, `"`)
		parts := strings.Split(p, "/")
		last := parts[len(parts)-1]
		if len(last) > 1 && last[0] == 'v' && last[1] >= '0' && last[1] <= '9' && len(parts) > 1 {
			last = parts[len(parts)-2]
		}
		if im.Name != nil && im.Name.Name == name || im.Name == nil && last == name {
			return p
		}
	}
	return ""
}

// kernelRule keeps the kernels to mathematics: the standard library without
// contexts, our errors and numerics, and gonum.
func kernelRule(t *Tree, say report) {
	for _, f := range t.Files {
		if f.Test || !strings.HasPrefix(f.ring(), "model/") {
			continue
		}
		for im, line := range f.imports() {
			ours, own := strings.CutPrefix(im, Module+"/internal/")
			switch {
			case own && (ours == "fault" || ours == "stat" || strings.HasPrefix(ours, "model/")):
			case strings.HasPrefix(im, "gonum.org/"):
			case own || im == "context" || moduleOf(im, t.Modules) != "":
				say("kernel-import", f, line, "a kernel knows the standard library, fault, stat and gonum only, not %s", im)
			}
		}
	}
}

func isIdent(e ast.Expr, name string) bool {
	id, ok := e.(*ast.Ident)
	return ok && id.Name == name
}

func isAny(e ast.Expr) bool {
	if i, ok := e.(*ast.InterfaceType); ok {
		return i.Methods == nil || len(i.Methods.List) == 0
	}
	return isIdent(e, "any")
}
