package predict

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"sartor/internal/fault"
	"sartor/internal/model/basket"
	"sartor/internal/model/neighbour"
	"sartor/internal/model/ranker"
	"sartor/internal/model/trial"
	"sartor/internal/stat"
	"sartor/internal/table"
)

// Habit is what a prediction of next baskets is asked for.
type Habit struct {
	Receipts  string // CSV: customer,basket,at,product
	Customers string // CSV: customer; empty for everybody in Receipts
	Top       int    // products a customer
	Seed      uint64 // of samples
	Out       string
	Report    string // JSON; empty for none
	Workers   int
	Say       Say
	Now       func() time.Time // for the seconds of the report

	plain bool // no trees: what tests compare has no minute to learn
}

// mostTop bounds --top: lists are kept sorted while they grow.
const mostTop = 10_000

func (h Habit) check() error {
	switch {
	case h.Top < 1 || h.Top > mostTop:
		return usage("--top %d is not a number of products from 1 to %d", h.Top, mostTop)
	case h.Receipts == stdio && h.Customers == stdio:
		return usage("--receipts and --customers cannot both be standard input")
	}
	return nil
}

func basketColumns() []table.Column { return table.Columns("customer", "basket", "at", "product") }

// HabitSummary is what a prediction of next baskets came to.
type HabitSummary struct {
	Model     string             `json:"model"`
	Weights   *neighbour.Weights `json:"params,omitempty"`
	Holdout   string             `json:"holdout"`           // how baskets were held back inside the file
	From      string             `json:"holdout_from"`      // the first day held back; empty when it was last baskets
	Judges    int                `json:"holdout_customers"` // who judged; below 30 nothing was chosen
	Scores    []trial.Score      `json:"scores"`
	Against   []trial.Difference `json:"differences"`
	Learned   *ranker.Report     `json:"learned_ranker"` // null when there were too few baskets, or something plainer won
	Rows      int                `json:"rows"`
	Customers int                `json:"customers"`
	Baskets   int                `json:"baskets"`
	Lines     int                `json:"lines"` // without repeats
	Products  int                `json:"products"`
	Asked     int                `json:"asked"` // customers in the output
	Strangers int                `json:"strangers"`
	Top       int                `json:"top"`
	Seed      uint64             `json:"seed"`
	Warnings  []string           `json:"warnings"`
	Seconds   float64            `json:"seconds"`
}

func (s HabitSummary) String() string {
	return fmt.Sprintf("%d customers (%d of them strangers) by %s, chosen on %d customers' held-out baskets", s.Asked, s.Strangers, s.Model, s.Judges)
}

// PredictHabit reads baskets and writes what each customer will most likely buy next.
// What cannot be done is refused before anything is written.
func PredictHabit(ctx context.Context, h Habit, s Streams) (HabitSummary, error) {
	if err := h.check(); err != nil {
		return HabitSummary{}, err
	}
	if err := s.ready(places{read: []string{h.Receipts, h.Customers}, out: h.Out, report: h.Report}); err != nil {
		return HabitSummary{}, err
	}
	began := h.Now()
	in, err := s.open(h.Receipts, basketColumns(), h.Say)
	if err != nil {
		return HabitSummary{}, err
	}
	v, err := readVisits(ctx, in)
	if err != nil {
		return HabitSummary{}, err
	}
	asked, err := h.askedFor(ctx, s, v)
	if err != nil {
		return HabitSummary{}, err
	}
	c, err := v.corpus()
	if err != nil {
		return HabitSummary{}, err
	}
	sum := HabitSummary{Rows: v.rows, Customers: len(v.customers), Baskets: c.Baskets(), Lines: c.Lines(), Products: len(v.products), Asked: len(asked), Top: h.Top, Seed: h.Seed, Warnings: []string{}}
	h.Say.stage("choosing how to foretell")
	chooser := plan(c.All(), neighbour.Options{Workers: h.Workers, Seed: h.Seed})
	chooser.plain = h.plain
	chosen, err := chooser.choose(ctx)
	if err != nil {
		return sum, err
	}
	sum.tell(&chosen, v)
	if err := ctx.Err(); err != nil {
		return sum, err
	}
	err = s.write(h.Out, func(o *output) error {
		w := &basketWriter{h: &h, out: o, visits: v, chooser: chooser, chosen: &chosen, sum: &sum}
		return w.all(ctx, asked)
	})
	if err != nil {
		return sum, err
	}
	sum.Seconds = h.Now().Sub(began).Seconds()
	return sum, h.report(s, &sum)
}

