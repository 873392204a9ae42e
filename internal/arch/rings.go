package arch

import (
	"path"
	"slices"
	"strconv"
	"strings"
)

// rank returns the ring of a package below internal: it imports lower numbers
// only, so equals never meet. A package that is not listed fails.
func rank(pkg string) (int, bool) {
	switch {
	case strings.HasPrefix(pkg, "intake/") && strings.Count(pkg, "/") == 1:
		return 30, true // a package per foreign format
	case strings.HasPrefix(pkg, "console/") && strings.Count(pkg, "/") == 1 && ranks()[pkg] == 0:
		return 30, true // pages and their parts
	}
	r, ok := ranks()[pkg]
	return r, ok
}

func ranks() map[string]int {
	return map[string]int{
		"fault":  0,
		"retail": 1, "stat": 1, "simulate/draw": 1,
		"model/boost": 2, "model/lifetime": 2, "model/counts": 2, "voucher/code": 2, "simulate/preset": 2,
		"model/packed": 1, "model/basket": 2, "model/rhythm": 2, "model/pairs": 2, "model/trial": 3, "model/lifetime/contest": 3, "model/lifetime/chance": 3, "model/lifetime/coming": 4,
		"model/lifecycle": 3, "model/demand": 3, "model/inventory": 3, "model/flow": 3, "model/response": 3, "model/season": 3, "model/forecast": 4,
		"model/neighbour": 4, "model/habit": 4, "model/habit/baseline": 5, "model/ranker": 6, "model/wants": 7, "paper": 4, "sheet": 4,
		"access": 10, "job": 10, "touchpoint": 10,
		"customer": 11, "foresight": 12, "staff": 11, "staff/stafftest": 12, "stock": 12, "outlook": 12, "promotion/file": 12, "promotion": 13, "stock/plan": 13, "stock/parcel": 13, "voucher": 14, "offer": 15, "till": 16,
		"outcome": 17, "learn/extract": 17, "learn": 18, "rollout": 19,
		"model/modeltest": 20,                                     // public data for the tests of kernels
		"table":           20, "predict/panel": 21, "predict": 22, // opens files, knows nothing of what they mean
		"simulate/people": 28, "simulate/basket": 28, "simulate/shelf": 28, "simulate/around": 28, "simulate/trouble": 28,
		"console/phrase/called": 25, "console/phrase": 26, "console/view": 26, "console/mark": 27, "console/field": 27, "console/terms": 27, "console/shell": 28, "console/hours": 28, "console/tryon": 29, // what every page wears
		"simulate": 29, "web": 27, "intake": 29, "httpapi/wire": 28, "httpapi/room": 28, "httpapi/house": 29, "httpapi/gate": 29, "httpapi/readout": 29, "httpapi/local": 29, "httpapi/stock": 29, "httpapi/plan": 29,
		"db/engine/lite": 26, "db/engine": 27, "db/engine/enginetest": 28, "db/fold": 28, "db/harvest": 29, "db/learned": 28, "db/readout": 29, "db/foreseen": 28, "server/foresee": 33, "httpapi/foresee": 29, "db/house": 28, "db/local": 29, "db/shelf": 29, "db/plan": 29, "db": 30, "httpapi": 30, "console/store": 30, "console": 31, "simulate/live": 30, "tillcheck": 30,
		"db/dbtest": 31, "simulate/proof": 31, "simulate/recovery": 31, "simulate/frontier": 31,
		"simulate/demo": 35, "simulate/stage": 36, // plays the simulated chain into an open one
		"server": 32, "server/local": 31, "server/kept": 31, "server/costly": 33, "server/shelf": 31, "server/rush": 31, "server/api": 33, "server/editor": 33, "server/regular": 33, "server/bench": 33, "server/rooms": 34, "server/upkeep": 33, "server/relay": 33, "server/where": 33, "server/tonight": 33, // the open chain, and what reads it
		"server/servertest": 34, "contract": 35, "walkthrough": 20,
		"load/chain": 36, "load/fill": 37, "load": 38, // what puts load on all of it
		"model/region": 4, "db/rollout": 29, "httpapi/rollout": 29, "server/rollout": 33, // where new products go first
		"arch": 40,
	}
}

// innermost is the last ring that must stay free of clocks, storage and
// networks: the words, the kernels and the steps of the loop.
const innermost = 19

func (f *File) inner() bool {
	r, ok := rank(f.ring())
	return ok && r <= innermost && strings.HasPrefix(f.Package, "internal/")
}

