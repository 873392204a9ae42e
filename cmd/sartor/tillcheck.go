package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"sartor/internal/fault"
	"sartor/internal/tillcheck"
)

type tillCheckCmd struct {
	jsonFlag
	URL      string   `arg:"" help:"Address of the server, such as http://127.0.0.1:8080."`
	Token    string   `required:"" help:"API token of the role till."`
	Store    string   `help:"Store to sell in (default: the first the token may sell in)."`
	Till     string   `help:"Till to sell at (default: the token's own, else CHECK)."`
	Product  string   `help:"Product to sell (default: the first ordinary one)."`
	Customer string   `placeholder:"CARD" help:"Card of a customer to sell to (default: nobody in particular)."`
	Voucher  []string `placeholder:"CODE" help:"Code that can be redeemed today; repeatable. It is given back."`
	Listen   string   `placeholder:"ADDR" help:"Check a till instead: listen here, forward what it sends and name what it does wrong, until stopped."`
	All      bool     `help:"Fail also when a step had to be skipped."`
}

// Help shows examples.
func (tillCheckCmd) Help() string {
	return `Examples:
  sartor till-check http://127.0.0.1:8080 --token "$TOKEN" --store S012 --till T03
  sartor till-check http://127.0.0.1:8080 --token "$TOKEN" --voucher Q6P5-RW53-V60T --json
  sartor till-check http://127.0.0.1:8080 --token "$TOKEN" --listen 127.0.0.1:9090

Plays a till through the whole contract and says of each step what was expected
and what came. Its receipts begin with CHECK- and are voided at the end.

With --listen it checks a till: point the till at the address, sell, and read
what it does wrong. Stop it with Ctrl-C for the parts that were not seen.`
}

// Run checks and prints each step; it fails when one did.
func (c *tillCheckCmd) Run(ctx context.Context, w world) error {
	if !strings.HasPrefix(c.URL, "http://") && !strings.HasPrefix(c.URL, "https://") {
		return fault.New(fault.Malformed, "usage", "%s is no address of a server: it begins with http:// or https://", c.URL)
	}
	if c.Listen != "" {
		return c.watch(ctx, w)
	}
	say := func(s tillcheck.Step) { sayStep(w.stdout, s) }
	if c.JSON {
		say = func(tillcheck.Step) {}
	}
	report, err := tillcheck.Run(ctx, tillcheck.Options{
		URL: c.URL, Token: c.Token, Store: c.Store, Till: c.Till, Product: c.Product, Customer: c.Customer, Vouchers: c.Voucher,
	}, say)
	if err != nil {
		return fault.New(fault.Unavailable, "till_check", "%v", err)
	}
	if c.JSON {
		if err := json.NewEncoder(w.stdout).Encode(report); err != nil {
			return err
		}
	} else {
		fmt.Fprintf(w.stdout, "\n%d passed, %d failed, %d skipped; store %s, till %s; %d closes, median %.1f ms, slowest %.1f ms\n",
			report.Passed, report.Failed, report.Skipped, report.Store, report.Till, report.Closes, report.MedianMS, report.SlowMS)
	}
	if report.Failed > 0 || c.All && report.Skipped > 0 {
		return exitError(exitFailed)
	}
	return nil
}

// sayStep prints one step, and what is wrong with it.
func sayStep(out io.Writer, s tillcheck.Step) {
	word := map[tillcheck.State]string{tillcheck.Passed: "ok  ", tillcheck.Failed: "FAIL", tillcheck.Skipped: "skip"}[s.State]
	fmt.Fprintf(out, "%s  %-18s %s\n", word, s.Name, s.Says)
	for _, f := range s.Findings {
		fmt.Fprintf(out, "        expected  %s\n        came      %s\n", f.Expected, f.Came)
	}
	if s.Why != "" {
		fmt.Fprintf(out, "        %s\n", s.Why)
	}
}
