package main

import (
	"fmt"
	"strings"
	"testing"
)

func purchaseLog() string {
	var b strings.Builder
	b.WriteString("customer,at,amount\n")
	for c := range 300 {
		for k := 0; k <= c%5; k++ {
			fmt.Fprintf(&b, "c%d,2026-%02d-%02d,%d.50\n", c, 1+(c+k*(1+c%2))%9, 1+(c*7+k)%28, 5+c%11+k)
		}
	}
	return b.String()
}

func TestPredictLifetime_FromFileToFile(t *testing.T) {
	t.Parallel()
	s := newShell(t)
	s.write(t, "log.csv", purchaseLog())
	args := []string{"predict", "lifetime", "--receipts", "log.csv", "--until", "2026-09-30", "--horizon", "91", "--model", "mbgnbd"}
	said := s.must(t, append(args, "--out", "value.csv", "--report", "model.json")...)
	if !strings.Contains(said, "300 customers, mbgnbd") {
		t.Errorf("it says %q", said)
	}
	piped := s.must(t, append(args, "--out", "-")...)
	if lines := strings.Count(piped, "\n"); lines != 301 || !strings.HasPrefix(piped, "customer,purchases,recency,age,p_alive,") {
		t.Errorf("%d lines on standard output: %.80q", lines, piped)
	}
}

func TestPredictLifetime_MistakesEndWithTheirCode(t *testing.T) {
	t.Parallel()
	s := newShell(t)
	s.write(t, "log.csv", purchaseLog())
	s.write(t, "bad.csv", "customer,at,amount\na,2026-01-01,NaN\n")
	for _, c := range []struct {
		args, says string
		code       int
	}{
		{"--receipts bad.csv --until 2026-09-30 --horizon 91 --out o.csv", `line 2, column 3 (amount): "NaN"`, exitFailed},
		{"--receipts log.csv --until 30.9.2026 --horizon 91 --out o.csv", "--until", exitUsage},
		{"--receipts log.csv --until 2026-09-30 --horizon 0 --out o.csv", "--horizon 0", exitUsage},
		{"--receipts log.csv --until 2026-09-30 --horizon 91", "--out", exitUsage},
		{"--receipts log.csv --until 2025-01-01 --horizon 91 --out o.csv", "holds no purchase", exitFailed},
	} {
		s.err.Reset()
		if code := s.run(t, append([]string{"predict", "lifetime"}, strings.Fields(c.args)...)...); code != c.code || !strings.Contains(s.err.String(), c.says) {
			t.Errorf("%s: exit %d, want %d; it says %q, want %q", c.args, code, c.code, s.err.String(), c.says)
		}
	}
}
