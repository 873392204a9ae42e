package arch

// Exception lets one place break one rule. The list only shrinks: one that no
// longer applies fails the test.
type Exception struct {
	Rule   string
	File   string // inside the module
	Reason string
}

// Exceptions returns the places that may break a rule, and why.
func Exceptions() []Exception {
	const data = "the public data sets lie beside the repository, not in it; CI has them, and there their absence fails"
	const flat = "first version; to be flattened when the file is next touched"
	const read = "tables unpacked once from an embedded file are handed to a pure function by address, for reading"
	return []Exception{
		{"package-variable", "internal/simulate/draw/nat.go", read},
		{"parameters", "internal/db/promotions.go", flat},
		{"bool-parameter", "internal/db/catalogue.go", "turns a truth value into a column; it chooses no work"},
		{"bool-parameter", "internal/customer/customer.go", "an answer is a truth value; it chooses no work"},
		{"skip", "internal/model/modeltest/modeltest.go", data},
		{"skip", "cmd/sartor/import_test.go", data},
		{"skip", "internal/intake/intaketest/intaketest.go", data},
		{"skip", "internal/db/engine/enginetest/postgres.go", "a laptop may have no PostgreSQL; CI starts one, and there its absence fails"},
		{"skip", "internal/db/dbtest/disk_test.go", "a laptop may have no strace; CI installs it, and there its absence fails"},
		{"skip", "internal/db/engine/sync_test.go", "a laptop may have no strace; CI installs it, and there its absence fails"},
		{"skip", "internal/console/browser_test.go", "a laptop may have no browser; CI installs one, and there its absence fails"},
		{"skip", "internal/console/axe_test.go", "axe-core is fetched, never kept here; CI fetches it, and there its absence fails"},
		{"skip", "internal/server/rooms/browser_test.go", "a laptop may have no browser; CI installs one, and there its absence fails"},
		{"skip", "internal/simulate/stage/pull_test.go", "three minutes of a processor for one sentence of the story: .ci/run pull asks for it"},
		{"skip", "internal/simulate/stage/eyes_test.go", "a laptop may have no browser; CI installs one, and there its absence fails"},
		{"skip", "internal/paper/scan_test.go", "a laptop may have no barcode reader; CI installs one, and there its absence fails"},
	}
}

// Judge parts the findings into those that stand and the exceptions that were
// not needed.
func Judge(findings []Finding, exceptions []Exception) (stand []Finding, idle []Exception) {
	used := make([]bool, len(exceptions))
	for _, f := range findings {
		excused := false
		for i, e := range exceptions {
			if e.Rule == f.Rule && e.File == f.File {
				used[i], excused = true, true
			}
		}
		if !excused {
			stand = append(stand, f)
		}
	}
	for i, e := range exceptions {
		if !used[i] {
			idle = append(idle, e)
		}
	}
	return stand, idle
}
