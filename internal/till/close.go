package till

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"sartor/internal/access"
	"sartor/internal/fault"
	"sartor/internal/paper"
	"sartor/internal/retail"
	"sartor/internal/touchpoint"
	"sartor/internal/voucher"
)

// Call is one request of a till.
type Call struct {
	Receipt  touchpoint.Receipt
	Wait     time.Duration  // deadline_ms; 0: the default
	Print    *paper.Printer // nil: no strip asked for
	Warnings []string       // found while reading, such as unknown fields
	Actor    access.Principal
}

// Reply is what goes back, byte for byte.
type Reply struct {
	Body     []byte
	Replayed bool
}

// sale is one close on its way: what was read, what was decided.
type closing struct {
	*Desk
	call    *Call
	sight   *Sight
	now     time.Time
	until   time.Time // past it nothing is issued
	fact    Fact
	store   retail.Store
	lines   []touchpoint.PackedLine
	person  Person
	outcome voucher.Outcome
	shown   []voucher.Presented
	used    map[uint32]int64 // redemptions of the person so far, by promotion
	counted bool             // bad codes were, in an earlier round
	later   []string         // codes that have to wait: too many bad ones
	drop    []uint32         // promotions whose guard failed in an earlier round
	answer  Answer
	write   Sale
	stood   bool // it has happened: what was presented stands
	late    bool // stored as voided: its void came before it
}

// Close takes a final basket before tender: it redeems, decides, issues and
// writes all of it at once. The same receipt again gets the same bytes.
func (d *Desk) Close(ctx context.Context, call Call) (Reply, error) {
	const op = "till.Close"
	c, err := d.begin(ctx, &call)
	if err != nil {
		return Reply{}, fault.At(op, err)
	}
	if c.isFact() {
		reply, err := c.closeFact(ctx)
		return reply, fault.At(op, err)
	}
	for round := range tries {
		if err := c.prepare(ctx, round); err != nil {
			return Reply{}, fault.At(op, err)
		}
		err := d.store.Sell(ctx, c.write)
		if err == nil {
			return Reply{Body: answerBody(c.write.Answer)}, nil
		}
		refused, ok := errors.AsType[*Refused](err)
		if !ok {
			return Reply{}, fault.At(op, err)
		}
		if refused.Key && c.write.Replaces == "" {
			reply, done, err := c.stands(ctx)
			if done || err != nil {
				return reply, fault.At(op, err)
			}
		}
		if refused.Promotion != 0 {
			c.drop = append(c.drop, refused.Promotion)
			c.shut.put(refused.Promotion, c.now)
		}
	}
	return Reply{}, fault.At(op, fault.New(fault.Unavailable, "busy", "the same customer or vouchers are in use at other tills; repeat the close"))
}

// begin checks the receipt and finds its store, products and business day.
func (d *Desk) begin(ctx context.Context, call *Call) (*closing, error) {
	return d.beginBy(ctx, call, d.fact)
}

func (d *Desk) beginBy(ctx context.Context, call *Call, read func(context.Context, *touchpoint.Receipt) (checked, error)) (*closing, error) {
	now := d.clock()
	c := &closing{Desk: d, call: call, sight: d.sight(), now: now}
	wait := call.Wait
	if wait <= 0 {
		wait = defaultWait
	}
	c.until = now.Add(wait)
	r := &call.Receipt
	if err := touchpoint.Check(r, retail.MicrosOf(now)); err != nil {
		return nil, err
	}
	fact, err := read(ctx, r)
	if err != nil {
		return nil, err
	}
	c.sight = d.sight() // unknown products have their numbers now
	c.fact, c.store = fact.Fact, fact.store
	c.lines = fact.lines
	return c, nil
}

// checked is a receipt found to hold, with what was looked up for it.
type checked struct {
	Fact
	store retail.Store
	lines []touchpoint.PackedLine
}

// fact turns a receipt into the form in which it is written. Unknown products
// are met as unlisted ones; an unknown store is refused.
func (d *Desk) fact(ctx context.Context, r *touchpoint.Receipt) (checked, error) {
	out, missing, err := d.check(r)
	if err != nil || len(missing) == 0 {
		return out, err
	}
	if err := d.store.MeetProducts(ctx, missing); err != nil {
		return checked{}, err
	}
	if out, missing, err = d.check(r); err == nil && len(missing) > 0 {
		err = fault.New(fault.Unavailable, "try_again", "new products are just being written; repeat the call")
	}
	return out, err
}

// glance is a fact that will not be written: unknown products stay unknown, and
// have the number 0.
func (d *Desk) glance(_ context.Context, r *touchpoint.Receipt) (checked, error) {
	out, _, err := d.check(r)
	return out, err
}

// check turns a receipt into its written form and lists the products without a
// number.
func (d *Desk) check(r *touchpoint.Receipt) (out checked, missing []retail.ProductID, err error) {
	chain := d.sight().Catalogue
	number, ok := chain.StoreNumber(r.Store)
	if !ok {
		return checked{}, nil, fault.AtField("/store", "%q is no store of the chain: compare it with the number under Stores in the console, where tills are set up; a new store is made by the chain's owner or admin (sartor import, or PUT /v1/stores/{store})", r.Store)
	}
	out.store = chain.Store(number)
	if r.Currency != out.store.Currency {
		return checked{}, nil, fault.AtField("/currency", "store %s sells in %s, not %s", r.Store, out.store.Currency, r.Currency)
	}
	out.lines, missing = pack(r, chain)
	out.Fact = Fact{
		Receipt: *r, Store: number, Fingerprint: touchpoint.Fingerprint(r),
		Day:  retail.DayOf(r.At.Time(), chain.Location(number), d.sight().Chain.Cut),
		Body: touchpoint.Packed{State: r.State, Till: r.Till, Lines: out.lines}.Append(make([]byte, 0, 8+12*len(out.lines))),
	}
	return out, missing, nil
}

