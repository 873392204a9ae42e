package dbtest

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestQueries_TwinsAreListed: one text a query serves both engines; what forces
// an exception stands on its second line, and here.
func TestQueries_TwinsAreListed(t *testing.T) {
	t.Parallel()
	allowed := []string{
		"catalogue.lock", "consent.after", "consent.settle", "customer.lock", "fold.behind", "fold.forget", "journal.after", "journal.ahead",
		"journal.customer", "journal.end", "journal.fresh", "journal.last", "journal.newest", "journal.of_day", "journal.settle", "outlook.hold", "outlook.insert", "profile.clear", "profile.put", "rollout.lock", "staff.lock",
	}
	var found []string
	files := got(filepath.Glob("../query/*.postgres.sql"))(t)
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".postgres.sql")
		found = append(found, name)
		lines := strings.Split(string(got(os.ReadFile(file))(t)), "\n")
		if len(lines) < 3 || !strings.HasPrefix(lines[1], "-- Twin: ") || len(lines[1]) < 40 {
			t.Errorf("%s does not say on its second line what forced it", file)
		}
	}
	if !slices.Equal(found, allowed) {
		t.Errorf("the twins are %v, want %v", found, allowed)
	}
}

// TestQueries_EachIsUsedAndNamesItself: a file begins with its own name, and
// some code asks for it by that name.
func TestQueries_EachIsUsedAndNamesItself(t *testing.T) {
	t.Parallel()
	var source strings.Builder
	must(t, filepath.WalkDir("../../..", func(path string, _ fs.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(path, ".go") {
			source.Write(got(os.ReadFile(path))(t))
		}
		return err
	}))
	for _, file := range got(filepath.Glob("../query/*.sql"))(t) {
		name := strings.TrimSuffix(strings.TrimSuffix(filepath.Base(file), ".sql"), ".postgres")
		if text := string(got(os.ReadFile(file))(t)); !strings.HasPrefix(text, "-- "+name+": ") {
			t.Errorf("%s does not begin with its name", file)
		}
		if !strings.Contains(source.String(), `"`+name+`"`) {
			t.Errorf("nothing asks for %s", name)
		}
	}
}
