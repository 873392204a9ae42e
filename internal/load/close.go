package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	"sartor/internal/load/chain"
	"sartor/internal/retail"
)

// What a run of closes is held to.
const (
	closeP99   = 5 * time.Millisecond
	besideP99  = 30 * time.Millisecond
	syncedMore = 3 // times the p99 of a bare synced insert
	everyFifth = 5 // close redeems a voucher
	tillConns  = 64
	drainTime  = 2 * time.Second // a sustained rate leaves no more than this behind
)

// closeFlags are what a run of closes is told.
type closeFlags struct {
	rate    float64
	seconds int
	search  string
	beside  int
	clicks  clicks
}

// close measures POST /v1/till/close.
func (b *bench) close(ctx context.Context, args []string) error {
	var f closeFlags
	b.flags.Float64Var(&f.rate, "rate", 500, "closes a second")
	b.flags.IntVar(&f.seconds, "seconds", 30, "how long each rate is kept up")
	b.flags.StringVar(&f.search, "search", "1000,1500,2000,2500,3000", "further rates, until one is not sustained; empty for none")
	b.flags.IntVar(&f.beside, "import", 150_000, "receipts of an import that closes run beside; 0 for none")
	b.flags.IntVar(&f.clicks.users, "users", 200, "people who click in the console while closes run; 0 for none")
	f.clicks.think = 5
	if err := b.parse(args); err != nil {
		return err
	}
	size, err := chain.Read(b.sizeFile())
	if err != nil {
		return err
	}
	zone, err := time.LoadLocation(chain.Zone)
	if err != nil {
		return err
	}
	t := &tills{bench: b, chain: chain.New(size), zone: zone, run: time.Now().UnixMilli()}
	t.recall()
	if t.token, err = b.makeToken(ctx); err != nil {
		return err
	}
	synced, err := syncedInserts(ctx, b.dir, f.rate)
	if err != nil {
		return err
	}
	if t.door, err = b.clerk(ctx); err != nil {
		return err
	}
	server, err := b.start(ctx)
	if err != nil {
		return err
	}
	t.server = server
	err = t.measure(ctx, f, synced)
	if err = errors.Join(err, server.stop(), t.remember()); err != nil {
		return err
	}
	return t.decisions(ctx)
}

// tills are the load of one run.
type tills struct {
	*bench
	chain  *chain.Chain
	zone   *time.Location // of all stores
	server *serving
	door   url.Values // signs somebody in to the console
	run    int64      // makes receipt ids of this run its own
	sent   int        // receipts so far
	good   int        // vouchers of the past tried so far
	tally  tally
}

func (t *tills) usedFile() string { return filepath.Join(t.dir, "used") }

// recall reads how many vouchers earlier runs have used up, and how many
// receipts they sent; without the file there was none.
func (t *tills) recall() {
	if text, err := os.ReadFile(t.usedFile()); err == nil {
		_, _ = fmt.Sscan(string(text), &t.good, &t.sent) // a damaged file begins anew: its vouchers are refused, and the table says so
	}
}

func (t *tills) remember() error {
	return os.WriteFile(t.usedFile(), fmt.Appendln(nil, t.good, t.sent), 0o600)
}

// tally adds up what answers say.
type tally struct{ vouchers, redeemed, rejected, strips atomic.Int64 }

func (t *tills) measure(ctx context.Context, f closeFlags, synced measured) error {
	limit := max(closeP99, syncedMore*synced.quantile(.99))
	t.row("bare synced insert, alone", synced.line(), "")
	if _, err := t.at(ctx, 100, 3); err != nil { // connections, caches, statements
		return err
	}
	t.tally = tally{}
	one, err := t.at(ctx, f.rate, f.seconds)
	if err != nil {
		return err
	}
	t.report(one, f.rate, fmt.Sprintf("p99 ≤ %.1f ms", limit.Seconds()*1000))
	closes := float64(len(one.latency))
	t.row("vouchers out a close", fmt.Sprintf("%.2f", float64(t.tally.vouchers.Load())/closes), "≥ 1.5")
	t.row("redeemed, of every fifth", fmt.Sprintf("%.1f %%, %d refused", 100*float64(t.tally.redeemed.Load())/(closes/everyFifth), t.tally.rejected.Load()), "")
	t.row("strips rendered", fmt.Sprintf("%.1f %% of closes", 100*float64(t.tally.strips.Load())/closes), "")
	if f.clicks.users > 0 {
		if err := t.clicked(ctx, f, limit); err != nil {
			return err
		}
	}
	if f.beside > 0 {
		if err := t.beside(ctx, f); err != nil {
			return err
		}
	}
	if err := t.search(ctx, f); err != nil {
		return err
	}
	rss, err := t.server.status("VmHWM")
	t.row("server, peak resident", megabytes(rss), "")
	return err
}

// clicked closes receipts while people click in the console of the same server.
func (t *tills) clicked(ctx context.Context, f closeFlags, limit time.Duration) error {
	c := &clicker{bench: t.bench, server: t.server}
	if err := c.enter(ctx, t.door); err != nil {
		return err
	}
	f.clicks.during = time.Duration(f.seconds) * time.Second
	done := make(chan error, 1)
	go func() { done <- c.together(ctx, f.clicks) }()
	m, err := t.at(ctx, f.rate, f.seconds)
	if err = errors.Join(err, <-done); err != nil {
		return err
	}
	t.report(m, f.rate, fmt.Sprintf("beside %d people in the console: p99 ≤ %.1f ms", f.clicks.users, limit.Seconds()*1000))
	return nil
}

