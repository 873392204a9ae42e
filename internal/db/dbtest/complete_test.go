package dbtest

import (
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"sartor/internal/db"
)

// tills are the operations that this suite calls through till.Desk alone.
func tills() []string { return []string{"Bind", "File", "TakeBack"} }

// TestRun_NamesEveryOperation: what db exports, this suite calls; a new operation
// that nobody tries on both engines fails here.
func TestRun_NamesEveryOperation(t *testing.T) {
	t.Parallel()
	var source strings.Builder
	for _, file := range got(filepath.Glob("*.go"))(t) {
		source.Write(got(os.ReadFile(file))(t))
	}
	for _, of := range []reflect.Type{reflect.TypeFor[*db.DB](), reflect.TypeFor[db.History]()} {
		for m := range of.Methods() {
			if !strings.Contains(source.String(), "."+m.Name+"(") && !slices.Contains(tills(), m.Name) {
				t.Errorf("%v.%s is never called", of, m.Name)
			}
		}
	}
}
