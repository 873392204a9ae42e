package intake

import (
	"context"
	"slices"

	"sartor/internal/retail"
)

// Customer hands over a customer with a number of the chain's own as first
// identifier; false when it was handed over before. One that says nothing of
// consent gets what was declared.
func (in *Import) Customer(ctx context.Context, c Customer) (bool, error) {
	k := in.dir.accounts.add([]byte(c.Identifiers[0].Value))
	in.told = grown(in.told, k)
	if in.told[k] {
		return false, nil
	}
	in.told[k] = true
	if c.Consent.Basis == NoBasis {
		c.Consent = in.declared()
	}
	if slices.Contains(c.Consent.Purposes, "offers") {
		in.promised++
	}
	in.people = append(in.people, c)
	if len(in.people) < MostRecords {
		return true, nil
	}
	return true, in.handOver(ctx)
}

func (in *Import) handOver(ctx context.Context) error {
	if len(in.people) == 0 {
		return nil
	}
	err := in.sink.Customers(ctx, in.people)
	in.people = nil
	return err
}

// declared is the consent of a customer of whom the files say nothing.
func (in *Import) declared() Consent {
	if len(in.Options.Consent) == 0 {
		return Consent{}
	}
	return Consent{Purposes: slices.Clone(in.Options.Consent), Basis: Declared, Proof: in.Options.Proof}
}

// buyers hands over the customers of the receipts that no file described.
func (in *Import) buyers(ctx context.Context) error {
	for _, k := range in.dir.buyers() {
		id := retail.Identifier{Kind: retail.Account, Value: in.dir.accounts.text[k]}
		if _, err := in.Customer(ctx, Customer{Identifiers: []retail.Identifier{id}}); err != nil {
			return err
		}
	}
	return in.handOver(ctx)
}

// customers counts those handed over.
func (in *Import) customers() int64 { return int64(len(numbers(in.told))) }

func purpose(s string) bool { return slices.Contains(Purposes(), s) }
