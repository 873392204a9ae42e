package server

import (
	"os"
	"path/filepath"
	"testing"
)

// A restore that is killed between any two of its steps leaves the old pair
// before it was decided, and the new pair after.
func TestSwap_KilledAnywhereLeavesOnePair(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		killed func(t *testing.T, path string)
		want   string
	}{
		"before it was decided": {func(*testing.T, string) {}, "old"},
		"when it was decided":   {func(t *testing.T, path string) { write(t, path+decided, "") }, "new"},
		"with the key moved": {func(t *testing.T, path string) {
			write(t, path+decided, "")
			rename(t, path+stagedKey, path+".key")
		}, "new"},
		"with both moved": {func(t *testing.T, path string) {
			write(t, path+decided, "")
			rename(t, path+stagedKey, path+".key")
			if err := os.Remove(path + "-wal"); err != nil {
				t.Fatal(err)
			}
			rename(t, path+stagedDB, path)
			write(t, path+"-wal", "new") // it was opened since
		}, "new"},
		"not at all": {func(t *testing.T, path string) {
			if err := Swap(path); err != nil {
				t.Fatal(err)
			}
		}, "new"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "a.db")
			for file, text := range map[string]string{"": "old", ".key": "old", "-wal": "old", stagedDB: "new", stagedKey: "new"} {
				write(t, path+file, text)
			}
			c.killed(t, path)
			if err := finishSwap(path); err != nil {
				t.Fatal(err)
			}
			for _, file := range []string{"", ".key"} {
				if got := read(t, path+file); got != c.want {
					t.Errorf("%q holds the %s file, want the %s one", file, got, c.want)
				}
			}
			if wal := read(t, path+"-wal"); wal != "" && wal != c.want {
				t.Errorf("the %s log lies beside the %s file", wal, c.want)
			}
			if left, err := filepath.Glob(path + ".restoring*"); err != nil || len(left) > 0 {
				t.Errorf("left behind: %v, %v", left, err)
			}
		})
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func rename(t *testing.T, from, to string) {
	t.Helper()
	if err := os.Rename(from, to); err != nil {
		t.Fatal(err)
	}
}

// read returns a file's text, "" when there is none.
func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	return string(text)
}
