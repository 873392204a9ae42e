package arch

import (
	"go/ast"
	"go/token"
	"slices"
)

func initRule(t *Tree, say report) {
	for _, f := range t.Files {
		f.functions(func(fn *ast.FuncDecl) {
			if fn.Recv == nil && fn.Name.Name == "init" {
				say("init", f, f.line(fn.Pos()), "init runs unasked; let cmd/sartor call it by name")
			}
		})
	}
}

// variableRule finds package variables that the package itself changes:
// assigned, counted up, handed out by address, or a lock or counter by type.
func variableRule(t *Tree, say report) {
	for _, files := range t.packages() {
		names := map[string]bool{}
		for _, f := range files {
			f.declare(names, say)
		}
		for _, f := range files {
			f.changes(names, say)
		}
	}
}

// declare collects the names of the file's package variables.
func (f *File) declare(names map[string]bool, say report) {
	for _, spec := range f.topVars() {
		for _, id := range spec.Names {
			names[id.Name] = id.Name != "_"
		}
		if f.shared(spec.Type) {
			say("package-variable", f, f.line(spec.Pos()), "%s is shared state; put it into the struct that needs it", spec.Names[0].Name)
		}
	}
}

func (f *File) topVars() []*ast.ValueSpec {
	var out []*ast.ValueSpec
	for _, d := range f.Syntax.Decls {
		g, ok := d.(*ast.GenDecl)
		if !ok || g.Tok != token.VAR || f.Test {
			continue
		}
		for _, s := range g.Specs {
			out = append(out, s.(*ast.ValueSpec))
		}
	}
	return out
}

// shared reports whether a type exists to be changed by many.
func (f *File) shared(e ast.Expr) bool {
	s, ok := e.(*ast.SelectorExpr)
	if !ok {
		return false
	}
	x, ok := s.X.(*ast.Ident)
	return ok && slices.Contains([]string{"sync", "sync/atomic"}, f.imported(x.Name))
}

func (f *File) changes(names map[string]bool, say report) {
	declared := map[any]bool{}
	for _, spec := range f.topVars() {
		declared[spec] = true
	}
	// A name the parser did not resolve in this file comes from another file of
	// the package; one it did is ours only when declared at the top.
	isTop := func(id *ast.Ident) bool { return names[id.Name] && (id.Obj == nil || declared[id.Obj.Decl]) }
	f.functions(func(fn *ast.FuncDecl) {
		ast.Inspect(fn.Body, func(n ast.Node) bool {
			for _, e := range changed(n) {
				if id := root(e); id != nil && isTop(id) {
					say("package-variable", f, f.line(id.Pos()), "%s changes the package variable %s", fn.Name.Name, id.Name)
				}
			}
			return true
		})
	})
}

// changed returns the expressions that a node changes or could let change.
func changed(n ast.Node) []ast.Expr {
	switch v := n.(type) {
	case *ast.AssignStmt:
		if v.Tok != token.DEFINE {
			return v.Lhs
		}
	case *ast.IncDecStmt:
		return []ast.Expr{v.X}
	case *ast.CallExpr:
		return addresses(v.Args)
	}
	return nil
}

// addresses returns the x of every &x among the arguments of a call.
func addresses(args []ast.Expr) []ast.Expr {
	var out []ast.Expr
	for _, arg := range args {
		if u, ok := arg.(*ast.UnaryExpr); ok && u.Op == token.AND {
			out = append(out, u.X)
		}
	}
	return out
}

// root returns the variable an expression starts at: x of x.a[i].
func root(e ast.Expr) *ast.Ident {
	for {
		switch v := e.(type) {
		case *ast.Ident:
			return v
		case *ast.SelectorExpr:
			e = v.X
		case *ast.IndexExpr:
			e = v.X
		case *ast.StarExpr:
			e = v.X
		case *ast.ParenExpr:
			e = v.X
		default:
			return nil
		}
	}
}

// skipRule allows a test to be skipped only by the functions that look for a
// server, a browser or data, and only where CI=true makes them fail instead.
func skipRule(t *Tree, say report) {
	t.testCalls(func(f *File, call *ast.CallExpr, fn *ast.FuncDecl) {
		s, ok := call.Fun.(*ast.SelectorExpr)
		if !ok || !slices.Contains([]string{"Skip", "Skipf", "SkipNow"}, s.Sel.Name) || !f.testing(s.X) {
			return
		}
		say("skip", f, f.line(call.Pos()), "a skipped suite is green and proves nothing")
		if !looksAtCI(fn) {
			say("skip-silent", f, f.line(call.Pos()), "%s must fail when the environment says CI=true", fn.Name.Name)
		}
	})
}

// testing reports whether the expression is a test: by convention t, b or f.
func (f *File) testing(e ast.Expr) bool {
	return isIdent(e, "t") || isIdent(e, "b") || isIdent(e, "f") || isIdent(e, "tb")
}

func looksAtCI(fn *ast.FuncDecl) bool {
	found := false
	ast.Inspect(fn.Body, func(n ast.Node) bool {
		if lit, ok := n.(*ast.BasicLit); ok && lit.Value == `"CI"` {
			found = true
		}
		return true
	})
	return found
}

// testCalls visits every call in test files and in what helps them, which imports
// testing.
func (t *Tree) testCalls(visit func(*File, *ast.CallExpr, *ast.FuncDecl)) {
	for _, f := range t.Files {
		if _, helps := f.imports()["testing"]; !f.Test && !helps {
			continue
		}
		f.functions(func(fn *ast.FuncDecl) {
			ast.Inspect(fn.Body, func(n ast.Node) bool {
				if call, ok := n.(*ast.CallExpr); ok {
					visit(f, call, fn)
				}
				return true
			})
		})
	}
}

// sleepRule finds tests that wait for a duration. Inside synctest.Test time is
// made up, and sleeping is how it passes.
func sleepRule(t *Tree, say report) {
	bubbles := map[*File][][2]token.Pos{}
	t.testCalls(func(f *File, call *ast.CallExpr, _ *ast.FuncDecl) {
		if s, ok := call.Fun.(*ast.SelectorExpr); ok && isIdent(s.X, "synctest") {
			bubbles[f] = append(bubbles[f], [2]token.Pos{call.Pos(), call.End()})
		}
	})
	t.testCalls(func(f *File, call *ast.CallExpr, _ *ast.FuncDecl) {
		s, ok := call.Fun.(*ast.SelectorExpr)
		if !ok || !isIdent(s.X, "time") || s.Sel.Name != "Sleep" {
			return
		}
		inside := slices.ContainsFunc(bubbles[f], func(b [2]token.Pos) bool { return b[0] <= call.Pos() && call.Pos() < b[1] })
		if !inside {
			say("test-sleep", f, f.line(call.Pos()), "wait for a signal, or run inside synctest.Test")
		}
	})
}

// commentRule asks every package what it owns.
func commentRule(t *Tree, say report) {
	for pkg, files := range t.packages() {
		written := slices.ContainsFunc(files, func(f *File) bool { return f.Syntax.Doc != nil && !f.Test })
		code := slices.IndexFunc(files, func(f *File) bool { return !f.Test })
		if code >= 0 && !written {
			say("package-comment", files[code], 1, "%s does not say what it owns and what it refuses", pkg)
		}
	}
}