// pack puts product numbers in place of ids and lists the ids without one.
func pack(r *touchpoint.Receipt, chain *retail.Catalogue) (lines []touchpoint.PackedLine, missing []retail.ProductID) {
	lines = make([]touchpoint.PackedLine, len(r.Lines))
	for i := range r.Lines {
		l := &r.Lines[i]
		number, ok := chain.ProductNumber(l.Product)
		if !ok && !slices.Contains(missing, l.Product) {
			missing = append(missing, l.Product)
		}
		lines[i] = touchpoint.PackedLine{
			Product: number, Quantity: l.Quantity, Amount: l.Amount, Discount: l.Discount, ReturnOf: l.ReturnOf, ReturnLine: l.ReturnLine,
		}
	}
	return lines, missing
}

// isFact reports whether the receipt tells what has happened already.
func (c *closing) isFact() bool {
	r := &c.call.Receipt
	return r.State&(touchpoint.Offline|touchpoint.Unanswered) != 0 || c.now.Sub(r.At.Time()) > factAge
}

// prepare reads, decides and renders one round. Nothing is written yet.
func (c *closing) prepare(ctx context.Context, round int) error {
	var err error
	if c.person, err = c.Desk.store.Person(ctx, c.call.Receipt.Customer, c.call.Receipt.At); err != nil {
		return err
	}
	c.answer = Answer{Receipt: string(c.call.Receipt.ID), Customer: c.person.ID.String(), Warnings: slices.Clone(c.call.Warnings)}
	if c.person.UnknownID {
		c.answer.Warnings = append(c.answer.Warnings, "unknown_customer")
	}
	if err := c.present(ctx); err != nil {
		return err
	}
	counted := c.call.Receipt.State.Counts()
	if counted {
		c.outcome = voucher.Apply(c.basket(), c.shown)
	} else {
		c.outcome = voucher.Outcome{}
	}
	for _, code := range c.later {
		c.outcome.Rejected = append(c.outcome.Rejected, voucher.Rejection{
			Code: code, Reason: voucher.TryLater, Detail: "too many unknown codes at this till; try again in a minute",
		})
	}
	c.answer.fill(&c.outcome)
	c.write = Sale{Fact: c.fact, Person: c.person, Replaces: c.write.Replaces, Now: retail.MicrosOf(c.now)}
	if err := c.spend(); err != nil {
		return err
	}
	if counted && c.sells() && round < tries-1 && c.Desk.clock().Before(c.until) {
		c.decide()
	}
	strip, err := c.strip(c.call.Print)
	if err != nil {
		return err
	}
	c.answer.Print = base64.StdEncoding.EncodeToString(strip)
	body, err := c.answer.encode()
	c.write.Answer = storedAnswer(c.call.Print, body)
	return err
}

// sells reports whether anything is bought: what only comes back, or a receipt without
// goods, earns no voucher.
func (c *closing) sells() bool {
	return slices.ContainsFunc(c.lines, func(l touchpoint.PackedLine) bool { return l.Quantity > 0 })
}

// basket is what vouchers are applied to.
func (c *closing) basket() *voucher.Sale {
	return &voucher.Sale{
		Receipt: c.call.Receipt.ID, Store: c.store, Day: c.fact.Day, Customer: c.person.ID,
		Lines: c.lines, Chain: c.sight.Catalogue, Used: c.used,
	}
}

// present looks up the codes on the receipt. A till that sent too many bad ones
// is asked to wait; its sale closes all the same.
func (c *closing) present(ctx context.Context) error {
	codes := c.call.Receipt.Vouchers
	if len(codes) == 0 {
		return nil
	}
	key := string(c.call.Receipt.Store) + "/" + string(c.call.Receipt.Till)
	if !c.counted && c.tries.closed(key, c.now) {
		c.shown, c.later = nil, codes
		return nil
	}
	shown, err := c.Desk.lookUp(ctx, c.sight, codes)
	if err != nil {
		return err
	}
	c.shown, c.later = shown, nil
	if err := c.bind(ctx); err != nil {
		return err
	}
	if c.used = nil; c.person.ID != 0 && !c.person.Fresh {
		if c.used, err = c.Desk.store.Used(ctx, c.person.ID); err != nil {
			return err
		}
	}
	for i := range shown {
		if !shown[i].Found && !c.counted {
			c.tries.bad(key, c.now)
		}
	}
	c.counted = true
	return nil
}

// spend lists the redemptions to be written.
func (c *closing) spend() error {
	c.write.Redeemed = make([]Spend, len(c.outcome.Redeemed))
	for i := range c.outcome.Redeemed {
		r := &c.outcome.Redeemed[i]
		body, err := json.Marshal(c.answer.Redeemed[i])
		if err != nil {
			return err
		}
		c.write.Redeemed[i] = Spend{Redemption: *r, Body: body, Most: c.most(r)}
	}
	return nil
}

// most is how many vouchers of a redemption's promotion its presenter may use: a
// guard of the write, since other tills serve the same customer.
func (c *closing) most(r *voucher.Redemption) int64 {
	if c.stood || r.Bound {
		return 0
	}
	terms, ok := c.sight.Terms(r.Voucher.PromotionNumber, r.Voucher.Version)
	if !ok {
		return 0
	}
	return terms.PerCustomer
}
