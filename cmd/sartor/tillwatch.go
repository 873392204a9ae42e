package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"strings"
	"time"

	"sartor/internal/server"
	"sartor/internal/tillcheck"
)

// watchSummary ends the output of till-check --listen.
type watchSummary struct {
	Wrong   int            `json:"wrong"`
	Advice  int            `json:"advice"`
	Seen    map[string]int `json:"seen"`
	Missing []string       `json:"missing"`
}

// watch stands between a till and the server until it is stopped.
func (c *tillCheckCmd) watch(ctx context.Context, w world) error {
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", c.Listen)
	if err != nil {
		return fmt.Errorf("listen on %s: %w", c.Listen, err)
	}
	o := tillcheck.Options{URL: c.URL, Token: c.Token}
	if a, ok := l.Addr().(*net.TCPAddr); !ok || !a.IP.IsLoopback() {
		o.Token = "" // who reaches an open address does not borrow the token
	}
	var sum watchSummary
	watch := tillcheck.NewWatch(o, func(b tillcheck.Breach) {
		if b.Level == tillcheck.Wrong {
			sum.Wrong++
		} else {
			sum.Advice++
		}
		c.sayBreach(w, b)
	})
	w.note("Point the till at http://%s; it is forwarded to %s. Stop with Ctrl-C.", l.Addr(), c.URL)
	if err := server.Serve(ctx, server.Bounded(watch), l); err != nil {
		return err
	}
	sum.Seen, sum.Missing = watch.Summary()
	if err := c.saySummary(w, sum); err != nil {
		return err
	}
	if sum.Wrong > 0 {
		return exitError(exitFailed)
	}
	return nil
}

func (c *tillCheckCmd) sayBreach(w world, b tillcheck.Breach) {
	if c.JSON {
		_ = json.NewEncoder(w.stdout).Encode(b) // a closed pipe is noticed at the summary
		return
	}
	fmt.Fprintf(w.stdout, "%s  %-6s  %-14s %s %s\n        %s\n        %s\n",
		b.At.Format(time.TimeOnly), b.Level, b.Rule, b.Till, b.Receipt, b.What, b.Mend)
}

func (c *tillCheckCmd) saySummary(w world, sum watchSummary) error {
	if c.JSON {
		return json.NewEncoder(w.stdout).Encode(sum)
	}
	_, err := fmt.Fprintf(w.stdout, "\n%d wrong, %d to improve; closes %d, repeats %d, voids %d\n", sum.Wrong, sum.Advice, sum.Seen["close"], sum.Seen["repeat"], sum.Seen["void"])
	if err == nil && len(sum.Missing) > 0 {
		_, err = fmt.Fprintf(w.stdout, "not seen yet: %s\n", strings.Join(sum.Missing, ", "))
	}
	return err
}
