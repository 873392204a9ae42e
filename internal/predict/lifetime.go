package predict

import (
	"context"
	"fmt"
	"math"
	"strconv"
	"time"

	"sartor/internal/fault"
	"sartor/internal/model/lifetime"
	"sartor/internal/model/lifetime/contest"
	"sartor/internal/retail"
	"sartor/internal/table"
)

// Lifetime is what a prediction of lifetimes is asked for.
type Lifetime struct {
	Receipts string             // CSV: customer,at and, when values are wanted, amount
	Until    retail.BusinessDay // the last known day; later rows are not read
	Horizon  int                // days behind it
	Model    string             // one of Models
	Unit     string             // day or week: of recency, age and parameters
	Discount float64            // a year
	Seed     uint64             // recorded; nothing here is drawn by lot
	Out      string
	Report   string // JSON; empty for none
	Workers  int
	Say      Say
	Now      func() time.Time // for the seconds of the report
}

// Columns of receipts.
const (
	colCustomer = iota
	colAt
	colAmount
)

// Models are the names a model can be asked for by.
func Models() []string { return []string{"auto", "bgnbd", "mbgnbd", "mbgcnbdk", "paretonbd"} }

// candidates returns what a name lets choose from; nil leaves it to what the data
// are like.
func candidates(name string, r contest.Regularity) ([]lifetime.Model, error) {
	switch name {
	case "auto":
		return nil, nil
	case "bgnbd":
		return []lifetime.Model{{Kind: lifetime.BG, K: 1}}, nil
	case "mbgnbd":
		return []lifetime.Model{{Kind: lifetime.MBG, K: 1}}, nil
	case "paretonbd":
		return []lifetime.Model{{Kind: lifetime.Pareto, K: 1}}, nil
	case "mbgcnbdk":
		likely := min(max(int(math.Round(r.K)), 2), 6)
		out := []lifetime.Model{{Kind: lifetime.MBG, K: likely}}
		for k := 2; k <= 6; k++ {
			if k != likely {
				out = append(out, lifetime.Model{Kind: lifetime.MBG, K: k})
			}
		}
		return out, nil
	}
	return nil, usage("--model %q is none of %v", name, Models())
}

func usage(format string, args ...any) error {
	return fault.New(fault.Malformed, "usage", format, args...)
}

func (l Lifetime) check() error {
	if _, err := candidates(l.Model, contest.Regularity{}); err != nil {
		return err
	}
	switch {
	case l.Horizon < 1 || l.Horizon > lifetime.MostHorizon:
		return usage("--horizon %d is not a number of days from 1 to %d", l.Horizon, lifetime.MostHorizon)
	case l.Unit != "day" && l.Unit != "week":
		return usage("--unit %q is neither day nor week", l.Unit)
	case !(l.Discount >= 0 && l.Discount <= 10):
		return usage("--discount %v is not a rate a year from 0 to 10, such as 0.10", l.Discount)
	}
	return nil
}

// PredictLifetime reads purchases and writes what is expected of each customer.
// What cannot be done is refused before anything is written.
func PredictLifetime(ctx context.Context, l Lifetime, s Streams) (Summary, error) {
	if err := l.check(); err != nil {
		return Summary{}, err
	}
	if err := s.ready(places{read: []string{l.Receipts}, out: l.Out, report: l.Report}); err != nil {
		return Summary{}, err
	}
	clock := newClock(l.Now, l.Say)
	l.Say = clock.say
	b, sum, err := l.read(ctx, s)
	if err != nil {
		return sum, err
	}
	if err := l.learn(ctx, &b, &sum); err != nil {
		return sum, err
	}
	l.Say.stage("expecting")
	v, err := lifetime.NewValuer(sum.choice.Fit.Model, sum.spend(), lifetime.Terms{Days: l.Horizon, Annual: l.Discount})
	if err != nil {
		return sum, err
	}
	if sum.Spend == nil {
		b.spent = nil
	}
	expected := v.All(b.histories, b.spent, l.Workers)
	if err := ctx.Err(); err != nil {
		return sum, err
	}
	l.Say.stage("writing")
	if err := s.write(l.Out, func(o *output) error { return l.rows(o, b, expected) }); err != nil {
		return sum, err
	}
	sum.Seconds, sum.stages = clock.end()
	return sum, l.report(s, sum)
}

