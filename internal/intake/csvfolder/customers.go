package csvfolder

import (
	"context"
	"slices"
	"strings"

	"sartor/internal/intake"
	"sartor/internal/retail"
	"sartor/internal/table"
)

// The columns of customers.csv, in the order of customerColumns().
const (
	cusID = iota
	cusCard
	cusEmail
	cusPhone
	cusJoined
	cusStore
	cusLanguage
	cusConsent
)

func customerColumns() []table.Column {
	return table.Columns("customer", "card?", "email?", "phone?", "joined?", "home_store?", "language?", "consent?")
}

func (r *reading) customers(ctx context.Context, in *intake.Import) error {
	for _, f := range r.folders {
		t := f.customers
		if err := t.Each(ctx, func() error { return r.customer(ctx, in, t) }); err != nil {
			return err
		}
	}
	return nil
}

// customer hands one customer over, or refuses the row.
func (r *reading) customer(ctx context.Context, in *intake.Import, t *table.Table) error {
	c := t.Cells()
	out := intake.Customer{
		Identifiers: identifiers(&c), HomeStore: retail.StoreID(c.MaybeID(cusStore)),
		Language: language(&c), Joined: c.DayText(cusJoined), Consent: consent(&c, t.Name),
	}
	if _, _, known := in.StoreOf([]byte(out.HomeStore)); !known && out.HomeStore != "" {
		c.Fail("home_store %.40q is unknown", string(out.HomeStore))
	}
	if !c.OK() {
		return nil
	}
	fresh, err := in.Customer(ctx, out)
	if err == nil && !fresh {
		t.Refuse("customer %.40q stands twice; the first is kept", out.Identifiers[0].Value)
	}
	return err
}

// identifiers reads the chain's own number and what else points to the customer.
func identifiers(c *table.Cells) []retail.Identifier {
	out := []retail.Identifier{{Kind: retail.Account, Value: c.ID(cusID)}}
	if card := c.MaybeID(cusCard); card != "" {
		out = append(out, retail.Identifier{Kind: retail.Card, Value: card})
	}
	if phone := c.MaybeID(cusPhone); phone != "" {
		if digits := strings.Trim(phone, "0123456789+-/.() "); digits != "" {
			c.Fail("phone %.40q holds letters", phone)
		}
		out = append(out, retail.Identifier{Kind: retail.Phone, Value: phone})
	}
	if email := c.MaybeID(cusEmail); email != "" {
		before, after, ok := strings.Cut(email, "@")
		if !ok || before == "" || after == "" || strings.ContainsAny(after, "@ ") {
			c.Fail("email %.40q is not an address such as a@example.com", email)
		}
		out = append(out, retail.Identifier{Kind: retail.Email, Value: email})
	}
	return out
}

// language reads a language tag such as en or de-AT.
func language(c *table.Cells) string {
	const most = 35 // RFC 5646, 4.4.1
	tag := c.Text(cusLanguage)
	if len(tag) > most || strings.Trim(tag, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-") != "" {
		c.Fail("language %.40q is not a language such as en or de-AT", tag)
	}
	return tag
}

// consent reads the purposes a customer agreed to. An empty field says nothing,
// so that what the chain declared holds; otherwise it is the customer's answer.
func consent(c *table.Cells, file string) intake.Consent {
	text := c.Text(cusConsent)
	if text == "" {
		return intake.Consent{}
	}
	out := intake.Consent{Basis: intake.Answer, Proof: file}
	for purpose := range strings.SplitSeq(text, "|") {
		purpose = strings.TrimSpace(purpose)
		if !slices.Contains(intake.Purposes(), purpose) {
			c.Fail("consent %.40q is none of %s", purpose, strings.Join(intake.Purposes(), ", "))
		}
		if !slices.Contains(out.Purposes, purpose) {
			out.Purposes = append(out.Purposes, purpose)
		}
	}
	return out
}