// tell writes the choice down.
func (s *HabitSummary) tell(c *choice, v *visits) {
	s.Model, s.Holdout, s.Judges = c.name, c.split, c.asked
	s.Scores, s.Against = append([]trial.Score{}, c.scores...), append([]trial.Difference{}, c.against...)
	s.Learned = c.learned
	if c.lists == nil {
		s.Weights = &c.weights // under trees too: what they do not name follows in its order
	}
	if !c.lone {
		s.From = v.dateOf(c.from)
	}
	if c.asked < leastJudge {
		s.Warnings = append(s.Warnings, fmt.Sprintf("only %d customers have baskets to hold back; nothing could be chosen, so own products by the number of baskets come first, then popular ones", c.asked))
	}
}

func (h Habit) report(s Streams, sum *HabitSummary) error {
	if h.Report == "" {
		return nil
	}
	return s.write(h.Report, func(o *output) error {
		e := json.NewEncoder(o)
		e.SetIndent("", "  ")
		return e.Encode(sum)
	})
}

// one is a customer to be answered for; a stranger has no number.
type one struct {
	id     string
	number int
}

// askedFor returns who is answered for, each once: those of --customers in their
// order, or everybody in the order of their first rows.
func (h Habit) askedFor(ctx context.Context, s Streams, v *visits) ([]one, error) {
	var out []one
	if h.Customers == "" {
		for _, id := range v.customers {
			out = append(out, one{id, int(v.number[id])})
		}
		return out, nil
	}
	in, err := s.open(h.Customers, table.Columns("customer"), nil)
	if err != nil {
		return nil, err
	}
	seen := map[string]bool{}
	for in.next(ctx) {
		text := in.Text(0)
		if reason := table.IDReason("the customer", text); reason != "" {
			in.wrong(0, "is no id: "+reason)
			break
		}
		if seen[string(text)] {
			continue
		}
		id := string(text)
		seen[id] = true
		n, known := v.number[id]
		if !known {
			n = basket.Anonymous
		}
		out = append(out, one{id, int(n)})
	}
	if err := in.end(); err != nil {
		return nil, err
	}
	if len(out) == 0 {
		return nil, fault.New(fault.Invalid, "no_customers", "%s lists nobody", in.Name)
	}
	return out, nil
}

// basketWriter writes lists, a block of customers at a time.
type basketWriter struct {
	h       *Habit
	out     *output
	visits  *visits
	chooser *chooser
	chosen  *choice
	sum     *HabitSummary
	lists   [][]basket.Place
	trees   []*ranker.Asker // by worker
	tables  *ranker.Tables
}

// atOnce is how many customers are answered for before they are written.
const atOnce = 4096

func (w *basketWriter) all(ctx context.Context, asked []one) error {
	model, err := neighbour.Fit(w.chooser.all, w.chosen.weights, w.chooser.o)
	if err != nil {
		return err
	}
	_, _ = w.out.WriteString("customer,rank,product,score\n") // bufio keeps the first error for Flush
	askers := make([]*neighbour.Asker, max(1, w.h.Workers))
	if w.chosen.trees != nil {
		w.tables = ranker.NewTables(w.chooser.all, ranker.Options{Workers: w.h.Workers, Seed: w.h.Seed})
		w.trees = make([]*ranker.Asker, len(askers))
	}
	for from := 0; from < len(asked); from += atOnce {
		some := asked[from:min(from+atOnce, len(asked))]
		if err := w.answer(model, askers, some); err != nil {
			return err
		}
		for i, who := range some {
			w.write(who, w.lists[i])
		}
		if w.h.Say != nil {
			w.h.Say(Progress{Stage: "writing", Done: int64(from + len(some)), Total: int64(len(asked))})
		}
		if err := ctx.Err(); err != nil {
			return err
		}
	}
	return w.out.Flush()
}