// read reads the purchases.
func (l Lifetime) read(ctx context.Context, s Streams) (buyers, Summary, error) {
	in, err := s.open(l.Receipts, table.Columns("customer", "at", "amount?"), l.Say)
	if err != nil {
		return buyers{}, Summary{}, err
	}
	p, err := readPurchases(ctx, in, int32(l.Until))
	if err != nil {
		return buyers{}, Summary{}, err
	}
	b := p.settle(int32(l.Until))
	sum := Summary{Rows: p.rows, Later: p.later, Returns: b.returns, Customers: len(b.ids), Amounts: p.money}
	if len(b.ids) == 0 {
		return b, sum, fault.New(fault.Invalid, "no_purchases", "%s holds no purchase until %s (%d rows read, %d of them later; %d customers only brought goods back)", in.Name, l.Until, p.rows, p.later, b.returns)
	}
	return b, sum, nil
}

// learn chooses and fits the models.
func (l Lifetime) learn(ctx context.Context, b *buyers, sum *Summary) error {
	l.Say.stage("choosing the model of purchases")
	among, err := candidates(l.Model, b.book.Regularity(int32(l.Until)))
	if err != nil {
		return err
	}
	ask := contest.Ask{Until: int32(l.Until), Horizon: l.Horizon, Workers: l.Workers, Candidates: among, Stop: ctx.Err}
	sum.choice, err = b.book.Choose(ask)
	if stopped := ctx.Err(); stopped != nil {
		return stopped
	}
	if err != nil {
		return &fault.Error{Kind: fault.Invalid, Code: "cannot_learn", Hint: "no model can be learned from these purchases: " + err.Error(), Err: err}
	}
	b.book = contest.Book{} // its days are not needed any more
	if !sum.Amounts {
		return nil
	}
	l.Say.stage("fitting the model of spend")
	if fit, unfit := lifetime.FitSpend(b.spent, l.Workers); unfit != nil {
		sum.NoSpend = unfit.Error() // the report says so; purchases are told all the same
	} else {
		sum.Spend = &fit
	}
	return nil
}

// rows writes the header and a row a customer, in the order of their first rows.
func (l Lifetime) rows(o *output, b buyers, expected []lifetime.Expectation) error {
	_, _ = o.WriteString("customer,purchases,recency,age,p_alive,expected_purchases,expected_spend,value,value_low,value_high\n")
	unit := l.daysOfUnit()
	for i, e := range expected {
		h := b.histories[i]
		o.field(b.ids[i])
		o.number(float64(h.Repeats) + 1)
		o.number(float64(h.Recency) / unit)
		o.number(float64(h.Age) / unit)
		if e.Speaks {
			o.number(e.Alive)
		} else {
			_ = o.WriteByte(',')
		}
		o.number(e.Purchases)
		if len(b.spent) == 0 {
			_, _ = o.WriteString(",,,,")
		} else {
			o.number(e.Spend)
			o.number(e.Value)
			o.number(e.Low)
			o.number(e.High)
		}
		_ = o.WriteByte('\n') // bufio keeps the first error
	}
	return o.Flush()
}

func (l Lifetime) daysOfUnit() float64 {
	if l.Unit == "day" {
		return 1
	}
	return lifetime.DaysPerWeek
}

// number writes a comma and a number with ten digits, empty when it is none.
func (o *output) number(v float64) {
	_ = o.WriteByte(',')
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return
	}
	var buf [32]byte
	_, _ = o.Write(strconv.AppendFloat(buf[:0], v, 'g', 10, 64))
}

// String says what came out, in words.
func (s Summary) String() string {
	text := fmt.Sprintf("%d customers, %s", s.Customers, s.choice.Why)
	if s.Amounts && s.Spend == nil {
		text += "; no values: " + s.NoSpend
	}
	return text
}
