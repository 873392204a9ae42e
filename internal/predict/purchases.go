package predict

import (
	"cmp"
	"context"
	"slices"

	"sartor/internal/model/lifetime"
	"sartor/internal/model/lifetime/contest"
	"sartor/internal/table"
)

// purchases are all customer-days of a file: 16 bytes each, in blocks, and about
// 80 bytes a customer. Rows may come in any order; those of one customer and day
// are merged when they come together, and at the end in any case.
type purchases struct {
	ids    []string         // by customer, in order of their first row
	number map[string]int32 // of each id
	newest []int32          // by customer: the place of the entry added last, −1 none
	blocks [][]entry
	size   int32
	money  bool // the file has amounts
	rows   int
	later  int // rows after the last known day
}

// entry is one day of a customer; older is the entry before it, −1 none.
type entry struct {
	amount int64 // millionths
	day    int32
	older  int32
}

// Entries of a block, and the most of all: 2³⁰ customer-days.
const (
	blockSize   = 1 << 16
	mostEntries = 1 << 30
)

// micro is the unit of amounts while they are added: exact, in any order.
const micro = 1e6

// Days that mark what a row was.
const (
	boughtBit = 1 << 0 // at least one row that brings nothing back
	knownBit  = 1 << 1 // at least one amount
)

// readPurchases reads customer, at and, when it is there, amount. A row with a
// negative amount brings something back: it lowers what the day brought in and
// makes no purchase day (SCIENCE 0.2).
func readPurchases(ctx context.Context, in *input, until int32) (*purchases, error) {
	p := &purchases{number: map[string]int32{}, money: in.Has(colAmount)}
	for in.next(ctx) {
		p.rows++
		day, ok := table.ParseDay(in.Text(colAt))
		if !ok {
			in.wrong(colAt, "is not a date such as 2026-11-22 or a time that begins with one")
			break
		}
		if int32(day) > until {
			p.later++
			continue
		}
		if int64(until)-int64(day) > lifetime.MostDays {
			in.wrong(colAt, "is more than 200 years before the last known day")
			break
		}
		id := in.Text(colCustomer)
		if reason := table.IDReason("the customer", id); reason != "" {
			in.wrong(colCustomer, "is no id: "+reason)
			break
		}
		amount, mark, ok := p.amount(in)
		if !ok {
			break
		}
		if reason := p.add(id, entry{day: int32(day)<<2 | mark, amount: amount}); reason != "" {
			in.fail("%s", reason)
		}
	}
	return p, in.end()
}

// amount reads the row's amount and says what the row was.
func (p *purchases) amount(in *input) (amount int64, mark int32, ok bool) {
	text := in.Text(colAmount)
	if !p.money || len(text) == 0 {
		return 0, boughtBit, true
	}
	d, ok := table.ParseDecimal(text)
	if ok {
		amount, ok = d.Fixed(6)
	}
	if !ok || amount > mostAmount || amount < -mostAmount {
		in.wrong(colAmount, "is not an amount such as 12.50 (plain decimals, up to a billion)")
		return 0, 0, false
	}
	if amount < 0 {
		return amount, knownBit, true
	}
	return amount, boughtBit | knownBit, true
}

// Bounds of an amount and of a day's sum, so that none overflows.
const (
	mostAmount = 1_000_000_000 * micro
	mostOfDay  = 1_000_000_000_000 * micro
)

// add takes in a row, or says why it cannot.
func (p *purchases) add(id []byte, e entry) (reason string) {
	n, known := p.number[string(id)]
	if !known {
		n = int32(len(p.ids))
		text := string(id)
		p.number[text] = n
		p.ids, p.newest = append(p.ids, text), append(p.newest, -1)
	}
	if at := p.newest[n]; at >= 0 {
		if last := p.entry(at); last.day>>2 == e.day>>2 {
			if last.amount += e.amount; last.amount > mostOfDay || last.amount < -mostOfDay {
				return "the amounts of this customer's day add up to more than a trillion"
			}
			last.day |= e.day
			return ""
		}
	}
	if p.size == mostEntries {
		return "this is one customer-day more than the 2^30 that fit"
	}
	if p.size%blockSize == 0 {
		p.blocks = append(p.blocks, make([]entry, 0, blockSize))
	}
	e.older = p.newest[n]
	last := &p.blocks[len(p.blocks)-1]
	*last = append(*last, e)
	p.newest[n], p.size = p.size, p.size+1
	return ""
}

func (p *purchases) entry(at int32) *entry { return &p.blocks[at/blockSize][at%blockSize] }

// buyers are the customers with at least one purchase day, in the order of their
// first rows, ready for the models.
type buyers struct {
	ids       []string
	book      contest.Book
	histories []lifetime.History
	spent     []lifetime.Spent // empty without amounts
	returns   int              // customers of whom only returns are known
}

// settle merges each customer's days.
func (p *purchases) settle(until int32) buyers {
	var b buyers
	var days []entry
	var bought []int32
	for n, id := range p.ids {
		days = p.daysOf(int32(n), days[:0])
		bought = bought[:0]
		spent, sum := lifetime.Spent{}, 0.0
		for _, d := range days {
			if d.day&boughtBit == 0 {
				continue
			}
			bought = append(bought, d.day>>2)
			if len(bought) > 1 && d.day&knownBit != 0 && d.amount > 0 {
				spent.Days++
				sum += float64(d.amount)
			}
		}
		h, ok := lifetime.HistoryOf(bought, until)
		if !ok {
			b.returns++
			continue
		}
		b.ids, b.histories = append(b.ids, id), append(b.histories, h)
		b.book.Add(bought)
		if p.money {
			if spent.Days > 0 {
				spent.Mean = sum / micro / float64(spent.Days)
			}
			b.spent = append(b.spent, spent)
		}
	}
	return b
}

// daysOf returns a customer's entries by day, one each.
func (p *purchases) daysOf(n int32, into []entry) []entry {
	for at := p.newest[n]; at >= 0; {
		e := p.entry(at)
		into, at = append(into, *e), e.older
	}
	slices.SortFunc(into, func(a, b entry) int { return cmp.Compare(a.day>>2, b.day>>2) })
	out := into[:0]
	for _, e := range into {
		if n := len(out); n > 0 && out[n-1].day>>2 == e.day>>2 {
			out[n-1].amount, out[n-1].day = out[n-1].amount+e.amount, out[n-1].day|e.day
			continue
		}
		out = append(out, e)
	}
	return out
}