// imports returns the file's imports with their lines.
func (f *File) imports() map[string]int {
	out := map[string]int{}
	for _, im := range f.Syntax.Imports {
		if p, err := strconv.Unquote(im.Path.Value); err == nil {
			out[p] = f.line(im.Pos())
		}
	}
	return out
}

func ringRule(t *Tree, say report) {
	for _, f := range t.Files {
		if !strings.HasPrefix(f.Package, "internal/") {
			continue
		}
		from, listed := rank(f.ring())
		if !listed {
			say("ring-unknown", f, 1, "%s has no rank; add it to internal/arch/rings.go where it belongs in the loop", f.ring())
			continue
		}
		for im, line := range f.imports() {
			to, ours := strings.CutPrefix(im, Module+"/internal/")
			if r, _ := rank(to); ours && !f.Test && r >= from {
				say("ring-order", f, line, "%s (%d) imports %s (%d); declare the small interface it needs and let cmd/sartor join them", f.ring(), from, to, r)
			}
		}
	}
}

// simulateRule keeps the simulated chain out of the product.
func simulateRule(t *Tree, say report) {
	for _, f := range t.Files {
		if f.Test || f.Package == "cmd/sartor" || strings.HasPrefix(f.ring()+"/", "simulate/") {
			continue
		}
		for im, line := range f.imports() {
			if strings.HasPrefix(im+"/", Module+"/internal/simulate/") {
				say("simulate-inside", f, line, "only cmd/sartor, simulate itself and tests may import %s", im)
			}
		}
	}
}

func nameRule(t *Tree, say report) {
	empty := []string{"util", "utils", "common", "helper", "helpers", "misc", "base", "types", "models", "services", "manager"}
	for _, f := range t.Files {
		if slices.Contains(empty, path.Base(f.Package)) || slices.Contains(empty, f.Syntax.Name.Name) {
			say("package-name", f, 1, "%s says nothing; name the package after what it owns", f.Syntax.Name.Name)
		}
	}
}

// chainRule bounds the longest import chain, counted in packages of the module.
func chainRule(t *Tree, say report) {
	edges, first := map[string][]string{}, map[string]*File{}
	for _, f := range t.Files {
		if f.Test {
			continue
		}
		if first[f.Package] == nil {
			first[f.Package] = f
		}
		for im := range f.imports() {
			if to, ours := strings.CutPrefix(im, Module+"/"); ours {
				edges[f.Package] = append(edges[f.Package], to)
			}
		}
	}
	depth := map[string][]string{}
	for pkg := range edges {
		if chain := longest(pkg, edges, depth); len(chain) > maxChain {
			say("import-chain", first[pkg], 1, "%d packages long, at most %d: %s", len(chain), maxChain, strings.Join(chain, " → "))
		}
	}
}

// longest returns the longest chain that begins at a package. Go refuses
// circles, and the mark set before going down stops at one in testdata.
func longest(pkg string, edges map[string][]string, known map[string][]string) []string {
	if chain, done := known[pkg]; done {
		return chain
	}
	known[pkg] = []string{pkg}
	best := []string{}
	for _, to := range edges[pkg] {
		if chain := longest(to, edges, known); len(chain) > len(best) {
			best = chain
		}
	}
	known[pkg] = append([]string{pkg}, best...)
	return known[pkg]
}

// dependencyRule bounds the modules imported directly and asks a paragraph of
// docs/DEPENDENCIES.md for each.
func dependencyRule(t *Tree, say report) {
	direct := map[string]*File{}
	for _, f := range t.Files {
		for im := range f.imports() {
			if m := moduleOf(im, t.Modules); m != "" && direct[m] == nil {
				direct[m] = f
			}
		}
	}
	for m, f := range direct {
		if !strings.Contains(t.Dependencies, "`"+m+"`") {
			say("dependency-unexplained", f, 1, "docs/DEPENDENCIES.md does not name `%s`: why, licence, who keeps it, cost of leaving", m)
		}
		if len(direct) > maxDependencies {
			say("dependencies", f, 1, "%s is one of %d direct dependencies; at most %d", m, len(direct), maxDependencies)
		}
	}
}

// moduleOf returns the required module an import belongs to, "" for the
// standard library and for ourselves.
func moduleOf(im string, modules []string) string {
	best := ""
	for _, m := range modules {
		if strings.HasPrefix(im+"/", m+"/") && len(m) > len(best) {
			best = m
		}
	}
	return best
}