// answer fills lists for some customers.
func (w *basketWriter) answer(model *neighbour.Model, askers []*neighbour.Asker, some []one) error {
	w.lists = make([][]basket.Place, len(some))
	stat.Each(w.h.Workers, len(some), func(worker, i int) {
		if askers[worker] == nil {
			askers[worker] = model.NewAsker()
		}
		q := neighbour.Ask{Customer: some[i].number, Day: w.chooser.now(some[i].number), K: w.h.Top}
		w.lists[i] = w.ranked(worker, q, append([]basket.Place{}, askers[worker].List(q)...))
	})
	if w.chosen.lists == nil {
		return nil
	}
	return w.overrule(some)
}

// ranked puts what the trees name first, with their scores, and what they do not name
// below, in the additive order.
func (w *basketWriter) ranked(worker int, q neighbour.Ask, additive []basket.Place) []basket.Place {
	if w.tables == nil || q.Customer < 0 {
		return additive
	}
	if w.trees[worker] == nil {
		w.trees[worker] = w.tables.NewAsker()
	}
	named := map[uint32]bool{}
	out := make([]basket.Place, 0, len(additive))
	for _, p := range w.chosen.trees.List(w.trees[worker], q.Customer, q.Day, q.K) {
		named[p.Product] = true
		out = append(out, basket.Place{Product: p.Product, Score: p.Score})
	}
	for _, p := range additive {
		if named[p.Product] || len(out) >= len(additive) {
			continue
		}
		p.Score = 0
		if n := len(out); n > 0 {
			p.Score = out[n-1].Score - 1
		}
		out = append(out, p)
	}
	return out
}

// now is the day on which a customer is asked about: the one behind the file's last,
// or, where histories end one by one, that of the customer's last basket.
func (c *chooser) now(customer int) int32 {
	if !c.lone || customer < 0 {
		return c.end
	}
	_, to := c.all.Span(customer)
	return c.all.Day(to - 1)
}

// overrule puts the chosen way's products first; those it does not name follow in the
// additive order. Scores are then places from the end.
func (w *basketWriter) overrule(some []one) error {
	s := trial.Split{Known: w.chooser.all}
	var at []int
	for i, who := range some {
		if who.number >= 0 {
			s.Cases = append(s.Cases, trial.Case{Customer: who.number, Day: w.chooser.now(who.number)})
			at = append(at, i)
		}
	}
	lists, err := w.chosen.lists.Lists(&s, w.h.Top)
	if err != nil {
		return err
	}
	for i, list := range lists {
		w.lists[at[i]] = merged(list, w.lists[at[i]])
	}
	return nil
}

func merged(first []uint32, rest []basket.Place) []basket.Place {
	out := make([]basket.Place, 0, len(rest))
	named := map[uint32]bool{}
	for _, p := range first {
		named[p] = true
		out = append(out, basket.Place{Product: p})
	}
	for _, p := range rest {
		if !named[p.Product] && len(out) < len(rest) {
			out = append(out, p)
		}
	}
	for i := range out {
		out[i].Score = float64(len(out) - i)
	}
	return out
}

func (w *basketWriter) write(who one, list []basket.Place) {
	if who.number < 0 {
		w.sum.Strangers++
	}
	var space [32]byte
	for i, p := range list {
		w.out.field(who.id)
		_ = w.out.WriteByte(',')
		_, _ = w.out.Write(strconv.AppendInt(space[:0], int64(i+1), 10))
		_ = w.out.WriteByte(',')
		w.out.field(w.visits.products[p.Product])
		_ = w.out.WriteByte(',')
		_, _ = w.out.Write(strconv.AppendFloat(space[:0], p.Score, 'f', -1, 64))
		_ = w.out.WriteByte('\n')
	}
}
