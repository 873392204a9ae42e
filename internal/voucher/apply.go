package voucher

import (
	"sartor/internal/promotion"
	"sartor/internal/retail"
	"sartor/internal/touchpoint"
)

// Sale is the basket in which vouchers are presented.
type Sale struct {
	Receipt  retail.ReceiptID // empty for a quote
	Store    retail.Store
	Day      retail.BusinessDay // of the store, at the time of the receipt
	Customer retail.CustomerID  // 0: anonymous
	Lines    []touchpoint.PackedLine
	Chain    *retail.Catalogue
	Used     map[uint32]int64 // redemptions of the customer so far, by promotion number
}

// Presented is one code as the till sent it and what stands behind it.
type Presented struct {
	Code    string // as answered
	Found   bool   // false: no voucher has this code
	Voucher Voucher
	Terms   *Terms      // of the voucher's promotion version
	Bound   *Redemption // what this receipt redeemed before it arrived; nil none
}

// Redemption is one voucher used: what the till deducts, line by line.
type Redemption struct {
	Code    string
	Voucher Voucher      // as it stood before
	Amount  retail.Minor // deducted in all, minor units
	Points  int64        // granted, kept by the till's own loyalty system
	Lines   []LineShare  // add up to Amount, by growing index
	Flag    Flag         // of a fact that clashed
	Bound   bool         // it was redeemed for this receipt before; nothing is booked again
}

// LineShare is the part of a redemption that one line of the basket carries.
type LineShare struct {
	Index  int
	Amount retail.Minor
}

// Outcome is the answer to all presented codes.
type Outcome struct {
	Redeemed  []Redemption
	Rejected  []Rejection
	Deduction retail.Minor // sum of the redemptions
}

// Apply decides which presented vouchers are used in a sale and what each
// gives: in the order presented, each on what earlier ones left of its eligible
// lines (CONTRACTS.md 2.1). Of two that clash the first presented stays.
func Apply(s *Sale, presented []Presented) Outcome {
	c := newCounter(s)
	for i := range presented {
		p := &presented[i]
		if p.Bound != nil && p.Found {
			c.bound(p)
			continue
		}
		if r := c.refusal(p); r.Reason != "" {
			c.out.Rejected = append(c.out.Rejected, r)
			continue
		}
		c.take(p, c.worth(p), "")
	}
	return c.out
}

// Stand answers codes on a receipt that has already happened: the till gave
// what they promise, so they stand. What clashes gets a flag; only a code that
// no voucher has is rejected. A voucher that fits nothing in the basket stands
// with 0.
func Stand(s *Sale, presented []Presented) Outcome {
	c := newCounter(s)
	for i := range presented {
		p := &presented[i]
		switch {
		case !p.Found:
			c.out.Rejected = append(c.out.Rejected, unknown(p.Code))
		case p.Bound != nil && c.twice(p) == nil:
			c.bound(p)
		default:
			c.take(p, c.worth(p), c.flag(p))
		}
	}
	return c.out
}

// flag returns what is wrong with a redemption that has happened.
func (c *counter) flag(p *Presented) Flag {
	v := &p.Voucher
	switch {
	case c.twice(p) != nil, v.State == Redeemed && v.RedeemedBy != c.sale.Receipt:
		return FlagTwice
	case v.State == Voided:
		return FlagVoided
	case v.State == Expired, c.sale.Day > v.ValidUntil:
		return FlagExpired
	}
	return ""
}

// counter goes through the codes of one sale and keeps what is left.
type counter struct {
	sale  *Sale
	left  []retail.Minor // of each line, by what vouchers took so far
	total retail.Minor   // the basket before vouchers
	used  []*Presented   // accepted so far
	out   Outcome
}

func newCounter(s *Sale) *counter {
	c := &counter{sale: s, left: make([]retail.Minor, len(s.Lines))}
	for i := range s.Lines {
		c.left[i] = s.Lines[i].Amount
		c.total += s.Lines[i].Amount
	}
	return c
}

// take accepts a voucher with what it is worth.
func (c *counter) take(p *Presented, w worth, flag Flag) {
	c.used = append(c.used, p)
	for _, share := range w.lines {
		c.left[share.Index] -= share.Amount
	}
	c.out.Deduction += w.amount
	c.out.Redeemed = append(c.out.Redeemed, Redemption{
		Code: p.Code, Voucher: p.Voucher, Amount: w.amount, Points: w.points, Lines: w.lines, Flag: flag,
	})
}

// bound repeats what this receipt had redeemed before it arrived.
func (c *counter) bound(p *Presented) {
	if twice := c.twice(p); twice != nil {
		c.out.Rejected = append(c.out.Rejected, *twice)
		return
	}
	c.used = append(c.used, p)
	r := *p.Bound
	r.Code, r.Voucher, r.Bound = p.Code, p.Voucher, true
	for _, share := range r.Lines {
		if share.Index >= 0 && share.Index < len(c.left) {
			c.left[share.Index] = max(0, c.left[share.Index]-share.Amount)
		}
	}
	c.out.Deduction += r.Amount
	c.out.Redeemed = append(c.out.Redeemed, r)
}

// lines returns the indices of the lines the voucher is good for: positive, and
// for money with something left.
func (c *counter) lines(p *Presented) []int {
	var out []int
	for i := range c.sale.Lines {
		line := &c.sale.Lines[i]
		open := c.left[i]
		if p.Voucher.Value.Kind == promotion.Points {
			open = line.Amount
		}
		if open <= 0 || line.Quantity <= 0 || p.Terms == nil {
			continue
		}
		product := c.sale.Chain.Product(line.Product)
		if p.Terms.Covers(&p.Voucher, &product, line.Product) {
			out = append(out, i)
		}
	}
	return out
}
