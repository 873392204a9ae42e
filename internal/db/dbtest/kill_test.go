package dbtest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"sync"
	"syscall"
	"testing"
	"time"

	"sartor/internal/db"
	"sartor/internal/voucher/code"
)

// Sizes of the storm: 20 kills, each with at least 32 closes in flight.
const (
	kills     = 20
	killTills = 48
	killLeast = 32
)

func TestKill_AcknowledgedOutlivesSIGKILL(t *testing.T) {
	engines(t, func(t *testing.T, fresh Fresh) {
		n := kills
		if testing.Short() {
			n = 3
		}
		s := newShop(t, fresh(t), today())
		began := time.Now()
		st, err := killing(t, s, n)
		must(t, err)
		s.verify(t)
		all := st.sales()
		d := open(t, s.url)
		must(t, agrees(t.Context(), d, all))
		must(t, books(t.Context(), d))
		t.Logf("%d kills, %d closes, %s", n, len(all), time.Since(began).Round(time.Second))
	})
}

// TestKill_CatchesATwinThatAnswersBeforeItWrites runs the same storm on a server
// that acknowledges first.
func TestKill_CatchesATwinThatAnswersBeforeItWrites(t *testing.T) {
	engines(t, func(t *testing.T, fresh Fresh) {
		s := newShop(t, fresh(t), today())
		s.twin = true
		_, err := killing(t, s, kills)
		if !errors.Is(err, errLost) {
			t.Errorf("the suite found %v, want an acknowledged close that is gone", err)
		}
		t.Log(err)
	})
}

// errLost is an answer that the restarted server no longer gives.
var errLost = errors.New("acknowledged, but not kept")

// killing sells, kills and restarts n times, and compares after each.
func killing(t *testing.T, s *shop, n int) (*storm, error) {
	t.Helper()
	st := &storm{shop: s}
	for i := range killTills {
		st.tills = append(st.tills, &checkout{shop: s, number: i})
	}
	draws := rand.New(rand.NewPCG(20, 26))
	p := s.start(t)
	checked := 0
	for range n {
		quota := 50 + draws.Int64N(100)
		flying, err := st.run(t.Context(), p.url, quota, killLeast, func() { go p.end(syscall.SIGKILL) })
		if err != nil {
			return st, fmt.Errorf("%w\n%s", err, p.said())
		}
		if flying < killLeast {
			return st, fmt.Errorf("killed with %d closes in flight, want %d", flying, killLeast)
		}
		p.end(syscall.SIGKILL)
		p = s.start(t)
		all := st.sales()
		if err := s.repeat(t.Context(), p.url, recent(st, checked)); err != nil {
			return st, err
		}
		checked = len(all)
	}
	err := s.repeat(t.Context(), p.url, st.sales()) // all of it, over all restarts
	p.end(syscall.SIGTERM)
	return st, err
}

// recent are the sales of the last round: each till's unanswered one and what it
// was answered shortly before.
func recent(st *storm, before int) (out []*said) {
	each := max(4, 2*(len(st.sales())-before)/max(1, len(st.tills)))
	for _, c := range st.tills {
		out = append(out, c.log[max(0, len(c.log)-each):]...)
	}
	return out
}

// repeat sends closes again, many at once: what was answered must come back byte
// for byte as a replay; what was not gets an answer now, and the same once more.
func (s *shop) repeat(ctx context.Context, base string, list []*said) error {
	var (
		all   sync.WaitGroup
		mu    sync.Mutex
		wrong error
		next  = make(chan *said)
	)
	for range killTills {
		all.Go(func() {
			for one := range next {
				if err := s.again(ctx, base, one); err != nil {
					mu.Lock()
					wrong = err
					mu.Unlock()
				}
			}
		})
	}
	for _, one := range list {
		next <- one
	}
	close(next)
	all.Wait()
	return wrong
}

func (s *shop) again(ctx context.Context, base string, one *said) error {
	if one.heard == nil {
		heard, _, err := s.ask(ctx, base, one.body)
		if err != nil {
			return fmt.Errorf("receipt %s, which got no answer, repeated: %w", one.id, err)
		}
		if err := (&checkout{}).hear(one, heard); err != nil {
			return err
		}
	}
	heard, replayed, err := s.ask(ctx, base, one.body)
	if err != nil {
		return fmt.Errorf("%w: receipt %s repeated: %w", errLost, one.id, err)
	}
	if !replayed || !bytes.Equal(heard, one.heard) {
		return fmt.Errorf("%w: receipt %s repeated answered (replayed %v)\n%s\nwant\n%s", errLost, one.id, replayed, heard, one.heard)
	}
	return nil
}

// agrees compares the tills' own log with the rows, in both directions: every
// voucher and redemption that a till heard of stands, and none stands that no
// till has heard of.
func agrees(ctx context.Context, d *db.DB, all []*said) error {
	issued, used, aliases := map[string]string{}, map[string]string{}, map[string]string{}
	for _, s := range all {
		for _, v := range s.answer.Vouchers {
			issued[v.Alias], aliases[v.Code] = s.id, v.Alias
		}
	}
	for _, s := range all {
		if s.code != "" && (len(s.answer.Redeemed) != 1 || s.answer.Redeemed[0].Code != s.code || s.answer.Deduction != 50) {
			return fmt.Errorf("receipt %s presented %s, which nobody else had, and was answered %s", s.id, s.code, s.heard)
		}
		for _, r := range s.answer.Redeemed {
			used[aliases[r.Code]] = fmt.Sprint(s.id, " ", r.Amount)
		}
	}
	rows, err := vouchersOf(ctx, d, 1)
	if err != nil {
		return err
	}
	standing, spent := map[string]string{}, map[string]string{}
	for _, v := range rows {
		alias := code.Alias(int(v.bucket), uint32(v.alias))
		standing[alias] = v.receipt
		if v.usedBy != "" {
			spent[alias] = fmt.Sprint(v.usedBy, " ", v.usedAmount)
		}
	}
	if n, err := d.Receipts(ctx); err != nil || int(n) != len(all) {
		return fmt.Errorf("the journal has %d receipts, the tills %d: %w", n, len(all), err)
	}
	if !maps.Equal(issued, standing) || !maps.Equal(used, spent) {
		return fmt.Errorf("tills heard of %d vouchers and %d redemptions, the rows say %d and %d: %s",
			len(issued), len(used), len(standing), len(spent), firstDifference(issued, standing))
	}
	if len(issued) < len(all)/4 || len(used) < len(all)/16 {
		return fmt.Errorf("%d vouchers and %d redemptions on %d receipts are too few to prove anything", len(issued), len(used), len(all))
	}
	return nil
}

func firstDifference(a, b map[string]string) string {
	for k := range a {
		if a[k] != b[k] {
			return fmt.Sprintf("%s: %q and %q", k, a[k], b[k])
		}
	}
	for k := range b {
		if _, ok := a[k]; !ok {
			return fmt.Sprintf("%s stands for %q alone", k, b[k])
		}
	}
	return "the redemptions differ"
}
