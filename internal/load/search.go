package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"sartor/internal/load/chain"
)

// search raises the rate until one is not sustained: answers fall behind by
// more than drainTime, or some fail.
func (t *tills) search(ctx context.Context, f closeFlags) error {
	best := 0.
	for text := range strings.SplitSeq(f.search, ",") {
		if text == "" {
			break
		}
		rate, err := strconv.ParseFloat(text, 64)
		if err != nil {
			return fmt.Errorf("--search: %w", err)
		}
		m, err := t.at(ctx, rate, max(5, f.seconds/2))
		if err != nil {
			return err
		}
		t.report(m, rate, "")
		planned := time.Duration(float64(len(m.latency)) / rate * float64(time.Second))
		if m.failed > 0 || m.took > planned+drainTime {
			break
		}
		best = rate
	}
	if best > 0 {
		t.row("sustained", fmt.Sprintf("%.0f/s", best), "≥ 1,500/s")
	}
	return nil
}

// beside closes receipts while an import of the product's own command runs
// through the server.
func (t *tills) beside(ctx context.Context, f closeFlags) error {
	folder, err := t.importFolder(f.beside)
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	type outcome struct {
		finished
		err error
	}
	done := make(chan outcome, 1)
	go func() {
		p, err := t.sartor(ctx, "import", "csv", folder, "--db", t.db, "--currency", "EUR", "--timezone", chain.Zone, "--json")
		done <- outcome{p, err}
	}()
	const settle = 2 * time.Second
	time.Sleep(settle) // the import reads its catalogue first
	m, err := t.at(ctx, f.rate, f.seconds)
	if err != nil {
		return err
	}
	running := len(done) == 0
	out := <-done
	if out.err != nil {
		return fmt.Errorf("the import beside: %w", out.err)
	}
	t.report(m, f.rate, fmt.Sprintf("beside an import: p99 ≤ %d ms", besideP99.Milliseconds()))
	if !running {
		t.row("", "the import ended before the closes did: give --import more receipts", "")
	}
	t.row("the import beside it", fmt.Sprintf("%.0f receipts/s", float64(f.beside)/out.wall.Seconds()), "")
	return nil
}

// importFolder writes a CSV folder of receipts of yesterday.
func (t *tills) importFolder(n int) (folder string, err error) {
	if folder, err = os.MkdirTemp(t.dir, "import"); err != nil {
		return "", err
	}
	file, err := os.Create(filepath.Join(folder, "receipts.csv"))
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	w := bufio.NewWriter(file)
	fmt.Fprintln(w, "receipt,at,store,till,customer,product,quantity,amount,discount")
	at := time.Now().Add(-24 * time.Hour).UTC().Format("2006-01-02T15:04:05Z")
	for range n {
		s := t.chain.Live(t.sent, nil)
		t.sent++
		for _, l := range s.Lines[:10] {
			fmt.Fprintf(w, "I%d-%07d,%s,%s,T%02d,%07d,%s,%d,%d.%02d,0\n", t.run, t.sent, at, t.chain.StoreID(s.Store), s.Till,
				s.Customer, t.chain.ProductID(l.Product), l.Units, l.Amount/100, l.Amount%100)
		}
	}
	return folder, w.Flush()
}

// decoded is what sartor prints with --json.
func decoded[T any](p finished) (T, error) {
	var out T
	return out, json.Unmarshal(p.stdout, &out)
}
