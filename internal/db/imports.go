package db

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"sartor/internal/customer"
	"sartor/internal/db/engine"
	"sartor/internal/fault"
	"sartor/internal/intake"
	"sartor/internal/retail"
	"sartor/internal/touchpoint"
)

// Customers adds or updates imported customers, in groups that let tills
// through. A consent that a customer has answered since is never overwritten.
func (d *DB) Customers(ctx context.Context, list []intake.Customer) error {
	for start := 0; start < len(list); {
		group := list[start:min(start+d.group(), len(list))]
		start += len(group)
		err := d.writeAgain(ctx, func(ctx context.Context, tx tx) error {
			for i := range group {
				if err := d.importCustomer(ctx, tx, &group[i]); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return fault.At("db.Customers", err)
		}
	}
	return nil
}

func (d *DB) importCustomer(ctx context.Context, tx tx, c *intake.Customer) error {
	now := retail.MicrosOf(d.now())
	who, err := resolve(ctx, tx, touchpoint.Customer{Identifiers: c.Identifiers}, now)
	if err != nil || who.customer == 0 {
		return err
	}
	steps := who.steps
	home, _ := d.Catalogue().StoreNumber(c.HomeStore)
	id, bucket := int64(who.customer), who.bucket()
	if home != 0 || c.Language != "" {
		steps = append(steps, engine.Step{Query: sql("customer.describe"), Want: 1, Args: []any{id, bucket, c.Language, int64(home)}})
	}
	if err := tx.Run(ctx, steps); err != nil {
		return err
	}
	if c.Consent.Basis == intake.NoBasis {
		return nil
	}
	return tx.importConsent(ctx, who, c.Consent, answeredAt(c, now))
}

// answeredAt is when a customer answered: the day they joined, when the file says
// so and it is over, else the import.
func answeredAt(c *intake.Customer, now retail.Micros) retail.Micros {
	day, err := retail.ParseDay(c.Joined)
	if at := retail.MicrosOf(day.Time()); err == nil && c.Consent.Basis == intake.Answer && at < now {
		return at
	}
	return now
}

// importConsent records each purpose that the customer has not answered yet.
func (tx tx) importConsent(ctx context.Context, who resolved, c intake.Consent, now retail.Micros) error {
	if err := tx.hold(ctx, who.customer); err != nil {
		return err
	}
	if err := who.load(ctx, tx, who.customer); err != nil {
		return err
	}
	stands := who.consent
	for _, purpose := range customer.Purposes() {
		granted := slices.Contains(c.Purposes, string(purpose))
		if stands.Answered(purpose) || c.Basis == intake.Declared && !granted {
			continue
		}
		n, err := tx.Next(ctx)
		if err != nil {
			return err
		}
		row := consentRow{customer: who.customer, purpose: purpose, granted: granted, at: now, proof: c.Proof, source: "import:" + string(c.Basis), order: n}
		if err := tx.Run(ctx, row.steps(&stands)); err != nil {
			return err
		}
	}
	return nil
}

// Resume returns how far an import came; the zero Mark when it never began.
func (d *DB) Resume(ctx context.Context, source string) (intake.Mark, error) {
	var (
		text string
		m    intake.Mark
	)
	found, err := engine.One(ctx, d.engine.Reader(), sql("mark.get"), []any{source}, &text)
	if err == nil && found && text != "" {
		err = json.Unmarshal([]byte(text), &m)
	}
	return m, fault.At("db.Resume", err)
}

// SetMark remembers how far an import came; the zero Mark forgets it.
func (d *DB) SetMark(ctx context.Context, source string, m intake.Mark) error {
	text, err := json.Marshal(m)
	if err != nil {
		return fault.At("db.SetMark", err)
	}
	if m == (intake.Mark{}) {
		text = nil
	}
	return fault.At("db.SetMark", d.apply(ctx, engine.Bulk, []engine.Step{{Query: sql("mark.put"), Want: 1, Args: []any{source, string(text)}}}))
}

// Facts keeps rows beside receipts as they stand, by their natural keys. Stock and
// suppliers are not among them: they are movements and terms (server/shelf).
func (d *DB) Facts(ctx context.Context, f intake.Facts) error {
	var steps []engine.Step
	add := func(q string, args ...any) {
		steps = append(steps, engine.Step{Query: sql(q), Want: engine.AnyRows, Args: args})
	}
	fact := func(kind, campaign, subject, object string, at int64, body any) error {
		text, err := json.Marshal(body)
		if err == nil {
			add("fact.put", kind, campaign, subject, object, at, string(text))
		}
		return err
	}
	var failed error
	note := func(err error) {
		if failed == nil {
			failed = err
		}
	}
	for _, c := range f.Campaigns {
		note(fact("campaign", c.ID, "", "", int64(c.Starts), c))
	}
	for _, s := range f.Sent {
		note(fact("sent", s.Campaign, s.Account, "", 0, s))
	}
	for _, c := range f.Coupons {
		note(fact("coupon", c.Campaign, c.Code, string(c.Product), 0, c))
	}
	for _, r := range f.Redemptions {
		note(fact("redemption", r.Campaign, r.Account, r.Code, int64(r.Day), r))
	}
	for _, t := range f.Traits {
		note(fact("trait", "", t.Account, t.Name, 0, t))
	}
	for _, p := range f.Past {
		note(fact("past", p.Promotion, string(p.Store), string(p.Product), int64(p.Starts), p))
	}
	if failed != nil {
		return fault.At("db.Facts", failed)
	}
	const lighter = 8 // than a receipt
	for start := 0; start < len(steps); {
		end := min(start+lighter*d.group(), len(steps))
		if err := d.apply(ctx, engine.Bulk, steps[start:end]); err != nil {
			return fault.At("db.Facts", fmt.Errorf("rows from %d: %w", start, err))
		}
		start = end
	}
	return nil
}
