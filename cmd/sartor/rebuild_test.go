package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
)

const fewReceipts = `receipt,at,store,till,customer,product,quantity,amount,discount
A1,2026-11-01T10:00:00Z,S1,T1,4711,bread,1,2.49,0
A2,2026-11-02T10:00:00Z,S1,T1,4711,milk,2,2.20,0
A3,2026-11-03T10:00:00Z,S1,T1,4712,bread,1,2.49,0
`

// filled imports a few receipts with consent.
func (s *shell) filled(t *testing.T) {
	t.Helper()
	dir := filepath.Join(s.dir, "export")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "receipts.csv"), []byte(fewReceipts), 0o600); err != nil {
		t.Fatal(err)
	}
	s.must(t, "import", "csv", dir, "--currency", "EUR", "--timezone", "Etc/UTC", "--consent", "profile,offers,analytics", "--proof", "terms")
}

// rebuilt is what rebuild --json printed.
func (s *shell) rebuilt(t *testing.T) (v rebuildView) {
	t.Helper()
	if err := json.Unmarshal(s.out.Bytes(), &v); err != nil {
		t.Fatalf("%v: %s%s", err, s.out.String(), s.err.String())
	}
	return v
}

func TestRebuild_ComparesAndPutsRight(t *testing.T) {
	t.Parallel()
	for name, served := range map[string]func(*testing.T, *shell){
		"alone":             func(*testing.T, *shell) {},
		"inside the server": func(t *testing.T, s *shell) { s.serve(t) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newShell(t)
			s.filled(t)
			served(t, s)
			s.must(t, "rebuild", "--json")
			if v := s.rebuilt(t); !v.Equal || v.Profiles != 2 || v.Days != 3 {
				t.Errorf("untouched: %+v, want 2 equal profiles and 3 equal days", v)
			}
		})
	}
}

func TestRebuild_SaysWhatDiffered(t *testing.T) {
	t.Parallel()
	s := newShell(t)
	s.filled(t)
	path := filepath.Join(s.dir, "sartor.db")
	tamper(t, path, "update demand set body = x'00' where day = (select min(day) from demand)")
	tamper(t, path, "delete from profile where customer = (select min(customer) from profile)")
	if code := s.run(t, "rebuild", "--check", "--json"); code != exitFailed {
		t.Errorf("exit %d of a comparison that finds differences, want 1", code)
	}
	for _, equal := range []bool{false, true} { // put right, then equal
		s.must(t, "rebuild", "--json")
		if v := s.rebuilt(t); v.Equal != equal || !equal && (v.ProfilesDiffer != 1 || v.DaysDiffer != 1 || v.FirstDifference == "") {
			t.Errorf("%+v, want equal %v, and one profile and one day before", v, equal)
		}
	}
}