// report prints one rate with what it cost the server.
func (t *tills) report(m timed, rate float64, limit string) {
	t.row(fmt.Sprintf("close at %.0f/s", rate), m.line(), limit)
	closes := float64(len(m.latency))
	t.row("", fmt.Sprintf("%.0f/s answered, %.0f µs CPU of the server each, %d failed", closes/m.took.Seconds(), m.cpu.Seconds()*1e6/closes, m.failed), "")
	if m.first != nil {
		t.row("", "first failure: "+m.first.Error(), "none")
	}
}

// timed is a measurement with the CPU time it cost the server.
type timed struct {
	measured
	cpu time.Duration
}

// at closes receipts at a rate for so many seconds.
func (t *tills) at(ctx context.Context, rate float64, seconds int) (timed, error) {
	s := &schedule{addr: t.addr, token: t.token, rate: rate, conns: tillConns, each: t.look}
	n := int(rate * float64(seconds))
	s.requests = make([][]byte, n)
	for i := range s.requests {
		body, err := t.body(i)
		if err != nil {
			return timed{}, err
		}
		s.requests[i] = s.request("POST", "/v1/till/close", "application/json", body)
	}
	before, err := t.server.cpu()
	if err != nil {
		return timed{}, err
	}
	t.say(fmt.Sprintf("%d closes at %.0f/s", n, rate))
	m, err := s.run(ctx)
	after, err2 := t.server.cpu()
	return timed{m, after - before}, errors.Join(err, err2)
}

// body is a close as a till sends it.
func (t *tills) body(i int) ([]byte, error) {
	slip := t.chain.Live(t.sent, nil)
	t.sent++
	var vouchers []string
	if i%everyFifth == everyFifth-1 {
		good, err := t.voucher()
		if err != nil {
			return nil, err
		}
		vouchers = []string{good.Alias}
		slip.Lines[0] = chain.Item{Product: good.Product, Units: 1, Amount: t.chain.Price(good.Product)}
	}
	return json.Marshal(closeBody(t.chain, &slip, vouchers, fmt.Sprintf("L%d-%07d", t.run, t.sent)))
}

// voucher is the next one of the past that is good on the stores' business day.
func (t *tills) voucher() (chain.Good, error) {
	today := retail.DayOf(time.Now(), t.zone, retail.DefaultCut)
	for {
		good, ok := t.chain.GoodOn(t.good, today)
		if !ok {
			return chain.Good{}, errors.New("no voucher of the past is left to redeem; fill the database anew")
		}
		t.good++
		if good.Alias != "" {
			return good, nil
		}
	}
}

// The wire's own words, written out so that a change of the contract shows.
type lineOut struct {
	Product  retail.ProductID `json:"product"`
	Quantity int              `json:"quantity"`
	Amount   retail.Minor     `json:"amount"`
	Discount retail.Minor     `json:"discount"`
}

type receiptOut struct {
	Receipt  string            `json:"receipt"`
	Store    retail.StoreID    `json:"store"`
	Till     string            `json:"till"`
	At       string            `json:"at"`
	Currency string            `json:"currency"`
	Customer map[string]string `json:"customer,omitempty"`
	Lines    []lineOut         `json:"lines"`
	Vouchers []string          `json:"vouchers,omitempty"`
	Deadline int               `json:"deadline_ms,omitempty"`
	Print    *printOut         `json:"print,omitempty"`
}

type printOut struct {
	Format  string `json:"format"`
	Columns int    `json:"columns"`
	Cut     bool   `json:"cut"`
}

// fact is a receipt without anything that only a close has.
func fact(c *chain.Chain, s *chain.Slip, name string) receiptOut {
	out := receiptOut{
		Receipt: fmt.Sprintf("%s-T%02d-%s", c.StoreID(s.Store), s.Till, name), Store: c.StoreID(s.Store), Till: fmt.Sprintf("T%02d", s.Till),
		At: time.Now().UTC().Format(time.RFC3339), Currency: "EUR", Customer: map[string]string{"card": c.Card(s.Customer)},
	}
	for _, l := range s.Lines {
		out.Lines = append(out.Lines, lineOut{Product: c.ProductID(l.Product), Quantity: l.Units, Amount: l.Amount})
	}
	return out
}

// closeBody is a receipt as a till closes it. Its deadline is far off, so that
// no voucher is left out because the machine is busy.
func closeBody(c *chain.Chain, s *chain.Slip, vouchers []string, name string) receiptOut {
	out := fact(c, s, name)
	out.Vouchers, out.Deadline, out.Print = vouchers, 10_000, &printOut{Format: "escpos", Columns: 42, Cut: true}
	return out
}

// look adds an answer up.
func (t *tills) look(_ int, body []byte) {
	var a struct {
		Redeemed []struct{} `json:"redeemed"`
		Rejected []struct{} `json:"rejected"`
		Vouchers []struct{} `json:"vouchers"`
		Print    string     `json:"print"`
	}
	if err := json.Unmarshal(body, &a); err != nil {
		panic(err) // a 200 that is no JSON: nothing measured here would mean anything
	}
	t.tally.vouchers.Add(int64(len(a.Vouchers)))
	t.tally.redeemed.Add(int64(len(a.Redeemed)))
	t.tally.rejected.Add(int64(len(a.Rejected)))
	if a.Print != "" {
		t.tally.strips.Add(1)
	}
}
