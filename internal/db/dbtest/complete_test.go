package dbtest

import (
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"sartor/internal/db"
	"sartor/internal/db/learned"
	"sartor/internal/db/plan"
	"sartor/internal/db/rollout"
	"sartor/internal/db/shelf"
)

// inside are the operations that this suite calls through others: through
// till.Desk, and what reads and takes an outlook with the profile.
func inside() []string { return []string{"Bind", "File", "TakeBack", "Forget", "Profile"} }

// TestRun_NamesEveryOperation: what db exports, this suite calls; a new operation
// that nobody tries on both engines fails here.
func TestRun_NamesEveryOperation(t *testing.T) {
	t.Parallel()
	source := source(t)
	for _, of := range []reflect.Type{reflect.TypeFor[*db.DB](), reflect.TypeFor[db.History](), reflect.TypeFor[rollout.Store](), reflect.TypeFor[*learned.Outlooks](), reflect.TypeFor[*shelf.Shelf](), reflect.TypeFor[plan.Store]()} {
		for m := range of.Methods() {
			if !strings.Contains(source, "."+m.Name+"(") && !slices.Contains(inside(), m.Name) {
				t.Errorf("%v.%s is never called", of, m.Name)
			}
		}
	}
}

// source is this suite's own text.
func source(t *testing.T) string {
	t.Helper()
	var out strings.Builder
	for _, file := range got(filepath.Glob("*.go"))(t) {
		out.Write(got(os.ReadFile(file))(t))
	}
	return out.String()
}
