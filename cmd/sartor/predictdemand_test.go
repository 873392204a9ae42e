package main

import (
	"fmt"
	"strings"
	"testing"
)

func demandLog() string {
	var b strings.Builder
	b.WriteString("series,at,quantity,price\n")
	for n := range 3 {
		for d := range 40 {
			fmt.Fprintf(&b, "s%d,%d,%d,%d.50\n", n, d, 5+n+d%7, 1+d%2)
		}
	}
	return b.String()
}

func TestPredictDemand_FromFileToFile(t *testing.T) {
	t.Parallel()
	s := newShell(t)
	s.write(t, "sales.csv", demandLog())
	s.write(t, "ahead.csv", "series,at,price\ns0,40,1\ns0,41,2\ns1,40,1\ns1,41,2\ns2,40,1\ns2,41,2\n")
	args := []string{"predict", "demand", "--history", "sales.csv", "--horizon", "2", "--quantiles", "0.9,0.05"}
	if said := s.must(t, append(args, "--future", "ahead.csv", "--out", "out.csv.gz", "--report", "model.json")...); !strings.Contains(said, "3 series, 2 steps (step) behind 39") {
		t.Errorf("it says %q", said)
	}
	piped := s.must(t, append(args, "--out", "-")...)
	if lines := strings.Count(piped, "\n"); lines != 7 || !strings.HasPrefix(piped, "series,at,mean,q0.05,q0.9\ns0,40,") {
		t.Errorf("%d lines on standard output: %.80q", lines, piped)
	}
	if !strings.Contains(s.err.String(), "warning: the column price is not used: --future does not have it") {
		t.Errorf("it warns %q", s.err.String())
	}
}

func TestPredictDemand_MistakesEndWithTheirCode(t *testing.T) {
	t.Parallel()
	s := newShell(t)
	s.write(t, "sales.csv", demandLog())
	s.write(t, "bad.csv", "series,at,quantity\na,1,1\na,1,2\n")
	for _, c := range []struct {
		args, says string
		code       int
	}{
		{"--history bad.csv --horizon 2 --out o.csv", `line 3: series "a" has 1 already on line 2`, exitFailed},
		{"--history sales.csv --horizon 0 --out o.csv", "--horizon 0", exitUsage},
		{"--history sales.csv --horizon 2 --freq month --out o.csv", "--freq", exitUsage},
		{"--history sales.csv --horizon 2 --quantiles 0.5,1 --out o.csv", "--quantiles 1", exitUsage},
		{"--history sales.csv --horizon 2 --quantiles half --out o.csv", "--quantiles", exitUsage},
		{"--history sales.csv --horizon 2", "--out", exitUsage},
		{"--history sales.csv --horizon 2 --out sales.csv", "is read here", exitUsage},
	} {
		s.err.Reset()
		if code := s.run(t, append([]string{"predict", "demand"}, strings.Fields(c.args)...)...); code != c.code || !strings.Contains(s.err.String(), c.says) {
			t.Errorf("%s: exit %d, want %d; it says %q, want %q", c.args, code, c.code, s.err.String(), c.says)
		}
	}
}
