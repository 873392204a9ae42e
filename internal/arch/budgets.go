package arch

import "go/ast"

// The budgets (docs/ARCHITECTURE.md, section 6). Each is where growth stops, not
// where it should end.
const (
	maxFileLines     = 400
	maxFunctionLines = 60
	maxNesting       = 3
	maxParameters    = 4 // besides ctx, and t in tests
	maxMethods       = 8
	maxPackageLines  = 3000 // without tests
	maxChain         = 11
	maxDependencies  = 20
)

func fileRule(t *Tree, say report) {
	for _, f := range t.Files {
		if f.Lines > maxFileLines {
			say("file-lines", f, 1, "%d lines, at most %d: a room that wants splitting by meaning", f.Lines, maxFileLines)
		}
	}
}

func packageRule(t *Tree, say report) {
	for pkg, files := range t.packages() {
		sum := 0
		for _, f := range files {
			if !f.Test {
				sum += f.Lines
			}
		}
		if sum > maxPackageLines {
			say("package-lines", files[0], 1, "%s has %d lines without tests, at most %d", pkg, sum, maxPackageLines)
		}
	}
}

// functions calls visit with every declared function that has a body.
func (f *File) functions(visit func(*ast.FuncDecl)) {
	for _, d := range f.Syntax.Decls {
		if fn, ok := d.(*ast.FuncDecl); ok && fn.Body != nil {
			visit(fn)
		}
	}
}

func functionRule(t *Tree, say report) {
	for _, f := range t.Files {
		f.functions(func(fn *ast.FuncDecl) {
			if n := f.functionLines(fn); n > maxFunctionLines {
				say("function-lines", f, f.line(fn.Pos()), "%s has %d lines, at most %d", fn.Name.Name, n, maxFunctionLines)
			}
		})
	}
}

// functionLines counts from the word func to the closing brace. In tests the
// lines of a table are data and do not count.
func (f *File) functionLines(fn *ast.FuncDecl) int {
	first, last := f.line(fn.Pos()), f.line(fn.End())
	if !f.Test {
		return last - first + 1
	}
	data := map[int]bool{}
	ast.Inspect(fn.Body, func(n ast.Node) bool {
		lit, ok := n.(*ast.CompositeLit)
		if !ok {
			return true
		}
		for l := f.line(lit.Pos()) + 1; l <= f.line(lit.End()); l++ {
			data[l] = true
		}
		return false
	})
	return last - first + 1 - len(data)
}

func nestingRule(t *Tree, say report) {
	for _, f := range t.Files {
		f.functions(func(fn *ast.FuncDecl) {
			if n := nesting(fn.Body); n > maxNesting {
				say("nesting", f, f.line(fn.Pos()), "%s nests %d deep, at most %d: return early or name the inner part", fn.Name.Name, n, maxNesting)
			}
		})
	}
}

// nesting returns the depth of if, for, switch and select in one another. An
// else-if stands beside its if; a function literal counts anew.
func nesting(n ast.Node) int {
	deepest := 0
	var walk func(n ast.Node, depth int)
	walk = func(n ast.Node, depth int) {
		ast.Inspect(n, func(m ast.Node) bool {
			if m == nil || m == n {
				return true
			}
			switch v := m.(type) {
			case *ast.IfStmt:
				deepest = max(deepest, depth+1)
				walk(v.Body, depth+1)
				switch e := v.Else.(type) {
				case *ast.IfStmt:
					walk(&ast.BlockStmt{List: []ast.Stmt{e}}, depth)
				case *ast.BlockStmt:
					walk(e, depth+1)
				}
				return false
			case *ast.ForStmt, *ast.RangeStmt, *ast.SwitchStmt, *ast.TypeSwitchStmt, *ast.SelectStmt:
				deepest = max(deepest, depth+1)
				walk(m, depth+1)
				return false
			case *ast.FuncLit:
				deepest = max(deepest, nesting(v.Body))
				return false
			}
			return true
		})
	}
	walk(n, 0)
	return deepest
}

func parameterRule(t *Tree, say report) {
	for _, f := range t.Files {
		for _, d := range f.Syntax.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok {
				continue
			}
			f.parameters(fn, say)
		}
	}
}

func (f *File) parameters(fn *ast.FuncDecl, say report) {
	count := 0
	for _, p := range fn.Type.Params.List {
		if isIdent(p.Type, "bool") {
			say("bool-parameter", f, f.line(p.Pos()), "%s takes a bool; make it two functions, or options with names", fn.Name.Name)
		}
		if !f.ambient(p.Type) {
			count += max(1, len(p.Names))
		}
	}
	if count > maxParameters {
		say("parameters", f, f.line(fn.Pos()), "%s takes %d parameters, at most %d: a struct with names", fn.Name.Name, count, maxParameters)
	}
}

// ambient reports whether a parameter is a context or a test.
func (f *File) ambient(e ast.Expr) bool {
	if star, ok := e.(*ast.StarExpr); ok {
		e = star.X
	}
	s, ok := e.(*ast.SelectorExpr)
	if !ok {
		return false
	}
	return isIdent(s.X, "context") && s.Sel.Name == "Context" || f.Test && (isIdent(s.X, "testing") || isIdent(s.X, "rapid"))
}

func interfaceRule(t *Tree, say report) {
	for _, f := range t.Files {
		ast.Inspect(f.Syntax, func(n ast.Node) bool {
			spec, ok := n.(*ast.TypeSpec)
			if !ok {
				return true
			}
			if i, ok := spec.Type.(*ast.InterfaceType); ok && i.Methods.NumFields() > maxMethods {
				say("interface-methods", f, f.line(spec.Pos()), "%s has %d methods, at most %d", spec.Name.Name, i.Methods.NumFields(), maxMethods)
			}
			return true
		})
	}
}
