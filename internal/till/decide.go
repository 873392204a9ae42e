package till

import (
	"slices"

	"sartor/internal/customer"
	"sartor/internal/model/habit"
	"sartor/internal/offer"
	"sartor/internal/retail"
	"sartor/internal/voucher"
	"sartor/internal/voucher/code"
)

// language is the customer's, or the chain's.
func (c *closing) language() string {
	if c.person.Language != "" {
		return c.person.Language
	}
	return c.sight.Chain.Language
}

// decide chooses the offers of the receipt and turns them into vouchers. A
// promotion whose guard failed in an earlier round is left out.
func (c *closing) decide() {
	ctx := c.context()
	decision := offer.Decide(c.sight.Snapshot, c.profile(), c.products(), &ctx)
	if !decision.Made() {
		return
	}
	c.write.ID = retail.DecisionID(c.Desk.draw()>>11<<10 | uint64(ctx.Customer.Bucket()))
	c.answer.Decision, c.answer.Snapshot = c.write.ID.String(), decision.Snapshot.String()
	c.write.Decision, c.write.Ghosts = decision.Append(nil), decision.Ghosts()
	for i := range decision.Choices {
		if g := &decision.Choices[i]; g.Ghost != offer.Treated {
			c.write.Withheld = append(c.write.Withheld, Withheld{Promotion: c.sight.Book.Family(g.Promotion), Arm: g.Ghost, Until: g.Until, Store: c.fact.Store})
		}
	}
	bucket := c.fact.Receipt.ID.Bucket()
	if c.person.ID != 0 {
		bucket = c.person.ID.Bucket()
	}
	words := offer.WordsIn(c.language(), c.sight.Catalogue, &c.store)
	given := decision.Given()
	slices.SortFunc(given, func(a, b offer.Choice) int { return int(a.Promotion) - int(b.Promotion) })
	for i := range given {
		c.issue(&given[i], words, bucket)
	}
}

// context is what the decision depends on.
func (c *closing) context() offer.Context {
	closed := c.shut.with(c.sight.Closed, c.now)
	if len(c.drop) > 0 {
		closed = slices.Sorted(slices.Values(append(slices.Clone(closed), c.drop...)))
	}
	ctx := offer.Context{
		Book: c.sight.Book, Day: c.fact.Day, Store: c.fact.Store, Customer: c.person.ID, Consent: c.person.Consent.Over(c.sight.Chain.Consent),
		Seed: c.Desk.draw(), Most: c.sight.Chain.MostVouchers, Closed: closed, Out: c.sight.Out(c.fact.Store), Expiring: c.sight.Expiring(c.fact.Store),
		HoldoutKey: c.sight.Chain.HoldoutKey, GlobalHoldout: c.sight.Chain.GlobalHoldout,
	}
	ctx.Expected, ctx.Ahead = offer.ExpectedOf(c.person.Outlook), offer.AheadOf(c.person.Outlook)
	if c.person.Profile != nil {
		ctx.Through = c.person.Profile.Through
	}
	for _, h := range c.person.Held {
		ctx.Held = append(ctx.Held, offer.Held{Promotion: h.Promotion, Product: h.Product, Open: h.State == voucher.Issued && h.Until >= c.fact.Day})
	}
	return ctx
}

// profile is what is known of the customer, when it may be used.
func (c *closing) profile() *habit.Profile {
	if c.person.Profile == nil || !c.person.Consent.Over(c.sight.Chain.Consent).Allows(customer.ProfilePurpose) {
		return nil
	}
	return &c.person.Profile.Profile
}

// products are what was just bought; what a quote does not know is left out.
func (c *closing) products() []uint32 {
	out := make([]uint32, 0, len(c.lines))
	for i := range c.lines {
		if n := c.lines[i].Product; n != 0 {
			out = append(out, n)
		}
	}
	return out
}

// issue turns a choice into a voucher with its code and words.
func (c *closing) issue(choice *offer.Choice, words offer.Words, bucket int) {
	serial, family := code.NewSerial(c.Desk.draw()), uint32(0)
	if head := c.sight.Book.Family(choice.Promotion); head != choice.Promotion {
		family = head
	}
	v := voucher.Voucher{
		Bucket: bucket, Serial: serial, Alias: code.AliasOf(serial), Promotion: choice.ID, PromotionNumber: choice.Promotion,
		Family: family, Version: choice.Version, Product: choice.Product, Customer: c.person.ID, State: voucher.Issued, Value: choice.Value,
		ValidFrom: choice.From, ValidUntil: choice.Until, Store: c.fact.Store, Receipt: c.fact.Receipt.ID,
		IssuedAt: retail.MicrosOf(c.now), Reserve: choice.Reserve,
	}
	text := words.Value(&choice.Value) + textSplit + words.Product(choice.Product)
	said := plainText(text)
	if p, ok := c.sight.Book.Promotion(choice.Promotion); ok && len(p.Texts) > 0 {
		said = p.Text(c.language(), words.Discount(&choice.Value), words.Product(choice.Product))
		text = words.Value(&choice.Value) + textSplit + said
	}
	why := words.Why(choice)
	c.write.Issued = append(c.write.Issued, Issue{
		Voucher: v, Text: text, Why: why, PerCustomer: choice.PerPerson, PerDay: choice.PerDay, Day: c.fact.Day,
	})
	view := VoucherView{
		Code: c.codeOf(&v), Alias: code.Alias(bucket, v.Alias), Promotion: string(choice.ID), Text: said,
		Value: ViewOf(choice.Value, c.sight.Catalogue), ValidFrom: choice.From.String(), ValidUntil: choice.Until.String(), Why: why,
	}
	if choice.Product != 0 {
		view.Product = string(c.sight.Catalogue.Product(choice.Product).ID)
	}
	c.answer.Vouchers = append(c.answer.Vouchers, view)
}
