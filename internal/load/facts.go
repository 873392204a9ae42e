package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"sartor/internal/load/chain"
)

// facts measures POST /v1/receipts: from the first byte sent until the folds
// have seen the last receipt.
func (b *bench) facts(ctx context.Context, args []string) error {
	n, batch, conns := 200_000, 2_500, 2
	b.flags.IntVar(&n, "receipts", n, "receipts of ten lines")
	b.flags.IntVar(&batch, "batch", batch, "receipts a request, at most 5000")
	b.flags.IntVar(&conns, "conns", conns, "senders")
	if err := b.parse(args); err != nil {
		return err
	}
	size, err := chain.Read(b.sizeFile())
	if err != nil {
		return err
	}
	s := &schedule{addr: b.addr, conns: conns, rate: 1e9}
	if s.token, err = b.makeToken(ctx); err != nil {
		return err
	}
	if s.requests, err = factBodies(chain.New(size), s, n, batch); err != nil {
		return err
	}
	server, err := b.start(ctx)
	if err != nil {
		return err
	}
	return errors.Join(b.sendFacts(ctx, server, s, n), server.stop())
}

func factBodies(c *chain.Chain, s *schedule, n, batch int) (out [][]byte, err error) {
	run := time.Now().UnixMilli()
	for start := 0; start < n; start += batch {
		var body bytes.Buffer
		lines := json.NewEncoder(&body)
		for i := start; i < min(n, start+batch); i++ {
			slip := c.Live(i, nil)
			slip.Lines = slip.Lines[:10]
			if err := lines.Encode(fact(c, &slip, fmt.Sprintf("F%d-%07d", run, i))); err != nil {
				return nil, err
			}
		}
		out = append(out, s.request("POST", "/v1/receipts", "application/x-ndjson", body.Bytes()))
	}
	return out, nil
}

func (b *bench) sendFacts(ctx context.Context, server *serving, s *schedule, n int) error {
	refused := make([]int, len(s.requests))
	s.each = func(i int, body []byte) {
		var a struct {
			Accepted int `json:"accepted"`
		}
		if err := json.Unmarshal(body, &a); err != nil {
			panic(err) // a 200 that is no JSON
		}
		refused[i] = -a.Accepted
	}
	begin := time.Now()
	m, err := s.run(ctx)
	if err != nil || m.failed > 0 {
		return errors.Join(err, m.first)
	}
	accepted := 0
	for _, r := range refused {
		accepted -= r
	}
	if accepted != n {
		return fmt.Errorf("%d of %d receipts accepted", accepted, n)
	}
	if err := b.caughtUp(ctx); err != nil {
		return err
	}
	folded := time.Since(begin)
	cpu, err := server.cpu()
	b.row("receipts accepted", fmt.Sprintf("%.0f/s", float64(n)/m.took.Seconds()), "")
	b.row("receipts accepted and folded", fmt.Sprintf("%.0f/s, %.0f µs CPU of the server each", float64(n)/folded.Seconds(), cpu.Seconds()*1e6/float64(n)), "≥ 8,000/s")
	return err
}
