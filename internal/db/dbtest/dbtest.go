// Package dbtest is the conformance suite of the databases: what db promises,
// written once and run on SQLite and on PostgreSQL. An engine adds one line:
//
//	func TestSQLite(t *testing.T) { dbtest.Run(t, onSQLite) }
//
// Every race in it comes with a broken twin that the same checks must catch
// (twins_test.go, linear_test.go). The suites of faults lie beside it as tests:
// kill_test.go ends a serving process 20 times in the middle of its tills,
// disk_test.go lets syncs and writes fail, migrate_test.go stops migrations
// half-way, nodes_test.go runs several nodes on one PostgreSQL, agree_test.go
// compares a day on both engines byte for byte, plan_test.go reads the plan of
// every statement; engine/sync_test.go traces the syncs.
//
// It refuses to know how an engine works: everything goes through the exported
// operations of db and through till.Desk.
package dbtest

import (
	"context"
	"testing"

	"sartor/internal/db"
)

// Fresh makes an empty database of its own for a test and returns its address,
// under which it can be opened, closed and opened again.
type Fresh func(t *testing.T) (url string)

// Run holds one engine to everything that db promises.
func Run(t *testing.T, fresh Fresh) {
	t.Helper()
	for _, part := range []struct {
		name string
		test func(t *testing.T, url string)
	}{
		{"catalogue", catalogue}, {"settings", settings}, {"promotions", promotions}, {"jobs", jobs},
		{"snapshots", snapshots}, {"imports", imports}, {"staff", staff}, {"saved views", savedViews}, {"staff changed", staffChanged}, {"tokens tracked", tokensTracked}, {"last owner", lastOwner}, {"invitations", invitations},
		{"sessions", sessions}, {"visits", visits}, {"audit", audit}, {"tokens", tokens}, {"answers", answers},
		{"identity", identity}, {"consent", consent}, {"erasure", erasure},
		{"till", tillDay}, {"void", voids}, {"bound", bound}, {"flags", flags}, {"facts", facts}, {"expiry", expiry}, {"folds", folds},
		{"outlooks", outlooks}, {"outlooks forgotten", outlooksForgotten}, {"readouts", readouts}, {"forecasts", forecasts}, {"movements", movements}, {"race for a movement", raceForMovement},
		{"versions", versions}, {"versions follow", versionsFollow}, {"versions' money", versionsMoney}, {"versions whole", versionsWhole}, {"queue of versions", versionsQueue},
		{"race for the last money", raceForLastMoney}, {"race of steps", raceOfSteps}, {"race of tills and steps", raceOfTillsAndSteps},
		{"race for codes", raceForCodes}, {"race for a budget", raceForBudget}, {"race for a limit", raceForLimits},
		{"race of one presenter", raceForPresenter}, {"race for a receipt", raceForReceipt}, {"race for an identifier", raceForIdentifier},
	} {
		t.Run(part.name, func(t *testing.T) {
			t.Parallel()
			part.test(t, fresh(t))
		})
	}
}

// open opens a database for the length of the test.
func open(t *testing.T, url string) *db.DB {
	t.Helper()
	d, err := db.Open(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return d
}

// reopened opens, runs before, closes, and returns the database opened anew:
// what a test reads then went through the disk.
func reopened(t *testing.T, url string, before func(d *db.DB)) *db.DB {
	t.Helper()
	d, err := db.Open(context.WithoutCancel(t.Context()), url)
	if err != nil {
		t.Fatal(err)
	}
	func() {
		defer func() {
			if err := d.Close(); err != nil {
				t.Errorf("close: %v", err)
			}
		}()
		before(d)
	}()
	return open(t, url)
}

// must stops the test on an error.
func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// got is what an operation returned; want stops the test on its error.
func got[T any](v T, err error) func(t *testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		must(t, err)
		return v
	}
}
