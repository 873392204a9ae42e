package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// An import that takes no row has failed; one that takes some has not, also again.
func TestImport_AllRefusedFails(t *testing.T) {
	t.Parallel()
	const head = "receipt,at,store,till,customer,product,quantity,amount,discount\n"
	const bad = "R2,2026-11-02T10:00:00,S1,T1,,milk,0,2.49,0\n"
	const suppliers = "product,supplier,lead_time_days\nmilk,Dahl,2\nmilk,Dahl,never\n"
	s := newShell(t)
	run := func(files map[string]string) int { return s.importCSV(t, files) }
	if code := run(map[string]string{"receipts.csv": head + bad}); code != exitFailed || !strings.Contains(s.err.String(), "nothing was imported: every row that was read is refused") {
		t.Errorf("exit %d: %s", code, s.err.String())
	}
	for range 2 {
		if code := run(map[string]string{"receipts.csv": head + "R1,2026-11-01T10:00:00,S1,T1,17,milk,1,2.49,0\n" + bad}); code != exitDone {
			t.Errorf("exit %d: %s", code, s.err.String())
		}
	}
	for range 2 { // what stands already is not refused
		if code := run(map[string]string{"suppliers.csv": suppliers}); code != exitDone {
			t.Errorf("exit %d: %s", code, s.err.String())
		}
	}
}

// importCSV imports a folder of these files.
func (s *shell) importCSV(t *testing.T, files map[string]string) int {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	s.err.Reset()
	return s.run(t, "import", "csv", dir, "--currency", "EUR", "--timezone", "Europe/Berlin")
}

// What the word list takes for private is said once, where it came in.
func TestImport_SaysWhatItPresumes(t *testing.T) {
	t.Parallel()
	s := newShell(t)
	const receipts = "receipt,at,store,till,customer,product,quantity,amount,discount\nR1,2026-11-01T10:00:00,S1,T1,17,milk,1,2.49,0\n"
	const head = "product,name,price\nmilk,Whole milk,2.49\n"
	const said = `1 product presumed private by name or category, such as "Pregnancy test"`
	for _, c := range []struct {
		products string
		says     bool
	}{{head, false}, {head + "p1,Pregnancy test,9.90\n", true}, {head + "p1,Pregnancy test,9.90\n", false}} {
		if code := s.importCSV(t, map[string]string{"receipts.csv": receipts, "products.csv": c.products}); code != exitDone || strings.Contains(s.err.String(), said) != c.says {
			t.Errorf("exit %d, says %t: %s", code, c.says, s.err.String())
		}
	}
}
