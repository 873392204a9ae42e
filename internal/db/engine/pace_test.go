package engine

import (
	"context"
	"testing"
	"testing/synctest"
	"time"
)

// Bulk writes rest for as long as each lasted while tills sell, and not at all
// when none does.
func TestPace_BulkRestsWhileTillsSell(t *testing.T) {
	t.Parallel()
	const lasts = 40 * time.Millisecond
	path := t.TempDir() + "/pace.db"
	synctest.Test(t, func(t *testing.T) {
		e, err := openSQLite(t.Context(), path)
		if err != nil {
			t.Fatal(err)
		}
		defer func() {
			if err := e.Close(); err != nil {
				t.Error(err)
			}
		}()
		var ended time.Time
		bulk := func() (rested time.Duration) {
			was := ended
			if err := e.Write(t.Context(), Bulk, func(*Tx) error {
				rested = time.Since(was)
				time.Sleep(lasts)
				ended = time.Now()
				return nil
			}); err != nil {
				t.Fatal(err)
			}
			return rested
		}
		bulk()
		if rested := bulk(); rested >= lasts {
			t.Errorf("no till sells, and a bulk write waited %v for the next", rested)
		}
		sell := func() {
			if err := e.Write(context.Background(), Till, func(*Tx) error { return nil }); err != nil {
				t.Fatal(err)
			}
		}
		sell()
		bulk()
		begun := time.Now()
		sell()
		if waited := time.Since(begun); waited >= lasts {
			t.Errorf("a till waited %v behind a rest", waited)
		}
		if rested := bulk(); rested < lasts {
			t.Errorf("tills sell, and a bulk write of %v rested only %v", lasts, rested)
		}
		time.Sleep(2 * selling)
		bulk()
		if rested := bulk(); rested >= lasts {
			t.Errorf("tills have stopped selling, and a bulk write waited %v for the next", rested)
		}
	})
}
